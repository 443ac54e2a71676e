"""다음 뉴스: copies of what others wrote; the number begins with the time."""

from crawler.article import ArticleSpider
from crawler.families import DAUM


class Daum(ArticleSpider):
    name, korean_name, category = "daum", "다음 뉴스", "portal"
    home = "https://v.daum.net/"
    stored_only = "it forbids crawlers of others' articles"
    family = DAUM
    article_url = r"/v/(?P<key>(?P<day>\d{8})\d{9,10})"
