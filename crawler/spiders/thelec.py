"""디일렉: NDsoft."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import NDSOFT


class Thelec(ArticleSpider):
    name, korean_name = "thelec", "디일렉"
    home = "https://www.thelec.kr/"
    category = "tech"
    family = NDSOFT
    selectors = Selectors(ads=('div[onclick^="wcs.event("]',))
