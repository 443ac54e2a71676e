"""An outlet whose pages a script draws, in a real Chromium; and what happens where there is none."""

import sqlite3

import pytest
from servers import Reply, Site
from test_runner import TEXT, start

from crawler import browser

needs_chromium = pytest.mark.skipif(bool(browser.missing()), reason=browser.missing() or "there")

LIST = """<!doctype html><meta charset="utf-8"><title>목록</title><div id="list"></div><script>
setTimeout(() => { for (const n of [1, 2, 3]) document.getElementById("list").innerHTML +=
  `<li><a href="/news/${n}">${n}번 기사</a> <em>2026.11.20 09:12</em></li>` }, 300)</script>"""
DRAWN = """<!doctype html><meta charset="utf-8"><title>달토 {n}호, 온빛시에 문 열다</title><div id="app"></div><script>
fetch("/api/{n}").then(r => r.text()).then(text => {{ document.getElementById("app").innerHTML =
  `<h1>달토 {n}호, 온빛시에 문 열다</h1><div id="articleBody"><p>${{text}}</p></div>` }})
fetch("{other}/seen").catch(() => 0)</script><img src="/picture.png">"""


@pytest.fixture
def sites():
    ours, other = Site(), Site("127.0.0.2")
    ours.routes["/magazines"] = Reply(LIST.encode())
    for n in (1, 2, 3):
        ours.routes[f"/news/{n}"] = Reply(DRAWN.format(n=n, other=other.url).encode())
        ours.routes[f"/api/{n}"] = Reply(TEXT.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
    ours.routes["/news/3"] = Reply(status=302, headers={"Location": f"{other.url}/secret"})
    yield ours, other
    ours.close()
    other.close()


def crawl(site: Site, tmp_path):
    started = start(site, tmp_path, feeds=[], lists=["/magazines"], browser=True)
    out, err = started.communicate(timeout=120)
    return started.returncode, out, err


def rows(tmp_path, sql: str):
    with sqlite3.connect(tmp_path / "a.db") as db:
        return db.execute(sql).fetchall()


@needs_chromium
def test_pages_that_a_script_draws_are_read_as_a_reader_sees_them(sites, tmp_path, monkeypatch):
    monkeypatch.setenv("SINMUNGO_CHROMIUM_ARGS", "--no-sandbox")  # tests may run as root
    ours, other = sites
    crawl(ours, tmp_path)

    assert rows(tmp_path, "SELECT url_key LIKE '%:1', title FROM articles ORDER BY id") == [
        (1, "달토 1호, 온빛시에 문 열다"),
        (0, "달토 2호, 온빛시에 문 열다"),
    ]
    assert "장비는 물의 온도를 재고" in rows(tmp_path, "SELECT body FROM articles")[0][0]
    assert {hit.headers["user-agent"].split("/")[0] for hit in ours.hits} == {"Sinmungo"}
    assert "/picture.png" not in ours.paths()


@needs_chromium
def test_a_page_reaches_no_address_that_is_not_its_outlets(sites, tmp_path, monkeypatch):
    monkeypatch.setenv("SINMUNGO_CHROMIUM_ARGS", "--no-sandbox")
    ours, other = sites
    crawl(ours, tmp_path)

    assert other.hits == []
    assert rows(tmp_path, "SELECT state, reason FROM urls WHERE url_key LIKE '%:3'") == [("pending", "fetch_failed")]


def test_without_a_browser_the_outlet_is_reported_and_nothing_is_asked(sites, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("SINMUNGO_CHROMIUM", raising=False)
    ours, _ = sites
    code, out, err = crawl(ours, tmp_path)

    assert code == 1 and "local: it needs a browser" in err and "it needs a browser" in out
    assert ours.hits == []
    assert rows(tmp_path, "SELECT discovered, finish_reason LIKE 'it needs a browser%' FROM run_outlets") == [(0, 1)]


@pytest.mark.parametrize(
    ("kind", "url", "needless"),
    [
        ("document", "https://onbit.example/", False),
        ("xhr", "https://onbit.example/api", False),
        ("image", "https://onbit.example/a.png", True),
        ("document", "file:///etc/passwd", True),
        ("websocket", "wss://onbit.example/", True),
    ],
)
def test_what_a_page_need_not_ask_for(kind, url, needless):
    request = type("Request", (), {"resource_type": kind, "url": url})()
    assert browser.is_needless(request) is needless
