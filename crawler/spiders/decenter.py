"""디센터: of 서울경제, the same system; no feed is known."""

from crawler.article import ArticleSpider
from crawler.families import SEDAILY


class Decenter(ArticleSpider):
    name, korean_name = "decenter", "디센터"
    home = "https://decenter.kr/"
    category, launched = "crypto", "2018"
    family = SEDAILY
    lists = ("NewsList/GZ03",)
