"""ITWorld 코리아: Foundry's WordPress."""

from crawler.article import ArticleSpider
from crawler.families import FOUNDRY


class Itworld(ArticleSpider):
    name, korean_name, category = "itworld", "ITWorld 코리아", "tech"
    home = "https://www.itworld.co.kr/"
    family = FOUNDRY
    article_url = r"/article/(?P<key>\d+)"
