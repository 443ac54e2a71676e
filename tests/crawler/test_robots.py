"""robots.txt under concurrency, failing closed, with its delay kept."""

import pytest
from servers import Reply, Site, crawl


@pytest.fixture
def site():
    server = Site("127.0.0.2")
    yield server
    server.close()


def fetch(site: Site, *paths: str, **settings):
    allow = {"GUARD_ALLOW": [site.netloc], **settings}
    return crawl([site.url + path for path in paths], hosts=[site.host], settings=allow)


def test_nothing_leaks_under_concurrency(site) -> None:
    site.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /no\n", delay=0.3)
    paths = [f"/no/{n}" for n in range(10)] + ["/yes"]
    result = fetch(site, *paths, CONCURRENT_REQUESTS=16, CONCURRENT_REQUESTS_PER_DOMAIN=16)
    assert sorted(site.paths()) == ["/robots.txt", "/yes"]
    assert [failure["reason"] for failure in result["failures"]] == ["robots"] * 10


@pytest.mark.parametrize(
    ("reply", "fetched"),
    [
        (Reply(status=404), True),
        (Reply(status=403), True),
        (Reply(b"<html>front page</html>"), True),
        (Reply(status=500), False),
        (Reply(status=503), False),
        (Reply(status=429), False),
        (Reply(status=200, delay=3), False),
        (Reply(b"User-agent: *\nDisallow: /\n"), False),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/robots.txt"}), False),
        (Reply(b"User-agent: *\nDisallow: /x\n" + b"#" * 2**21 + b"\nDisallow: /a\n"), True),
    ],
    ids=["404", "403", "html", "500", "503", "429", "timeout", "disallow", "redirect", "huge"],
)
def test_what_an_answer_allows(site, reply, fetched) -> None:
    site.routes["/robots.txt"] = reply
    settings = {"RETRY_TIMES": 0, "RETRY_AFTER_DEFAULT": 0, "REFUSALS_MAX": 99}
    result = fetch(site, "/a", "/b", ROBOTSTXT_TIMEOUT=1, **settings)
    assert ("/a" in site.paths()) is fetched
    assert len(result["failures"]) == (0 if fetched else 2)


def test_crawl_delay_is_kept(site) -> None:
    site.routes["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 1.5\n")
    fetch(site, "/a", "/b", AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0.1)
    times = [hit.at for hit in site.hits]
    assert len(times) == 3
    assert all(later - earlier >= 1.45 for earlier, later in zip(times, times[1:], strict=False))
