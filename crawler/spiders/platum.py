"""플래텀: WordPress."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import WORDPRESS


class Platum(ArticleSpider):
    name, korean_name = "platum", "플래텀"
    home = "https://platum.kr/"
    category = "tech"
    family = WORDPRESS
    selectors = Selectors(body=("div.single",))
