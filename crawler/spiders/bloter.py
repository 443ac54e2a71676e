"""블로터: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Bloter(ArticleSpider):
    name, korean_name, category = "bloter", "블로터", "tech"
    home = "https://www.bloter.net/"
    launched = "2006"
    family = NDSOFT
    feeds = ("https://cdn.bloter.net/rss/gns_allArticle.xml", "rss/allArticle.xml", "sitemap.xml")
