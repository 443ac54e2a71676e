"""이데일리: its own system; no address of a desk is known, so it is read whole."""

from crawler.article import ArticleSpider, Selectors


class Edaily(ArticleSpider):
    name, korean_name = "edaily", "이데일리"
    home = "https://www.edaily.co.kr/"
    category, twins = "business", ("marketin.edaily.co.kr",)
    feeds = ("sitemap/latest-article.xml", "http://rss.edaily.co.kr/edaily_news.xml")
    article_url = r"(?i:/news/(?:reade?|newspath\.asp)\?(?:.*&)?newsid)=(?P<key>\d+)"
    selectors = Selectors(body=(".news_body",), ads=("[class$=_dable][id^=boxshow_]", "[class^=gg_]"))
