"""GeekNews: summaries of what others wrote, with the link and the discussion."""

from crawler.article import ArticleSpider, Selectors


class Geeknews(ArticleSpider):
    name, korean_name, category = "geeknews", "GeekNews", "tech"
    home = "https://news.hada.io/"
    feeds = ("rss/news",)
    lists = ("new?page={page}",)
    article_url = r"/topic\?(?:.*&)?id=(?P<key>\d+)"
    selectors = Selectors(body=("#topic_contents", ".topic_contents"), title=(".topictitle h1", ".topictitle a"))
