"""인공지능신문: NDsoft; not of the company of aitimes.com. The feed calls itself HTML."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Aitimeskr(ArticleSpider):
    name = "aitimeskr"
    korean_name = "인공지능신문"
    home = "https://www.aitimes.kr/"
    category = "tech"
    family = NDSOFT
