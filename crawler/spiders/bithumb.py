"""빗썸 공지: the notices of the exchange; its API names the newest only."""

from crawler.apis import Api
from crawler.article import ArticleSpider
from crawler.families import NEXT


class Bithumb(ArticleSpider):
    name, korean_name, category = "bithumb", "빗썸 공지", "crypto"
    home = "https://feed.bithumb.com/"
    family = NEXT
    article_url = r"/notice/(?P<key>\d+)"
    apis = (Api("https://api.bithumb.com/v1/notices?count=20", items=("", "data"), link="{pc_url}",
                published=("published_at",), modified=("modified_at",)),)
