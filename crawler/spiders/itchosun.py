"""IT조선: NDsoft, unlike 조선비즈; the feed's address is disputed."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import NDSOFT


class Itchosun(ArticleSpider):
    name, korean_name, category = "itchosun", "IT조선", "tech"
    home = "https://it.chosun.com/"
    family = NDSOFT
    feeds = ("rss/allArticle.xml", "rss.xml", "rss/", "sitemap.xml")
    selectors = Selectors(ads=("[class*=_ad_]",))
