"""Exports are complete or refused, and the Excel form opens right."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archive.site import datasette

Get = Callable[[str], Any]


def _excel(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "").replace("\n\n", "")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_excel_csv_of_a_table_opens_right(get: Get, archive_file: Path) -> None:
    answer = get("/sinmungo/articles.csv?_excel=on")
    rows = _excel(answer.content)
    assert len(rows) == Database(archive_file)["articles"].count
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="sinmungo-articles.csv"' in answer.headers["content-disposition"]
    assert {row["title"] for row in rows} >= {"환율 1,400원 앞두고 주춤"}
    assert next(row["body"] for row in rows if row["id"] == "6").startswith("'=SUM")


def test_plain_csv_is_left_as_it_is(get: Get) -> None:
    rows = list(csv.DictReader(io.StringIO(get("/sinmungo/articles.csv").text)))
    assert next(row["body"] for row in rows if row["id"] == "6").startswith("=SUM")


def test_filters_and_search_hold_in_exports(get: Get) -> None:
    assert len(_excel(get("/sinmungo/articles.csv?_excel=on&outlet=barambiz&_size=max&_labels=on").content)) == 2
    assert [row["id"] for row in _excel(get("/sinmungo/articles.csv?_excel=on&_search=리플").content)] == ["2"]
    assert [row["id"] for row in _excel(get("/sinmungo/search.csv?_excel=on&query=리플").content)] == ["2"]


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


def test_strangers_are_refused_rather_than_cut(get_public: Get) -> None:
    answer = get_public("/sinmungo/articles.csv?_excel=on")
    assert answer.status_code == 403
    assert "refused" in answer.text
    assert len(_excel(get_public("/sinmungo/articles.csv?_excel=on&outlet=barambiz").content)) == 2


@pytest.mark.parametrize(
    "path", ["/sinmungo/nothing.csv", "/sinmungo.csv?sql=drop+table+ads", "/sinmungo.csv?sql=select+x"]
)
def test_errors_are_errors(get: Get, path: str) -> None:
    assert get(path).status_code in (400, 404)


def test_site_is_a_stock_configuration_directory(archive_file: Path) -> None:
    site = datasette(archive_file)
    assert site.setting("suggest_facets") is False
    assert site.page_size == 50
