"""One article into its tables: first copy, revision, older capture; what stood on the page before is never lost."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from archive import parts
from archive.records import Record, text_parts
from archive.search import IndexRow

Verdict = Literal["saved", "revised", "amended", "unchanged", "older", "truncated"]
"""amended: same text with other details, or the same capture read by other rules · older: a capture before the one we
hold · truncated: most of it is missing."""

SHRUNK = 0.3
"""A page with less than this share of the body we hold is a broken page, not a new version."""

_ROW = ["url_key", "url", "outlet", "kind", "section", "published_at", "published_day", "published_raw"]
_ROW += ["published_source", "modified_at", "title", "subtitle", "lead_image", "body_chars", "body_sha256"]
_ROW += ["details_hash", "extractor", "body"]
_INSERT = f"""INSERT INTO articles(id, {", ".join(_ROW)}, first_seen_at, last_seen_at)
VALUES (:id, {", ".join(":" + name for name in _ROW)}, :seen_at, :seen_at)"""
_UPDATE = f"""UPDATE articles SET {", ".join(f"{name} = :{name}" for name in _ROW)},
last_seen_at = :seen_at, gone_at = NULL, revision_count = revision_count + :revisions WHERE id = :id"""
_KNOWN = """SELECT articles.id, body_sha256, details_hash, first_seen_at, last_seen_at, body_chars, state
FROM articles LEFT JOIN urls ON urls.url_key = articles.url_key WHERE articles.url_key = ?"""

_LISTS = {
    "authors": "SELECT name, email FROM article_authors JOIN authors ON authors.id = author_id",
    "tags": "SELECT name FROM article_tags JOIN tags ON tags.id = tag_id",
    "images": "SELECT url, caption, credit FROM images",
    "related": "SELECT * FROM related_links",
    "ads": "SELECT * FROM ads",
    "removed": "SELECT role, text, rule FROM removed_blocks",
}


class Known(NamedTuple):
    """What must be known of a stored article to judge a capture of it; read without touching the body."""

    id: int
    body_sha256: str
    details_hash: str
    first_seen_at: str
    last_seen_at: str
    body_chars: int
    state: str | None
    """The URL's state in the ledger."""


def find(conn: sqlite3.Connection, url_key: str) -> Known | None:
    """The stored article of that key, if there is one."""
    row = conn.execute(_KNOWN, (url_key,)).fetchone()
    return Known._make(row) if row else None


def is_stored(conn: sqlite3.Connection, url_key: str) -> bool:
    """Whether the article of that key is in the table; cheaper than :func:`find`."""
    return conn.execute("SELECT 1 FROM articles WHERE url_key = ?", (url_key,)).fetchone() is not None


def whole(db: Database, url_or_key: str) -> dict[str, Any] | None:
    """One article by its URL or key, with its authors, tags, images, related, ads and removed blocks."""
    rows = db.query("SELECT * FROM articles WHERE url_key = ?1 OR url = ?1 LIMIT 1", (url_or_key,))
    row = next(iter(rows), None)
    if row is None:
        return None
    for name, sql in _LISTS.items():
        row[name] = list(db.query(f"{sql} WHERE article_id = ? ORDER BY position", (row["id"],)))
    row["tags"] = [tag["name"] for tag in row["tags"]]
    row["subtitle"] = json.loads(row["subtitle"])
    for ad in row["ads"]:
        ad |= {"bullets": json.loads(ad["bullets"]), "disclosed": bool(ad["disclosed"])}
    for link in row["related"]:
        link["own"] = None if link["own"] is None else bool(link["own"])
    return row


def judge(known: Known | None, record: Record) -> Verdict:
    """What keeping the record would mean; changes nothing."""
    if known is None:
        return "saved"
    older = record.seen_at < known.last_seen_at
    if record.row["body_sha256"] == known.body_sha256:
        return "unchanged" if older or record.row["details_hash"] == known.details_hash else "amended"
    if record.seen_at == known.last_seen_at:
        return "amended"
    if record.row["body_chars"] < SHRUNK * known.body_chars:
        return "truncated"
    return "older" if older else "revised"


def after(known: Known | None, record: Record, verdict: Verdict) -> Known:
    """What will be known once the record is kept; the id of an article not yet written is 0."""
    if known is None or verdict in ("revised", "amended"):
        row, first = record.row, known.first_seen_at if known else record.seen_at
        hashes = row["body_sha256"], row["details_hash"]
        return Known(known.id if known else 0, *hashes, first, record.seen_at, row["body_chars"], "saved")
    return known


def touch(conn: sqlite3.Connection, seen: Iterable[tuple[str, int]]) -> None:
    """Unchanged pages, (seen_at, id): they are still there, and nothing else is written."""
    conn.executemany("UPDATE articles SET last_seen_at = ?1, gone_at = NULL WHERE id = ?2 AND last_seen_at < ?1", seen)


def insert(conn: sqlite3.Connection, records: Sequence[Record]) -> Sequence[tuple[int, Record]]:
    """New articles with all their rows; returns them with their ids."""
    first = conn.execute("SELECT coalesce(max(id), 0) + 1 FROM articles").fetchone()[0]
    written = list(enumerate(records, first))
    conn.executemany(_INSERT, [record.row | {"seen_at": record.seen_at, "id": number} for number, record in written])
    parts.insert(conn, written)
    return written


def update(conn: sqlite3.Connection, known: Known, record: Record, *, revised: bool) -> None:
    """A newer reading of a stored article; with ``revised`` what it said before becomes a revision."""
    if revised:
        before = stored_parts(conn, known.id)
        changed = [name for name, text in record.parts.items() if text != before[name]]
        _insert_revision_from_row(conn, known, changed)
    conn.execute(_UPDATE, record.row | {"seen_at": record.seen_at, "revisions": int(revised), "id": known.id})
    parts.replace(conn, known.id, record, known.last_seen_at)


def add_older(conn: sqlite3.Connection, known: Known, record: Record) -> None:
    """An older capture that differs becomes a revision, its ads and links gone ones; nothing when we had it already."""
    row = record.row
    if has_revision(conn, known.id, record):
        return
    now = stored_parts(conn, known.id)
    changed = [name for name, text in record.parts.items() if text != now[name]]
    body = row["body"] if _text_changed(changed) else None
    values = (known.id, record.seen_at, json.dumps(changed), row["title"], row["subtitle"], body, row["body_sha256"])
    conn.execute(
        """INSERT INTO revisions(article_id, seen_at, changed, title, subtitle, body, body_sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        values,
    )
    conn.execute(
        """UPDATE articles SET revision_count = revision_count + 1, first_seen_at = min(first_seen_at, ?)
        WHERE id = ?""",
        (record.seen_at, known.id),
    )
    gone_at = known.first_seen_at if record.seen_at < known.first_seen_at else known.last_seen_at
    parts.add_older(conn, known.id, record, gone_at)


def has_revision(conn: sqlite3.Connection, article_id: int, record: Record) -> bool:
    """Whether this very text, or another reading of this very capture, is on file as an earlier version."""
    same = "SELECT 1 FROM revisions WHERE article_id = ? AND (body_sha256 = ? OR seen_at = ?)"
    return conn.execute(same, (article_id, record.row["body_sha256"], record.seen_at)).fetchone() is not None


def seen_earlier(conn: sqlite3.Connection, known: Known, record: Record) -> None:
    """The same text in an older capture: only the first sight moves back."""
    if record.seen_at < known.first_seen_at:
        conn.execute("UPDATE articles SET first_seen_at = ? WHERE id = ?", (record.seen_at, known.id))


def mark_gone(conn: sqlite3.Connection, gone: Iterable[tuple[str, str]]) -> None:
    """Articles whose page is no longer there, (instant, url_key); one that was seen since is left alone."""
    conn.executemany(
        "UPDATE articles SET gone_at = ?1 WHERE url_key = ?2 AND gone_at IS NULL AND last_seen_at < ?1", gone
    )


def index_row(conn: sqlite3.Connection, article_id: int) -> IndexRow:
    """The texts of a stored article that the search index holds."""
    sql = "SELECT id, title, subtitle, body FROM articles WHERE id = ?"
    row: IndexRow = tuple(conn.execute(sql, (article_id,)).fetchone())
    return row


def stored_parts(conn: sqlite3.Connection, article_id: int) -> dict[str, str]:
    """The parts of a stored article as ``records.text_parts`` gives them: their hash must be body_sha256."""
    sql = "SELECT title, subtitle, body FROM articles WHERE id = ?"
    title, subtitle, body = conn.execute(sql, (article_id,)).fetchone()
    ads, related = (parts.rows_of(conn, table, article_id, "AND gone_at IS NULL") for table in ("ads", "related_links"))
    return text_parts(title, json.loads(subtitle), body, parts.authors(conn, article_id), ads, related)


def _text_changed(changed: Sequence[str]) -> bool:
    return bool({"title", "subtitle", "body"} & set(changed))


def _insert_revision_from_row(conn: sqlite3.Connection, known: Known, changed: Sequence[str]) -> None:
    # Ads and links carry their own dates, so a page whose widget merely turned costs no second copy of the body.
    body = "body" if _text_changed(changed) else "NULL"
    conn.execute(
        f"""INSERT INTO revisions(article_id, seen_at, changed, title, subtitle, body, body_sha256)
        SELECT id, last_seen_at, ?, title, subtitle, {body}, body_sha256 FROM articles WHERE id = ?""",
        (json.dumps(changed), known.id),
    )
