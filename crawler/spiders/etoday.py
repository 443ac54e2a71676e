"""이투데이: its own system; only the desk of electronics, telecommunication and IT."""

from crawler.article import ArticleSpider, Selectors


class Etoday(ArticleSpider):
    name, korean_name, category = "etoday", "이투데이", "business"
    home = "https://www.etoday.co.kr/"
    lists = ("news/section/subsection?MID=1302&page={page}",)
    article_url = r"/news/view/(?P<key>\d+)"
    selectors = Selectors(
        body=(".articleView",), title=("h1.main_title", ".news_dtail_view_top_wrap h1"), published=(".newsinfo span",))
