"""Coins and companies that an article names in its title, its body and its advertising; all from a dictionary, no guessing.

A name counts where a word starts and only particles or a few nouns (코인, 측, 값 …) end it: 리플은, not 트리플, not 리플레이.
What an everyday word needs besides is in :mod:`archive.names`.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from archive.names import Name
from archive.names.hits import hits_in, recall
from archive.records import Record

_CHUNK = 500  # articles in one transaction of a rebuild
_INSERT = "INSERT INTO mentions(article_id, name, ticker, kind, place, times) VALUES (?, ?, ?, ?, ?, ?)"


class Mention(NamedTuple):
    """A name in one place of an article (title, body, ad), and how often it stands there."""

    name: str
    ticker: str | None
    kind: str
    place: str
    times: int


def mentions_in(title: str | None, body: str | None, ads: Sequence[str] = ()) -> list[Mention]:
    """What is named where, in the order of title, body, ads; all ads together are one place.

    A risky name that title or body settle once counts in both; an advertisement is read by itself.
    """
    article, offers = [("title", hits_in(title)), ("body", hits_in(body))], [("ad", hits_in(ad)) for ad in ads]
    recall([hit for _, hits in article for hit in hits])
    for _, hits in offers:
        recall(hits)
    found: Counter[tuple[Name, str]] = Counter()
    for place, hits in article + offers:
        found.update((hit.name, place) for hit in hits if hit.counts and not hit.echo)
    return [Mention(name.name, name.ticker, name.kind, place, times) for (name, place), times in found.items()]


def insert(conn: sqlite3.Connection, written: Iterable[tuple[int, Record]]) -> None:
    """Rows of articles that were just put into the tables, (id, record), and have none yet; within the caller's transaction."""
    conn.executemany(_INSERT, (row for number, record in written for row in _rows(number, record.row, record.ads)))


def write(conn: sqlite3.Connection, article_id: int) -> None:
    """Replace an article's rows by what its tables now hold, within the caller's transaction.

    Ads that are gone from the page are read too, as their rows are kept.
    """
    conn.execute("DELETE FROM mentions WHERE article_id = ?", (article_id,))
    row = conn.execute("SELECT title, subtitle, body FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return
    ads = conn.execute("SELECT product, text FROM ads WHERE article_id = ? ORDER BY id", (article_id,))
    article = dict(zip(("title", "subtitle", "body"), row, strict=True))
    conn.executemany(_INSERT, _rows(article_id, article, [{"product": ad[0], "text": ad[1]} for ad in ads]))


def rebuild(db: Database, progress: Callable[[int, int], None] | None = None) -> int:
    """Read every article anew, as after a change of the dictionary; returns how many there are.

    500 articles a transaction, so memory stays constant and other writers get their turn; ``progress`` is told after
    each how many are done and how many there were. Raises sqlite3.OperationalError when the file stays locked.
    """
    total, done, last = db.execute("SELECT count(*) FROM articles").fetchone()[0], 0, 0
    following = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"
    while numbers := [row[0] for row in db.execute(following, (last, _CHUNK))]:
        with db.atomic():
            for number in numbers:
                write(db.conn, number)
        done, last = done + len(numbers), numbers[-1]
        if progress is not None:
            progress(done, total)
    return done


def _rows(article_id: int, article: Mapping[str, Any], ads: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    # A subtitle is a JSON array in its column; it belongs to the body here.
    subtitle = "\n".join(json.loads(article["subtitle"])) if article["subtitle"] != "[]" else ""
    body = f"{subtitle}\n{article['body']}" if subtitle else article["body"]
    texts = [_text_of(ad.get("product"), ad.get("text")) for ad in ads]
    return ((article_id, *mention) for mention in mentions_in(article["title"], body, texts))


def _text_of(product: str | None, text: str | None) -> str:
    """What an advertisement says; its product, when only its picture or its link named it."""
    return text or "" if not product or product in (text or "") else f"{product}\n{text or ''}"
