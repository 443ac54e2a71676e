"""Exports: whole or an error, safe in a spreadsheet, told by a manifest, and readable by other programs."""

import csv
import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from archive_pages import CARD, article
from click.testing import CliRunner
from openpyxl.utils.escape import unescape

from archive.cli import export_command
from archive.errors import CannotExport
from archive.export import FORMATS, bigkinds, export, parquet, place, text, xlsx
from archive.export.progress import Progress
from archive.export.queries import named_queries
from archive.export.text import CELL, excel_cell
from archive.store import Archive

LONG = "긴글😀" * 9_000
"""More than a cell of Excel holds, some characters of it in two UTF-16 units."""

AT = "2026-11-25T00:00:00+00:00"


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.db") as opened:
        opened.register_outlets(
            [{"slug": "garam", "name": "가람일보", "home": "https://garam.example/", "category": "crypto", "cms": ""}]
        )
        opened.keep(None, article(1, title='=HYPERLINK("http://evil.example")'))
        opened.keep(None, article(2, title='-2% 하락, "급락"', published_at="2026-11-20T16:00:00+00:00", ads=[]))
        opened.keep(None, article(3, outlet="narae", title="반도체 뉴스", published_at=None))
        opened.flush()
        yield opened


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read(fmt, path):
    """The rows of an export as another program reads them, texts as they are there, nothing as None."""
    if fmt in ("csv", "excel"):
        return [{key: value or None for key, value in row.items()} for row in rows(path)]
    if fmt == "jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if fmt == "parquet":
        return pyarrow.parquet.read_table(path).to_pylist()
    head, *found = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True).active.iter_rows(
        values_only=True
    )
    return [dict(zip(head, row, strict=True)) for row in found]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


# What each format holds


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_holds_every_row_and_column(archive, folder, fmt):
    told = export(archive.db, "articles", fmt, folder / "a")
    got = read(fmt, folder / "a")

    expected = list(archive.db.query("SELECT * FROM articles ORDER BY id"))
    assert told["rows"] == len(got) == 3 and told["columns"] == list(expected[0]) == list(got[0])
    for row, wanted in zip(got, expected, strict=True):
        assert row["body"] == wanted["body"] and row["published_at"] == wanted["published_at"]
        assert str(row["body_chars"]) == str(wanted["body_chars"])
        assert row["title"].lstrip("'") == wanted["title"]


@pytest.mark.parametrize("fmt", ["jsonl", "parquet", "xlsx"])
def test_numbers_are_numbers_where_the_format_has_them(archive, folder, fmt):
    archive.db.execute("UPDATE articles SET story_similarity = 0.75 WHERE id = 1")
    export(archive.db, "articles", fmt, folder / "a")
    first = read(fmt, folder / "a")[0]

    assert (first["id"], first["story_similarity"]) == (1, 0.75)
    assert type(first["id"]) is int and type(first["story_similarity"]) is float


def test_excel_opens_right_and_runs_nothing(archive, folder):
    out = folder / "기사.csv"
    export(archive.db, "articles", "excel", out)
    raw = out.read_bytes()

    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == 4
    titles = [row["title"] for row in rows(out)]
    assert titles == ['\'=HYPERLINK("http://evil.example")', '\'-2% 하락, "급락"', "반도체 뉴스"]


@pytest.mark.parametrize(
    "cell", ["=1", "+A", "-cmd", "@SUM(1)", "\t=1", "\r=1", "＝1", " =1", "'=1", '"=1', "\0=1", "-5"]
)
def test_formula_cells_are_neutralised(cell):
    assert excel_cell(cell).startswith("'") and "\0" not in excel_cell(cell)


@pytest.mark.parametrize("cell", [-5, -3.5, None, "환율", "a=b", "5", "3-5"])
def test_other_cells_stay(cell):
    assert excel_cell(cell) == cell


def test_minus_five_is_text_in_a_text_column_and_a_number_in_a_numeric_one(archive, folder):
    archive.db.execute("UPDATE articles SET title = '-5', revision_count = -5 WHERE id = 1")
    export(archive.db, "articles", "excel", folder / "a.csv")
    row = rows(folder / "a.csv")[0]
    assert (row["title"], row["revision_count"]) == ("'-5", "-5")


def test_plain_csv_keeps_the_cells_as_they_are(archive, folder):
    export(archive.db, "articles", "csv", folder / "a.csv")
    assert rows(folder / "a.csv")[0]["title"] == '=HYPERLINK("http://evil.example")'
    assert b"\r\n" not in (folder / "a.csv").read_bytes()


def test_a_workbook_has_text_and_no_formulas_links_or_lost_characters(archive, folder):
    titles = ["=1+1", "https://x.example/", "_x0041_", "a\x01b\x0b", " <가&나>\n둘째 줄 "]
    for number, title in enumerate(titles, 11):
        archive.keep(None, article(number))
        archive.flush()
        archive.db.execute("UPDATE articles SET title = ? WHERE url_key = ?", (title, f"garam.example:{number}"))
    export(archive.db, "articles", "xlsx", folder / "a.xlsx")

    # Excel spells out what looks like its own escapes; openpyxl leaves reading that to the caller.
    got = [unescape(row["title"]) for row in read("xlsx", folder / "a.xlsx")]
    assert got[3:] == ["=1+1", "https://x.example/", "_x0041_", "ab", " <가&나>\n둘째 줄 "]
    with zipfile.ZipFile(folder / "a.xlsx") as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        assert packed.testzip() is None and not any("rels/sheet" in name for name in packed.namelist())
    assert "<f>" not in sheet and "<hyperlink" not in sheet


def test_rows_beyond_a_sheet_go_to_the_next_one(archive, folder, monkeypatch):
    monkeypatch.setattr(xlsx, "ROWS", 3)
    assert export(archive.db, "articles", "xlsx", folder / "a.xlsx")["rows"] == 3
    book = openpyxl.load_workbook(folder / "a.xlsx", read_only=True)

    assert book.sheetnames == ["articles", "articles 2"]
    sheets = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book]
    assert sheets == [["id", 1, 2], ["id", 3]]


@pytest.mark.parametrize("fmt", ["excel", "xlsx"])
def test_what_no_cell_holds_is_cut_and_told(archive, folder, fmt):
    archive.keep(None, article(4, body=LONG))
    archive.flush()
    told = export(archive.db, "articles", fmt, folder / "a")
    body = read(fmt, folder / "a")[3]["body"]

    assert told["cut_cells"] == 1 and body.endswith("…") and LONG.startswith(body[:-1])
    assert CELL - 2 <= len(body.encode("utf-16-le")) / 2 <= CELL
    assert export(archive.db, "articles", "csv", folder / "b.csv")["cut_cells"] == 0
    assert rows(folder / "b.csv")[3]["body"] == LONG


@pytest.mark.parametrize("fmt", FORMATS)
def test_nothing_to_export_is_a_file_that_opens(archive, folder, fmt):
    assert export(archive.db, "listings", fmt, folder / "a")["rows"] == 0
    assert read(fmt, folder / "a") == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_bytes_are_told_in_digits_or_are_bytes(archive, folder, fmt):
    signed = "INSERT INTO story_signatures VALUES (1, '2026-11-20T00:00:00+00:00', 'x', ?)"
    archive.db.execute(signed, (b"\x00\xff",))
    export(archive.db, "story_signatures", fmt, folder / "a")
    [row] = read(fmt, folder / "a")
    assert row["signature"] == (b"\x00\xff" if fmt == "parquet" else "00ff")
    assert row["published_at"] == "2026-11-20T00:00:00+00:00" and row["article_url_key"] == "garam.example:1"


# What can be exported


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_table_view_and_query_is_exported(archive, folder, fmt):
    views = archive.db.view_names()
    names = [*archive.counts(), *views, *named_queries()]
    assert len(names) > 30 and "run_health" in views
    for name in names:
        parameters = {"query": "반도체"} if name in ("search", "search_best") else None
        told = export(archive.db, name, fmt, folder / name, parameters=parameters)
        assert told["rows"] == len(read(fmt, folder / name)), name


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
def test_filters(archive, folder, filters, keys):
    told = export(archive.db, "articles", "csv", folder / "a.csv", **filters)
    assert [row["url_key"] for row in rows(folder / "a.csv")] == [f"garam.example:{key}" for key in keys]
    assert (told["table"], told["filters"]) == ("articles", filters)


def test_parts_come_with_their_article(archive, folder):
    assert export(archive.db, "ads", "csv", folder / "ads.csv", outlet="garam")["rows"] == 1
    row = rows(folder / "ads.csv")[0]
    assert (row["article_url_key"], row["outlet"], row["product"]) == ("garam.example:1", "garam", "도담코인")
    assert export(archive.db, "article_authors", "csv", folder / "b.csv", since="2026-11-21")["rows"] == 1


def test_a_view_is_exported_with_types(archive, folder):
    told = export(archive.db, "judged_ads", "parquet", folder / "ads.parquet", since="2026-11-01")
    [row] = read("parquet", folder / "ads.parquet")
    assert (row["article_url_key"], row["product"], row["undisclosed"]) == ("garam.example:1", "도담코인", 1)
    assert told["view"] == "judged_ads"


@pytest.mark.parametrize(
    ("values", "kind", "read_as"),
    [
        ("1, 2", "INTEGER", [1, 2]),
        ("1, 2.5", "REAL", [1.0, 2.5]),
        ("1, '둘'", "MIXED", ["1", "둘"]),
        ("x'00', 'a'", "MIXED", ["00", "a"]),
        ("NULL, NULL", "TEXT", [None, None]),
    ],
)
def test_columns_without_a_type_get_what_their_values_have_in_common(archive, folder, values, kind, read_as):
    first, second = values.split(", ")
    archive.db.execute(f"CREATE VIEW odd AS SELECT {first} AS value UNION ALL SELECT {second}")
    export(archive.db, "odd", "parquet", folder / "a")
    assert sorted((row["value"] for row in read("parquet", folder / "a")), key=str) == read_as
    chosen = parquet.column_types(archive.db.conn, _selection("odd"), ["value"])
    assert chosen == [kind]


def _selection(view):
    return parquet.Selection("view", view, f"SELECT * FROM {view}")


def test_a_query_with_its_parameter_and_filters(archive, folder):
    told = export(archive.db, "search", "jsonl", folder / "a", parameters={"query": "반도체"})
    [row] = read("jsonl", folder / "a")
    assert row["id"] == 3 and told["query"] == "search" and told["filters"] == {"query": "반도체"}
    assert "escape_fts(:query)" in told["sql"]

    archive.keep(None, article(5, outlet="narae", published_at="2026-11-30T15:00:00+00:00", ads=[CARD]))
    archive.flush()
    for filters, outlets in (
        ({}, ["narae", "garam", "narae"]),
        ({"outlet": "narae"}, ["narae", "narae"]),
        ({"since": "2026-12-01"}, ["narae"]),
        ({"until": "2026-11-30"}, ["garam"]),
    ):
        export(archive.db, "undisclosed_ads", "csv", folder / "ads.csv", **filters)
        assert [row["outlet"] for row in rows(folder / "ads.csv")] == outlets


def test_more_rows_than_a_page_of_the_site_and_than_a_batch(archive, folder):
    archive.db["tags"].insert_all({"name": f"낱말{number}"} for number in range(2_500))
    told = export(archive.db, "tags", "csv", folder / "a.csv")
    assert told["rows"] == len(rows(folder / "a.csv")) == archive.db["tags"].count > 5 * text.BATCH


@pytest.mark.parametrize(
    ("name", "how", "said"),
    [
        ("nothing", {}, "no table, view or query 'nothing'; queries: search, search_best, undisclosed_ads"),
        ("articles_fts", {}, "no table"),
        ("sqlite_master", {}, "no table"),
        ("articles; --", {}, "no table"),
        ("tags", {"since": "2026-11-20"}, "table 'tags' cannot be filtered by since"),
        ("rules", {"outlet": "garam"}, "query 'rules' cannot be filtered by outlet"),
        ("search", {}, "needs --param query=…"),
        ("search", {"parameters": {"query": "x", "limit": "2"}}, "has no parameter limit"),
        ("articles", {"parameters": {"query": "x"}}, "takes no --param"),
        ("ads", {"header": "bigkinds"}, "the header bigkinds is for articles"),
        ("articles", {"header": "nonsense"}, "unknown format 'csv' or header 'nonsense'"),
        ("articles", {"partition": True}, "only Parquet can be partitioned"),
    ],
)
def test_what_cannot_be_is_refused(archive, folder, name, how, said):
    with pytest.raises(CannotExport, match=said):
        export(archive.db, name, "csv", folder / "x.csv", **how)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["tags", "urls", "articles_per_day"])
def test_only_what_belongs_to_articles_is_partitioned(archive, folder, name):
    with pytest.raises(CannotExport, match="cannot be partitioned"):
        export(archive.db, name, "parquet", folder / "x", partition=True)


def test_a_query_whose_table_a_public_copy_lacks_is_refused(archive, folder):
    archive.db.execute("DROP VIEW run_health")
    archive.db.execute("DROP TABLE run_outlets")
    with pytest.raises(CannotExport, match="query 'fallback_share': no such table"):
        export(archive.db, "fallback_share", "csv", folder / "x.csv")


@pytest.mark.parametrize(("fmt", "library"), [("parquet", "pyarrow"), ("xlsx", "xlsxwriter")])
def test_a_missing_library_names_its_extra(archive, folder, fmt, library, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == library else name)
    with pytest.raises(CannotExport, match=rf"needs {library}.*\[{fmt}\]"):
        export(archive.db, "articles", fmt, folder / "x")


# The manifest


def test_the_manifest_tells_what_the_file_is(archive, folder):
    out = folder / "a.csv"
    run = archive.start_run("crawl", ["garam"], "2026-11-22T00:00:00+00:00")
    archive.finish_run(run, at="2026-11-22T01:00:00+00:00", status="ok", finish_reason="finished", outlets={})
    told = export(archive.db, "articles", "csv", out, outlet="garam", since="2026-11-01", at=AT)

    assert json.loads((folder / "a.csv.manifest.json").read_text("utf-8")) == told
    assert told["archive"] == {
        "file": "a.db",
        "schema": archive.db.execute("PRAGMA user_version").fetchone()[0],
        "newest_article": "2026-11-20T16:00:00+00:00",
        "last_crawl": "2026-11-22T00:00:00+00:00",
    }
    assert (told["format"], told["header"], told["table"], told["exported_at"]) == ("csv", "archive", "articles", AT)
    assert told["filters"] == {"outlet": "garam", "since": "2026-11-01"} and told["rows"] == 2
    assert told["columns"] == list(rows(out)[0])
    assert told["newest"]["published_at"] == "2026-11-20T16:00:00+00:00"
    assert told["newest"]["published_day"] == "2026-11-21" and told["newest"]["gone_at"] is None
    assert told["files"] == [{"name": "a.csv", "bytes": out.stat().st_size, "sha256": sha256(out)}]


def test_an_export_sees_one_moment_of_the_archive(archive, folder, tmp_path):
    with Archive(tmp_path / "a.db", readonly=True) as reading:
        said = []

        def write_meanwhile(rows):
            said.append(rows)
            if len(said) == 1:
                archive.keep(None, article(9, outlet="narae", published_at="2026-11-24T00:00:00+00:00"))
                archive.flush()

        archive.db["tags"].insert_all({"name": f"낱말{number}"} for number in range(1_100))
        archive.db.conn.commit()
        told = export(reading.db, "tags", "csv", folder / "a.csv", progress=write_meanwhile)
        assert said[0] == 500 and said[-1] == 1_000
        assert told["archive"]["newest_article"] == "2026-11-20T16:00:00+00:00"
        later = export(reading.db, "articles", "csv", folder / "b.csv")
    assert later["archive"]["newest_article"] == "2026-11-24T00:00:00+00:00"


# Partitions


def test_partitions_are_directories_with_hive_names(archive, folder):
    out = folder / "articles"
    for number, day in ((6, "2026-10-31T15:00:00+00:00"), (7, "2026-10-31T14:59:59+00:00")):
        archive.keep(None, article(number, published_at=day))
    archive.flush()
    told = export(archive.db, "articles", "parquet", out, partition=True, at=AT)

    names = [file["name"] for file in told["files"]]
    assert names == [
        "articles/outlet=garam/month=2026-10/part-0.parquet",
        "articles/outlet=garam/month=2026-11/part-0.parquet",
        "articles/outlet=narae/month=__HIVE_DEFAULT_PARTITION__/part-0.parquet",
    ]
    assert all(file["sha256"] == sha256(folder / file["name"]) for file in told["files"])
    assert sorted(path.name for path in folder.iterdir()) == ["articles", "articles.manifest.json"]

    table = pyarrow.parquet.read_table(out).to_pylist()
    found = {row["url_key"].split(":")[1]: (str(row["outlet"]), row["month"] and str(row["month"])) for row in table}
    november, october = ("garam", "2026-11"), ("garam", "2026-10")
    assert found == {"1": november, "2": november, "6": november, "7": october, "3": ("narae", None)}
    assert told["rows"] == len(table) and "outlet" not in told["columns"]
    assert set(told["columns"]) == table[0].keys() - {"outlet", "month"}


@pytest.mark.parametrize("name", ["ads", "judged_ads", "article_tags"])
def test_parts_of_articles_are_partitioned_with_them(archive, folder, name):
    told = export(archive.db, name, "parquet", folder / name, partition=True, outlet="garam")
    assert told["rows"] == pyarrow.parquet.read_table(folder / name).num_rows > 0
    assert {file["name"].split("/")[1] for file in told["files"]} == {"outlet=garam"}


def test_a_partitioned_export_needs_no_sorting(archive):
    sql = parquet_sql(archive)
    plan = " ".join(row[3] for row in archive.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "articles_outlet_published_at" in plan and "TEMP B-TREE" not in plan


def parquet_sql(archive):
    from archive.export.selection import select

    return select(archive.db.conn, "articles", {}, months=True).sql


def test_a_later_export_takes_the_place_of_a_directory_but_of_no_other(archive, folder):
    out = folder / "articles"
    export(archive.db, "articles", "parquet", out, partition=True)
    export(archive.db, "articles", "parquet", out, partition=True, outlet="narae")
    assert [path.name for path in out.iterdir()] == ["outlet=narae"]

    (out / "mine.txt").write_text("keep")
    with pytest.raises(CannotExport, match="no earlier partitioned export"):
        export(archive.db, "articles", "parquet", out, partition=True)
    with pytest.raises(CannotExport, match="is a directory"):
        export(archive.db, "articles", "parquet", out)
    assert (out / "mine.txt").read_text() == "keep"


def test_an_outlet_cannot_leave_its_directory(archive, folder):
    archive.keep(None, article(8, outlet="../../x=1/y"))
    archive.flush()
    told = export(archive.db, "articles", "parquet", folder / "a", partition=True)
    assert "a/outlet=..%2F..%2Fx%3D1%2Fy/month=2026-11/part-0.parquet" in [file["name"] for file in told["files"]]
    assert {str(row["outlet"]) for row in pyarrow.parquet.read_table(folder / "a").to_pylist()} >= {"../../x=1/y"}


# BIGKinds


@pytest.mark.parametrize("fmt", FORMATS)
def test_articles_as_bigkinds_has_them(archive, folder, fmt):
    archive.keep(None, article(4, authors=[{"name": "한가람", "email": None}, {"name": "나래", "email": None}]))
    archive.flush()
    named = [("가람전자", "company", "body"), ("나래토큰", "coin", "body"), ("업비트", "exchange", "title")]
    for name, kind, place_ in (*named, ("가람전자", "company", "title"), ("도담", "company", "ad")):
        archive.db["mentions"].insert({"article_id": 4, "name": name, "kind": kind, "place": place_})
    archive.db["stories"].insert({"id": 1, "title": "x", "representative_id": 1, "articles": 2, "outlets": 1})
    archive.db.execute("UPDATE articles SET story_id = 1 WHERE id IN (1, 4)")
    told = export(archive.db, "articles", fmt, folder / "a", header="bigkinds", outlet="garam")
    first, _, row = read(fmt, folder / "a")

    assert list(row) == told["columns"] == list(bigkinds.COLUMNS) and len(row) == 19
    assert told["newest"] == {"일자": "20261121"} and told["header"] == "bigkinds"
    filled = {name: value for name, value in row.items() if value is not None}
    assert filled == {
        "뉴스 식별자": "garam.example:4",
        "일자": "20261120",
        "언론사": "가람일보",
        "기고자": "한가람,나래",
        "제목": article(4)["title"],
        "통합 분류1": "시장",
        "기관": "가람전자,업비트",
        "키워드": "나래토큰,상장폐지",
        "본문": article(4)["body"],
        "URL": "https://www.garam.example/news/4",
        "분석제외 여부": "중복",
    }
    assert first["분석제외 여부"] is None


def test_bigkinds_leaves_an_unknown_day_empty_and_names_an_unknown_outlet_by_its_slug(archive, folder):
    export(archive.db, "articles", "jsonl", folder / "a", header="bigkinds", outlet="narae")
    [row] = read("jsonl", folder / "a")
    assert (row["일자"], row["언론사"]) == (None, "narae")


def test_bigkinds_in_partitions(archive, folder):
    told = export(archive.db, "articles", "parquet", folder / "a", header="bigkinds", partition=True)
    assert told["columns"] == list(bigkinds.COLUMNS) and len(told["files"]) == 2


# Complete or not at all


def test_a_failed_export_leaves_the_old_file_and_no_part(archive, folder):
    out = folder / "a.csv"
    export(archive.db, "articles", "csv", out)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    archive.db.execute("UPDATE articles SET title = cast(x'ff' AS TEXT) WHERE id = 3")  # cannot be read as text
    with pytest.raises(Exception, match="decode"):
        export(archive.db, "articles", "csv", out)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_full_disk_is_an_error_of_the_disk_and_leaves_nothing(archive, folder, fmt):
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))  # no file may grow further, as on a full disk
    try:
        with pytest.raises(OSError):
            export(archive.db, "articles", fmt, folder / "a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert list(folder.iterdir()) == []


def test_what_a_kill_left_is_swept_a_day_later(archive, folder):
    old, young, other = (folder / name for name in (".a.csv.old.part", ".a.csv.young.part", ".b.csv.old.part"))
    for left in (old, young, other):
        left.mkdir()
        (left / "a.csv").write_text("half")
    for left in (old, other):
        os.utime(left, (0, 0))
    export(archive.db, "articles", "csv", folder / "a.csv")
    assert not old.exists() and young.exists() and other.exists()


KILLS = """
import json, os, signal, sys
from pathlib import Path
import pyarrow.parquet, pyarrow.dataset, xlsxwriter, sqlite_utils
from archive.connection import connect
from archive.export import export, place

database, folder, fmt, outlet = sys.argv[1:]
moments = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "tempfile.mkdtemp", "shutil.rmtree", "row"}

def child(last):
    seen = 0
    def hook(event, _):
        nonlocal seen
        if event in moments:
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
    db = connect(database, readonly=True)
    sys.addaudithook(hook)
    sync = os.fsync
    def slow_disk(handle):
        sys.audit("row")
        sync(handle)
    os.fsync = slow_disk
    options = {"partition": True} if fmt == "partition" else {}
    export(db, "article_tags", "parquet" if options else fmt, Path(folder) / "a", outlet=outlet,
           at="2026-11-25T00:00:00+00:00", progress=lambda rows: sys.audit("row"), **options)
    os._exit(0)

for last in range(1, 1000, 5 if fmt == "xlsx" else 1):  # a workbook opens many files, and all formats are moved alike
    pid = os.fork()
    if not pid:
        try:
            child(last)
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    names = sorted(path.name for path in Path(folder).iterdir() if not path.name.startswith("."))
    shown = Path(folder) / "a"
    files = sorted(path.relative_to(folder).as_posix() for path in [shown, *shown.rglob("*")] if path.is_file())
    manifest = place.manifest_of(shown)
    told = manifest.read_text("utf-8") if manifest.exists() else None
    sizes = {name: (Path(folder) / name).stat().st_size for name in files}
    print(json.dumps([status, names, sizes, told]), flush=True)
    if status == 0:
        break
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, status
"""


@pytest.mark.parametrize(
    ("fmt", "before"),
    [("csv", False), ("csv", True), ("xlsx", True), ("parquet", True), ("partition", False), ("partition", True)],
)
def test_a_kill_at_any_moment_leaves_the_old_export_the_new_one_or_none(archive, folder, tmp_path, fmt, before):
    for number in range(10, 610):
        archive.keep(None, article(number, body="짧은 글", published_at=f"2026-{number % 2 + 10}-05T00:00:00+00:00"))
    archive.flush()
    how = {"partition": True} if fmt == "partition" else {}
    plain = "parquet" if how else fmt
    old = export(archive.db, "article_tags", plain, folder / "a", outlet="narae", **how) if before else {"files": []}
    shape = {file["name"]: file["bytes"] for file in old["files"]}

    script = [sys.executable, "-c", KILLS, str(tmp_path / "a.db"), str(folder), fmt, "garam"]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(script, capture_output=True, text=True, env=env, timeout=120)
    assert done.returncode == 0, done.stderr
    states = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(states) > 12 and states[-1][0] == 0
    new = states[-1][2]
    assert new != shape and json.loads(states[-1][3])["rows"] == 1_204
    kinds = {
        "old" if sizes == shape else "new" if sizes == new else "none" if not sizes else "cut"
        for _, _, sizes, _ in states
    }
    assert kinds <= {"old", "new", "none"} and "new" in kinds
    for _, names, sizes, told in states:
        assert set(names) <= {"a", "a.manifest.json"}
        assert told is None or {file["name"]: file["bytes"] for file in json.loads(told)["files"]} == sizes


# The command


def test_the_command_says_how_many_rows_and_what_was_cut(archive, folder, tmp_path):
    archive.keep(None, article(4, body=LONG))
    archive.flush()
    run = ["--archive", str(tmp_path / "a.db"), "-o", str(folder / "a")]
    result = CliRunner().invoke(export_command, ["articles", "--format", "excel", *run])
    assert result.exit_code == 0 and result.stdout.startswith(f"4 rows → {folder / 'a'}")
    assert result.stderr.startswith("1 cells were longer than Excel holds")
    result = CliRunner().invoke(export_command, ["search", "--param", "query=반도체", *run])
    assert result.stdout.startswith("1 rows → ") and result.stderr == ""
    parts = ["--archive", str(tmp_path / "a.db"), "--format", "parquet", "--partition", "-o", str(folder / "parts")]
    assert CliRunner().invoke(export_command, ["ads", *parts]).stdout.endswith("(2 files)\n")
    for wrong in (["nothing"], ["search"], ["search", "--param", "query"], ["articles", "--format", "xls"]):
        assert CliRunner().invoke(export_command, [*wrong, *run]).exit_code == 2, wrong


def test_an_archive_that_cannot_be_read_through_is_an_error_of_its_own(archive, folder, tmp_path):
    archive.db.execute("UPDATE articles SET title = cast(x'ff' AS TEXT) WHERE id = 3")
    archive.db.conn.commit()
    result = CliRunner().invoke(
        export_command, ["articles", "--archive", str(tmp_path / "a.db"), "-o", str(folder / "a")]
    )
    assert result.exit_code == 1 and "decode" in result.stderr and list(folder.iterdir()) == []


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_shown_on_a_terminal_only_and_leaves_nothing(monkeypatch):
    seconds = iter(range(100))
    monkeypatch.setattr("archive.export.progress.time.monotonic", lambda: next(seconds))
    for stream, said in ((_Terminal(), "\r500 rows\r1,000 rows\r          \r"), (io.StringIO(), "")):
        with Progress(stream) as progress:
            progress(500)
            progress(1_000)
        assert stream.getvalue() == said


def test_the_manifest_stands_beside(tmp_path):
    assert place.manifest_of(tmp_path / "a.csv") == tmp_path / "a.csv.manifest.json"
