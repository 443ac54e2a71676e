"""데일리시큐: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Dailysecu(ArticleSpider):
    name = "dailysecu"
    korean_name = "데일리시큐"
    home = "https://www.dailysecu.com/"
    category = "tech"
    family = NDSOFT
