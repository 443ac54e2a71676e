"""코인리더스: the system of 브레이크뉴스; whether a feed still answers is disputed, the list does."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import BREAKNEWS


class Coinreaders(ArticleSpider):
    name, korean_name, category = "coinreaders", "코인리더스", "crypto"
    home = "https://www.coinreaders.com/"
    family = BREAKNEWS
    lists = ("sub.html?page={page}&section=sc10&section2=",)
    selectors = Selectors(ads=(".td_sub_read_contents div[style*='width:']", "[class$=_bn]"))
