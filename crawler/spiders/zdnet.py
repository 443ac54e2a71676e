"""지디넷코리아: the number of an article is the second it was made; the feed is FeedBurner's."""

from crawler.article import ArticleSpider, Selectors


class Zdnet(ArticleSpider):
    name, korean_name = "zdnet", "지디넷코리아"
    home = "https://zdnet.co.kr/"
    category, launched = "tech", "2000"
    feeds = ("https://feeds.feedburner.com/zdkorea",)
    lists = ("news/?lstcode=0000&page={page}",)
    article_url = r"/(?:view/?\?(?:.*&)?no|news_view\.asp\?(?:.*&)?article_id)=(?P<key>(?P<day>\d{8})\d{6})"
    selectors = Selectors(
        body=("#articleBody", ".view_cont"), title=(".news_head h1",), subtitle=(".news_head > p",),
        published=(".news_head .meta span",))
