"""디지털데일리: its own system; no feed, the list is loaded by a script."""

from crawler.article import ArticleSpider, Selectors


class Ddaily(ArticleSpider):
    name, korean_name = "ddaily", "디지털데일리"
    home = "https://www.ddaily.co.kr/"
    category = "tech"
    lists = ("newsAjax?cat=22&page={page}",)
    article_url = r"/page/view/(?P<key>(?P<day>\d{8})\d{11})"
    selectors = Selectors(body=(".article_content", "#news_body_area"), ads=(".wcms_banner",))
