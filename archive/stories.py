"""Near-duplicates across outlets as stories: articles with the same text are marked, one speaks for them, none is dropped.

Two articles belong together when :mod:`archive.likeness` says so; a story is everything that hangs together that way.
That is a property of the articles alone, so the order in which they came does not matter. Only two articles or more make
a story. Its representative is the earliest, of several the longest; ``articles.story_similarity`` is the share of the
shorter of both texts that stands in the other one, and the representative's own is 1. An article without a publication
date counts from its first sight; one whose page gave a day and no clock from that day's end, so that it never passes
for the first. What was taken down belongs to no story.

An update reads what has no signature, or one that is out of date, in the order of publication, and holds no more than
the signatures of the six or seven days around: 8 KB an article, so about 150 MB at 3,000 articles a day, however many
the archive has. On disk (``story_signatures``) an article takes 700 bytes.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

from rensa import RMinHash
from sqlite_utils import Database

from archive.connection import transaction
from archive.grouping import AT, LISTED, Groups, as_list, members_of, write
from archive.likeness import FLASH, PERMUTATIONS, SEED, WINDOW, Entry, Index, Text, sketches

VERSION = 1
"""One more whenever :mod:`archive.likeness` would make other signatures; all are then made anew."""

_BATCH, _BATCH_SPAN = 500, timedelta(hours=24)
_TEXTS = 4096
"""Texts held in memory while their neighbours are compared, some 3 KB each."""
_HEAD = bytes([VERSION]) + RMinHash(PERMUTATIONS, SEED).__getstate__().split(b"\0")[0]
"""How a signature begins that this version can read: ours, then the library's, which refuses those of its other versions."""
_DIGEST = 16
"""Bytes: a hash of what is compared stands behind the head, since ``body_sha256`` also changes with a page's ads."""

_QUEUE = f"""CREATE TEMP TABLE story_queue AS
SELECT articles.id, {AT} AS at, taken_down_at IS NOT NULL AS gone
FROM articles LEFT JOIN story_signatures AS known ON known.article_id = articles.id
WHERE CASE WHEN taken_down_at IS NULL THEN known.article_id IS NULL OR known.body_sha256 <> articles.body_sha256
  OR known.published_at <> {AT} OR substr(known.signature, 1, {len(_HEAD)}) <> x'{_HEAD.hex()}'
  ELSE known.article_id IS NOT NULL OR story_id IS NOT NULL END
ORDER BY gone DESC, at, articles.id"""
_BROKEN = """SELECT id FROM stories WHERE representative_id IS NULL
OR articles <> (SELECT count(*) FROM articles WHERE story_id = stories.id)"""
_KNOWN = f"""SELECT article_id, published_at, substr(signature, 1, ?) FROM story_signatures
WHERE article_id IN {LISTED}"""
_COMPARED = f"SELECT id, body_sha256, outlet, title, body FROM articles WHERE id IN {LISTED}"
_SIGNED = f"""SELECT article_id, story_signatures.published_at, outlet, body_chars <= {FLASH}, signature
FROM story_signatures JOIN articles ON articles.id = article_id"""


class Counts(NamedTuple):
    """What an update did, and what is there now."""

    read: int
    """Articles whose text was read: new, changed, or dated anew."""
    changed: int
    """Articles that joined or left a story, or whose similarity changed."""
    stories: int
    """All stories of the archive."""
    articles: int
    """All articles that belong to one."""


def update_stories(db: Database, progress: Callable[[int, int], None] | None = None) -> Counts:
    """Bring all stories up to date, one transaction for every batch of at most 500 articles; a second run changes nothing.

    ``progress`` is told how many of the articles to read are done, and how many there are. Raises the errors of
    :mod:`archive.errors`.
    """
    conn, path = db.conn, str(next(iter(db.execute("PRAGMA database_list")))[2])
    conn.execute("DROP TABLE IF EXISTS temp.story_queue")
    conn.execute(_QUEUE)
    total, read = conn.execute("SELECT count(*) FROM story_queue WHERE NOT gone").fetchone()[0], 0
    text_of = lru_cache(_TEXTS)(lambda number: _text(conn, number))
    window = _Window(conn, text_of)
    with transaction(conn, path):
        changed = _leave(conn, text_of)
    for batch in _batches(conn):
        with transaction(conn, path):
            touched = _sign(conn, window, batch)
            changed += _cluster(conn, window.index, text_of, touched, _stories_of(conn, touched))
        read += len(batch)
        if progress:
            progress(read, total)
    conn.execute("DROP TABLE temp.story_queue")
    stories, articles = conn.execute("SELECT count(*), coalesce(sum(articles), 0) FROM stories").fetchone()
    return Counts(read, changed, stories, articles)


def leave_stories(conn: sqlite3.Connection, article_ids: Iterable[int]) -> None:
    """Take articles out of their stories before their rows are deleted, inside the caller's transaction.

    The next update mends what is left of the stories.
    """
    ids = as_list(article_ids)
    conn.execute(f"UPDATE stories SET representative_id = NULL WHERE representative_id IN {LISTED}", (ids,))
    conn.execute(f"UPDATE articles SET story_id = NULL, story_similarity = NULL WHERE id IN {LISTED}", (ids,))
    conn.execute(f"DELETE FROM story_signatures WHERE article_id IN {LISTED}", (ids,))


class _Window:
    """The signatures around a batch, read from the file as the batches move on in time."""

    def __init__(self, conn: sqlite3.Connection, text_of: Callable[[int], Text]) -> None:
        self.index = Index(text_of)
        self._conn, self._until = conn, ""

    def move(self, first: datetime, last: datetime) -> None:
        """Hold all that may be a neighbour of what was published between these instants."""
        start, end = (at.isoformat(timespec="seconds") for at in (first - WINDOW, last + WINDOW))
        self.index.forget_before(first - WINDOW)
        among = "WHERE story_signatures.published_at >= ? AND story_signatures.published_at > ?"
        among += " AND story_signatures.published_at <= ?"
        for entry in _entries(self._conn, among, (start, self._until, end)):
            self.index.remove(entry.id)
            self.index.add(entry)
        self._until = end


def _entries(conn: sqlite3.Connection, among: str, values: Sequence[object]) -> Iterator[Entry]:
    for number, at, outlet, flash, signature in conn.execute(f"{_SIGNED} {among}", values):
        if signature.startswith(_HEAD):
            sketch = RMinHash(PERMUTATIONS, SEED)
            sketch.__setstate__(signature[len(_HEAD) + _DIGEST :])
            yield Entry(number, datetime.fromisoformat(at), outlet, bool(flash), sketch)


def _text(conn: sqlite3.Connection, number: int) -> Text:
    return Text(*conn.execute("SELECT outlet, title, body FROM articles WHERE id = ?", (number,)).fetchone())


def _batches(conn: sqlite3.Connection) -> Iterator[list[tuple[int, str]]]:
    """The queue in order of publication: (id, instant), at most 500 of at most a day."""
    done = conn.execute("SELECT count(*) FROM story_queue WHERE gone").fetchone()[0]
    while rows := conn.execute("SELECT id, at FROM story_queue WHERE rowid > ? LIMIT ?", (done, _BATCH)).fetchall():
        end = (datetime.fromisoformat(rows[0][1]) + _BATCH_SPAN).isoformat(timespec="seconds")
        batch = [row for row in rows if row[1] <= end]
        done += len(batch)
        yield batch


def _sign(conn: sqlite3.Connection, window: _Window, batch: Sequence[tuple[int, str]]) -> list[int]:
    """Write the signatures of a batch and put them into the window; returns the articles that are not as they were."""
    window.move(*(datetime.fromisoformat(batch[i][1]) for i in (0, -1)))
    instants, ids = dict(batch), as_list(number for number, _ in batch)
    before = {row[0]: row[1:] for row in conn.execute(_KNOWN, (len(_HEAD) + _DIGEST, ids))}
    rows = conn.execute(_COMPARED, (ids,)).fetchall()
    heads = {row[0]: _HEAD + blake2b(repr(row[2:]).encode(), digest_size=_DIGEST).digest() for row in rows}
    same = [row for row in rows if before.get(row[0]) == (instants[row[0]], heads[row[0]])]
    conn.executemany("UPDATE story_signatures SET body_sha256 = ?2 WHERE article_id = ?1", [row[:2] for row in same])
    seen = {row[0] for row in same}
    new = [row for row in rows if row[0] not in seen]
    for (number, sha256, outlet, _, body), sketch in zip(new, sketches([Text(*row[2:]) for row in new]), strict=True):
        signed = number, instants[number], sha256, heads[number] + sketch.__getstate__()
        conn.execute("INSERT OR REPLACE INTO story_signatures VALUES (?, ?, ?, ?)", signed)
        window.index.remove(number)
        window.index.add(Entry(number, datetime.fromisoformat(instants[number]), outlet, len(body) <= FLASH, sketch))
    return [row[0] for row in new]


def _leave(conn: sqlite3.Connection, text_of: Callable[[int], Text]) -> int:
    """What was taken down leaves its story, and stories that lost an article are put together anew."""
    gone = [row[0] for row in conn.execute("SELECT id FROM story_queue WHERE gone")]
    leave_stories(conn, gone)
    broken = {row[0] for row in conn.execute(_BROKEN)}
    return len(gone) + _cluster(conn, Index(text_of), text_of, [], broken)


def _stories_of(conn: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    sql = f"SELECT DISTINCT story_id FROM articles WHERE id IN {LISTED} AND story_id IS NOT NULL"
    return {row[0] for row in conn.execute(sql, (as_list(ids),))}


def _cluster(
    conn: sqlite3.Connection, index: Index, text_of: Callable[[int], Text], touched: Sequence[int], broken: set[int]
) -> int:
    """Find the stories of the touched articles, and what holds the broken stories together without them."""
    groups = Groups()
    own = [*members_of(conn, "id", touched), *members_of(conn, "story_id", broken)]
    members = {member.id: member for member in own}
    groups.link(index, touched)
    rest = Index(text_of)
    for entry in _entries(conn, f"WHERE article_id IN {LISTED}", (as_list(members.keys() - set(touched)),)):
        rest.add(entry)
    groups.link(rest, list(rest.entries))
    neighbours = members_of(conn, "id", groups.parents.keys() - members.keys())
    found = {member.story for member in neighbours if member.story is not None}
    intact = members_of(conn, "story_id", found)
    members |= {member.id: member for member in [*neighbours, *intact]}
    for one, other in pairwise(sorted(intact, key=lambda member: member.story or 0)):
        if one.story == other.story:
            groups.join(one.id, other.id)
    return write(conn, text_of, groups.of(members.values()), found | broken)
