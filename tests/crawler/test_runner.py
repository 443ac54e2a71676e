"""Whole crawls through the runner against a loopback outlet: what is fetched, what is said, what is left behind."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from servers import ROOT, Reply, Site

from archive.store import Archive, writer_lock
from crawler.report import trouble

TEXT = "온빛시의 한 연구소가 20일 새 장비를 공개했다. 장비는 물의 온도를 재고 값을 바로 보낸다. " * 6


def article(title: str, text: str = TEXT) -> Reply:
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    body = f'<h1>{title}</h1><div id="articleBody"><p>{text}</p><p>{text}</p></div>'
    return Reply(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


def feed(site: Site, *numbers: int, etag: str = '"1"', day: int = 20):
    item = "<item><title>t</title><link>{0}/news/{1}</link><pubDate>Fri, {2} Nov 2026 10:00:00 +0900</pubDate></item>"
    items = "".join(item.format(site.url, number, day) for number in numbers)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()

    def answer(hit):
        if hit.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        return Reply(body, headers={"Content-Type": "application/rss+xml", "ETag": etag})

    return answer


@pytest.fixture
def site():
    site = Site()
    site.routes["/rss"] = feed(site, 1, 2)
    site.routes |= {"/news/1": article("첫째 기사"), "/news/2": article("둘째 기사")}
    yield site
    site.close()


@pytest.fixture
def crawl(site, tmp_path):
    def run(**job):
        started = start(site, tmp_path, **job)
        out, err = started.communicate(timeout=60)
        return started.returncode, out, err

    return run


def start(site: Site, tmp_path: Path, **job) -> subprocess.Popen:
    job = {"url": site.url, "archive": str(tmp_path / "a.db"), "snapshots": str(tmp_path / "snapshots"), **job}
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("local.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin
    process.stdin.write(json.dumps(job))
    process.stdin.close()
    process.stdin = None
    return process


@pytest.fixture
def states(tmp_path):
    def read() -> dict[str, tuple[str, str | None]]:
        with sqlite3.connect(tmp_path / "a.db") as db:
            rows = db.execute("SELECT url_key, state, reason FROM urls").fetchall()
        return {key.partition(":")[2]: (state, reason) for key, state, reason in rows}

    return read


def told(out: str) -> dict[str, int]:
    """The counts that the table of a crawl tells of the outlet; columns that are left out are zeros."""
    head, *lines = out.splitlines()
    names = [name for name in head.split() if name in COUNTED]
    [line] = [line.split() for line in lines if line.startswith("local ")]
    return COUNTED | dict(zip(names, map(int, line[2 : 2 + len(names)]), strict=True))


COUNTED = dict.fromkeys(("discovered", "new", "revised", "unchanged", "quarantined", "skipped", "pending"), 0)


def runs(tmp_path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(tmp_path / "a.db") as db:
        return db.execute("SELECT status, finish_reason FROM runs ORDER BY id").fetchall()


def test_a_second_crawl_asks_only_for_the_feed(site, crawl, tmp_path):
    code, out, _ = crawl()
    assert code == 0 and told(out) == COUNTED | {"discovered": 2, "new": 2}
    assert out.splitlines()[1].endswith("  feeds: 1 ok")
    first = len(site.hits)
    size = (tmp_path / "a.db").stat().st_size
    code, out, err = crawl()

    assert (code, err) == (0, "")
    assert [hit.path for hit in site.hits[first:]] == ["/robots.txt", "/rss"]
    assert "feeds: 1 unchanged" in out
    assert (tmp_path / "a.db").stat().st_size == size
    assert runs(tmp_path) == [("ok", "finished"), ("ok", "finished")]


def test_every_url_ends_in_one_state_with_a_reason(site, crawl, states, tmp_path):
    site.routes["/rss"] = feed(site, 1, 3, 4, 5, 6, 7, 8)
    site.routes |= {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /news/8\n", headers={"Content-Type": "text/plain"}),
        "/news/3": Reply(status=404),
        "/news/4": Reply(status=301, headers={"Location": "/"}),
        "/news/5": Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        "/news/6": Reply(status=500),
        "/news/7": Reply(status=302, headers={"Location": "http://elsewhere.example/"}),
    }
    code, out, err = crawl()

    assert states() == {
        "1": ("saved", None),
        "3": ("quarantined", "http_404"),
        "4": ("quarantined", "redirect_home"),
        "5": ("quarantined", "not_article"),
        "6": ("pending", "http_500"),
        "7": ("quarantined", "off_host"),
        "8": ("skipped", "robots"),
    }
    assert told(out) == COUNTED | {"discovered": 7, "new": 1, "quarantined": 4, "skipped": 1, "pending": 1}
    assert "quarantined: http_404 1, redirect_home 1, not_article 1, off_host 1" in out
    assert code == 1 and "5 of 6 pages" in err
    assert runs(tmp_path) == [("degraded", "finished")]


def test_what_failed_in_passing_is_tried_in_three_runs(site, crawl, states):
    site.routes["/news/2"] = Reply(status=502)
    seen = []
    for _ in range(3):
        crawl()
        seen.append(states()["2"])

    assert seen == [("pending", "http_502"), ("pending", "http_502"), ("quarantined", "http_502")]
    assert site.paths().count("/news/2") == 3 and site.paths().count("/news/1") == 1


def test_a_redirect_to_the_twin_of_an_article_settles_both(site, crawl, states, tmp_path):
    site.routes["/news/2"] = Reply(status=301, headers={"Location": "/news/9"})
    site.routes["/news/9"] = article("아홉째 기사")
    crawl()

    assert states() == {"1": ("saved", None), "2": ("skipped", "archived"), "9": ("saved", None)}


def test_limit_and_since_leave_articles_for_later(site, crawl, states):
    crawl(limit=1)
    assert sorted(states().values()) == [("saved", None), ("skipped", "limit")]
    crawl(since="2026-11-21")
    assert sorted(states().values()) == [("saved", None), ("skipped", "too_old")]
    code, _, _ = crawl()
    assert set(states().values()) == {("saved", None)} and code == 0


def test_a_failed_feed_is_said_and_exits_with_1(site, crawl, tmp_path):
    site.routes["/rss"] = Reply(b"<html><body>login</body></html>")
    code, out, err = crawl(feeds=["/rss", "/gone"], sitemaps=["/map.xml"])

    assert code == 1 and "feeds: 2 failed" in out
    assert "local: 2 of 2 feeds failed; " in err and "a web page instead of a feed" in err
    assert runs(tmp_path) == [("failed", "finished")]


def test_a_news_sitemap_is_read_back_to_three_days(site, crawl, states):
    entry = "<url><loc>{0}/news/{1}</loc><lastmod>{2}</lastmod></url>"
    now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() - 3600))
    entries = entry.format(site.url, 1, now) + entry.format(site.url, 2, "2020-01-01T00:00:00+00:00")
    index = f"<sitemapindex><sitemap><loc>{site.url}/old.xml</loc><lastmod>2019-01-01</lastmod></sitemap>"
    index += f"<sitemap><loc>{site.url}/new.xml</loc><lastmod>{now}</lastmod></sitemap></sitemapindex>"
    site.routes["/map.xml"] = Reply(index.encode(), headers={"Content-Type": "application/xml"})
    site.routes["/new.xml"] = Reply(f"<urlset>{entries}</urlset>".encode(), headers={"Content-Type": "application/xml"})
    code, _, err = crawl(feeds=[], sitemaps=["/map.xml"])

    assert (code, err) == (0, "")
    assert states() == {"1": ("saved", None)} and "/old.xml" not in site.paths()


def dated(seconds_ago: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() - seconds_ago))


def tagged(text: str, etag: str):
    headers = {"Content-Type": "application/xml", "ETag": etag}

    def answer(hit):
        same = hit.headers.get("if-none-match") == etag
        return Reply(status=304, headers={"ETag": etag}) if same else Reply(text.encode(), headers=headers)

    return answer


def test_an_unchanged_index_says_nothing_about_its_children(site, crawl, states):
    index = f"<sitemapindex><sitemap><loc>{site.url}/posts.xml</loc></sitemap></sitemapindex>"
    entries = [f"<url><loc>{site.url}/news/{n}</loc><lastmod>{dated(3600)}</lastmod></url>" for n in (1, 2)]
    site.routes["/map.xml"] = tagged(index, '"index"')
    site.routes["/posts.xml"] = tagged(f"<urlset>{entries[0]}</urlset>", '"one"')
    crawl(feeds=[], sitemaps=["/map.xml"])
    assert set(states()) == {"1"}
    _, out, _ = crawl(feeds=[], sitemaps=["/map.xml"])
    assert "feeds: 2 unchanged" in out

    site.routes["/posts.xml"] = tagged(f"<urlset>{''.join(entries)}</urlset>", '"two"')
    code, out, err = crawl(feeds=[], sitemaps=["/map.xml"])
    assert (code, err) == (0, "") and "feeds: 1 ok, 1 unchanged" in out
    assert states() == {"1": ("saved", None), "2": ("saved", None)}
    assert site.paths().count("/news/1") == 1


def test_an_article_changed_after_it_was_published_is_asked_for_again(site, crawl, tmp_path):
    news = "<news><publication_date>{}</publication_date><title>t</title></news>"
    entry = f"<urlset><url><loc>{site.url}/news/1</loc>{{}}{news.format(dated(7 * 86400))}</url></urlset>"
    site.routes["/map.xml"] = tagged(entry.format(f"<lastmod>{dated(3600)}</lastmod>"), '"one"')
    crawl(feeds=[], sitemaps=["/map.xml"])
    site.routes["/news/1"] = article("고친 제목")
    site.routes["/map.xml"] = tagged(entry.format(f"<lastmod>{dated(-5)}</lastmod>"), '"two"')
    _, out, _ = crawl(feeds=[], sitemaps=["/map.xml"])

    assert told(out) == COUNTED | {"discovered": 1, "revised": 1}
    with Archive(tmp_path / "a.db", readonly=True) as archive:
        row = archive.db["urls"].get(1)
    assert row["dated_at"] < row["changed_at"] and row["dated_at"][:10] == dated(7 * 86400)[:10]


def test_while_another_crawl_writes_nothing_is_done(site, crawl, tmp_path):
    with writer_lock(tmp_path / "a.db"):
        code, out, err = crawl()

    assert (code, out, site.hits) == (75, "", [])
    assert "another crawl is writing" in err


def test_sigterm_leaves_the_rest_pending_and_the_next_run_takes_it(site, crawl, states, tmp_path):
    site.routes["/rss"] = feed(site, *range(1, 31))
    site.routes |= {f"/news/{n}": Reply(article(f"기사 {n}").body, delay=0.1) for n in range(1, 31)}
    process = start(site, tmp_path)
    while len([path for path in site.paths() if path.startswith("/news/")]) < 2:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)

    assert process.returncode == 1 and "shutdown" in err
    assert runs(tmp_path)[-1][0] == "interrupted"
    assert {state for state, _ in states().values()} == {"saved", "pending"} and len(states()) == 30
    crawl()
    assert set(states().values()) == {("saved", None)}
    assert len([path for path in site.paths() if path.startswith("/news/")]) == 30


def test_kill_leaves_nothing_half_written(site, tmp_path, crawl, states):
    site.routes["/news/2"] = Reply(article("둘째 기사").body, delay=20)
    process = start(site, tmp_path)
    while "/news/2" not in site.paths():
        time.sleep(0.05)
    process.kill()
    process.communicate()
    site.routes["/news/2"] = article("둘째 기사")
    code, _, _ = crawl()

    assert code == 0 and set(states().values()) == {("saved", None)}
    with Archive(tmp_path / "a.db", readonly=True) as archive:
        assert archive.db["runs"].get(1)["status"] == "interrupted"


FEEDS = {"feeds_ok": 1, "feeds_unchanged": 0, "feeds_failed": 0}
OUTCOME = {"finish_reason": "finished", **FEEDS, "exceptions": 0, "errors": []}


@pytest.mark.parametrize(
    ("change", "pages", "said"),
    [
        ({}, (10, 2), ""),
        ({}, (0, 0), ""),
        ({}, (0, 2), ""),
        ({}, (2, 3), "3 of 5 pages were no articles or could not be fetched"),
        ({"feeds_failed": 1, "errors": ["x: HTTP 500", "y"]}, (9, 0), "1 of 2 feeds failed; x: HTTP 500"),
        ({"finish_reason": "closespider_timeout"}, (9, 0), "ended early (closespider_timeout)"),
        ({"exceptions": 1}, (9, 0), "errors in the spider"),
    ],
)
def test_trouble(change, pages, said):
    assert trouble(OUTCOME | change, pages) == said
