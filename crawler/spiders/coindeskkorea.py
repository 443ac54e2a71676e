"""코인데스크코리아: NDsoft until 2023 at least; nobody has seen it alive since."""

from crawler.article import ArticleSpider
from crawler.families import NDSOFT


class Coindeskkorea(ArticleSpider):
    name, korean_name = "coindeskkorea", "코인데스크코리아"
    home = "https://www.coindeskkorea.com/"
    category = "crypto"
    family = NDSOFT
    stored_only = "no sign of life since 2023"
