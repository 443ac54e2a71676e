"""AI타임스: NDsoft, its newest skin."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Aitimes(ArticleSpider):
    name, korean_name = "aitimes", "AI타임스"
    home = "https://www.aitimes.com/"
    category = "tech"
    family = NDSOFT
    feeds = ("https://cdn.aitimes.com/rss/gn_rss_allArticle.xml", "rss/allArticle.xml", "sitemap.xml")
