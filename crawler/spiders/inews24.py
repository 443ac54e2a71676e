"""아이뉴스24: its own system, with elements of its own invention in the text."""

from crawler.article import ArticleSpider, Selectors


class Inews24(ArticleSpider):
    name, korean_name = "inews24", "아이뉴스24"
    home = "https://www.inews24.com/"
    category = "tech"
    feeds = ("rss/news_all.xml", "https://rss.inews24.com/rss/news_all.xml")
    article_url = r"/view/(?P<key>\d+)"
    selectors = Selectors(body=("#articleBody",), ads=("ad", "[id$=AD]", "article > div[style]:not([class])"))
