"""Korean full-text search: the index over bigrams kept with the articles, the question, and the proof that both agree.

Every substring of two syllables or more is found (:mod:`archive.bigrams`); what a query may hold and what it finds
stands in :mod:`archive.query`; where words stand in a text, and excerpts, in :mod:`archive.hits`.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from archive.bigrams import bigrams
from archive.hits import excerpt, level
from archive.proof import verify_index
from archive.query import match_expression, word_starts

__all__ = ["IndexRow", "bigrams", "excerpt", "index", "level", "match_expression", "rebuild", "search", "unindex"]
__all__ += ["verify_index", "word_starts"]

IndexRow = tuple[int, str | None, str | None, str | None]
"""What one article gives to the index: id, title, subtitle, body."""

READ = 500
"""How many articles, best by bm25, are read to put whole words before word starts."""

RANKED = 5_000
"""How many hits bm25 ranks: the last ones archived; of a word in half of all articles the best are among them."""

_BEST = """
WITH starts AS MATERIALIZED (
  SELECT id, score FROM (
    SELECT rowid AS id, rank AS score FROM articles_fts WHERE articles_fts MATCH :starts ORDER BY rowid DESC LIMIT :ranked
  ) ORDER BY score LIMIT :read
), others AS MATERIALIZED (
  SELECT id, score FROM (
    SELECT rowid AS id, rank AS score FROM articles_fts
    WHERE (SELECT count(*) FROM starts) < :read AND articles_fts MATCH :anywhere AND rowid NOT IN (SELECT id FROM starts)
    ORDER BY rowid DESC LIMIT :ranked
  ) ORDER BY score LIMIT :read
), hits AS (SELECT id, score, 0 AS inside FROM starts UNION ALL SELECT id, score, 1 FROM others)
SELECT id, url_key, url, outlet, kind, title, published_at, published_day, subtitle, body
FROM hits JOIN articles USING (id) ORDER BY inside, score, published_at DESC
"""


def search(db: Database, query: str, limit: int = 20) -> list[dict[str, Any]]:
    """Articles that match, at most ``limit``: whole words first, then word starts, then what stands inside words.

    Among equals bm25 decides (a hit in the title counts eight times, in the subtitle four times), then the newest.
    Rows have id, url_key, url, outlet, kind, title, published_at, published_day and ``excerpt``.
    """
    asked = {"starts": word_starts(query), "anywhere": match_expression(query)}
    rows = list(db.query(_BEST, asked | {"read": max(READ, limit), "ranked": max(RANKED, limit)}))
    rows.sort(key=lambda row: level(query, row["title"], row["subtitle"], row["body"]))
    for row in rows[:limit]:
        row["excerpt"] = excerpt(row.pop("body"), query)
        del row["subtitle"]
    return rows[:limit]


def index(conn: sqlite3.Connection, rows: Iterable[IndexRow]) -> None:
    """Put articles into the search index; a row already there must be taken out first, see :func:`unindex`."""
    conn.executemany(
        "INSERT INTO articles_fts(rowid, title, subtitle, body) VALUES (?, ?, ?, ?)",
        ((row[0], *map(bigrams, row[1:])) for row in rows),
    )


def unindex(conn: sqlite3.Connection, rows: Iterable[IndexRow]) -> None:
    """Take articles out; the rows must be exactly what was put in, since FTS5 keeps no copy of its text."""
    conn.executemany(
        "INSERT INTO articles_fts(articles_fts, rowid, title, subtitle, body) VALUES ('delete', ?, ?, ?, ?)",
        ((row[0], *map(bigrams, row[1:])) for row in rows),
    )


def rebuild(conn: sqlite3.Connection) -> None:
    """Make the index anew from the articles, inside the caller's transaction; FTS5's own ``rebuild`` would ruin it."""
    conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    index(conn, conn.execute("SELECT id, title, subtitle, body FROM articles"))
