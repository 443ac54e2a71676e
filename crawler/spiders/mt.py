"""머니투데이: its own system, two generations of addresses; only the desk of technology."""

from crawler.article import ArticleSpider, Selectors


class Mt(ArticleSpider):
    name, korean_name = "mt", "머니투데이"
    home = "https://www.mt.co.kr/"
    category, twins, desk = "business", ("news.mt.co.kr",), "/tech/"
    feeds = ("https://mt.co.kr/b2b/mt_news_google.xml", "http://rss.mt.co.kr/mt_news.xml")
    article_url = r"/(?:[\w-]+/\d{4}/\d\d/\d\d/|(?:view/)?mtview\.php\?(?:.*&)?no=)(?P<key>(?P<day>\d{8})\d{11})"
    selectors = Selectors(body=("#textBody", "#articleView", ".con_area"))
