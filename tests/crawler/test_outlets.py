"""The registry, and a sweep over every declaration: short, complete, polite, and sure of its own articles."""

import json
import statistics
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import outlets
from crawler.outlets import outlets as registered
from crawler.routes import live_routes
from crawler.urls import UrlKeys, host

SPIDERS = Path(outlets.__file__).parent / "spiders"
URLS = json.loads((Path(__file__).parents[1] / "outlet_urls.json").read_text("utf-8"))
SLUGS = list(registered())
FAMILIES = {"ndsoft": 11, "wordpress": 8, "foundry": 2, "sedaily": 2, "arc": 1, "breaknews": 1, "next": 2, "nuxt": 1}


def lines_of(slug: str) -> list[str]:
    return (SPIDERS / f"{slug}.py").read_text("utf-8").splitlines()


def twins(url: str) -> list[str]:
    """The same article as mail, chats, search engines and telephones link to it."""
    parts = urlsplit(url)
    domain, rest = host(url), url.partition(parts.netloc)[2]
    mark = "&" if parts.query else "?"
    same = [f"http://{domain}{rest}", f"https://www.{domain}{rest}", f"https://m.{domain}{rest}", f"{url}#comment"]
    return [
        *same,
        f"{url}{mark}utm_source=naver&utm_medium=referral",
        f"{url}{mark}fbclid=IwAR0x",
        f"{url}#google_vignette",
    ]


def test_scrapy_and_the_registry_know_the_same_outlets():
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": [outlets.SPIDERS]}))

    assert sorted(loader.list()) == SLUGS
    assert len([one for one in registered().values() if not one.stored_only]) >= 50


@pytest.mark.parametrize("slug", SLUGS)
def test_an_outlet_is_a_declaration(slug):
    lines, outlet = lines_of(slug), registered()[slug]

    assert len(lines) <= 15
    assert not any(
        line.strip().startswith(("def ", "async ", "@", "class ")) for line in lines if "ArticleSpider)" not in line
    )
    assert lines[0].startswith(f'"""{outlet.korean_name}')
    assert outlet.korean_name and outlet.home.startswith(("https://", "http://"))
    assert outlet.category in (("portal",) if slug in ("naver", "daum") else ("crypto", "tech", "business"))
    groups, lists = live_routes(outlet)
    assert bool(outlet.stored_only) != bool(groups or lists)


def test_most_declarations_are_short_and_the_families_carry_them():
    assert statistics.median(len(lines_of(slug)) for slug in SLUGS) <= 12
    for family, least in FAMILIES.items():
        assert sum(one.family.name == family for one in registered().values()) >= least, family


@pytest.mark.parametrize("slug", SLUGS)
def test_an_outlet_is_asked_politely(slug):
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(registered()[slug].custom_settings or {}, priority="spider")

    assert settings.getbool("ROBOTSTXT_OBEY") and settings["ROBOTSTXT_USER_AGENT"] == "Sinmungo"
    assert settings["USER_AGENT"].startswith("Sinmungo/")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1 and settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert settings.getbool("AUTOTHROTTLE_ENABLED") and settings.getint("REFUSALS_MAX") <= 3
    assert not settings.getbool("COOKIES_ENABLED") and not settings.getbool("HTTPPROXY_ENABLED")


@pytest.mark.parametrize("slug", SLUGS)
def test_an_article_has_one_key_under_every_address(slug):
    match = outlets.url_keys().match
    for group in URLS[slug]["articles"]:
        keys = {match(url) for url in group}
        assert len(keys) == 1 and keys.pop()[0] == slug, group
        assert {match(twin) for url in group for twin in twins(url)} == {match(group[0])}
    assert len({match(group[0]) for group in URLS[slug]["articles"]}) == len(URLS[slug]["articles"])


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_no_article_has_no_key(slug):
    match = outlets.url_keys().match
    assert URLS[slug]["others"]
    for url in [*URLS[slug]["others"], registered()[slug].home]:
        assert match(url)[1] is None, url


def test_no_outlet_claims_an_article_of_another():
    match = outlets.url_keys().match
    for slug, urls in URLS.items():
        assert {match(url)[0] for group in urls["articles"] for url in group} == {slug}


@pytest.mark.parametrize("slug", SLUGS)
def test_only_hosts_that_are_named_may_be_fetched(slug):
    outlet = registered()[slug]
    known = {host(outlet.home), *outlet.twins} | {host(url) for url in outlet.announcements}
    known |= {host(outlet.page_api.address)} if outlet.page_api else set()

    assert {urlsplit(url).hostname for url in outlet.announcements} <= outlet.allowed_hosts
    assert {host(f"https://{name}/") for name in outlet.allowed_hosts} == known
    assert all(url.startswith(("https://", "http://")) for url in outlet.announcements)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://zdnet.co.kr/view/?no=20261120101500", "2026-11-20"),
        ("https://www.mobiinside.co.kr/2026/11/20/%EB%A7%88/", "2026-11-20"),
        ("https://biz.chosun.com/it-science/ict/2024/05/09/77CHL2I7ERGOBP3C2RCWMPTXXQ/", "2024-05-09"),
        ("https://www.yna.co.kr/view/AKR20261120012300017", "2026-11-20"),
        ("https://www.tokenpost.kr/article-409371", None),
    ],
)
def test_an_address_may_tell_the_day(url, day):
    assert outlets.url_keys().day(url) == day


def test_an_unknown_host_has_no_outlet():
    assert outlets.outlet_of("https://www.hanbit-news.example/news/1") is None


def test_a_page_of_an_outlet_that_is_no_article_is_still_its_own():
    assert outlets.outlet_of("https://www.etnews.com/news/section.html?id1=02").name == "etnews"


def test_row_is_what_the_archive_takes():
    row = outlets.row(registered()["blockmedia"])

    assert row["name"] == "블록미디어" and row["cms"] == "wordpress" and row["category"] == "crypto"
    assert row["feeds"][:2] == ["https://www.blockmedia.co.kr/feed/", "https://www.blockmedia.co.kr/sitemap_index.xml"]


def test_keys_of_a_spider_outside_the_project():
    spider = type("Hanbit", (registered()["mk"],), {"name": "hanbit", "home": "https://hanbit.example/"})
    keys = outlets.url_keys_with(spider)

    assert isinstance(keys, UrlKeys)
    assert keys.match("https://hanbit.example/news/it/1234567") == ("hanbit", "hanbit.example:1234567")
    assert keys.match("https://www.tokenpost.kr/article-409371")[0] == "tokenpost"
