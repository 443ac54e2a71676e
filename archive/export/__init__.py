"""Tables, views and the site's named queries to files: complete with a manifest beside them, or an error and no file."""

import importlib.util
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.errors import CannotExport
from archive.export import parquet, place, text, xlsx
from archive.export.manifest import Account, manifest
from archive.export.selection import Selection, select

__all__ = ["FORMATS", "HEADERS", "export"]

FORMATS = ("csv", "excel", "jsonl", "parquet", "xlsx")
HEADERS = ("archive", "bigkinds")

_LIBRARIES = {"parquet": "pyarrow", "xlsx": "xlsxwriter"}


def export(
    db: Database,
    name: str,
    fmt: str,
    out: str | Path,
    *,
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
    query: str | None = None,
    parameters: Mapping[str, str] | None = None,
    header: str = "archive",
    partition: bool = False,
    progress: Callable[[int], None] | None = None,
    at: str | None = None,
) -> dict[str, Any]:
    """Write a table, view or named query to ``out`` and return its manifest; raises :class:`CannotExport`.

    Rows of an article's parts (ads, related_links …) begin with the article's url_key, outlet, title and published_at.
    ``since`` and ``until`` are Korean days (YYYY-MM-DD), both inclusive; ``query`` is a search in the articles;
    ``parameters`` are those of a named query. With ``partition`` ``out`` becomes a directory of Parquet files by outlet
    and month. Everything is written in a hidden directory beside ``out`` and renamed when complete, the manifest
    (``OUT.manifest.json``) last. ``progress`` is told the rows so far, ``at`` is the time for the manifest.
    """
    out = Path(out)
    _check(fmt, header, out, partition)
    at = at or datetime.now(UTC).isoformat(timespec="seconds")
    filters = {"since": since, "until": until, "outlet": outlet, "query": query}
    with _one_read(db.conn):
        selection = select(db.conn, name, filters, parameters, header=header, months=partition)
        with place.workplace(out) as work:
            written = work / out.name
            told = {"format": fmt, "header": header, "partitioned": partition, "exported_at": at}
            names, account = _write(db.conn, selection, fmt, written, at, progress)
            told |= manifest(db.conn, selection, account, names, written, out)
            place.publish(written, json.dumps(told, ensure_ascii=False, indent=2) + "\n", out)
    return told


def _check(fmt: str, header: str, out: Path, partition: bool) -> None:
    if fmt not in FORMATS or header not in HEADERS:
        raise CannotExport(out, f"unknown format {fmt!r} or header {header!r}; known: {', '.join(FORMATS + HEADERS)}")
    if partition and fmt != "parquet":
        raise CannotExport(out, "only Parquet can be partitioned")
    library = _LIBRARIES.get(fmt)
    if library and importlib.util.find_spec(library) is None:
        raise CannotExport(out, f"{fmt} needs {library}; install Sinmungo with the extra [{fmt}]")
    place.check(out, directory=partition)


def _write(
    conn: sqlite3.Connection,
    selection: Selection,
    fmt: str,
    path: Path,
    at: str,
    progress: Callable[[int], None] | None,
) -> tuple[list[str], Account]:
    """Write the rows; returns the columns of the file and the account of what went into it."""
    # Closed also after an error, or the statement would hold the archive's log as long as somebody holds the error.
    with closing(conn.execute(selection.sql, selection.values)) as cursor:
        names = [column[0] for column in cursor.description]
        if len(set(names)) < len(names):
            raise CannotExport(path.name, f"two columns of one name in {', '.join(names)}")
        account = Account(names, cells=fmt in ("excel", "xlsx"), progress=progress)
        rows = account.over(cursor)
        if fmt == "parquet":
            types = parquet.column_types(conn, selection, names)
            (parquet.write_months if selection.months else parquet.write)(path, names, types, rows)
        elif fmt == "xlsx":
            xlsx.write(path, selection.name, names, rows, at)
        else:
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(text.chunks(fmt, names, rows))
    return (names[2:] if selection.months else names), account


@contextmanager
def _one_read(conn: sqlite3.Connection) -> Iterator[None]:
    """All statements inside see the archive as it is now, whatever a crawl writes meanwhile."""
    begun = not conn.in_transaction
    if begun:
        conn.execute("BEGIN")
    try:
        yield
    finally:
        if begun:
            conn.execute("ROLLBACK")
