"""What hangs on an article: authors, tags, images, removed blocks, and the ads and links that outlive its page."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from archive.records import AD_IDENTITY, LINK_IDENTITY, Record

Written = Sequence[tuple[int, Record]]
"""Articles with their ids; those of a batch are written together, table by table."""

_Rows = list[dict[str, Any]]
_SeenRow = tuple[tuple[int, int, str, str, str | None], Mapping[str, Any]]
_Value = TypeVar("_Value", bound=tuple[str | None, ...])
_SEEN = ("article_id", "position", "first_seen_at", "last_seen_at", "gone_at")
_REPLACED = ("article_authors", "article_tags", "images", "removed_blocks")

_NEW_AUTHOR = "INSERT OR IGNORE INTO authors(name, email) VALUES (?, ?)"
_AUTHOR = "SELECT id FROM authors WHERE name = ? AND coalesce(email, '') = coalesce(?, '')"
_NEW_TAG = "INSERT OR IGNORE INTO tags(name) VALUES (?)"
_TAG = "SELECT id FROM tags WHERE name = ?"


def insert(conn: sqlite3.Connection, written: Written) -> None:
    """All parts of new articles."""
    _insert_lists(conn, written)
    links = [row for number, record in written for row in _first_seen(number, record, enumerate(record.related))]
    ads = [row for number, record in written for row in _first_seen(number, record, enumerate(record.ads))]
    _insert_seen(conn, "related_links", links)
    _insert_seen(conn, "ads", ads)


def replace(conn: sqlite3.Connection, article_id: int, record: Record, last_seen_at: str) -> None:
    """The parts of a newer capture; ads and links it no longer shows stay, last seen at ``last_seen_at``."""
    for table in _REPLACED:
        conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    _insert_lists(conn, [(article_id, record)])
    for table, identity, rows in _outliving(record):
        new, same, left = _match(conn, table, identity, article_id, rows)
        for position, row_id in same:
            _still_there(conn, table, row_id, position, rows[position])
        _mark_gone(conn, table, left, last_seen_at, record.seen_at)
        _insert_seen(conn, table, _first_seen(article_id, record, new))


def add_older(conn: sqlite3.Connection, article_id: int, record: Record, gone_at: str) -> None:
    """Ads and links of an older capture; those that the newer ones do not show were gone at ``gone_at``."""
    for table, identity, rows in _outliving(record):
        new, same, _ = _match(conn, table, identity, article_id, rows)
        first = f"UPDATE {table} SET first_seen_at = min(first_seen_at, ?) WHERE id = ?"
        conn.executemany(first, [(record.seen_at, row_id) for _, row_id in same])
        _insert_seen(conn, table, _first_seen(article_id, record, new, gone_at))


def authors(conn: sqlite3.Connection, article_id: int) -> list[tuple[str, str | None]]:
    """Name and e-mail of an article's authors, in their order."""
    sql = """SELECT name, email FROM article_authors JOIN authors ON authors.id = author_id
    WHERE article_id = ? ORDER BY position"""
    return conn.execute(sql, (article_id,)).fetchall()


def rows_of(conn: sqlite3.Connection, table: str, article_id: int, condition: str = "") -> _Rows:
    """The article's rows in ``ads`` or ``related_links``, as dicts, in the order of the page."""
    cursor = conn.execute(
        f"SELECT * FROM {table} WHERE article_id = ? {condition} ORDER BY position, id", (article_id,)
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _outliving(record: Record) -> tuple[tuple[str, Sequence[str], _Rows], ...]:
    return ("related_links", LINK_IDENTITY, record.related), ("ads", AD_IDENTITY, record.ads)


def _insert_lists(conn: sqlite3.Connection, written: Written) -> None:
    authors = _ids(conn, _NEW_AUTHOR, _AUTHOR, [author for _, record in written for author in record.authors])
    tags = _ids(conn, _NEW_TAG, _TAG, [(tag,) for _, record in written for tag in record.tags])
    conn.executemany(
        "INSERT INTO article_authors(article_id, position, author_id) VALUES (?, ?, ?)",
        [(number, at, authors[author]) for number, record in written for at, author in enumerate(record.authors)],
    )
    conn.executemany(
        "INSERT INTO article_tags(article_id, position, tag_id) VALUES (?, ?, ?)",
        [(number, at, tags[(tag,)]) for number, record in written for at, tag in enumerate(record.tags)],
    )
    conn.executemany(
        "INSERT INTO images(article_id, position, url, caption, credit) VALUES (?, ?, ?, ?, ?)",
        [(number, at, *image) for number, record in written for at, image in enumerate(record.images)],
    )
    conn.executemany(
        "INSERT INTO removed_blocks(article_id, position, role, text, rule) VALUES (?, ?, ?, ?, ?)",
        [(number, at, *block) for number, record in written for at, block in enumerate(record.removed)],
    )


def _ids(conn: sqlite3.Connection, enter: str, find: str, values: Iterable[_Value]) -> dict[_Value, int]:
    """The ids of authors or tags, entered where they are new."""
    different = dict.fromkeys(values)
    conn.executemany(enter, different)
    return {value: conn.execute(find, value).fetchone()[0] for value in different}


def _first_seen(
    article_id: int, record: Record, rows: Iterable[tuple[int, Mapping[str, Any]]], gone_at: str | None = None
) -> list[_SeenRow]:
    return [((article_id, position, record.seen_at, record.seen_at, gone_at), row) for position, row in rows]


def _insert_seen(conn: sqlite3.Connection, table: str, rows: Sequence[_SeenRow]) -> None:
    if rows:
        names = (*_SEEN, *rows[0][1])
        sql = f"INSERT INTO {table}({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        conn.executemany(sql, [(*seen, *row.values()) for seen, row in rows])


def _match(
    conn: sqlite3.Connection, table: str, identity: Sequence[str], article_id: int, rows: _Rows
) -> tuple[list[tuple[int, dict[str, Any]]], list[tuple[int, int]], _Rows]:
    """A capture beside what is on file: new rows with their positions, (position, id) of known ones, rows left over."""
    on_file: dict[tuple[Any, ...], _Rows] = {}
    for old in rows_of(conn, table, article_id):
        on_file.setdefault(tuple(old[name] for name in identity), []).append(old)
    new, same = [], []
    for position, row in enumerate(rows):
        known = on_file.get(tuple(row[name] for name in identity))
        if known:
            same.append((position, known.pop(0)["id"]))
        else:
            new.append((position, row))
    return new, same, [old for rest in on_file.values() for old in rest]


def _still_there(conn: sqlite3.Connection, table: str, row_id: int, position: int, row: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{name} = ?" for name in row)
    conn.execute(
        f"UPDATE {table} SET {columns}, position = ?, gone_at = NULL WHERE id = ?", (*row.values(), position, row_id)
    )


def _mark_gone(conn: sqlite3.Connection, table: str, rows: _Rows, last_seen_at: str, gone_at: str) -> None:
    for row in rows:
        if row["gone_at"] is not None:
            continue
        if last_seen_at == gone_at:  # the same capture read again, better: it never was there
            conn.execute(f"DELETE FROM {table} WHERE id = ?", (row["id"],))
        else:
            update = f"UPDATE {table} SET last_seen_at = ?, gone_at = ? WHERE id = ?"
            conn.execute(update, (last_seen_at, gone_at, row["id"]))
