"""Where the raw responses lie: one row per stored response, pointing into a WARC file."""

import sqlite3
from typing import Any

_COLUMNS = ["url", "url_key", "fetched_at", "checked_at", "status", "etag", "last_modified"]
_COLUMNS += ["digest", "file", "offset", "length"]


class SnapshotIndex:
    """The ``snapshots`` table with the rows not yet written; ``write`` must run inside the archive's transaction.

    The caller flushes its WARC file before the archive commits, so that a row never points to bytes that are not there.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._new: list[dict[str, Any]] = []
        self._newest: dict[str, dict[str, Any]] = {}
        self._checked: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._new) + len(self._checked)

    def add(self, row: dict[str, Any]) -> None:
        """A response was stored; the row has the columns of the table but ``id``."""
        self._new.append(row)
        self._newest[row["url"]] = row

    def find(self, url: str) -> dict[str, Any] | None:
        """The newest stored response of exactly this URL, written or not."""
        if url in self._newest:
            return dict(self._newest[url])
        sql = f"SELECT {', '.join(_COLUMNS)} FROM snapshots WHERE url = ? ORDER BY fetched_at DESC, id DESC LIMIT 1"
        row = self._conn.execute(sql, (url,)).fetchone()
        return dict(zip(_COLUMNS, row, strict=True)) if row else None

    def touch(self, url: str, at: str) -> None:
        """The server said at this instant that the newest response is still right (304)."""
        if url in self._newest:
            self._newest[url]["checked_at"] = at
        else:
            self._checked[url] = at

    def write(self) -> None:
        """Put everything into the table; call :meth:`clear` after the commit."""
        names = ", ".join(_COLUMNS)
        marks = ", ".join(":" + name for name in _COLUMNS)
        self._conn.executemany(f"INSERT INTO snapshots({names}) VALUES ({marks})", self._new)
        self._conn.executemany(
            """UPDATE snapshots SET checked_at = ?2 WHERE id =
            (SELECT id FROM snapshots WHERE url = ?1 ORDER BY fetched_at DESC, id DESC LIMIT 1)""",
            self._checked.items(),
        )

    def clear(self) -> None:
        """Forget what was written."""
        self._new, self._newest, self._checked = [], {}, {}
