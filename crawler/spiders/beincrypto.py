"""비인크립토: WordPress."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import SLUG, WORDPRESS


class Beincrypto(ArticleSpider):
    name, korean_name = "beincrypto", "비인크립토"
    home = "https://kr.beincrypto.com/"
    category = "crypto"
    family = WORDPRESS
    article_url = r"(?:/learn-kr)?" + SLUG
    selectors = Selectors(drop=("[class^=toc]", "[class*=disclaimer]"))
