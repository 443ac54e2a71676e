"""The registry and the declarations: nine outlets, each short, each knowing its own articles."""

from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import outlets
from crawler.urls import UrlKeys

SPIDERS = Path(outlets.__file__).parent / "spiders"
NINE = ["blockmedia", "bloter", "boannews", "digitalasset", "digitaltoday", "etnews", "mk", "tokenpost", "zdnet"]
ARTICLES = [
    ("https://www.tokenpost.kr/news/market/409371", "tokenpost", "tokenpost.kr:409371"),
    ("http://m.tokenpost.kr/article-409371?utm_source=rss", "tokenpost", "tokenpost.kr:409371"),
    ("https://www.blockmedia.co.kr/archives/1163044?utm_medium=rss", "blockmedia", "blockmedia.co.kr:1163044"),
    ("https://www.digitalasset.works/news/articleView.html?idxno=43312", "digitalasset", "digitalasset.works:43312"),
    ("http://bloter.net/news/articleView.html?page=2&idxno=679811", "bloter", "bloter.net:679811"),
    ("https://www.digitaltoday.co.kr/news/articleView.html?idxno=701233", "digitaltoday", "digitaltoday.co.kr:701233"),
    ("https://m.zdnet.co.kr/view/?no=20261120101500", "zdnet", "zdnet.co.kr:20261120101500"),
    ("https://m.zdnet.co.kr/news_view.asp?article_id=20261120101500", "zdnet", "zdnet.co.kr:20261120101500"),
    ("https://www.etnews.com/20261120000081", "etnews", "etnews.com:20261120000081"),
    ("https://www.mk.co.kr/news/it/11900420", "mk", "mk.co.kr:11900420"),
    ("http://www.boannews.com/media/view.asp?idx=142018&kind=1", "boannews", "boannews.com:142018"),
]


def test_scrapy_and_the_registry_know_the_same_outlets():
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": [outlets.SPIDERS]}))

    assert sorted(loader.list()) == list(outlets.outlets())
    assert set(NINE) <= set(outlets.outlets())


@pytest.mark.parametrize("slug", list(outlets.outlets()))
def test_an_outlet_is_a_declaration(slug):
    lines = (SPIDERS / f"{slug}.py").read_text("utf-8").splitlines()
    outlet = outlets.outlets()[slug]

    assert len(lines) <= 15
    assert not any(line.strip().startswith(("def ", "async ", "@")) for line in lines)
    assert outlet.korean_name and outlet.home.startswith("https://") and (outlet.feeds or outlet.sitemaps)
    assert outlet.category in ("crypto", "tech", "business")


@pytest.mark.parametrize(("url", "slug", "key"), ARTICLES)
def test_an_article_is_known_by_its_outlet_and_key(url, slug, key):
    assert outlets.url_keys().match(url) == (slug, key)
    assert outlets.outlet_of(url).name == slug


@pytest.mark.parametrize(
    "url", ["https://www.tokenpost.kr/", "https://www.mk.co.kr/news/it/", "https://www.etnews.com/news/section.html?id1=02"]
)
def test_a_page_of_an_outlet_that_is_no_article(url):
    slug, key = outlets.url_keys().match(url)

    assert slug and key is None
    assert outlets.outlet_of(url).name == slug


def test_an_unknown_host_has_no_outlet():
    assert outlets.outlet_of("https://www.hanbit-news.example/news/1") is None


def test_hosts_that_may_be_fetched_are_named_exactly():
    bloter = outlets.outlets()["bloter"]

    assert {"www.bloter.net", "bloter.net", "m.bloter.net", "cdn.bloter.net"} <= bloter.allowed_hosts
    assert "feeds.feedburner.com" in outlets.outlets()["zdnet"].allowed_hosts
    assert not any("feedburner" in host for host in bloter.allowed_hosts)


def test_row_is_what_the_archive_takes():
    row = outlets.row(outlets.outlets()["blockmedia"])

    assert row["name"] == "블록미디어" and row["cms"] == "wordpress" and row["category"] == "crypto"
    assert row["feeds"] == ["https://www.blockmedia.co.kr/feed/", "https://www.blockmedia.co.kr/sitemap_index.xml"]


def test_keys_of_a_spider_outside_the_project():
    spider = type("Hanbit", (outlets.outlets()["mk"],), {"name": "hanbit", "home": "https://hanbit.example/"})
    keys = outlets.url_keys_with(spider)

    assert isinstance(keys, UrlKeys)
    assert keys.match("https://hanbit.example/news/it/1234567") == ("hanbit", "hanbit.example:1234567")
    assert keys.match(ARTICLES[0][0])[0] == "tokenpost"
