"""지디넷코리아: the number of an article is the second it was made; the feed is FeedBurner's."""

from crawler.article import ArticleSpider, Selectors


class Zdnet(ArticleSpider):
    name = "zdnet"
    korean_name = "지디넷코리아"
    home = "https://zdnet.co.kr/"
    category, launched = "tech", "2000"
    feeds = ("https://feeds.feedburner.com/zdkorea",)
    article_url = r"/(?:view/?\?(?:.*&)?no|news_view\.asp\?(?:.*&)?article_id)=(?P<key>\d{14})"
    selectors = Selectors(
        body=("#articleBody", ".view_cont"), title=(".news_head h1",), subtitle=(".news_head > p",),
        published=(".news_head .meta span",))
