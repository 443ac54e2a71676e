"""디지털애셋: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Digitalasset(ArticleSpider):
    name, korean_name = "digitalasset", "디지털애셋"
    home = "https://www.digitalasset.works/"
    category = "crypto"
    family = NDSOFT
