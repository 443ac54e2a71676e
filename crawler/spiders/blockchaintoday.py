"""블록체인투데이: NDsoft."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Blockchaintoday(ArticleSpider):
    name = "blockchaintoday"
    korean_name = "블록체인투데이"
    home = "https://www.blockchaintoday.co.kr/"
    category = "crypto"
    family = NDSOFT
