"""디지털투데이: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Digitaltoday(ArticleSpider):
    name, korean_name, category = "digitaltoday", "디지털투데이", "tech"
    home = "https://www.digitaltoday.co.kr/"
    launched = "2007"
    family = NDSOFT
