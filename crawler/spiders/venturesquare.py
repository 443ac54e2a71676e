"""벤처스퀘어: WordPress."""

from crawler.article import ArticleSpider
from crawler.families import WORDPRESS


class Venturesquare(ArticleSpider):
    name, korean_name, category = "venturesquare", "벤처스퀘어", "tech"
    home = "https://www.venturesquare.net/"
    family = WORDPRESS
    article_url = r"/(?P<key>\d+)/?(?:\?|$)"
    lists = ("news/page/{page}",)
