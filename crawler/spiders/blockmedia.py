"""블록미디어: WordPress; the feed holds ten articles, the sitemap the rest."""

from crawler.article import ArticleSpider, Selectors
from crawler.families import WORDPRESS


class Blockmedia(ArticleSpider):
    name, korean_name = "blockmedia", "블록미디어"
    home = "https://www.blockmedia.co.kr/"
    category, launched = "crypto", "2017"
    family = WORDPRESS
    feeds = ("https://www.blockmedia.co.kr/feed/",)
    sitemaps = ("https://www.blockmedia.co.kr/sitemap_index.xml",)
    selectors = Selectors(body=("#pavo_contents",), ads=('[id^="block-"][class^="block-content-"]',))
