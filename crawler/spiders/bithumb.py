"""빗썸 공지: the notices of the exchange; its API names the newest only."""

from crawler.apis import Api
from crawler.article import ArticleSpider
from crawler.families import NEXT, Selectors


class Bithumb(ArticleSpider):
    name, korean_name, category, kind = "bithumb", "빗썸 공지", "crypto", "notice"
    home, family, article_url = "https://feed.bithumb.com/", NEXT, r"/notice/(?P<key>\d+)"
    apis = (Api("https://api.bithumb.com/v1/notices?count=20", items=("", "data"), link="{pc_url}",
                published=("published_at",), modified=("modified_at",)),)
    selectors = Selectors(body=("[class*=NoticeDetailContent_detail-content__notice]",),
                          title=("[class*=NoticeDetailContent_detail__title]",),
                          section=("[class*=NoticeDetailContent_detail__category]",))
