"""블루밍비트: a Next app of 한국경제; the feed is complete, its list needs a browser."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import NEXT


class Bloomingbit(ArticleSpider):
    name, korean_name, category = "bloomingbit", "블루밍비트", "crypto"
    home = "https://bloomingbit.io/"
    family = NEXT
    feeds = ("rss.xml",)
    article_url = r"/(?:ko/)?feed/news/(?P<key>\d+)"
    selectors = Selectors(ads=(".promotion",))
