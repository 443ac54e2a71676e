"""업비트 공지: the notices of the exchange, as the JSON behind its pages."""

from crawler.apis import Api
from crawler.article import ArticleSpider

NOTICES, FIRST, EDITED = "https://api-manager.upbit.com/api/v1/announcements", ("first_listed_at", "listed_at"), ("listed_at",)


class Upbit(ArticleSpider):
    name, korean_name, category, kind = "upbit", "업비트 공지", "crypto", "notice"
    home = "https://upbit.com/service_center/notice"
    article_url = r"/service_center/notice\?(?:.*&)?id=(?P<key>\d+)"
    apis = (Api(NOTICES + "?os=web&page={page}&per_page=20&category=all", items=("data.notices",),
                link="https://upbit.com/service_center/notice?id={id}", published=FIRST, modified=EDITED),)
    page_api = Api(NOTICES + "/{key}", ("data",), published=FIRST, modified=EDITED, section=("category",), content=("body",))
