"""매일경제: discovered through its news sitemap."""

from crawler.article import ArticleSpider, Selectors


class Mk(ArticleSpider):
    name, korean_name, category = "mk", "매일경제", "business"
    home = "https://www.mk.co.kr/"
    sitemaps = ("https://www.mk.co.kr/sitemap/latest-articles/",)
    article_url = r"/news/[a-z-]+/(?P<key>\d{6,})"
    selectors = Selectors(
        body=(".news_cnt_detail_wrap",), title=(".news_ttl",), subtitle=(".mid_title",),
        authors=(".journalist_info .name",))
