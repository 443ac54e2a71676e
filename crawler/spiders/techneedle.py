"""테크니들: WordPress."""

from crawler.article import ArticleSpider
from crawler.families import WORDPRESS


class Techneedle(ArticleSpider):
    name = "techneedle"
    korean_name = "테크니들"
    home = "https://techneedle.com/"
    category = "tech"
    family = WORDPRESS
