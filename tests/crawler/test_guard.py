"""No request may leave for an address that is not a public host of the outlet."""

import pytest
from servers import Reply, Site, crawl

from crawler.guard import AllowList, is_ip_literal, is_public, normal_host, refusal

NOTHING = AllowList(())


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://www.example-coin.kr/a",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://127.0.0.1./",
        "http://１２７.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://8.8.8.8/",
        "http://outlet@www.example-coin.kr/",
        "http://www.example-coin.kr:22/",
        "http://www.example-coin.kr:99999/",
        "http://[broken/",
        "http:///",
    ],
)
def test_refused_whatever_the_spider(url: str) -> None:
    assert refusal(url, NOTHING)


@pytest.mark.parametrize(
    "url", ["https://www.example-coin.kr/a", "http://www.example-coin.kr:80/", "https://x.kr:443/"]
)
def test_ordinary_addresses_pass(url: str) -> None:
    assert refusal(url, NOTHING) is None


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1"]
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_allow_list_is_as_narrow_as_its_entries() -> None:
    allow = AllowList(["127.0.0.1:8901", "mirror.internal", "127.0.0.2", "[::1]:8902"])
    assert allow.endpoint("127.0.0.1", 8901) and not allow.endpoint("127.0.0.1", 8902)
    assert allow.endpoint("mirror.internal", 8080) and allow.endpoint("::1", 8902)
    assert allow.answer("127.0.0.1", "127.0.0.1") and allow.answer("mirror.internal", "10.0.0.9")
    assert allow.answer("www.example-coin.kr", "127.0.0.2")
    assert not allow.answer("www.example-coin.kr", "127.0.0.1")


def test_hosts_are_compared_in_one_spelling() -> None:
    assert normal_host("WWW.Example-Coin.KR.") == "www.example-coin.kr"
    assert is_ip_literal("127.1") and not is_ip_literal("127.1.example-coin.kr")


@pytest.fixture
def sites():
    outlet, internal = Site("127.0.0.2"), Site("127.0.0.1")
    yield outlet, internal
    outlet.close()
    internal.close()


def test_no_redirect_retry_or_link_reaches_another_host(sites) -> None:
    outlet, internal = sites
    target = f"{internal.url}/secret"
    answers = iter([Reply(status=500)])
    outlet.routes = {
        "/away": Reply(status=302, headers={"Location": target}),
        "/flaky": lambda hit: next(answers, Reply(status=302, headers={"Location": target})),
        "/refresh": Reply(f'<meta http-equiv="refresh" content="0; url={target}">'.encode()),
        "/links": Reply(
            "".join(
                f'<a href="{href}">x</a>'
                for href in (
                    target,
                    f"http://127.1:{internal.port}/secret",
                    f"http://2130706433:{internal.port}/secret",
                    f"http://[::ffff:127.0.0.1]:{internal.port}/secret",
                    f"http://localhost:{internal.port}/secret",
                    f"http://outlet@127.0.0.1:{internal.port}/secret",
                    "file:///etc/hostname",
                    "data:text/plain,x",
                    f"{outlet.url}/inside",
                )
            ).encode()
        ),
    }
    urls = [f"{outlet.url}{path}" for path in ("/away", "/flaky", "/refresh", "/links")]
    # Even a mistaken exception for the internal server does not open it: it is no host of the outlet.
    settings = {"GUARD_ALLOW": [outlet.netloc, internal.netloc], "RETRY_HTTP_CODES": [500]}
    result = crawl(urls, settings=settings, hosts=[outlet.host], links=True)
    assert internal.hits == []
    assert "/inside" in outlet.paths()
    assert {failure["reason"] for failure in result["failures"]} == {"off_host"}
    assert not [page for page in result["pages"] if page["url"].startswith(("file:", "data:"))]


def test_a_name_that_resolves_inward_is_never_connected_to(sites) -> None:
    names = {"www.example-coin.kr": "127.0.0.1", "meta.example-coin.kr": "169.254.169.254"}
    result = crawl([f"http://{name}/" for name in names], names=names, hosts=list(names))
    assert sites[1].hits == []
    assert len(result["failures"]) == 2 and not result["pages"]
    assert "169.254.169.254, which is not a public address" in result["log"]


def test_an_exception_serves_a_real_name_from_loopback(sites) -> None:
    outlet, _ = sites
    names = {"www.example-coin.kr": outlet.host}
    url = f"http://www.example-coin.kr:{outlet.port}/a"
    allow = [f"www.example-coin.kr:{outlet.port}"]
    result = crawl([url], names=names, hosts=list(names), settings={"GUARD_ALLOW": allow})
    assert [page["status"] for page in result["pages"]] == [200]


def test_names_that_do_not_resolve_end_at_once() -> None:
    urls = [f"https://www{n}.example-coin.invalid/" for n in range(3)]
    result = crawl(urls, hosts=[f"www{n}.example-coin.invalid" for n in range(3)], timeout=60)
    assert {failure["reason"] for failure in result["failures"]} == {"fetch_failed"}
    assert result["stats"].get("retry/count", 0) == 0
