"""아시아경제: its own system; only the IT desk."""

from crawler.article import ArticleSpider, Selectors


class Asiae(ArticleSpider):
    name, korean_name = "asiae", "아시아경제"
    home = "https://www.asiae.co.kr/"
    category, twins = "business", ("view.asiae.co.kr",)
    lists = ("list/IT",)
    article_url = r"/(?:article/|news/view\.htm\?(?:.*&)?idxno=)(?P<key>(?P<day>20\d{6})?\d+)"
    selectors = Selectors(
        body=("#txt_area",), title=(".area_title h1",), subtitle=(".article_head h4",), section=(".lc .btn_title",),
        published=(".date_box p",), drop=(".txt_prohibition",), ads=(".art_btm",))
