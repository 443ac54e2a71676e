"""블록스트리트: its own system; a feed is said to be at either of two addresses."""

from crawler.article import ArticleSpider, Selectors


class Blockstreet(ArticleSpider):
    name, korean_name, category = "blockstreet", "블록스트리트", "crypto"
    home = "https://www.blockstreet.co.kr/"
    feeds = ("feed", "rss")
    lists = ("coin-news",)
    article_url = r"/news/view\?(?:.*&)?ud=(?P<key>(?P<day>\d{8})\d+)"
    selectors = Selectors(body=(".view-body",), title=(".headline",), published=(".datetime",), authors=(".byline a",))
