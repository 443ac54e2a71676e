"""코인텔레그래프 코리아: a Nuxt app."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import NUXT


class Cointelegraph(ArticleSpider):
    name, korean_name, category = "cointelegraph", "코인텔레그래프 코리아", "crypto"
    home = "https://kr.cointelegraph.com/"
    family = NUXT
    feeds = ("rss", "editors_pick_rss")
    article_url = r"/news/(?P<key>[^/?#]+)"
    selectors = Selectors(body=(".post-content",), subtitle=(".post__lead",), section=(".post-cover__badge",),
                          lead_image=(".post-cover__image img", "img.post-cover__image"))  # fmt: skip
