"""업비트 공지: the notices of the exchange, as the JSON behind its pages."""

from crawler.apis import Api
from crawler.article import ArticleSpider

NOTICES, LISTED = "https://api-manager.upbit.com/api/v1/announcements", ("first_listed_at", "listed_at")


class Upbit(ArticleSpider):
    name, korean_name, category = "upbit", "업비트 공지", "crypto"
    home = "https://upbit.com/service_center/notice"
    article_url = r"/service_center/notice\?(?:.*&)?id=(?P<key>\d+)"
    apis = (Api(NOTICES + "?os=web&page={page}&per_page=20&category=all", items=("data.notices",),
                link="https://upbit.com/service_center/notice?id={id}", published=LISTED),)
    page_api = Api(NOTICES + "/{key}", items=("data",), published=LISTED, section=("category",), content=("body", "content"))
