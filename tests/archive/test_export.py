"""Exports: whole or an error, safe in Excel, counted."""

import csv
import importlib.util
import json

import pytest
from archive_pages import article

from archive.errors import CannotExport
from archive.export import excel_cell, export
from archive.store import Archive


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.db") as opened:
        opened.keep(None, article(1, title='=HYPERLINK("http://evil.example")'))
        opened.keep(None, article(2, title='-2% 하락, "급락"', published_at="2026-11-20T16:00:00+00:00", ads=[]))
        opened.keep(None, article(3, outlet="narae", title="반도체 뉴스", published_at=None))
        opened.flush()
        yield opened


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_excel_opens_right_and_runs_nothing(archive, tmp_path):
    out = tmp_path / "기사.csv"
    assert export(archive.db, "articles", "excel", out) == 3
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    got = rows(out)
    titles = [row["title"] for row in got]
    assert titles == ['\'=HYPERLINK("http://evil.example")', '\'-2% 하락, "급락"', "반도체 뉴스"]
    assert got[0]["body"] == article()["body"] and got[0]["body_chars"] == str(len(article()["body"]))
    assert list(tmp_path.glob(".*part")) == []


@pytest.mark.parametrize(
    "cell", ["=1", "+A", "-cmd", "@SUM(1)", "\t=1", "\r=1", "＝1", " =1", "'=1", '"=1', "\0=1", "-5"]
)
def test_formula_cells_are_neutralised(cell):
    assert excel_cell(cell).startswith("'") and "\0" not in excel_cell(cell)


@pytest.mark.parametrize("cell", [-5, -3.5, None, "환율", "a=b", "5", "3-5"])
def test_other_cells_stay(cell):
    assert excel_cell(cell) == cell


def test_minus_five_is_text_in_a_text_column_and_a_number_in_a_numeric_one(archive, tmp_path):
    archive.db.execute("UPDATE articles SET title = '-5', revision_count = -5 WHERE id = 1")
    export(archive.db, "articles", "excel", tmp_path / "a.csv")
    row = rows(tmp_path / "a.csv")[0]
    assert (row["title"], row["revision_count"]) == ("'-5", "-5")


def test_csv_and_json_lines_keep_the_cells_as_they_are(archive, tmp_path):
    assert export(archive.db, "articles", "csv", tmp_path / "a.csv") == 3
    assert rows(tmp_path / "a.csv")[0]["title"].startswith("=HYPER")
    assert export(archive.db, "articles", "jsonl", tmp_path / "a.jsonl") == 3
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["outlet"] for line in lines] == ["garam", "garam", "narae"]


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"since": "2026-11-21"}, [2]),
        ({"until": "2026-11-20"}, [1]),
        ({"since": "2026-11-20", "until": "2026-11-21"}, [1, 2]),
        ({"outlet": "narae"}, [3]),
        ({"query": "반도체"}, [3]),
    ],
)
def test_filters(archive, tmp_path, filters, keys):
    assert export(archive.db, "articles", "csv", tmp_path / "a.csv", **filters) == len(keys)
    assert [row["url_key"] for row in rows(tmp_path / "a.csv")] == [f"garam.example:{key}" for key in keys]


def test_ads_come_with_their_article(archive, tmp_path):
    assert export(archive.db, "ads", "csv", tmp_path / "ads.csv", outlet="garam") == 1
    row = rows(tmp_path / "ads.csv")[0]
    assert (row["article_url_key"], row["outlet"], row["product"]) == ("garam.example:1", "garam", "도담코인")
    assert (row["rule"], row["evidence"]) == ("card", "call, promise")
    for table in archive.counts():
        export(archive.db, table, "csv", tmp_path / "any.csv")


def test_the_view_of_judged_ads_is_exported_too(archive, tmp_path):
    assert export(archive.db, "judged_ads", "csv", tmp_path / "ads.csv", since="2026-11-01") == 1
    row = rows(tmp_path / "ads.csv")[0]
    assert (row["article_url_key"], row["product"], row["undisclosed"]) == ("garam.example:1", "도담코인", "1")
    assert row["evidence"] == "call, promise"


@pytest.mark.parametrize("table", ["nothing", "articles_fts", "sqlite_master", "articles; --"])
def test_unknown_tables_are_refused(archive, tmp_path, table):
    with pytest.raises(CannotExport, match="no table"):
        export(archive.db, table, "csv", tmp_path / "x.csv")


def test_a_filter_the_table_does_not_have_is_refused(archive, tmp_path):
    with pytest.raises(CannotExport, match="cannot be filtered by since"):
        export(archive.db, "tags", "csv", tmp_path / "x.csv", since="2026-11-20")


def test_a_failed_export_leaves_the_old_file_and_no_part(archive, tmp_path):
    out = tmp_path / "a.csv"
    out.write_text("old")
    archive.db.execute("UPDATE articles SET title = cast(x'ff' AS TEXT) WHERE id = 3")  # cannot be read as text
    with pytest.raises(Exception, match="decode"):
        export(archive.db, "articles", "csv", out)
    assert out.read_text() == "old" and [p.name for p in tmp_path.iterdir() if "part" in p.name] == []


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is not None, reason="pyarrow is installed")
def test_parquet_names_the_extra_that_is_missing(archive, tmp_path):
    with pytest.raises(CannotExport, match=r"\[parquet\]"):
        export(archive.db, "articles", "parquet", tmp_path / "a.parquet")


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="needs pyarrow")
def test_parquet(archive, tmp_path):
    import pyarrow.parquet

    assert export(archive.db, "articles", "parquet", tmp_path / "a.parquet") == 3
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").num_rows == 3
    assert export(archive.db, "judged_ads", "parquet", tmp_path / "ads.parquet") == 1
    assert pyarrow.parquet.read_table(tmp_path / "ads.parquet").column("undisclosed").to_pylist() == [1]
