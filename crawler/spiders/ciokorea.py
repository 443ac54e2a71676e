"""CIO 코리아: Foundry's WordPress."""

from crawler.article import ArticleSpider
from crawler.families import FOUNDRY


class Ciokorea(ArticleSpider):
    name, korean_name, category = "ciokorea", "CIO 코리아", "tech"
    home = "https://www.ciokorea.com/"
    family = FOUNDRY
    article_url = r"/article/(?P<key>\d+)"
