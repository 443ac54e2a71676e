"""Stored responses read into an archive: every record kept or passed over with a reason, damage bounded."""

import gzip
import json
from io import BytesIO
from pathlib import Path

import pytest
from scrapy.http import Headers
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.store import Archive, writer_lock
from crawler.answers import of_type
from crawler.ingest import ingest, read_page
from crawler.items import Article, Quarantined
from crawler.stored import Passed, plain_body, stored_responses
from crawler.warc import Capture

AT = "2026-11-20T03:00:00Z"
TEXT = "온빛거래소가 20일 새 규정을 내놨다. 고객은 다음 달부터 새 규정을 따른다. " * 8


def page(number: int, text: str = TEXT) -> bytes:
    title = f"온빛거래소, 새 규정 {number}"
    body = f'<h1>{title}</h1><div id="articleBody"><p>{text}</p></div>'
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def url(number: int) -> str:
    return f"https://www.onbit.example/news/{number}"


def warc(path: Path, *responses, compress: bool = True) -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=compress)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        for where, body, headers in responses:
            lines = StatusAndHeaders(headers.pop(":status", "200 OK"), list(headers.items()), "HTTP/1.1")
            record = {"payload": BytesIO(body), "http_headers": lines, "warc_headers_dict": {"WARC-Date": AT}}
            writer.write_record(writer.create_warc_record(where, "response", **record))
    return path


def html(number: int, **headers):
    return url(number), page(number), {"Content-Type": "text/html; charset=utf-8", **headers}


def counts(path: Path) -> dict[str, int]:
    with Archive(path, readonly=True) as archive:
        return archive.counts()


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("compress", [True, False])
def test_every_record_is_kept_or_passed_over_with_a_reason(tmp_path, capsys, jobs, compress):
    responses = [
        *(html(number) for number in range(20)),
        ("https://www.onbit.example/a.png", b"\x89PNG", {"Content-Type": "image/png"}),
        ("https://www.onbit.example/old", b"", {":status": "301 Moved", "Location": url(1)}),
        ("https://www.onbit.example/gone", page(0), {":status": "404 Not Found", "Content-Type": "text/html"}),
        ("https://www.tokenpost.kr/article-5", b"", {":status": "404 Not Found", "Content-Type": "text/html"}),
        ("https://www.onbit.example/none", b"", {"Content-Type": "text/html"}),
    ]
    file = warc(tmp_path / "w.warc", *responses, compress=compress)

    assert ingest([file], tmp_path / "a.db", jobs) == 0
    said = capsys.readouterr().out
    assert "2 quarantined, 20 saved" in said
    for reason in ("HTTP status 301", "HTTP status 404", "no HTML (image/png)", "warcinfo record"):
        assert f"1 passed over: {reason}" in said
    assert counts(tmp_path / "a.db")["articles"] == 20
    with Archive(tmp_path / "a.db", readonly=True) as archive:
        found = {row["outlet"]: row["discovered"] for row in archive.db["run_outlets"].rows}
    assert found == {None: 21, "tokenpost": 1}


def test_reading_the_same_file_again_changes_nothing(tmp_path):
    file = warc(tmp_path / "w.warc.gz", html(1), html(2))
    ingest([file], tmp_path / "a.db")
    with Archive(tmp_path / "a.db", readonly=True) as archive:
        before = list(archive.db["articles"].rows)
    ingest([file], tmp_path / "a.db")

    with Archive(tmp_path / "a.db", readonly=True) as archive:
        assert list(archive.db["articles"].rows) == before
        assert archive.article(url(1))["last_seen_at"] == "2026-11-20T03:00:00+00:00"


def test_a_later_capture_of_a_changed_page_is_a_revision(tmp_path):
    later = (url(1), page(1, TEXT + "한 문장이 더 붙었다."), {"Content-Type": "text/html"})
    ingest([warc(tmp_path / "1.warc.gz", html(1))], tmp_path / "a.db")
    old, new = Path(tmp_path / "2.warc"), Path(tmp_path / "3.warc")
    new.write_bytes(warc(old, later, compress=False).read_bytes().replace(AT.encode(), b"2026-11-21T03:00:00Z"))
    ingest([new], tmp_path / "a.db")

    assert counts(tmp_path / "a.db")["revisions"] == 1


def test_dates_that_cannot_be_true_are_counted_and_their_text_is_kept(tmp_path, capsys):
    date = b'<meta property="article:published_time" content="%s"></head>'
    pages = [
        (
            f"https://www.tokenpost.kr/article-{n}",
            page(n).replace(b"</head>", date % day),
            {"Content-Type": "text/html"},
        )
        for n, day in enumerate([b"2026-11-19T10:00:00+09:00", b"2099-01-01T10:00:00+09:00", b"1970-01-01T00:00:00Z"])
    ]

    assert ingest([warc(tmp_path / "w.warc", *pages)], tmp_path / "a.db") == 0
    assert "tokenpost: 2 printed dates cannot be true and were left out" in capsys.readouterr().out
    with Archive(tmp_path / "a.db", readonly=True) as archive:
        [run] = archive.db["run_outlets"].rows
        kept = archive.db.execute(
            "SELECT published_raw FROM articles WHERE published_at IS NULL ORDER BY id"
        ).fetchall()
    assert (run["with_date"], run["saved"]) == (1, 3)
    assert "2 printed dates cannot be true" in run["errors"]
    assert [raw for (raw,) in kept] == ["2099-01-01T10:00:00+09:00", "1970-01-01T00:00:00Z"]


@pytest.mark.parametrize("compress", [True, False])
def test_damage_in_the_middle_costs_the_damaged_record(tmp_path, capsys, compress):
    file = warc(tmp_path / "w.warc", *(html(number) for number in range(20)), compress=compress)
    data = bytearray(file.read_bytes())
    middle = data.index(b"\x1f\x8b\x08", len(data) // 2) if compress else data.index(b"WARC/1.", len(data) // 2)
    data[middle + 4 : middle + 200] = b"\xff" * 196
    file.write_bytes(data)

    assert ingest([file], tmp_path / "a.db") == 1
    said = capsys.readouterr()
    assert f"{file}: damaged record at byte" in said.err
    assert counts(tmp_path / "a.db")["articles"] >= 18


def test_a_cut_last_record_is_not_taken_for_a_whole_one(tmp_path):
    file = warc(tmp_path / "w.warc.gz", html(1), html(2))
    file.write_bytes(file.read_bytes()[:-120])
    found = list(stored_responses(file))

    assert [record.url for record in found if isinstance(record, Capture)] == [url(1)]
    assert Passed("record cut short", found[-1].offset, True) in found


@pytest.mark.parametrize("content", [b"", b"junk\n" * 200, b"\x1f\x8b\x08" + b"\x00" * 500, bytes(range(256)) * 40])
def test_what_is_no_warc_is_said_and_never_raises(tmp_path, content, capsys):
    file = tmp_path / "x.warc.gz"
    file.write_bytes(content)

    assert ingest([file], tmp_path / "a.db") == (1 if content else 0)
    assert counts(tmp_path / "a.db")["articles"] == 0


def test_a_whole_file_compressed_in_one_piece_is_read(tmp_path):
    plain = warc(tmp_path / "w.warc", html(1), html(2), compress=False)
    file = tmp_path / "w.warc.gz"
    file.write_bytes(gzip.compress(plain.read_bytes()))

    assert ingest([file], tmp_path / "a.db") == 0
    assert counts(tmp_path / "a.db")["articles"] == 2


def test_a_missing_file_is_said(tmp_path, capsys):
    assert ingest([tmp_path / "none.warc.gz"], tmp_path / "a.db") == 1
    assert "No such file" in capsys.readouterr().err


def test_while_a_crawl_writes_nothing_is_done(tmp_path, capsys):
    with writer_lock(tmp_path / "a.db"):
        assert ingest([warc(tmp_path / "w.warc.gz", html(1))], tmp_path / "a.db") == 75
    assert "another crawl" in capsys.readouterr().err


def capture(body: bytes, status: int = 200, **headers) -> Capture:
    return Capture(url(1), "2026-11-20T03:00:00+00:00", status, Headers(headers), body)


def test_content_codings_are_undone():
    coded = capture(gzip.compress(page(1)), **{"Content-Type": "text/html", "Content-Encoding": "gzip"})

    assert plain_body(coded) == page(1)
    assert isinstance(read_page(coded).item, Article)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml; charset=utf-8", ""])
def test_a_page_that_a_crawl_reads_is_read_from_its_stored_response_too(kind):
    assert of_type(kind) is None
    assert isinstance(read_page(capture(page(1), **{"Content-Type": kind})).item, Article)
    for other in (b"User-agent: *\nDisallow:\n", b"<?xml version='1.0'?><urlset></urlset>"):
        assert read_page(capture(other, **{"Content-Type": kind})).item is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (gzip.compress(bytes(9 * 2**20)), "too_large"),
        (b"\x1f\x8bnot gzip at all", "error"),
        *((gzip.compress(page(1))[:-cut], "truncated") for cut in (1, 8, 30)),
    ],
)
def test_codings_that_cannot_be_undone_are_a_reason(body, reason):
    item = read_page(capture(body, **{"Content-Type": "text/html", "Content-Encoding": "gzip"})).item

    assert isinstance(item, Quarantined) and item.reason == reason


def test_json_that_holds_articles_is_read_as_a_crawl_reads_it(tmp_path):
    flashes = [
        {"id": n, "title": f"온빛코인 {n}번째 상장", "content": TEXT, "publishAt": "2026-11-20T01:00:00Z"}
        for n in (7, 8)
    ]
    notice = {"success": True, "data": {"id": 61, "title": "온빛코인 거래지원 안내", "body": f"<p>{TEXT}</p>",
                                        "first_listed_at": "2026-11-20T10:00:00+09:00"}}  # fmt: skip
    kind = {"Content-Type": "application/json"}
    file = warc(
        tmp_path / "json.warc.gz",
        (
            "https://api.coinness.com/feed/v1/breaking-news?languageCode=ko&limit=20",
            json.dumps(flashes).encode(),
            dict(kind),
        ),
        ("https://api-manager.upbit.com/api/v1/announcements/61", json.dumps(notice).encode(), dict(kind)),
        ("https://api-manager.upbit.com/api/v1/announcements/62", b'{"success": false}', dict(kind)),
        ("https://api.coinness.com/feed/v1/other", b"{}", dict(kind)),
    )

    assert ingest([file], tmp_path / "a.db") == 0
    with Archive(tmp_path / "a.db", readonly=True) as archive:
        rows = list(archive.db.query("SELECT url_key, outlet, published_at, extractor FROM articles ORDER BY id"))
    assert [row["url_key"] for row in rows] == ["coinness.com:7", "coinness.com:8", "upbit.com:61"]
    assert {(row["published_at"], row["extractor"]) for row in rows} == {("2026-11-20T01:00:00+00:00", "api")}


def test_portals_are_read_from_stored_pages(tmp_path):
    head, text = '<h2 id="title_area">새 규정</h2>', f'<div id="dic_area">{TEXT}</div>'
    body = f"<html><head><title>새 규정</title></head><body>{head}{text}</body></html>"
    old = "https://news.naver.com/main/read.naver?mode=LSD&oid=293&aid=0000061234"
    file = warc(tmp_path / "naver.warc.gz", (old, body.encode(), {"Content-Type": "text/html"}))

    assert ingest([file], tmp_path / "a.db") == 0
    with Archive(tmp_path / "a.db", readonly=True) as archive:
        [row] = archive.db.query("SELECT url_key, outlet FROM articles")
    assert row == {"url_key": "n.news.naver.com:293/0000061234", "outlet": "naver"}
