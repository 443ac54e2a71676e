"""The ledger: every URL ever discovered and its state, and the account each run must give of its URLs."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

STATES = ("saved", "unchanged", "quarantined", "skipped", "pending")
COVERAGE = ("with_title", "with_date", "with_author", "with_section", "with_tags", "with_image", "with_fallback")
FALLBACK = "density"
"""The ``extractor`` of a text that no selector named: its density alone told it from the rest of the page."""
MAX_ATTEMPTS = 5

# What may go better next time is handed out again; everything else only when the outlet announces something newer.
_RETRIED = ("fetch_failed", "error", "challenge", "truncated", "http_408", "http_429")
_ASKED_AGAIN = ("limit", "robots", "too_old")

_SETTLE = """INSERT INTO urls
(url_key, url, outlet, source, discovered_at, state, reason, detail, state_at, attempts, run_id)
VALUES (?1, ?2, ?3, ?9, ?7, ?4, ?5, ?6, ?7, ?10, ?8)
ON CONFLICT(url_key) DO UPDATE SET state = excluded.state, reason = excluded.reason, detail = excluded.detail,
state_at = excluded.state_at, attempts = attempts + excluded.attempts, run_id = coalesce(excluded.run_id, run_id)
WHERE excluded.state <> 'unchanged' OR state NOT IN ('saved', 'unchanged')"""


class Settled(NamedTuple):
    """The end of one URL in one run; ``asked`` is 0 when it ended before anybody asked for the page.

    The SQL takes the fields by their number.
    """

    url_key: str
    url: str
    outlet: str | None
    state: str
    reason: str | None
    detail: str | None
    at: str
    run_id: int | None
    source: str = "page"
    asked: int = 1


@dataclass(slots=True)
class Account:
    """What one run has seen so far: per URL its outlet, state and reason, and which of ``COVERAGE`` its article had."""

    urls: dict[str, tuple[str | None, str, str | None]] = field(default_factory=dict)
    covered: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def note(self, url_key: str, outlet: str | None, state: str, reason: str | None = None) -> None:
        """The URL now is in this state, and only in this; its outlet stays the one that announced it."""
        known = self.urls.get(url_key)
        if known and known[1] == "saved" and state == "unchanged":  # met twice in one run: saved it was
            return
        self.urls[url_key] = (known[0] if known else outlet, state, reason)

    def cover(self, article: Mapping[str, Any], *, revised: bool = False) -> None:
        """Remember what a kept article had, whether only the fallback found its text, and whether it was there before."""
        had = [article.get(name) for name in ("title", "published_at", "authors", "section", "tags", "images")]
        told = zip(COVERAGE, (*had, article.get("extractor") == FALLBACK), strict=True)
        self.covered[article["url_key"]] = (*(name for name, value in told if value), *(["revised"] if revised else []))

    def by_outlet(self) -> dict[str | None, Counter[str]]:
        """Outlet → state, name of ``COVERAGE`` or ``revised`` → number of URLs; what a page had counts while it is kept."""
        counts: dict[str | None, Counter[str]] = {}
        for key, (outlet, state, _) in self.urls.items():
            counter = counts.setdefault(outlet, Counter())
            counter[state] += 1
            if state in ("saved", "unchanged"):
                counter.update(self.covered.get(key, ()))
        return counts

    def reasons(self, outlet: str | None) -> dict[str, int]:
        """Why pages of an outlet were quarantined → how many, the most frequent first."""
        rows = (row for row in self.urls.values() if row[0] == outlet and row[1] == "quarantined")
        return dict(Counter(reason or "" for _, _, reason in rows).most_common())


def start_run(conn: sqlite3.Connection, command: str, at: str) -> int:
    """A new run's id; runs that never ended are marked as interrupted."""
    conn.execute("UPDATE runs SET status = 'interrupted', finish_reason = 'killed' WHERE status = 'running'")
    run_id = conn.execute("INSERT INTO runs(command, started_at) VALUES (?, ?)", (command, at)).lastrowid
    assert run_id is not None
    return run_id


def end_run(conn: sqlite3.Connection, run_id: int, at: str, status: str, reason: str) -> None:
    """The run's end and how it came to it."""
    ended = "UPDATE runs SET finished_at = ?, status = ?, finish_reason = ? WHERE id = ?"
    conn.execute(ended, (at, status, reason, run_id))


def discover(
    conn: sqlite3.Connection, account: Account, run_id: int, outlet: str, entries: Iterable[Mapping[str, Any]], at: str
) -> list[str]:
    """Enter announced URLs; returns the keys to fetch and accounts for the others as skipped, ``archived``."""
    fresh: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        before = account.urls.get(entry["url_key"])
        if before is None or before[2] == "archived":
            known = fresh.setdefault(entry["url_key"], entry)
            if (_changed_at(entry) or "") > (_changed_at(known) or ""):
                fresh[entry["url_key"]] = entry
    stored = {row["url_key"]: row for row in _stored(conn, list(fresh))}
    wanted = [key for key, entry in fresh.items() if _must_fetch(stored.get(key), _changed_at(entry))]
    for key in fresh:
        account.note(key, outlet, "skipped", "archived")
    for key in wanted:
        account.note(key, outlet, "pending")
    conn.executemany(
        """INSERT INTO urls(url_key, url, outlet, source, dated_at, changed_at, discovered_at, state, state_at, run_id,
        backfill) VALUES (:url_key, :url, :outlet, :source, :dated_at, :changed_at, :at, 'pending', :at, :run_id, :backfill)
        ON CONFLICT(url_key) DO UPDATE SET state = 'pending', reason = NULL, detail = NULL,
        state_at = excluded.state_at, run_id = excluded.run_id, dated_at = coalesce(excluded.dated_at, dated_at),
        backfill = excluded.backfill,
        changed_at = nullif(max(coalesce(excluded.changed_at, ''), coalesce(changed_at, '')), ''),
        attempts = CASE WHEN state IN ('saved', 'unchanged') THEN 0 ELSE attempts END""",
        ({"outlet": outlet, "at": at, "run_id": run_id} | _announced(fresh[key]) for key in wanted),
    )
    return wanted


def pending(conn: sqlite3.Connection, outlet: str, window: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """URLs that earlier runs did not come to, oldest first: url, url_key, dated_at.

    Those of back-fills are handed out only to a back-fill of a ``window`` (first and last instant) they belong to.
    """
    of_window = "backfill IS NOT NULL AND coalesce(dated_at, :since) BETWEEN :since AND :until"
    which = of_window if window else "backfill IS NULL"
    sql = f"SELECT url, url_key, dated_at FROM urls WHERE outlet = :outlet AND state = 'pending' AND {which} ORDER BY id"
    since, until = window or ("", "")
    rows = conn.execute(sql, {"outlet": outlet, "since": since, "until": until})
    return [dict(zip(("url", "url_key", "dated_at"), row, strict=True)) for row in rows]


def listing(conn: sqlite3.Connection, outlet: str, address: str, backfill: str) -> dict[str, Any]:
    """How far a back-fill has read a list: done (bool), following (the next address, or ``""``), page; nothing yet is 0."""
    sql = "SELECT done, following, page FROM listings WHERE (outlet, address, backfill) = (?, ?, ?)"
    row = conn.execute(sql, (outlet, address, backfill)).fetchone() or (0, "", 0)
    return dict(zip(("done", "following", "page"), row, strict=True))


def note_listing(conn: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Enter how far a list was read: the fields of the table ``listings``; what is announced adds up."""
    conn.execute(
        """INSERT INTO listings(outlet, address, backfill, following, page, announced, done, read_at)
        VALUES (:outlet, :address, :backfill, :following, :page, :announced, :done, :at)
        ON CONFLICT(outlet, address, backfill) DO UPDATE SET following = excluded.following, page = excluded.page,
        announced = announced + excluded.announced, done = excluded.done, read_at = excluded.read_at""",
        row,
    )


def outlet_of(conn: sqlite3.Connection, url_key: str) -> str | None:
    """The outlet that announced a URL, None when the ledger does not know it."""
    row = conn.execute("SELECT outlet FROM urls WHERE url_key = ?", (url_key,)).fetchone()
    return row[0] if row else None


def settle(conn: sqlite3.Connection, settled: Iterable[Settled]) -> None:
    """Write the ends of URLs; an unchanged page leaves the row of an archived one as it is."""
    conn.executemany(_SETTLE, settled)


def quarantine(conn: sqlite3.Connection, failures: Iterable[Settled]) -> None:
    """Keep the reasons of failed pages: one row per URL and reason, counted when it happens again."""
    conn.executemany(
        """INSERT INTO quarantine(url_key, url, outlet, reason, detail, first_at, last_at, run_id)
        VALUES (?1, ?2, ?3, ?5, ?6, ?7, ?7, ?8)
        ON CONFLICT(url_key, reason) DO UPDATE SET detail = excluded.detail, last_at = excluded.last_at,
        times = times + 1, run_id = excluded.run_id WHERE excluded.last_at <> last_at""",
        (row[:8] for row in failures),
    )


def mismatches(conn: sqlite3.Connection, account: Account, run_id: int) -> list[str]:
    """URLs whose account and ledger disagree, as readable lines; empty when the run adds up."""
    ledger = dict(conn.execute("SELECT url_key, state FROM urls WHERE run_id = ?", (run_id,)))
    unaccounted = ledger.keys() - account.urls.keys()
    wrong = [f"{key}: in the ledger as {ledger[key]}, in no account" for key in sorted(unaccounted)]
    for key, (_, state, reason) in account.urls.items():
        written = ledger.get(key)
        if written != state and not (written is None and (reason == "archived" or state == "unchanged")):
            wrong.append(f"{key}: counted as {state}, in the ledger as {written}")
    return wrong


def write_run_outlet(
    conn: sqlite3.Connection, run_id: int, outlet: str | None, account: Account, told: Mapping[str, Any]
) -> None:
    """One outlet's line of a run: the counts of its URLs, and what the crawler told of its requests."""
    counts = account.by_outlet().get(outlet, Counter())
    newest = conn.execute("SELECT max(published_at) FROM articles WHERE outlet IS ?", (outlet,)).fetchone()[0]
    row: dict[str, Any] = {"run_id": run_id, "outlet": outlet, "discovered": sum(counts[name] for name in STATES)}
    row |= {name: counts[name] for name in (*STATES, *COVERAGE, "revised")} | {"newest_at": newest}
    row |= {"reasons": json.dumps(account.reasons(outlet))}
    row |= {name: told.get(name, 0) for name in ("requests", "bytes", "feeds_ok", "feeds_failed", "feeds_unchanged")}
    row |= {"errors": json.dumps(list(told.get("errors", ())), ensure_ascii=False)}
    row |= {"finish_reason": told.get("finish_reason")}
    names = ", ".join(row)
    conn.execute(f"INSERT INTO run_outlets({names}) VALUES ({', '.join(':' + name for name in row)})", row)


def _announced(entry: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: entry.get(name) for name in ("url_key", "url", "source", "dated_at", "backfill")}
    return told | {"changed_at": _changed_at(entry)}


def _changed_at(entry: Mapping[str, Any]) -> str | None:
    """The last change announced; without one the publication is the last."""
    return entry.get("changed_at") or entry.get("dated_at")


def _stored(conn: sqlite3.Connection, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    names = ("url_key", "state", "reason", "attempts", "changed_at", "seen_at")
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        wanted = ", ".join(["(?)"] * len(some))
        cursor = conn.execute(
            f"""WITH wanted(key) AS (VALUES {wanted})
            SELECT key, state, reason, attempts, changed_at, max(coalesce(last_seen_at, ''), coalesce(state_at, ''))
            FROM wanted LEFT JOIN urls ON urls.url_key = key LEFT JOIN articles ON articles.url_key = key
            WHERE urls.id IS NOT NULL OR articles.id IS NOT NULL""",
            some,
        )
        yield from (dict(zip(names, row, strict=True)) for row in cursor)


def _must_fetch(stored: Mapping[str, Any] | None, changed_at: str | None) -> bool:
    if stored is None or stored["state"] == "pending":
        return True
    if changed_at and changed_at > max(stored["changed_at"] or "", stored["seen_at"]):
        return True
    reason = stored["reason"] or ""
    if stored["state"] == "skipped":
        return reason in _ASKED_AGAIN
    transient = reason in _RETRIED or reason.startswith("http_5")
    return stored["state"] == "quarantined" and transient and stored["attempts"] < MAX_ATTEMPTS
