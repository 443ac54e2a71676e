"""전자신문: the article's number opens with its day."""

from crawler.article import ArticleSpider, Selectors


class Etnews(ArticleSpider):
    name = "etnews"
    korean_name = "전자신문"
    home = "https://www.etnews.com/"
    category = "tech"
    feeds = ("https://rss.etnews.com/Section901.xml",)
    article_url = r"/(?P<key>\d{14})(?!\d)"
    selectors = Selectors(ads=("#AnyMindavs", "#banner_hns", "[class$=_ad_wrap]"))
