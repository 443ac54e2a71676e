"""한국경제: its own system; only the IT desk, slowly: a few quick requests bring up Cloudflare."""

from crawler.article import ArticleSpider, Selectors


class Hankyung(ArticleSpider):
    name, korean_name, category = "hankyung", "한국경제", "business"
    home = "https://www.hankyung.com/"
    custom_settings = {"DOWNLOAD_DELAY": 3}
    feeds = ("feed/it",)
    lists = ("it?page={page}",)
    article_url = r"/article/(?P<key>(?P<day>\d{8})[0-9A-Za-z]{4,6})"
    selectors = Selectors(body=("#articletxt", ".article-body"), title=("h1.headline",), subtitle=("h2.summary",))
