"""What stands beside an exported file: what it is of, how much, of which archive, how new, and its checksum."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from archive.export.selection import Selection, archive_file
from archive.export.text import Rows, overlong

_SAY_EVERY = 500


class Account:
    """Counts rows as they pass, and notes the newest value of each column of times and days."""

    def __init__(
        self, names: Sequence[str], *, cells: bool = False, progress: Callable[[int], None] | None = None
    ) -> None:
        """``cells``: count texts that no cell of Excel holds; ``progress`` is told the rows so far now and then."""
        self.rows = 0
        self.cut_cells = 0
        self._times = {number: name for number, name in enumerate(names) if _is_time(name)}
        self._newest: dict[int, str] = {}
        self._cells, self._progress = cells, progress

    def over(self, rows: Rows) -> Iterator[Sequence[Any]]:
        """The same rows, counted."""
        newest, times = self._newest, tuple(self._times)
        for row in rows:
            self.rows += 1
            for number in times:
                if (value := row[number]) is not None and value > newest.get(number, ""):
                    newest[number] = value
            if self._cells:
                self.cut_cells += sum(map(overlong, row))
            if self._progress and self.rows % _SAY_EVERY == 0:
                self._progress(self.rows)
            yield row

    @property
    def newest(self) -> dict[str, str | None]:
        """The newest value by column, None where no row has one."""
        return {name: self._newest.get(number) for number, name in self._times.items()}


def manifest(
    conn: sqlite3.Connection, selection: Selection, account: Account, columns: Sequence[str], written: Path, out: Path
) -> dict[str, Any]:
    """The manifest but for format, header and time.

    ``columns`` are those of the file; ``written`` is what will be ``out``, a file or a directory.
    """
    paths = sorted(path for path in written.rglob("*") if path.is_file()) if written.is_dir() else [written]
    names = [f"{out.name}{path.as_posix().removeprefix(written.as_posix())}" for path in paths]
    source: dict[str, Any] = {selection.kind: selection.name, "filters": dict(selection.asked)}
    if selection.kind == "query":
        source["sql"] = selection.sql  # the site's queries change with its versions
    return {
        **source,
        "archive": _archive(conn),
        "rows": account.rows,
        "columns": list(columns),
        "newest": account.newest,
        "cut_cells": account.cut_cells,
        "files": [{"name": name, **_checked(path)} for name, path in zip(names, paths, strict=True)],
    }


def _archive(conn: sqlite3.Connection) -> dict[str, Any]:
    """The archive by its file's name (its directory is nobody's business), its schema, and how new it is."""
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    article = conn.execute("SELECT max(published_at) FROM articles").fetchone()[0]
    kept = conn.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'runs'").fetchone()[0]  # not in a public copy
    crawl = conn.execute("SELECT max(started_at) FROM runs").fetchone()[0] if kept else None
    return {"file": archive_file(conn).name, "schema": version, "newest_article": article, "last_crawl": crawl}


def _checked(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _is_time(name: str) -> bool:
    return name.endswith("_at") or name in ("day", "published_day", "일자")
