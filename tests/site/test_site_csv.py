"""CSV links are whole or refused, open right in Excel, and hold what ``sinmungo export`` writes, byte by byte."""

import asyncio
import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archive.export import export
from archive.export.text import BATCH
from archive.site import datasette
from archive.store import Archive

Get = Callable[[str], Any]


def _rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _excel(content: bytes) -> list[dict[str, str]]:
    text = content.decode()
    assert "\n" not in text.replace("\r\n", "").replace("\n\n", "")
    return _rows(content)


def test_excel_csv_of_a_table_opens_right(get: Get, archive_file: Path) -> None:
    answer = get("/sinmungo/articles.csv?_excel=on")
    rows = _excel(answer.content)
    assert len(rows) == Database(archive_file)["articles"].count
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="sinmungo-articles.csv"' in answer.headers["content-disposition"]
    assert {row["title"] for row in rows} >= {"환율 1,400원 앞두고 주춤"}
    assert next(row["body"] for row in rows if row["id"] == "6").startswith("'=SUM")


def test_plain_csv_is_left_as_it_is(get: Get) -> None:
    rows = _rows(get("/sinmungo/articles.csv").content)
    assert next(row["body"] for row in rows if row["id"] == "6").startswith("=SUM")


@pytest.mark.parametrize(
    ("path", "name", "how"),
    [
        ("articles", "articles", {}),
        ("articles?_size=max&_facet=kind&_labels=on", "articles", {}),
        ("articles?outlet=barambiz", "articles", {"outlet": "barambiz"}),
        ("articles?_search=리플", "articles", {"query": "리플"}),
        ("articles?published_day__gte=2026-11-13", "articles", {"since": "2026-11-13"}),
        (
            "articles?published_day__lte=2026-11-15&outlet=haneulcoin&_search=코인",
            "articles",
            {"until": "2026-11-15", "outlet": "haneulcoin", "query": "코인"},
        ),
        ("ads", "ads", {}),
        ("related_links", "related_links", {}),
        ("article_authors", "article_authors", {}),
        ("outlets", "outlets", {}),
        ("urls?outlet=barambiz", "urls", {"outlet": "barambiz"}),
        ("judged_ads", "judged_ads", {}),
        ("run_health?outlet=haneulcoin", "run_health", {"outlet": "haneulcoin"}),
        ("gaps", "gaps", {}),
        ("undisclosed_ads", "undisclosed_ads", {}),
        ("related_most_linked", "related_most_linked", {}),
        ("articles_per_day?_size=max", "articles_per_day", {}),
        ("search?query=리플", "search", {"parameters": {"query": "리플"}}),
    ],
)
@pytest.mark.parametrize(("fmt", "form"), [("csv", ""), ("excel", "_excel=on")])
def test_a_link_holds_the_bytes_of_the_export(
    get: Get, archive_file: Path, tmp_path: Path, path: str, name: str, how: dict[str, Any], fmt: str, form: str
) -> None:
    page, _, filters = path.partition("?")
    answer = get(f"/sinmungo/{page}.csv?{filters}&{form}")
    with Archive(archive_file, readonly=True) as archive:
        told = export(archive.db, name, fmt, tmp_path / "x.csv", **how)
    assert answer.content == (tmp_path / "x.csv").read_bytes()
    assert told["rows"] == len(_rows(answer.content)) and (told["rows"] > 0 or name == "gaps")


def test_a_filter_that_only_the_site_has_keeps_columns_and_order(get: Get) -> None:
    whole, some = (
        _rows(get(f"/sinmungo/ads.csv?{filters}").content) for filters in ("", "kind=native_card&disclosed=0")
    )
    assert 0 < len(some) < len(whole) and list(some[0])[:3] == ["article_url_key", "outlet", "article_title"]
    assert [row for row in whole if row["kind"] == "native_card" and row["disclosed"] == "0"] == some


def test_a_sort_or_columns_of_the_visitors_choice_are_heeded(get: Get) -> None:
    downwards = _rows(get("/sinmungo/articles.csv?_sort_desc=body_chars").content)
    assert [int(row["body_chars"]) for row in downwards] == sorted(
        (int(row["body_chars"]) for row in downwards), reverse=True
    )
    assert list(downwards[0]) == list(_rows(get("/sinmungo/articles.csv?_sort=title").content)[0])
    assert list(_rows(get("/sinmungo/articles.csv?_col=title").content)[0]) == ["id", "title"]
    wrong = "/sinmungo/articles.{}?_sort=nothing"
    assert get(wrong.format("csv")).status_code == get(wrong.format("json")).status_code >= 400


def test_numbers_stay_numbers_and_formulas_do_not(get: Get) -> None:
    sql = "select -5 as number, '-5+cmd()' as text, '＝1' as wide, '\t=1' as tab, '@a' as at,"
    sql += " '가=1' as fine, null as none"
    row = _excel(get(f"/sinmungo.csv?_excel=on&sql={quote(sql)}").content)[0]
    assert row["number"] == "-5"
    assert row["fine"] == "가=1"
    assert row["none"] == ""
    for name in ("text", "wide", "tab", "at"):
        assert row[name].startswith("'"), name


def test_every_page_with_rows_offers_the_excel_form(get: Get) -> None:
    for path in ("/sinmungo/articles", "/sinmungo/undisclosed_ads", "/sinmungo/search?query=리플"):
        assert "_excel=on" in get(path).text


def test_nothing_is_cut_at_the_page_limit(archive_file: Path, asking: Any) -> None:
    ask = asking(archive_file, max_returned_rows=2, default_page_size=2)
    assert len(_excel(ask("/sinmungo/articles.csv?_excel=on").content)) == 6
    assert len(_excel(ask("/sinmungo/articles_per_day.csv?_excel=on").content)) == 6


def test_a_query_of_thousands_of_rows_is_whole(fresh_file: Path, asking: Any, tmp_path: Path) -> None:
    count = 5 * BATCH + 3
    with Archive(fresh_file) as archive:
        blocks = [
            {"article_id": 1, "position": n, "role": "ad", "text": "=1", "rule": f"r{n}"}
            for n in range(100, 100 + count)
        ]
        archive.db["removed_blocks"].insert_all(blocks)
    # A time the page itself would not be answered in: the link does not depend on the page.
    answer = asking(fresh_file, sql_time_limit_ms=1)("/sinmungo/rules.csv?_excel=on")
    with Archive(fresh_file, readonly=True) as archive:
        told = export(archive.db, "rules", "excel", tmp_path / "x.csv")
    assert told["rows"] > count > 2_000 and answer.content == (tmp_path / "x.csv").read_bytes()


def test_rows_come_as_they_are_read(archive_file: Path) -> None:
    """The first rows are sent before the last one is read."""
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000) select i from n"
    site, sent = datasette(archive_file), []

    async def ask() -> None:
        scope = {"type": "http", "method": "GET", "path": "/sinmungo.csv", "raw_path": b"/sinmungo.csv", "headers": []}

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message.get("body", b""))

        await site.app()(scope | {"query_string": f"sql={quote(sql)}".encode()}, receive, send)

    asyncio.run(ask())
    pieces = [len(body.splitlines()) for body in sent if body]
    assert pieces == [BATCH + 1, *[BATCH] * 5] and len(_rows(b"".join(sent))) == 3_000


def test_strangers_are_refused_rather_than_cut(get_public: Get) -> None:
    answer = get_public("/sinmungo/articles.csv?_excel=on")
    assert answer.status_code == 403
    assert "refused" in answer.text
    assert len(_excel(get_public("/sinmungo/articles.csv?_excel=on&outlet=barambiz").content)) == 2
    assert get_public("/sinmungo.csv?sql=select+1").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/sinmungo/nothing.csv",
        "/nothing/articles.csv",
        "/sinmungo.csv?sql=drop+table+ads",
        "/sinmungo.csv?sql=select+x",
    ],
)
def test_errors_are_errors(get: Get, path: str) -> None:
    assert get(path).status_code in (400, 404)


def test_site_is_a_stock_configuration_directory(archive_file: Path) -> None:
    site = datasette(archive_file)
    assert site.setting("suggest_facets") is False
    assert site.page_size == 50
