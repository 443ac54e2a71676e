"""First contact with an outlet: what of its declaration holds is said, and what would have to change."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pack import pack
from servers import ROOT, Reply, Site
from test_runner import article, feed

CONTACT = """
import json, sys
from crawler.apis import Api
from crawler.article import ArticleSpider
from crawler.check import check
from crawler.families import Selectors
from crawler.runner import Plan, settings_for
declared, allow = json.load(sys.stdin)
declared = {name: tuple(value) if isinstance(value, list) else value for name, value in declared.items()}
declared["selectors"] = Selectors(body=tuple(declared.pop("body", ())))
outlet = type("Local", (ArticleSpider,), declared)
settings = {"GUARD_ALLOW": [allow], "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "ERROR", "RETRY_TIMES": 0}
sys.exit(check(outlet, settings_for(Plan([], None, settings=settings))))
"""


@pytest.fixture
def site():
    site = Site()
    site.routes["/rss"] = feed(site, 1, 2)
    byline = "<div class='writer'>여누리 기자</div><time datetime='2026-11-20T10:00:00+09:00'></time>"
    site.routes["/news/1"] = Reply(article("첫째 기사").body.replace(b"</h1>", f"</h1>{byline}".encode()))
    yield site
    site.close()


def contact(site: Site, **declared) -> tuple[int, list[str]]:
    told = {"name": "local", "korean_name": "한빛뉴스", "home": f"{site.url}/", "article_url": r"/news/(?P<key>\d+)"}
    job = json.dumps([told | {"feeds": ["rss"]} | declared, site.netloc])
    words = [sys.executable, "-c", CONTACT]
    done = subprocess.run(words, input=job, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_what_holds_is_said_and_nothing_has_to_change(site):
    site.routes["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.1\n", headers={"Content-Type": "text/plain"})
    code, lines = contact(site)

    assert code == 0 and lines[-1].startswith('nothing to change, so the declaration may say verified = "2026-')
    assert f"  ok  {site.netloc}: Crawl-delay 0.1 s" in lines
    assert any(
        line.startswith(f"  ok  feed {site.url}/rss: 2 of 2 are articles, newest 2026-11-20 10:00 KST")
        for line in lines
    )
    assert any("has title, published_at, authors" in line for line in lines)
    assert sorted(set(site.paths())) == ["/news/1", "/robots.txt", "/rss"]


SPRINGS = b"<html><title>x</title><body><div class=c><p>" + b"long text here " * 40 + b"</p></div>"
TOLD = [
    ({"/robots.txt": Reply(b"User-agent: Sinmungo\nDisallow: /rss\n")}, {}, "to change: robots.txt bars {0}/rss: take it out"),
    ({"/robots.txt": Reply(status=503)}, {}, "not checked: {0}/robots.txt: HTTP 503; while that is so"),
    ({"/robots.txt": Reply(b"Sitemap: https://onbit.example/map.xml\n"), "/news/1": Reply(status=404)}, {},
     "these sitemaps might: https://onbit.example/map.xml"),
    ({}, {"feeds": ["gone", "rss"]}, "to change: feed {0}/gone: HTTP 404; take it out of feeds"),
    ({"/gone": Reply(status=500)}, {"feeds": ["gone", "rss"]}, "not checked: feed {0}/gone: HTTP 500"),
    ({}, {"feeds": ["gone"]}, "to change: no article is announced anywhere"),
    ({}, {"article_url": r"/view/(?P<key>\d+)"}, "to change: article_url does not match what {0}/rss announces: {0}/news/1"),
    ({"/news/1": Reply(SPRINGS)}, {}, "to change: no selector finds the text"),
    ({"/news/1": article("첫째 기사")}, {}, "to change: the article has no authors: look at the page and name a selector"),
    ({"/news/1": Reply(status=404)}, {}, "not checked: the article {0}/news/1: HTTP 404"),
    ({"/news/1": Reply("<html><body>삭제된 기사입니다</body></html>".encode())}, {}, "would be quarantined: deleted"),
    ({"/gone": Reply(status=403), "/rss": Reply(status=403), "/x": Reply(status=403)},
     {"feeds": ["gone", "rss", "x"], "sitemaps": ["map"]}, "not checked to the end: "),
]  # fmt: skip


@pytest.mark.parametrize(("routes", "declared", "said"), TOLD)
def test_what_would_have_to_change_and_what_could_not_be_asked_is_said(site, routes, declared, said):
    site.routes |= {"/gone": Reply(status=404)} | routes
    code, lines = contact(site, **declared)

    assert code == 1 and said.format(site.url) in "\n".join(lines)
    assert not any(line.startswith("nothing to change") for line in lines)


def test_the_saved_outlets_can_be_checked_from_a_file(tmp_path):
    pack(tmp_path / "all.warc.gz")
    words = [sys.executable, "-m", "crawler.cli", "outlets", "--check"]
    for name, code, said in (
        ("boannews", 0, "nothing to change"),
        ("coinness", 0, "ok  https://coinness.com/news/"),
        ("upbit", 0, "ok  https://upbit.com/service_center/notice?id="),
        ("eo", 1, "to change: no selector finds the text"),
        ("blockmedia", 1, "not checked: api https://www.blockmedia.co.kr/wp-json"),
        ("naver", 1, "not checked: it is not crawled: robots.txt shuts out every crawler"),
    ):
        done = subprocess.run(
            [*words, name, "--replay", str(tmp_path / "all.warc.gz")], capture_output=True, text=True, cwd=ROOT
        )
        assert (done.returncode, done.stderr) == (code, "") and said in done.stdout, name


def test_an_unknown_outlet_is_a_mistake_of_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "crawler.cli", "outlets", "--check", "nosuch"],
        capture_output=True,
        text=True,
        cwd=Path(ROOT),
    )
    assert done.returncode == 2 and "no outlet nosuch" in done.stderr
