"""The proof that the search index is what a new one would be: word by word, in bounded memory, writing nothing."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from archive.bigrams import bigrams

_COLUMNS = ("title", "subtitle", "body")
_GROUPS = 2**16
"""Articles are compared in that many groups at first, so memory does not grow with the archive."""

_NAMED = 100
"""How many groups that differ are looked into."""

_AS_SPLIT = re.compile(r"[a-z0-9_가-힣一-鿌 ]{,32000}")
"""Tokens that FTS5 leaves as they are; it knows no letter younger than 2012 and cuts words of 32 KB."""


def verify_index(conn: sqlite3.Connection) -> list[str]:
    """What is wrong with the search index, one line each; none when it equals one made anew from the articles.

    Compared are all words of all articles with their places, the lengths and the totals that ranking uses, by sums of
    64-bit hashes. It takes about a second per 2,000 articles of 800 characters and 40 MB. While it reads, the write-ahead
    log of an archive that is being written grows. A read-only connection will do.
    """
    try:
        with _reading(conn):
            return _problems(conn, _Expected(conn))
    except sqlite3.DatabaseError as error:
        return [f"the search index cannot be read: {error}"]


@contextmanager
def _reading(conn: sqlite3.Connection) -> Iterator[None]:
    """One state of the file throughout; the index's words as a table."""
    outermost = not conn.in_transaction
    conn.execute("BEGIN" if outermost else "SAVEPOINT proof")
    try:
        conn.execute("CREATE VIRTUAL TABLE temp.indexed_words USING fts5vocab(main, articles_fts, instance)")
        yield
    finally:
        conn.execute("ROLLBACK" if outermost else "ROLLBACK TO proof")
        if not outermost:
            conn.execute("RELEASE proof")


class _Expected:
    """What the articles would give to a new index."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        sql = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'articles_fts'").fetchone()[0]
        tokenizer = re.search(r'tokenize="[^"]*"', sql)
        self._scratch = sqlite3.connect(":memory:")
        self._scratch.execute(
            f"CREATE VIRTUAL TABLE cut USING fts5(text, content='', {tokenizer[0] if tokenizer else ''})"
        )
        self._scratch.execute("CREATE VIRTUAL TABLE words USING fts5vocab(cut, instance)")
        self._conn = conn

    def articles(self, where: str = "") -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Of every article: its id, the sum over its words and lengths, the number of words in each column."""
        for number, *texts in self._conn.execute(f"SELECT id, {', '.join(_COLUMNS)} FROM articles {where}"):
            words = [self._words(text) for text in texts]
            lengths = tuple(map(len, words))
            total = _lengths(number, lengths)
            for name, own in zip(_COLUMNS, words, strict=True):
                total += sum([hash(f"{word} {number} {name} {place}") for place, word in enumerate(own)])
            yield number, total, lengths

    def _words(self, text: str | None) -> list[str]:
        cut = bigrams(text)
        if _AS_SPLIT.fullmatch(cut):
            return cut.split()
        self._scratch.execute("INSERT INTO cut(rowid, text) VALUES (1, ?)", (cut,))
        words = [word for (word,) in self._scratch.execute("SELECT term FROM words ORDER BY offset")]
        self._scratch.execute("INSERT INTO cut(cut) VALUES ('delete-all')")
        return words


def _held(conn: sqlite3.Connection, where: str = "") -> Iterator[tuple[int, int]]:
    """Id and hash of every word and of the lengths of every article in the index; ``where`` is about ``doc``."""
    word = "term || ' ' || doc || ' ' || col || ' ' || offset"
    for number, at in conn.execute(f"SELECT doc, {word} FROM temp.indexed_words {where}"):
        yield number, hash(at)
    for number, sizes in conn.execute(f"SELECT id AS doc, sz FROM articles_fts_docsize {where}"):
        yield number, _lengths(number, tuple(_varints(sizes)))


def _lengths(number: int, lengths: tuple[int, ...]) -> int:
    # Strings, here as above: the hashes of tuples are mixed too little to be summed, two words may change places unseen.
    return hash(f"{number} {lengths}")


def _problems(conn: sqlite3.Connection, expected: _Expected) -> list[str]:
    sums = [0] * _GROUPS
    totals = Counter[str]()
    for number, total, lengths in expected.articles():
        sums[number % _GROUPS] += total
        totals.update(rows=1, **dict(zip(_COLUMNS, lengths, strict=True)))
    for number, value in _held(conn):
        sums[number % _GROUPS] -= value
    differing = [group for group, total in enumerate(sums) if total]
    lines = _named(conn, expected, differing[:_NAMED]) if differing else []
    if len(differing) > _NAMED:
        lines.append(f"at least {len(differing) - _NAMED} more articles differ")
    return lines + _wrong_totals(conn, [totals[name] for name in ("rows", *_COLUMNS)])


def _named(conn: sqlite3.Connection, expected: _Expected, groups: list[int]) -> list[str]:
    """The articles in these groups that differ, and how."""
    chosen = f"% {_GROUPS} IN ({', '.join(map(str, groups))})"
    ours = {number: total for number, total, _ in expected.articles(f"WHERE id {chosen}")}
    theirs = Counter[int]()
    for number, value in _held(conn, f"WHERE doc {chosen}"):
        theirs[number] += value
    lines = []
    for number in sorted(ours.keys() | theirs.keys()):
        if number not in theirs:
            lines.append(f"article {number} is missing from the search index")
        elif number not in ours:
            lines.append(f"article {number} is in the search index but not in the archive")
        elif ours[number] != theirs[number]:
            lines.append(f"article {number}: the search index holds another text than the archive")
    return lines


def _wrong_totals(conn: sqlite3.Connection, expected: list[int]) -> list[str]:
    blob: Any = conn.execute("SELECT block FROM articles_fts_data WHERE id = 1").fetchone()
    held = list(_varints(blob[0])) if blob else []
    if held == expected or not any([*held, *expected]):
        return []
    return [f"the search index counts {held} articles and words in {', '.join(_COLUMNS)} instead of {expected}"]


def _varints(blob: bytes) -> Iterator[int]:
    """The integers of a blob in SQLite's variable length encoding: seven bits a byte, all eight of a ninth."""
    value = length = 0
    for byte in blob:
        length += 1
        value = value << 8 | byte if length == 9 else value << 7 | byte & 0x7F
        if byte < 0x80 or length == 9:
            yield value
            value = length = 0
