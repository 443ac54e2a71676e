"""본미디어: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Bonmedia(ArticleSpider):
    name = "bonmedia"
    korean_name = "본미디어"
    home = "https://www.bonmedia.kr/"
    category = "crypto"
    family = NDSOFT
