"""요즘IT: of Wishket; the feed is complete but tells no dates, its lists need a browser."""

from crawler.article import ArticleSpider, Selectors


class Yozm(ArticleSpider):
    name, korean_name, category = "yozm", "요즘IT", "tech"
    home = "https://yozm.wishket.com/magazine/"
    feeds = ("feed/",)
    article_url = r"/magazine/detail/(?P<key>\d+)"
    selectors = Selectors(
        body=(".next-news-contents",), title=("h1.news-title",), published=(".content-meta-elem",),
        authors=(".content-meta-elem > a",), section=(".news-detail-header .category",),
    )  # fmt: skip
