"""The archive as the crawler sees it: articles in, batch by batch, each URL accounted for, nothing good ever replaced.

What is handed in waits in memory and is written by ``flush`` in one ``BEGIN IMMEDIATE`` transaction: an article with
all its rows, its ledger entry and its place in the search index, or none of it.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from sqlite_utils import Database

from archive import articles, ledger, outlets
from archive.batch import Batch
from archive.connection import connect, transaction, writer_lock
from archive.errors import ArchiveError, BadAccounting, Locked, NewerSchema, Unreadable
from archive.ledger import Account, Settled
from archive.records import FIELDS, BadRecord, page_hash, read_record, utc
from archive.snapshots import SnapshotIndex

__all__ = ["Archive", "ArchiveError", "BadAccounting", "Kept", "Locked", "NewerSchema", "Unreadable", "writer_lock"]

Kept = Literal["saved", "revised", "unchanged", "quarantined"]


class Archive:
    """One archive file, opened (and created, and migrated) for one writer or, with ``readonly``, for reading.

    As a context manager it flushes and closes; after an exception what was flushed stays and the open batch is dropped.
    Raises the errors of :mod:`archive.errors`. Not for use from several threads.
    """

    def __init__(self, path: str | Path, *, readonly: bool = False, batch_size: int = 50) -> None:
        self.path = Path(path)
        self.db: Database = connect(path, readonly=readonly)
        self._conn: sqlite3.Connection = self.db.conn
        self._readonly, self._batch_size = readonly, batch_size
        self._accounts: defaultdict[int, Account] = defaultdict(Account)
        self._snapshots = SnapshotIndex(self._conn)
        self._outlets = outlets.slugs(self._conn)
        self._batch = Batch()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._batch = Batch()
        self.close()

    def register_outlets(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Enter or bring up to date the outlets: slug, name, home, category, cms, feeds (a list)."""
        with self._transaction():
            self._outlets |= outlets.register(self._conn, rows)

    def start_run(self, command: str, outlets: Iterable[str], at: str) -> int:
        """Begin a run and return its id; runs that never finished are marked as interrupted."""
        with self._transaction():
            run_id = ledger.start_run(self._conn, command, utc(at))
            for outlet in outlets:
                self._know(outlet)
        return run_id

    def finish_run(
        self, run_id: int, *, at: str, status: str, finish_reason: str, outlets: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """End a run: per outlet what the crawler tells, and the counts of the run's own URLs.

        Raises :class:`BadAccounting`, with the run marked failed, when account and ledger do not agree on every URL.
        """
        self.flush()
        account = self._accounts[run_id]
        wrong = ledger.mismatches(self._conn, account, run_id)
        met = {outlet for outlet, _, _ in account.urls.values()}
        with self._transaction():
            for outlet in sorted({*met, *outlets}, key=lambda slug: slug or ""):
                self._know(outlet)
                ledger.write_run_outlet(self._conn, run_id, outlet or None, account, outlets.get(outlet or "", {}))
            ended = ("failed", "accounting") if wrong else (status, finish_reason)
            ledger.end_run(self._conn, run_id, utc(at), *ended)
        if wrong:
            raise BadAccounting(self.path, f"run {run_id}, {len(wrong)} URLs: " + "; ".join(wrong[:5]))

    def discover(self, run_id: int, outlet: str, entries: Iterable[Mapping[str, Any]], at: str) -> list[str]:
        """Enter announced URLs (url, url_key, source, dated_at, changed_at, backfill); returns the keys to fetch.

        Those are new, left pending, failed in passing, or announced as changed (``changed_at``, else ``dated_at``) after
        they were last seen. All others are accounted for in this run as skipped, ``archived``.
        """
        with self._transaction():
            self._know(outlet)
            return ledger.discover(self._conn, self._accounts[run_id], run_id, outlet, entries, utc(at))

    def pending(self, outlet: str, window: tuple[str, str] | None = None) -> list[dict[str, Any]]:
        """URLs that earlier runs left over: url, url_key, dated_at; those of back-fills only for a window they are of."""
        return ledger.pending(self._conn, outlet, window)

    def listing(self, outlet: str, address: str, backfill: str = "") -> dict[str, Any]:
        """How far a list was read: done, following (the next address, or ``""``), page (0 before the first)."""
        return ledger.listing(self._conn, outlet, address, backfill)

    def note_listing(
        self, outlet: str, address: str, backfill: str, following: str, page: int, announced: int, done: bool, at: str
    ) -> None:
        """Enter how far a list was read, after what it announced was entered by :meth:`discover`."""
        row = {"outlet": outlet, "address": address, "backfill": backfill, "following": following, "page": page}
        with self._transaction():
            self._know(outlet)
            ledger.note_listing(self._conn, row | {"announced": announced, "done": int(done), "at": utc(at)})

    def settle(
        self,
        run_id: int,
        url_key: str,
        state: str,
        reason: str | None,
        at: str,
        detail: str = "",
        *,
        asked: bool = False,
    ) -> None:
        """Say how a URL ended that became no page: state ``skipped`` or ``pending``, with its reason.

        ``asked`` says that the outlet was asked for it; only that counts as an attempt.
        """
        met = self._accounts[run_id].urls.get(url_key)
        outlet = met[0] if met else ledger.outlet_of(self._conn, url_key)
        self._settle(
            Settled(url_key, url_key, outlet, state, reason, detail or None, utc(at), run_id, asked=int(asked))
        )

    def keep(self, run_id: int | None, article: Mapping[str, Any]) -> Kept:
        """Take an article in; it is written with its batch, at the latest by :meth:`flush`.

        Pages without a body, of the wrong shape, or with most of the body we hold missing end in quarantine.
        """
        known = self._batch.known(self._conn, article.get("url_key"))
        if known is not None and self._says_the_same(known, article):
            return self._see_again(run_id, known, article)
        try:
            record = read_record(article)
        except BadRecord as error:
            return self._refuse(run_id, article, "schema", str(error))
        if not record.row["body"].strip():
            return self._refuse(run_id, article, "empty", "no body text")
        verdict = articles.judge(known, record)
        if verdict == "older" and known is not None and articles.has_revision(self._conn, known.id, record):
            verdict = "unchanged"
        if verdict == "truncated":
            had = known.body_chars if known else 0
            return self._refuse(run_id, article, verdict, f"{record.row['body_chars']} characters instead of {had}")
        self._batch.records.append(record)
        self._batch.expected[record.url_key] = articles.after(known, record, verdict)
        state = "unchanged" if verdict == "unchanged" else "saved"
        url, outlet = record.row["url"], record.row["outlet"]
        if run_id is not None:
            self._accounts[run_id].cover(article, revised=verdict not in ("saved", "unchanged"))
        self._settle(Settled(record.url_key, url, outlet, state, None, None, record.seen_at, run_id))
        return "saved" if verdict == "saved" else "unchanged" if verdict == "unchanged" else "revised"

    def quarantine(self, run_id: int | None, record: Mapping[str, Any]) -> None:
        """Record a page that is no article (url, url_key, outlet, reason, detail, fetched_at) and settle its URL.

        An article we hold stays; when the reason says that the page is gone, its ``gone_at`` is set.
        """
        url, key = (_clean(record.get(name)) for name in ("url", "url_key"))
        at = self._instant(run_id, record.get("fetched_at"))
        outlet = _clean(record.get("outlet")) or None
        reason, detail = record["reason"], _clean(record.get("detail"))
        row = Settled(key or url, url, outlet, "quarantined", reason, detail, at, run_id)
        self._batch.failures.append(row)
        self._settle(row)

    def add_snapshot(
        self,
        url: str,
        fetched_at: str,
        status: int,
        validators: Mapping[str, str | None],
        digest: str | None,
        file: str,
        offset: int,
        length: int,
        url_key: str | None = None,
    ) -> None:
        """A raw response was stored in a WARC file; its bytes must be flushed before the archive is."""
        at = utc(fetched_at)
        row = {"url": url, "url_key": url_key, "fetched_at": at, "checked_at": at, "status": status, "digest": digest}
        row |= {"etag": validators.get("etag"), "last_modified": validators.get("last_modified")}
        self._snapshots.add(row | {"file": str(file), "offset": offset, "length": length})
        self._flush_when_full()

    def find_snapshot(self, url: str) -> dict[str, Any] | None:
        """The newest stored response of this URL: the columns of ``snapshots`` but ``id``."""
        return self._snapshots.find(url)

    def touch_snapshot(self, url: str, at: str) -> None:
        """The server confirmed the newest stored response (304)."""
        self._snapshots.touch(url, utc(at))
        self._flush_when_full()

    def flush(self) -> None:
        """Write everything handed in so far in one transaction; after an error nothing of the batch is in the file."""
        if not (len(self._batch) or len(self._snapshots)):
            return
        with self._transaction():
            for outlet in dict.fromkeys(row.outlet for row in self._batch.settled):
                self._know(outlet)
            self._batch.write(self._conn)
            self._snapshots.write()
        self._snapshots.clear()
        self._batch = Batch()

    def close(self) -> None:
        """Flush, fold the write-ahead log into the file, close."""
        try:
            if not self._readonly:
                self.flush()
                self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as error:  # a full disk: what was flushed is safe in the log
            raise ArchiveError(self.path, f"the log could not be folded into the file: {error}") from error
        finally:
            self._conn.close()

    def article(self, url_or_key: str) -> dict[str, Any] | None:
        """One article with its authors, tags, images, related, ads and removed blocks; flushed ones only."""
        return articles.whole(self.db, url_or_key)

    def counts(self) -> dict[str, int]:
        """Rows per table, without the search index and SQLite's own."""
        names = [name for name in self.db.table_names() if "_fts" not in name and not name.startswith("_")]
        return {name: self.db[name].count for name in sorted(names)}

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        known = set(self._outlets)
        try:
            with transaction(self._conn, self.path):
                yield
        except BaseException:
            self._outlets = known
            raise

    def _says_the_same(self, known: articles.Known, article: Mapping[str, Any]) -> bool:
        """Whether this capture of a written article is not older and says exactly what is on file."""
        if article["url_key"] in self._batch.expected:
            return False
        try:
            same = article.keys() <= FIELDS and known.details_hash == page_hash(article)
            return same and utc(article["fetched_at"]) >= known.last_seen_at
        except (KeyError, TypeError, ValueError):
            return False  # not plain data: read_record will say what is wrong with it

    def _see_again(self, run_id: int | None, known: articles.Known, article: Mapping[str, Any]) -> Kept:
        seen_at, key, outlet = utc(article["fetched_at"]), article["url_key"], article.get("outlet")
        if seen_at > known.last_seen_at:
            self._batch.seen.append((seen_at, known.id))
        state = known.state
        if run_id is not None:
            account = self._accounts[run_id]
            state = account.urls[key][1] if key in account.urls else state
            account.cover(article)
            account.note(key, outlet, "unchanged")
        if state not in ("saved", "unchanged"):
            self._batch.settled.append(Settled(key, article["url"], outlet, "unchanged", None, None, seen_at, run_id))
        self._flush_when_full()
        return "unchanged"

    def _settle(self, row: Settled) -> None:
        if row.run_id is not None:
            self._accounts[row.run_id].note(row.url_key, row.outlet, row.state, row.reason)
        self._batch.settled.append(row)
        self._flush_when_full()

    def _flush_when_full(self) -> None:
        if max(len(self._batch), len(self._snapshots)) >= self._batch_size:
            self.flush()

    def _refuse(self, run_id: int | None, article: Mapping[str, Any], reason: str, detail: str) -> Kept:
        page = {name: article.get(name) for name in ("url", "url_key", "outlet", "fetched_at")}
        self.quarantine(run_id, page | {"reason": reason, "detail": detail})
        return "quarantined"

    def _instant(self, run_id: int | None, fetched_at: Any) -> str:
        """When a page failed that may not even say when it was fetched: else when its run began, else now."""
        try:
            return utc(fetched_at)
        except (TypeError, ValueError):
            row = self._conn.execute("SELECT started_at FROM runs WHERE id = ?", (run_id,)).fetchone()
            return str(row[0]) if row else datetime.now(UTC).isoformat(timespec="seconds")

    def _know(self, outlet: str | None) -> None:
        if outlet and outlet not in self._outlets:
            outlets.enter(self._conn, outlet)
            self._outlets.add(outlet)


def _clean(value: Any) -> str:
    return str(value if value is not None else "").encode("utf-8", "backslashreplace").decode()
