"""매일경제: its own system, a news sitemap; only the desk of IT."""

from crawler.article import ArticleSpider, Selectors


class Mk(ArticleSpider):
    name, korean_name, category = "mk", "매일경제", "business"
    home, desk = "https://www.mk.co.kr/", "/news/it/"
    sitemaps, lists = ("sitemap/latest-articles/",), ("news/it/",)
    article_url = r"/news/[a-z-]+/(?P<key>\d{6,})"
    selectors = Selectors(
        body=(".news_cnt_detail_wrap",), title=(".news_ttl",), subtitle=(".mid_title",),
        authors=(".journalist_info .name",))
