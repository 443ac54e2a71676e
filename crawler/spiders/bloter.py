"""블로터: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Bloter(ArticleSpider):
    name = "bloter"
    korean_name = "블로터"
    home = "https://www.bloter.net/"
    category = "tech"
    launched = "2006"
    family = NDSOFT
    feeds = ("https://cdn.bloter.net/rss/gns_allArticle.xml",)
