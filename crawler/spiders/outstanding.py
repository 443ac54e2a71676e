"""아웃스탠딩: WordPress; most articles end at a paywall."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import WORDPRESS


class Outstanding(ArticleSpider):
    name, korean_name, category = "outstanding", "아웃스탠딩", "tech"
    home = "https://outstanding.kr/"
    family = WORDPRESS
    article_url = r"/(?P<key>[^/?#]+?(?P<day>20\d{6}))/?(?:[?]|$)"
    lists = ("category/news/page/{page}",)
    selectors = Selectors(ads=(".hide_on_app_ios",))
