"""매일경제: discovered through its news sitemap."""

from crawler.article import ArticleSpider, Selectors


class Mk(ArticleSpider):
    name = "mk"
    korean_name = "매일경제"
    home = "https://www.mk.co.kr/"
    category = "business"
    sitemaps = ("https://www.mk.co.kr/sitemap/latest-articles/",)
    article_url = r"/news/[a-z-]+/(?P<key>\d{6,})"
    selectors = Selectors((".news_cnt_detail_wrap",), (".news_ttl",), (".mid_title",), authors=(".journalist_info .name",))
