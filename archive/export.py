"""Tables to files: CSV, CSV for Korean Excel, JSON lines, Parquet; complete or an error, never a cut file."""

import csv
import importlib.util
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.errors import CannotExport
from archive.search import match_expression

FORMATS = ("csv", "excel", "jsonl", "parquet")

_FORMULA = re.compile(r"[\s\0'\"]*[=+\-@＝＋－＠]|[\t\r\n\0]")
_EXCEL_CELL = 32_767  # characters; Excel silently drops what is beyond
_PARQUET_ROWS = 2_000

Rows = Iterator[Sequence[Any]]


def export(
    db: Database,
    table: str,
    fmt: str,
    out: str | Path,
    *,
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
    query: str | None = None,
) -> int:
    """Write a table or view to ``out`` and return the number of rows; raises :class:`CannotExport`.

    Rows of an article's parts (ads, related_links …) begin with the article's url_key, outlet, title and published_at.
    ``since`` and ``until`` are Korean days (YYYY-MM-DD), both inclusive; ``query`` is a search in the articles. The
    file is written beside ``out`` and renamed when complete.
    """
    if fmt not in FORMATS:
        raise CannotExport(out, f"unknown format {fmt!r}; known: {', '.join(FORMATS)}")
    if fmt == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise CannotExport(out, "Parquet needs pyarrow; install Sinmungo with the extra [parquet]")
    sql, values = _select(db, table, out, since=since, until=until, outlet=outlet, query=query)
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    if fmt == "parquet":
        numeric = ("INTEGER", "") if table in db.view_names() else ("INTEGER",)  # a view's expressions have no type
        integers = {column.name for column in db[table].columns if column.type in numeric}
        return _complete(Path(out), lambda part: _write_parquet(part, names, iter(cursor), integers))
    return _complete(Path(out), lambda part: _WRITERS[fmt](part, names, iter(cursor)))


def _select(db: Database, table: str, out: str | Path, **filters: str | None) -> tuple[str, dict[str, str]]:
    if table not in db.table_names() + db.view_names() or "_fts" in table or table.startswith("_"):
        raise CannotExport(out, f"no table {table!r}")
    columns = [column.name for column in db[table].columns]
    own = table == "articles"
    if "article_id" in columns:
        chosen = "a.url_key AS article_url_key, a.outlet, a.title AS article_title, a.published_at, t.*"
        source, own = f"{table} AS t JOIN articles AS a ON a.id = t.article_id", True
    else:
        chosen, source = "a.*", f"{table} AS a"
    conditions = {
        "since": "a.published_day >= :since",
        "until": "a.published_day <= :until",
        "outlet": "a.outlet = :outlet",
        "query": "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)",
    }
    values = {name: value for name, value in filters.items() if value}
    if values and not own and not (values.keys() == {"outlet"} and "outlet" in columns):
        raise CannotExport(out, f"table {table!r} cannot be filtered by {', '.join(sorted(values))}")
    where = " AND ".join(conditions[name] for name in values)
    if "query" in values:
        values["query"] = match_expression(values["query"])
    order = "a.id, t.id" if "AS t" in source and "id" in columns else "a.id" if own or "id" in columns else "1"
    return f"SELECT {chosen} FROM {source} {'WHERE ' + where if where else ''} ORDER BY {order}", values


def _complete(out: Path, write: Callable[[Path], int]) -> int:
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
    os.close(handle)
    part = Path(name)
    try:
        count = write(part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.chmod(0o644)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return count


def _write_csv(part: Path, names: Sequence[str], rows: Rows) -> int:
    # Korean Excel takes a file without the mark (BOM) for CP949; the cells are left as they are, for machines.
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        return _write_rows(csv.writer(file, lineterminator="\n"), names, rows)


def _write_excel(part: Path, names: Sequence[str], rows: Rows) -> int:
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        safe = ([excel_cell(value) for value in row] for row in rows)
        return _write_rows(csv.writer(file, lineterminator="\r\n"), names, safe)


def _write_rows(writer: Any, names: Sequence[str], rows: Rows) -> int:
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def excel_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, "-5" too, gets a leading apostrophe; numbers stay numbers.

    Text beyond Excel's cell limit is cut and ends in ``…``: Excel would drop it without a word.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    if _FORMULA.match(value):
        text = "'" + text
    return text if len(text) <= _EXCEL_CELL else text[: _EXCEL_CELL - 1] + "…"


def _write_jsonl(part: Path, names: Sequence[str], rows: Rows) -> int:
    count = 0
    with part.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_parquet(part: Path, names: Sequence[str], rows: Rows, integers: set[str]) -> int:
    import pyarrow  # type: ignore[import-not-found,unused-ignore]
    import pyarrow.parquet  # type: ignore[import-not-found,unused-ignore]

    schema = pyarrow.schema([(name, pyarrow.int64() if name in integers else pyarrow.string()) for name in names])
    count = 0
    with pyarrow.parquet.ParquetWriter(part, schema) as writer:
        while some := list(islice(rows, _PARQUET_ROWS)):
            count += len(some)
            columns = zip(zip(*some, strict=True), schema.types, strict=True)
            writer.write_table(pyarrow.table([pyarrow.array(*column) for column in columns], schema=schema))
    return count


_WRITERS: dict[str, Callable[[Path, Sequence[str], Rows], int]] = {
    "csv": _write_csv,
    "excel": _write_excel,
    "jsonl": _write_jsonl,
}
