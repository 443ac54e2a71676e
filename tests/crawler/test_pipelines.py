"""The steps from a read page to the archive: quarantined items pass by, whatever fails gets a reason."""

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.spiders import Spider
from scrapy.statscollectors import MemoryStatsCollector

from archive.errors import ArchiveError
from crawler import pipelines, reading
from crawler.items import Article, Block, Quarantined
from crawler.outlets import url_keys
from crawler.page import PageRefused
from crawler.pipelines import Keep, Normalize, Separate, Validate, finish, guarded, keep, read_response, record
from crawler.run import MISDATED, Run, join

URL = "https://www.tokenpost.kr/news/market/409900"
AT = "2026-11-20T03:00:00+00:00"
TEXT = "온빛거래소가 20일 새 규정을 내놨다. 고객은 다음 달부터 새 규정을 따른다. " * 8


def page(body: str = f"<p>{TEXT}</p>", title: str = "온빛거래소, 새 규정") -> bytes:
    head = f'<meta charset="utf-8"><meta property="og:title" content="{title}">'
    text = f'<h1>{title}</h1><div class="article_content">{body}</div>'
    return f"<html><head>{head}</head><body>{text}</body></html>".encode()


def read(body: bytes, url: str = URL):
    return read_response(url, lambda: body, content_type="text/html", fetched_at=AT, outlet=None, keys=url_keys())


def article(**values) -> Article:
    values = {"title": "온빛거래소, 새 규정", "body": TEXT, "fetched_at": AT, "extractor": "outlet"} | values
    return Article(URL, "tokenpost.kr:409900", "tokenpost", **values)


QUARANTINED = Quarantined(URL, "tokenpost.kr:409900", "tokenpost", "http_404", "HTTP 404", AT)


@pytest.fixture
def crawler(tmp_path):
    from archive.store import Archive

    with Archive(tmp_path / "a.db") as archive:
        crawler = Crawler(Spider)
        join(crawler, Run(archive, "test", ["tokenpost"], AT))
        yield crawler


def test_a_page_becomes_an_article_with_its_roles():
    item = finish(read(page()), url_keys())

    assert isinstance(item, Article)
    assert (item.title, item.body, item.fetched_at) == ("온빛거래소, 새 규정", TEXT.strip(), AT)
    assert item.url_key == "tokenpost.kr:409900"


@pytest.mark.parametrize("stage", [Normalize(), Separate(Crawler(Spider)), Validate()])
def test_what_is_quarantined_passes_by(stage):
    assert stage.process_item(QUARANTINED) is QUARANTINED


def test_validate_turns_what_is_no_article_into_a_reason():
    item = Validate().process_item(article(body=""))

    assert isinstance(item, Quarantined)
    assert (item.reason, item.outlet, item.fetched_at) == ("empty", "tokenpost", AT)
    assert item.url_key == "tokenpost.kr:409900"


def test_the_one_boundary(monkeypatch):
    def broken(_):
        raise ZeroDivisionError("integer division by zero")

    monkeypatch.setattr(reading, "normalize", broken)
    item = Normalize().process_item(article())

    assert isinstance(item, Quarantined)
    assert (item.reason, item.detail) == ("error", "ZeroDivisionError: integer division by zero")


def test_a_refusal_keeps_its_reason():
    def refuse():
        raise PageRefused("paywall", "subscribers only")

    item = guarded(refuse, url=URL, url_key="k", outlet=None, fetched_at=AT)
    assert (item.reason, item.detail) == ("paywall", "subscribers only")


def test_bytes_that_cannot_be_had_are_a_reason_too():
    def damaged() -> bytes:
        raise EOFError("compressed file ended early")

    item = read_response(URL, damaged, content_type="", fetched_at=AT, outlet=None, keys=url_keys())
    assert isinstance(item, Quarantined) and item.reason == "error"


def test_record_is_plain_and_leaves_the_blocks_behind():
    item = article(blocks=[Block("paragraph", TEXT)], ads=[])
    values = record(item)

    assert "blocks" not in values and values["body"] == TEXT and values["authors"] == []
    assert item.blocks
    assert record(QUARANTINED)["reason"] == "http_404"


def test_keep_hands_over_and_counts(crawler):
    archive, number = crawler.sinmungo_archive, crawler.sinmungo_run.number

    assert keep(archive, number, article()) == "saved"
    assert keep(archive, number, article()) == "unchanged"
    assert keep(archive, number, QUARANTINED) == "quarantined"
    archive.flush()
    assert archive.article("tokenpost.kr:409900")["title"] == "온빛거래소, 새 규정"


def test_dates_that_cannot_be_true_are_counted(crawler):
    crawler.stats = MemoryStatsCollector(crawler)
    stage = Keep.from_crawler(crawler)
    stage.process_item(article(published_at="2026-11-20T01:00:00+00:00", published_raw="2026-11-20 10:00"))
    stage.process_item(article(published_at=None, published_raw=None))
    assert crawler.stats.get_value(f"{MISDATED}/tokenpost") is None

    stage.process_item(article(published_at=None, published_raw="2099-01-01 10:00"))
    assert crawler.stats.get_value(f"{MISDATED}/tokenpost") == 1


def test_an_archive_that_cannot_be_written_drops_the_item_and_is_remembered(crawler, monkeypatch):
    def full(*_):
        raise ArchiveError("a.db", "database or disk is full")

    ended = []
    monkeypatch.setattr(pipelines, "keep", full)
    monkeypatch.setattr(Keep, "_end_crawl", lambda _, why: ended.append(why))
    with pytest.raises(DropItem):
        Keep.from_crawler(crawler).process_item(article())

    assert ended == [crawler.sinmungo_run.broken]
    assert "disk is full" in crawler.sinmungo_run.broken


def test_a_reason_holds_nothing_that_a_terminal_obeys():
    text = "온빛거래소\u202e가 \x9b31m새 규정을\u200b 내놨다고 " * 20
    body = f"<!doctype html><title>온빛</title><article itemprop=articleBody><p>{text}".encode()
    item = read(body)

    assert isinstance(item, Quarantined) and item.reason == "truncated"
    assert item.detail.isprintable()
