"""조선비즈: Arc XP, the article only as data for its script; only the desk of IT and science."""

from crawler.article import ArticleSpider
from crawler.families import ARC


class Chosunbiz(ArticleSpider):
    name, korean_name = "chosunbiz", "조선비즈"
    home = "https://biz.chosun.com/"
    category, desk = "business", "/it-science/"
    family = ARC
    article_url = r"/(?:[\w-]+/){1,3}(?P<day>\d{4}/\d\d/\d\d)/(?P<key>[A-Z0-9]{20,30})"
