"""코인니스: flashes, each told in full by the JSON that the site itself loads."""

from crawler.apis import Api
from crawler.article import ArticleSpider

FLASHES = Api("https://api.coinness.com/feed/v1/breaking-news?languageCode=ko&limit=20", items=("", "data.list", "data"),
              link="https://coinness.com/news/{id}", published=("publishAt",), content=("content",),
              cursor=(("lastId", "id"), ("lastAt", "publishAt")))


class Coinness(ArticleSpider):
    name, korean_name, category, kind = "coinness", "코인니스", "crypto", "flash"
    home, twins = "https://coinness.com/", ("kr.coinness.com",)
    article_url, apis = r"/news/(?P<key>\d+)", (FLASHES,)
