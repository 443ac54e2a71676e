"""모비인사이드: WordPress."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import WORDPRESS


class Mobiinside(ArticleSpider):
    name, korean_name, category = "mobiinside", "모비인사이드", "tech"
    home = "https://www.mobiinside.co.kr/"
    family = WORDPRESS
    article_url = r"/(?P<key>(?P<day>\d{4}/\d{2}/\d{2})/[^/?#]+)"
    selectors = Selectors(ads=("[class*=-banner-]",))
