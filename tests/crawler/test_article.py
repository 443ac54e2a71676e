"""What the spider decides without a network: which announced articles are asked for, and what an answer means."""

from types import SimpleNamespace

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.statscollectors import MemoryStatsCollector

from archive.store import Archive
from crawler.answers import of_failure, of_response
from crawler.article import ArticleSpider
from crawler.discovery import Candidate
from crawler.families import NDSOFT
from crawler.guard import Refused
from crawler.items import Article, Quarantined
from crawler.outlets import outlets
from crawler.run import Run, join

AT = "2026-11-20T03:00:00+00:00"
PAGE = "https://www.tokenpost.kr/news/market/409900"
FEED = "https://www.tokenpost.kr/rss"


def candidate(url: str, dated_at: str | None = None, changed_at: str | None = None) -> Candidate:
    return Candidate(url, dated_at, None, FEED, None, changed_at)


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.db") as archive:
        yield archive


@pytest.fixture
def spider(archive):
    def make(**arguments) -> ArticleSpider:
        crawler = Crawler(outlets()["tokenpost"])
        crawler.stats = MemoryStatsCollector(crawler)
        join(crawler, Run(archive, "test", ["tokenpost"], AT))
        crawler.spider = crawler.spidercls.from_crawler(crawler, **arguments)
        crawler.spider.run = crawler.sinmungo_run
        return crawler.spider

    return make


def states(archive: Archive) -> dict[str, tuple[str, str | None]]:
    archive.flush()
    rows = archive.db.execute("SELECT url_key, state, reason FROM urls ORDER BY id")
    return {key: (state, reason) for key, state, reason in rows}


def test_a_declaration_takes_the_rest_from_its_family():
    declared = {"name": "hanbit", "home": "https://www.hanbit.example/", "family": NDSOFT}
    spider = type("Hanbit", (ArticleSpider,), declared)

    assert spider.article_url == NDSOFT.article_url
    assert spider.allowed_domains == ["hanbit.example"]
    assert {"www.hanbit.example", "m.hanbit.example"} <= spider.allowed_hosts


def test_an_outlet_that_cannot_name_its_articles_is_refused_at_once():
    with pytest.raises(TypeError, match="^Hanbit: article_url is needed"):
        type("Hanbit", (ArticleSpider,), {"name": "hanbit", "home": "https://www.hanbit.example/"})
    with pytest.raises(TypeError, match="^Hanbit: article_url is needed"):
        type("Hanbit", (ArticleSpider,), {"home": "https://www.hanbit.example/", "article_url": r"/news/(\d+)"})
    type("Shared", (ArticleSpider,), {"category": "tech"})  # without a home it is no outlet


def test_each_announced_article_is_asked_for_once(spider):
    one = spider()
    requests = list(one.take([candidate(f"{PAGE}?utm_source=rss"), candidate("https://m.tokenpost.kr/article-409900")]))

    assert [request.url for request in requests] == [PAGE]
    assert requests[0].meta["url_key"] == "tokenpost.kr:409900"
    assert list(one.take([candidate(PAGE)])) == []


def test_what_is_not_wanted_is_settled_with_its_reason(spider, archive):
    one = spider(since="2026-11-20", limit="1")
    announced = [
        candidate("https://elsewhere.example/news/1"),
        candidate("https://www.tokenpost.kr/academy"),
        candidate("https://www.tokenpost.kr/article-1", "2026-11-19T14:59:59+00:00"),
        candidate("https://www.tokenpost.kr/article-2", "2026-11-19T15:00:00+00:00"),
        candidate("https://www.tokenpost.kr/article-3"),
    ]
    requests = list(one.take(announced))

    assert [request.meta["url_key"] for request in requests] == ["tokenpost.kr:2"]
    assert states(archive) == {
        "elsewhere.example/news/1": ("skipped", "off_site"),
        "tokenpost.kr/academy": ("skipped", "off_site"),
        "tokenpost.kr:1": ("skipped", "too_old"),
        "tokenpost.kr:2": ("pending", None),
        "tokenpost.kr:3": ("skipped", "limit"),
    }


def test_since_must_be_a_date(spider):
    with pytest.raises(ValueError, match="2026-11-01"):
        spider(since="yesterday")


def test_an_article_announced_in_one_feed_and_as_changed_in_another_is_asked_for(spider, archive):
    archive.keep(None, {"url": PAGE, "url_key": "tokenpost.kr:409900", "body": "본문", "fetched_at": AT})
    archive.flush()
    one = spider()

    assert list(one.take([candidate(PAGE, "2026-11-19T01:00:00+00:00")])) == []
    changed = candidate(PAGE, "2026-11-19T01:00:00+00:00", "2026-11-20T05:00:00+00:00")
    assert [request.url for request in one.take([changed])] == [PAGE]
    assert list(one.take([changed])) == []


def test_a_page_is_read_and_its_fetching_time_kept(spider):
    one = spider()
    text = "온빛거래소가 20일 새 규정을 내놨다. 고객은 다음 달부터 새 규정을 따른다. " * 8
    html = f'<html><head><title>새 규정</title></head><body><div class="article_content"><p>{text}</p></div></body></html>'
    request = Request(PAGE, meta={"url_key": "tokenpost.kr:409900", "fetched_at": "2026-11-20T02:00:00+00:00"})
    [item] = one.parse(HtmlResponse(PAGE, body=html.encode(), request=request))

    assert isinstance(item, Article)
    assert (item.outlet, item.fetched_at) == ("tokenpost", "2026-11-20T02:00:00+00:00")


def test_an_article_found_under_another_address_settles_the_one_asked_for(spider, archive):
    one = spider()
    [request] = one.take([candidate("https://www.tokenpost.kr/article-7")])
    found = Article(PAGE, "tokenpost.kr:409900", "tokenpost")
    one.item_kept(found, SimpleNamespace(request=request))

    assert states(archive) == {"tokenpost.kr:7": ("skipped", "archived")}
    assert one.unsettled == {}


def test_a_failed_download_waits_for_another_run(spider, archive):
    one = spider()
    [request] = one.take([candidate(PAGE)])
    failure = SimpleNamespace(value=DownloadTimeoutError("took longer than 30 s"), request=request)

    assert list(one.failed(failure)) == []
    assert states(archive) == {"tokenpost.kr:409900": ("pending", "fetch_failed")}
    assert one.run.errors("tokenpost") == [f"{PAGE}: DownloadTimeoutError: took longer than 30 s"]


def attempts(archive: Archive) -> list[int]:
    archive.flush()
    return [row[0] for row in archive.db.execute("SELECT attempts FROM urls ORDER BY id")]


def failed(request: Request, error: Exception) -> SimpleNamespace:
    return SimpleNamespace(value=error, request=request)


def test_only_what_was_asked_for_is_an_attempt(spider, archive):
    spider(limit="1")
    one = spider(limit="1")
    list(one.take([candidate("https://www.tokenpost.kr/article-1"), candidate("https://www.tokenpost.kr/article-2")]))
    one.leave_pending("closespider_timeout")
    assert attempts(archive) == [0, 0]

    two = spider()
    [request] = two.take([candidate("https://www.tokenpost.kr/article-2")])
    list(two.failed(failed(request, Refused("robots", "robots.txt answered 503"))))
    assert attempts(archive) == [0, 0]
    assert states(archive)["tokenpost.kr:2"] == ("pending", "robots")


def test_the_third_real_failure_is_the_last(spider, archive):
    ends = []
    for error in (Refused("fetch_failed", "host asked to wait"), *[DownloadTimeoutError("took too long")] * 3):
        one = spider()
        [request] = one.take([candidate(PAGE)])
        for item in one.failed(failed(request, error)):
            one.item_kept(item, SimpleNamespace(request=request))
            archive.quarantine(one.run.number, {"reason": item.reason, "url": item.url, "url_key": item.url_key})
        ends.append((states(archive)["tokenpost.kr:409900"][0], attempts(archive)[0]))

    assert ends == [("pending", 0), ("pending", 1), ("pending", 2), ("quarantined", 3)]


def test_failures_are_counted_anew_once_an_article_was_had(spider, archive):
    page = {"url": PAGE, "url_key": "tokenpost.kr:409900", "body": "본문"}
    for day in ("20", "21", "22"):
        one = spider()
        list(one.take([candidate(PAGE, f"2026-11-{day}T01:00:00+00:00")]))
        archive.keep(one.run.number, page | {"body": f"본문 {day}", "fetched_at": f"2026-11-{day}T03:00:00+00:00"})
        archive.flush()
    assert attempts(archive) == [1]

    one = spider()
    [request] = one.take([candidate(PAGE, "2026-11-23T01:00:00+00:00")])
    assert list(one.failed(failed(request, DownloadTimeoutError("took too long")))) == []
    assert attempts(archive) == [1]


def test_what_a_run_did_not_come_to_is_left_pending(spider, archive):
    one = spider()
    list(one.take([candidate(PAGE)]))
    one.leave_pending("closespider_timeout")

    assert states(archive) == {"tokenpost.kr:409900": ("pending", "closespider_timeout")}
    assert [row["url"] for row in archive.pending("tokenpost")] == [PAGE]


def answer(status: int = 200, url: str = PAGE, content_type: str = "text/html", **meta) -> Response:
    return Response(url, status=status, headers={"Content-Type": content_type}, request=Request(url, meta=meta))


@pytest.mark.parametrize(
    ("response", "state", "reason"),
    [
        (answer(404), "quarantined", "http_404"),
        (answer(410), "quarantined", "http_410"),
        (answer(503), "pending", "http_503"),
        (answer(403), "pending", "http_403"),
        (answer(url="https://www.tokenpost.kr/", redirect_urls=[PAGE]), "quarantined", "redirect_home"),
        (answer(content_type="application/pdf"), "quarantined", "not_article"),
    ],
)
def test_answers_that_are_no_article(response, state, reason):
    refusal = of_response(response)

    assert refusal and (refusal.state, refusal.reason) == (state, reason)


@pytest.mark.parametrize("content_type", ["text/html; charset=euc-kr", "", "application/xhtml+xml"])
def test_answers_that_are_read(content_type):
    assert of_response(answer(content_type=content_type)) is None


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (Refused("off_host", "x is not a host of this outlet"), "quarantined", "off_host"),
        (Refused("robots", "forbidden by robots.txt"), "skipped", "robots"),
        (Refused("robots", "robots.txt answered 503"), "pending", "robots"),
        (Refused("fetch_failed", "not in the replayed files"), "pending", "fetch_failed"),
        (DownloadCancelledError("larger than download max size"), "quarantined", "too_large"),
        (IgnoreRequest("max redirections reached"), "quarantined", "fetch_failed"),
        (OSError("connection reset"), "pending", "fetch_failed"),
    ],
)
def test_failures(error, state, reason):
    assert of_failure(error)[:2] == (state, reason)


def test_quarantined_items_of_another_address_are_entered_under_both(spider, archive):
    one = spider()
    [request] = one.take([candidate("https://www.tokenpost.kr/article-7")])
    item = Quarantined(PAGE, "tokenpost.kr:409900", "tokenpost", "empty", "", AT)
    one.item_kept(item, SimpleNamespace(request=request))

    assert states(archive) == {"tokenpost.kr:7": ("quarantined", "empty")}
