"""The outlets of an archive: entered by the crawler with all it knows of them, or by their articles with the slug."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from archive.records import as_json

_REGISTER = """INSERT INTO outlets(slug, name, home, category, cms, feeds)
VALUES (:slug, :name, :home, :category, :cms, :feeds)
ON CONFLICT(slug) DO UPDATE SET name = excluded.name, home = excluded.home,
category = excluded.category, cms = excluded.cms, feeds = excluded.feeds
WHERE (name, home, category, cms, feeds) IS NOT
(excluded.name, excluded.home, excluded.category, excluded.cms, excluded.feeds)"""


def slugs(conn: sqlite3.Connection) -> set[str]:
    """Every outlet there is."""
    return {row[0] for row in conn.execute("SELECT slug FROM outlets")}


def register(conn: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Enter or bring up to date outlets (slug, name, home, category, cms, feeds: a list); returns their slugs."""
    rows = [dict(row) | {"feeds": as_json(row.get("feeds") or [])} for row in rows]
    conn.executemany(_REGISTER, rows)
    return {row["slug"] for row in rows}


def enter(conn: sqlite3.Connection, slug: str) -> None:
    """Make sure that rows can name the outlet; until it is registered its name is its slug."""
    conn.execute("INSERT OR IGNORE INTO outlets(slug, name) VALUES (?, ?)", (slug, slug))
