"""Retry-After is waited out, and a host that keeps refusing is left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import chain, repeat

import pytest
from servers import Reply, Site, crawl

from crawler.retryafter import CAP, seconds_asked

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"3", 3),
        (b" 0 ", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True).encode(), 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True).encode(), 0),
        (b"1000000000", CAP),
        (b"9" * 400, CAP),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        (b"\xff", None),
        (None, None),
    ],
)
def test_seconds_asked(value: bytes | None, seconds: float | None) -> None:
    assert seconds_asked(value, NOW) == seconds


@pytest.fixture
def site():
    server = Site("127.0.0.2")
    yield server
    server.close()


def fetch(site: Site, *paths: str, **settings):
    allow = {"GUARD_ALLOW": [site.netloc], "DOWNLOAD_DELAY": 0.1, **settings}
    return crawl([site.url + path for path in paths], hosts=[site.host], settings=allow)


def busy_once(status: int, header: str):
    replies = chain([Reply(status=status, headers={"Retry-After": header})], repeat(Reply(b"<html>ok</html>")))
    return lambda hit: next(replies)


def test_the_whole_host_rests_as_long_as_asked(site) -> None:
    site.routes["/a"] = busy_once(429, "2")
    result = fetch(site, "/a", "/b", "/c", "/d")
    asked = next(hit.at for hit in site.hits if hit.path == "/a")
    later = [hit.at for hit in site.hits if hit.at > asked]
    assert len(later) == 4 and min(later) - asked >= 1.95
    assert sorted(page["status"] for page in result["pages"]) == [200] * 4


def test_date_and_default_wait(site) -> None:
    site.routes["/a"] = busy_once(503, "garbage")
    result = fetch(site, "/a", RETRY_AFTER_DEFAULT=1)
    first, second = (hit.at for hit in site.hits if hit.path == "/a")
    assert second - first >= 0.95
    assert result["finish_reason"] == "finished"


@pytest.mark.parametrize("status", [403, 429, 503])
def test_three_refusals_end_the_run(site, status) -> None:
    paths = [f"/{n}" for n in range(12)]
    site.routes = {path: Reply(status=status, headers={"Retry-After": "0"}) for path in paths}
    result = fetch(site, *paths)
    assert site.paths().count("/robots.txt") == 1
    assert len(site.hits) == 4
    assert result["finish_reason"] == f"refused: 127.0.0.2 answered {status} to 3 requests in a row"


def test_a_success_between_refusals_keeps_the_run(site) -> None:
    site.routes = {f"/{n}": Reply(status=403) for n in range(0, 12, 2)}
    result = fetch(site, *(f"/{n}" for n in range(12)))
    assert len(site.hits) == 13
    assert result["finish_reason"] == "finished"


def test_a_long_wait_ends_the_run_with_its_reason(site) -> None:
    site.routes["/a"] = Reply(status=429, headers={"Retry-After": "1000000000"})
    result = fetch(site, "/a", "/b", "/c")
    assert site.paths() == ["/robots.txt", "/a"]
    assert result["finish_reason"] == "refused: 127.0.0.2 answered 429 and asked to wait 3600 seconds"
