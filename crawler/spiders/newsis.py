"""뉴시스: its own system, lines broken by br; only the desk of IT and bio. It asks for written permission."""

from crawler.article import ArticleSpider, Selectors


class Newsis(ArticleSpider):
    name, korean_name = "newsis", "뉴시스"
    home = "https://www.newsis.com/"
    category = "business"
    feeds = ("RSS/health.xml",)
    article_url = r"/view/(?:\?(?:.*&)?id=)?(?P<key>NISX(?P<day>\d{8})_\d{10})"
    selectors = Selectors(body=("div.viewer article",), caption=(".photojournal",), ads=('iframe[src*="/view/ad/"]',))
