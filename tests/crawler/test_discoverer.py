"""Discovery against a loopback newspaper with years of articles: lists, JSON, sitemaps, and back-fills that are stopped."""

import json
import re
import signal
import sqlite3
import time
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from servers import Reply, Site
from test_runner import article, start

from crawler.dates import KST

PER_DAY, PER_PAGE = 3, 10
FIRST, LAST = date(2023, 7, 1), date(2026, 11, 20)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
JANUARY = {"since": "2024-01-10", "until": "2024-01-14"}


class Paper:
    """A newspaper that printed three articles every day since July 2023, numbered through, and all its lists."""

    def __init__(self, site: Site):
        self.site = site
        self.numbers = range(1, len(DAYS) * PER_DAY + 1)
        site.answer = self.answer  # type: ignore[method-assign]
        self.broken: dict[str, Reply] = {}

    def day(self, number: int) -> date:
        return DAYS[(number - 1) // PER_DAY]

    def at(self, number: int) -> datetime:
        return datetime(*self.day(number).timetuple()[:3], 9 + number % PER_DAY, tzinfo=UTC) - timedelta(hours=9)

    def of(self, first: str, last: str) -> set[int]:
        return {n for n in self.numbers if first <= self.day(n).isoformat() <= last}

    def answer(self, hit) -> Reply:
        parts = urlsplit(hit.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path in self.broken:
            return self.broken[parts.path]
        if match := re.fullmatch(r"/news/(\d+)", parts.path):
            return article(f"{match[1]}번 기사")
        page = getattr(self, parts.path.strip("/").split("/")[0].replace(".", "_"), None)
        return page(parts.path, asked) if page else Reply(status=404)

    def _page(self, asked) -> list[int]:
        newest = list(reversed(self.numbers))
        page = min(int(asked.get("page", 1)), -(-len(newest) // PER_PAGE))  # past the end the last page comes again
        return newest[(page - 1) * PER_PAGE : page * PER_PAGE]

    def list(self, path, asked) -> Reply:
        rows = [
            f'<li><a href="/news/{n}"><h4>{n}번</h4></a><em>{self.day(n):%Y.%m.%d} 09:12</em></li>'
            for n in self._page(asked)
        ]
        popular = '<ol><li><a href="/news/1">많이 본 기사</a></li></ol>'
        return Reply(f"<html><body><ul>{''.join(rows)}</ul>{popular}</body></html>".encode())

    def posts(self, path, asked) -> Reply:
        """WordPress: bounds of a day, two articles a page, and an error behind the last one."""
        found = [n for n in self.numbers if asked["after"][:10] < self.day(n).isoformat() < asked["before"][:10]]
        page = found[(int(asked["page"]) - 1) * 2 : int(asked["page"]) * 2]
        if not page and int(asked["page"]) > 1:
            return Reply(b'{"code": "rest_post_invalid_page_number"}', status=400)
        items = [
            {"id": n, "date_gmt": f"{self.at(n):%Y-%m-%dT%H:%M:%S}", "link": f"{self.site.url}/news/{n}"} for n in page
        ]
        return Reply(json.dumps(items).encode(), headers={"Content-Type": "application/json"})

    def flashes(self, path, asked) -> Reply:
        before = int(asked.get("lastId", self.numbers[-1] + 1))
        found = [n for n in reversed(self.numbers) if n < before][:PER_PAGE]
        text = "온빛시 연구소가 새 장비를 공개했다. " * 12
        items = [{"id": n, "title": f"{n}번 속보", "publishAt": self.at(n).isoformat(), "content": text} for n in found]
        return Reply(json.dumps({"data": items}).encode(), headers={"Content-Type": "application/json"})

    def index_xml(self, path, asked) -> Reply:
        months = sorted({f"{day:%Y-%m}" for day in DAYS})
        children = "".join(f"<sitemap><loc>{self.site.url}/month/{month}.xml</loc></sitemap>" for month in months)
        return Reply(f"<sitemapindex>{children}</sitemapindex>".encode(), headers={"Content-Type": "application/xml"})

    def month(self, path, asked) -> Reply:
        month = path.split("/")[-1][:7]
        return self._sitemap(n for n in self.numbers if f"{self.day(n):%Y-%m}" == month)

    def daily(self, path, asked) -> Reply:
        return self._sitemap(n for n in self.numbers if f"{self.day(n):%Y%m%d}" == path.split("/")[-1][:8])

    def _sitemap(self, numbers) -> Reply:
        entry = "<url><loc>{0}/news/{1}</loc><lastmod>{2}</lastmod></url>"
        entries = "".join(entry.format(self.site.url, n, self.at(n).isoformat()) for n in numbers)
        return Reply(f"<urlset>{entries}</urlset>".encode(), headers={"Content-Type": "application/xml"})


@pytest.fixture
def paper():
    site = Site()
    yield Paper(site)
    site.close()


@pytest.fixture
def crawl(paper, tmp_path):
    def run(**job):
        started = start(paper.site, tmp_path, **({"feeds": [], "settings": {"DOWNLOAD_DELAY": 0}} | job))
        out, err = started.communicate(timeout=90)
        return started.returncode, out, err

    return run


def windows(paper: Paper, route: dict, since: str, until: str) -> set[int]:
    """The articles of a window; a sitemap that tells only when a page last changed gives those of three more days."""
    late = timedelta(days=3 if "/index.xml" in route.get("sitemaps", ()) else 0)
    return paper.of(since, (date.fromisoformat(until) + late).isoformat())


def asked(paper: Paper, beginning: str = "/") -> list[str]:
    return [path for path in paper.site.paths() if path.startswith(beginning) and path != "/robots.txt"]


def archived(tmp_path) -> set[int]:
    with sqlite3.connect(tmp_path / "a.db") as db:
        return {int(key.rpartition(":")[2]) for (key,) in db.execute("SELECT url_key FROM articles")}


WORDPRESS = ["/posts?after={day_before:%Y-%m-%d}T23:59:59&before={next_day:%Y-%m-%d}T00:00:00&page={page}",
             {"published": ["date_gmt"], "utc": True}]  # fmt: skip
FLASHES = ["/flashes?languageCode=ko", {"items": ["data"], "published": ["publishAt"], "content": ["content"],
                                       "cursor": [["lastId", "id"]]}]  # fmt: skip


# --- now


def test_a_list_is_read_until_a_page_brings_nothing_new(paper, crawl, tmp_path):
    newest = set(list(reversed(paper.numbers))[:50])
    assert crawl(lists=["/list?page={page}"])[0] == 0
    assert archived(tmp_path) == newest | {1}
    assert asked(paper, "/list") == [f"/list?page={n}" for n in range(1, 6)]

    paper.site.hits.clear()
    paper.numbers = range(1, paper.numbers[-1] + 5)
    DAYS.extend([LAST + timedelta(days=1), LAST + timedelta(days=2)])
    try:
        assert crawl(lists=["/list?page={page}"])[0] == 0
    finally:
        del DAYS[-2:]
    assert asked(paper, "/list") == ["/list?page=1", "/list?page=2"]
    assert len(asked(paper, "/news")) == 4


def test_lists_stand_in_for_feeds_that_fail_and_it_is_said(paper, crawl, tmp_path):
    code, out, err = crawl(feeds=["/feed", "/rss"], lists=["/list?page={page}"], limit=3)

    assert (code, err) == (0, "") and "feeds: 1 ok" in out
    with sqlite3.connect(tmp_path / "a.db") as db:
        errors = json.loads(db.execute("SELECT errors FROM run_outlets").fetchone()[0])
    assert errors == [f"{paper.site.url}/feed: HTTP 404", f"{paper.site.url}/rss: HTTP 404"]


def test_the_next_feed_is_asked_only_where_one_fails(paper, crawl):
    code, _, err = crawl(feeds=["/feed", "/daily/20261120.xml", "/rss"], lists=["/list?page={page}"])

    assert (code, err) == (0, "")
    assert asked(paper)[:2] == ["/feed", "/daily/20261120.xml"] and not asked(paper, "/list") + asked(paper, "/rss")


def test_articles_that_a_list_tells_whole_are_not_asked_for(paper, crawl, tmp_path):
    fields = FLASHES[1] | {"link": f"{paper.site.url}/news/{{id}}"}
    code, _, err = crawl(apis=[[FLASHES[0], fields]])

    assert (code, err) == (0, "") and len(archived(tmp_path)) == 50 and asked(paper, "/news") == []
    with sqlite3.connect(tmp_path / "a.db") as db:
        row = db.execute("SELECT title, published_at, extractor FROM articles ORDER BY id LIMIT 1").fetchone()
    newest = paper.numbers[-1]
    assert row == (f"{newest}번 속보", paper.at(newest).isoformat(), "api")


# --- back


@pytest.mark.parametrize(
    ("route", "most"),
    [
        ({"lists": ["/list?page={page}"]}, 30),
        ({"sitemaps": ["/daily/{day:%Y%m%d}.xml"]}, 6),
        ({"sitemaps": ["/index.xml"]}, 45),
        ({"apis": [WORDPRESS]}, 18),
    ],
)
def test_a_back_fill_fetches_what_was_published_then_and_nothing_else(paper, crawl, tmp_path, route, most):
    code, out, err = crawl(**route, **JANUARY)
    wanted = windows(paper, route, "2024-01-10", "2024-01-14")

    assert (code, err) == (0, "")
    assert archived(tmp_path) == wanted and len(paper.of("2024-01-10", "2024-01-14")) == 15
    assert sorted(asked(paper, "/news")) == sorted(f"/news/{n}" for n in wanted)
    assert len(asked(paper)) - len(wanted) <= most
    paper.site.hits.clear()
    assert crawl(**route, **JANUARY)[0] == 0
    assert asked(paper) == (["/index.xml"] if "/index.xml" in route.get("sitemaps", ()) else [])  # it may list new ones


def test_a_cursor_leads_back_as_well(paper, crawl, tmp_path):
    fields = FLASHES[1] | {"link": f"{paper.site.url}/news/{{id}}"}
    code, _, err = crawl(apis=[[FLASHES[0], fields]], since="2026-11-10", until="2026-11-12")

    assert (code, err) == (0, "")
    assert archived(tmp_path) == paper.of("2026-11-10", "2026-11-12") and asked(paper, "/news") == []


def test_a_back_fill_says_how_many_articles_each_day_has(paper, crawl, tmp_path):
    code, out, _ = crawl(apis=[WORDPRESS], since="2023-06-30", until="2023-07-02")

    assert code == 0
    # these pages print no date of their own: the announced one counts
    assert "local: 2 of 3 days have articles\n  2023-06-30      0 articles\n  2023-07-01      3 articles\n" in out


ROUTES = [{"lists": ["/list?page={page}"]}, {"apis": [WORDPRESS]}, {"sitemaps": ["/index.xml"]}]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_back_fill_goes_on_where_it_was(paper, crawl, tmp_path, route, end):
    plain = paper.answer
    window = {"since": "2024-01-01", "until": "2024-01-20"}

    def slow(hit):
        reply = plain(hit)
        return Reply(reply.body, reply.status, reply.headers, delay=0.03) if hit.path.startswith("/news/") else reply

    paper.site.answer = slow
    job = {"feeds": [], "settings": {"DOWNLOAD_DELAY": 0}, **route, **window}
    process = start(paper.site, tmp_path, **job)
    while len(asked(paper, "/news")) < 12:
        time.sleep(0.02)
    process.send_signal(end)
    process.communicate(timeout=30)
    before = asked(paper)
    paper.site.hits.clear()
    paper.site.answer = plain
    code, _, err = crawl(**route, **window)

    assert (code, err) == (0, "")
    assert archived(tmp_path) == windows(paper, route, "2024-01-01", "2024-01-20")
    again = set(before) & set(asked(paper))
    lists = {path for path in again if not path.startswith("/news/")}
    assert len(lists) <= 3, lists  # the page or the pages of the day it stood on, and an index
    if end == signal.SIGTERM:
        assert len(again - lists) <= 8  # what was in flight


def test_a_back_fill_left_alone_is_not_continued_by_an_ordinary_crawl(paper, crawl, tmp_path):
    crawl(apis=[WORDPRESS], **JANUARY, settings={"CLOSESPIDER_PAGECOUNT": 6})
    some = archived(tmp_path)
    assert 0 < len(some) < 15
    paper.site.hits.clear()
    code, out, _ = crawl(feeds=["/daily/20261120.xml"])

    assert code == 0 and not {n for n in some ^ archived(tmp_path)} & paper.of("2024-01-10", "2024-01-14")
    crawl(apis=[WORDPRESS], **JANUARY)
    assert archived(tmp_path) >= paper.of("2024-01-10", "2024-01-14")


def test_where_nothing_leads_back_it_is_said(paper, crawl):
    code, _, err = crawl(feeds=["/daily/20261120.xml"], **JANUARY)

    assert code == 1 and "nothing leads back to 2024-01-10: " in err and "only its newest articles are announced" in err
    assert asked(paper) == []


def test_a_list_that_ends_too_early_is_no_way_back(paper, crawl, tmp_path):
    code, _, err = crawl(lists=["/list?page={page}"], since="2023-06-20", until="2023-07-02")

    assert code == 1 and "/list?page={page}: it ends at 2023-07-01" in err
    assert archived(tmp_path) == paper.of("2023-06-20", "2023-07-02")


def test_the_next_route_is_taken_where_one_is_closed(paper, crawl, tmp_path):
    paper.broken["/posts"] = Reply(b'{"code": "rest_forbidden"}', status=401)
    code, _, err = crawl(apis=[WORDPRESS], lists=["/list?page={page}"], **JANUARY)

    assert (code, err) == (0, "")
    assert archived(tmp_path) == paper.of("2024-01-10", "2024-01-14")


@pytest.mark.parametrize("route", ROUTES)
def test_what_the_limit_left_over_is_taken_by_the_next_run(paper, crawl, tmp_path, route):
    crawl(**route, **JANUARY, limit=4)
    assert len(archived(tmp_path)) == 4
    code, _, err = crawl(**route, **JANUARY)

    assert (code, err) == (0, "")
    assert archived(tmp_path) == windows(paper, route, "2024-01-10", "2024-01-14")


def test_a_site_that_breaks_down_on_the_way_is_left_alone_and_asked_again_later(paper, crawl, tmp_path):
    route = {"sitemaps": ["/daily/{day:%Y%m%d}.xml"]}
    days = [f"/daily/{day:%Y%m%d}.xml" for day in DAYS if "2024-01-03" <= day.isoformat() <= "2024-01-20"]
    paper.broken = dict.fromkeys(days, Reply(status=500))
    code, out, err = crawl(**route, since="2024-01-01", until="2024-01-20", settings={"RETRY_TIMES": 0})

    assert code == 1 and "feeds: 3 ok, 3 failed" in out and "/daily/20240105.xml: HTTP 500" in err
    assert archived(tmp_path) == paper.of("2024-01-01", "2024-01-02")
    paper.broken = {}
    code, _, err = crawl(**route, since="2024-01-01", until="2024-01-20")
    assert (code, err) == (0, "") and archived(tmp_path) == paper.of("2024-01-01", "2024-01-20")


# --- crawls that are ended, and what they leave


def flashes(paper: Paper) -> list:
    return [FLASHES[0], FLASHES[1] | {"link": f"{paper.site.url}/news/{{id}}"}]


@pytest.mark.parametrize("limit", [{"CLOSESPIDER_PAGECOUNT": 3}, {"CLOSESPIDER_TIMEOUT": 1}])
@pytest.mark.parametrize("window", [{}, {"since": "2026-09-01", "until": "2026-11-12"}])
def test_a_crawl_of_whole_articles_ends_at_its_limits(paper, crawl, tmp_path, limit, window):
    plain = paper.answer
    paper.site.answer = lambda hit: Reply(plain(hit).body, headers={"Content-Type": "application/json"}, delay=0.1)
    code, out, err = crawl(apis=[flashes(paper)], settings=limit, **window)

    if window:
        assert code == 1 and "to be continued: closespider_" in err
    with sqlite3.connect(tmp_path / "a.db") as db:
        wrong = "discovered <> saved + unchanged + quarantined + skipped + pending"
        assert db.execute(f"SELECT count(*) FROM run_outlets WHERE {wrong}").fetchone() == (0,)


def test_what_is_left_over_survives_limits_and_other_windows(paper, crawl, tmp_path):
    route = {"apis": [WORDPRESS]}
    crawl(**route, since="2024-01-01", until="2024-01-05", settings={"CLOSESPIDER_PAGECOUNT": 14})
    crawl(**route, since="2024-01-01", until="2024-01-05", limit=1)
    code, _, err = crawl(**route, since="2024-01-01", until="2024-01-06")

    assert (code, err) == (0, "") and archived(tmp_path) == paper.of("2024-01-01", "2024-01-06")


def test_an_ordinary_crawl_takes_up_what_limits_left_over(paper, crawl, tmp_path):
    crawl(lists=["/list?page={page}"], settings={"CLOSESPIDER_PAGECOUNT": 12})
    some = archived(tmp_path)
    crawl(lists=["/list?page={page}"], limit=2)
    assert len(archived(tmp_path) - some) == 2
    code, _, _ = crawl(lists=["/list?page={page}"])

    assert code == 0 and archived(tmp_path) == set(list(reversed(paper.numbers))[:50]) | {1}


def test_more_new_pages_than_a_crawl_reads_are_mentioned(paper, crawl, tmp_path):
    crawl(lists=["/list?page={page}"])
    with sqlite3.connect(tmp_path / "a.db") as db:
        errors = json.loads(db.execute("SELECT errors FROM run_outlets").fetchone()[0])
    assert errors == [f"{paper.site.url}/list?page=1: more than 5 pages are new; a back-fill reads the rest"]


@pytest.mark.parametrize("route", [{"lists": ["/list?page={page}"]}, {"sitemaps": ["/daily/{day:%Y%m%d}.xml"]}])
def test_a_window_that_is_not_over_is_never_done(paper, crawl, tmp_path, route):
    today = datetime.now(UTC).astimezone(KST).date()
    known = len(DAYS)
    DAYS.extend(LAST + timedelta(days=n + 1) for n in range((today - LAST).days))
    paper.numbers = range(1, len(DAYS) * PER_DAY + 1)
    window = {"since": f"{today - timedelta(days=1)}", "until": f"{today + timedelta(days=3)}"}
    try:
        crawl(**route, **window)
        before = archived(tmp_path)
        paper.extra = 1
        paper.site.hits.clear()
        code, _, err = crawl(**route, **window)
    finally:
        del DAYS[known:]

    assert (code, err) == (0, "") and before == archived(tmp_path) and asked(paper) != []


def test_days_that_fail_do_not_bar_the_others(paper, crawl, tmp_path):
    route, window = {"sitemaps": ["/daily/{day:%Y%m%d}.xml"]}, {"since": "2024-01-01", "until": "2024-01-12"}
    bad = [f"/daily/{day:%Y%m%d}.xml" for day in DAYS if "2024-01-03" <= day.isoformat() <= "2024-01-05"]
    paper.broken = dict.fromkeys(bad, Reply(b"<html>maintenance</html>"))
    assert crawl(**route, **window)[0] == 1
    code, _, err = crawl(**route, **window)

    assert code == 1 and "a web page instead of a" in err
    assert archived(tmp_path) == paper.of("2024-01-01", "2024-01-12") - paper.of("2024-01-03", "2024-01-05")
    paper.broken = dict.fromkeys(bad, Reply(status=404))  # holidays, it turns out
    assert crawl(**route, **window)[0] == 0


def test_an_address_that_is_none_stops_nothing(paper, crawl, tmp_path):
    host = paper.site.host
    feed = "<rss version='2.0'><channel>{}</channel></rss>"
    bad = [
        f"http://{host}:99999999/news/7",
        f"http://{host}:abc/news/8",
        "http://[bad/news/9",
        f"{paper.site.url}/news/10",
    ]
    items = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in bad)
    paper.broken["/rss"] = Reply(feed.format(items).encode(), headers={"Content-Type": "application/rss+xml"})
    code, _, err = crawl(feeds=["/rss"])

    assert (code, err) == (0, "") and archived(tmp_path) == {10}


def test_what_an_outlet_says_reaches_no_terminal(paper, crawl):
    child = f"<sitemapindex><sitemap><loc>{paper.site.url}/a&#x9b;2J&#x202e;.xml</loc></sitemap></sitemapindex>"
    paper.broken["/map.xml"] = Reply(child.encode(), headers={"Content-Type": "application/xml"})
    code, out, err = crawl(sitemaps=["/map.xml"])

    assert code == 1 and "\x9b" not in out + err and "\u202e" not in out + err


def test_a_list_that_is_not_by_date_is_no_way_back(paper, crawl, tmp_path):
    paper._page = lambda asked: list(paper.numbers)[(int(asked.get("page", 1)) - 1) * PER_PAGE :][:PER_PAGE]
    code, _, err = crawl(lists=["/list?page={page}"], since="2026-11-01", until="2026-11-10")

    assert code == 1 and "it is not a list by date" in err and archived(tmp_path) == set()
