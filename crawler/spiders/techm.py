"""테크M: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Techm(ArticleSpider):
    name = "techm"
    korean_name = "테크M"
    home = "https://www.techm.kr/"
    category = "tech"
    family = NDSOFT
