"""디지털투데이: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Digitaltoday(ArticleSpider):
    name = "digitaltoday"
    korean_name = "디지털투데이"
    home = "https://www.digitaltoday.co.kr/"
    category = "tech"
    launched = "2007"
    family = NDSOFT
    feeds = ("https://www.digitaltoday.co.kr/rss/allArticle.xml",)
