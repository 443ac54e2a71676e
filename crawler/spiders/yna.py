"""연합뉴스: its own system; only the desk of industry, back in time that of technology."""

from crawler.article import ArticleSpider, Selectors


class Yna(ArticleSpider):
    name, korean_name, category = "yna", "연합뉴스", "business"
    home = "https://www.yna.co.kr/"
    feeds = ("rss/industry.xml",)
    lists = ("industry/technology-science/{page}",)
    article_url = r"/view/(?P<key>AKR(?P<day>\d{8})\d{9})"
    selectors = Selectors(
        body=("article.story-news",), authors=(".writer-zone01 .tit-name", ".tit-name"), related=(".related-group",),
        section=(".nav-path01 li:last-child a",), tags=(".keyword-zone a",), drop=(".writer-zone01",),
        ads=("aside[class^=aside-box]", ".aside-bnr"))
