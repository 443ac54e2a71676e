"""네이버 뉴스: copies of what others wrote, under the numbers of outlet and article."""

from crawler.article import ArticleSpider
from crawler.families import NAVER


class Naver(ArticleSpider):
    name, korean_name, category = "naver", "네이버 뉴스", "portal"
    home, twins = "https://n.news.naver.com/", ("news.naver.com",)
    stored_only = "robots.txt shuts out every crawler"
    family = NAVER
    article_url = (r"/(?:mnews/)?(?:article/(?P<key>\d{3}/\d{10})"
                   r"|main/read\.n\w+\?(?=(?:.*&)?oid=(?P<key_outlet>\d{3}))(?:.*&)?aid=(?P<key_page>\d{10}))")
