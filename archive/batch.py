"""What was handed in and waits: one batch of articles, ledger entries and failures, written in one transaction."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from archive import articles, ledger, mentions, search
from archive.articles import Known
from archive.ledger import Settled
from archive.records import Record

_GONE = ("deleted", "soft_404", "redirect_home", "http_404", "http_410")


class Batch:
    """Rows not yet in the file; ``write`` must run inside the archive's transaction."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.expected: dict[str, Known] = {}
        """url_key → what will be known of the article once the batch is written."""
        self.seen: list[tuple[str, int]] = []
        """Unchanged articles: the instant of the capture, the article's id."""
        self.settled: list[Settled] = []
        self.failures: list[Settled] = []

    def __len__(self) -> int:
        return max(len(self.settled), len(self.seen))

    def known(self, conn: sqlite3.Connection, url_key: Any) -> Known | None:
        """What is, or with this batch will be, known of the article of that key."""
        if not isinstance(url_key, str):
            return None
        if url_key in self.expected:
            return self.expected[url_key]
        try:
            return articles.find(conn, url_key)
        except UnicodeEncodeError:
            return None  # read_record will say what is wrong with it

    def write(self, conn: sqlite3.Connection) -> None:
        """Put everything into the tables."""
        articles.touch(conn, self.seen)
        _write_records(conn, self.records)
        ledger.settle(conn, self.settled)
        ledger.quarantine(conn, self.failures)
        articles.mark_gone(conn, [(row.at, row.url_key) for row in self.failures if row.reason in _GONE])


def _write_records(conn: sqlite3.Connection, records: Iterable[Record]) -> None:
    new: dict[str, Record] = {}
    others: list[Record] = []
    for record in records:
        if record.url_key in new or articles.is_stored(conn, record.url_key):
            others.append(record)
        else:
            new[record.url_key] = record
    written = articles.insert(conn, list(new.values()))
    mentions.insert(conn, written)
    now = {number: record.index_row(number) for number, record in written}
    before = _merge(conn, others, now)
    changed = [row for number, row in now.items() if row != before.get(number)]
    search.unindex(conn, [before[row[0]] for row in changed if row[0] in before])
    search.index(conn, changed)


def _merge(
    conn: sqlite3.Connection, records: Sequence[Record], now: dict[int, search.IndexRow]
) -> dict[int, search.IndexRow]:
    """Captures of stored articles, one after the other; returns what the index holds of them, ``now`` gets the new."""
    before: dict[int, search.IndexRow] = {}
    for record in records:
        known = articles.find(conn, record.url_key)
        assert known is not None
        verdict = articles.judge(known, record)
        if verdict in ("revised", "amended"):
            if known.id not in now:
                before[known.id] = articles.index_row(conn, known.id)
            articles.update(conn, known, record, revised=verdict == "revised")
            now[known.id] = record.index_row(known.id)
            mentions.write(conn, known.id)
        elif verdict == "older":
            articles.add_older(conn, known, record)
            mentions.write(conn, known.id)  # an older capture may bring ads that are gone since
        else:
            articles.touch(conn, [(record.seen_at, known.id)])
            articles.seen_earlier(conn, known, record)
    return before
