"""전자신문: the article's number opens with its day."""

from crawler.article import ArticleSpider, Selectors


class Etnews(ArticleSpider):
    name, korean_name, category = "etnews", "전자신문", "tech"
    home = "https://www.etnews.com/"
    feeds = ("https://rss.etnews.com/Section901.xml",)
    lists = ("news/section.html?id1=03&page={page}", "news/section.html?id1=04&page={page}")
    article_url = r"/(?P<key>(?P<day>\d{8})\d{6})(?!\d)"
    selectors = Selectors(ads=("#AnyMindavs", "#banner_hns", "[class$=_ad_wrap]"))
