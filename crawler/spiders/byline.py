"""바이라인네트워크: WordPress with the theme Kadence."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import WORDPRESS


class Byline(ArticleSpider):
    name, korean_name, category = "byline", "바이라인네트워크", "tech"
    home = "https://byline.network/"
    family = WORDPRESS
    article_url = r"/(?P<key>\d{4}/\d{2}/[^/?#]+)"
    selectors = Selectors(body=(".entry-content.single-content",), section=(".category-links a",))
