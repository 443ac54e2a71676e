"""인사이드비트코인: presumably WordPress; no source has been found that shows it."""

from crawler.article import ArticleSpider
from crawler.families import SLUG, WORDPRESS


class Insidebitcoins(ArticleSpider):
    name, korean_name = "insidebitcoins", "인사이드비트코인"
    home = "https://insidebitcoins.com/kr/"
    category = "crypto"
    family = WORDPRESS
    article_url = r"/kr(?:/news)?" + SLUG
