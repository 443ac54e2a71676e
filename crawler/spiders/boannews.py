"""보안뉴스: classic ASP in CP949."""

from crawler.article import ArticleSpider, Selectors


class Boannews(ArticleSpider):
    name, korean_name, category = "boannews", "보안뉴스", "tech"
    home = "https://www.boannews.com/"
    feeds = ("https://www.boannews.com/media/news_rss.xml",)
    lists = ("media/t_list.asp?page={page}",)
    article_url = r"/media/view\.asp\?(?:.*&)?idx=(?P<key>\d+)"
    selectors = Selectors(
        body=("#news_content",), title=("#news_title02 h1",), published=("#news_util01",),
        section=("#news_title01 a:last-child",), ads=('[id$="_bn_area"]',))
