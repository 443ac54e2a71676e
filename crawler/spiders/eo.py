"""EO: a script draws its pages; a browser has to run it."""

from crawler.article import ArticleSpider, Selectors


class Eo(ArticleSpider):
    name, korean_name, category = "eo", "EO", "tech"
    home = "https://eopla.net/"
    browser = True
    lists = ("magazines",)
    article_url = r"/magazines/(?P<key>\d+)"
    selectors = Selectors(published=(".info .date",), authors=(".info .name",), tags=("article .tag-container .tag",))
