"""서울경제: its own system, two generations of addresses; only the desk of industry."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import SEDAILY


class Sedaily(ArticleSpider):
    name, korean_name, category = "sedaily", "서울경제", "business"
    home = "https://www.sedaily.com/"
    family = SEDAILY
    lists = ("v/NewsMain/GD",)
    selectors = Selectors(ads=("[class*=_banner]",))
