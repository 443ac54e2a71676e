"""크립토뉴스 KR: WordPress; presales are printed in the template of the news."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import WORDPRESS


class Cryptonews(ArticleSpider):
    name, korean_name, category = "cryptonews", "크립토뉴스", "crypto"
    home, twins = "https://cryptonews.com/kr/", ("kr.cryptonews.com",)
    family = WORDPRESS
    article_url = r"(?:/kr)?/(?:news|cryptocurrency)/(?P<key>[^/?#]+)"
    selectors = Selectors(
        body=(".article-single__content",), title=("h1.mb-10",), authors=(".author-mini__link",),
        published=(".single-post-new__author-top time",))
