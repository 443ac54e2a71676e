"""Closes a run: what came of every outlet, what is wrong with it, and the exit code that says so."""

import sys
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from scrapy.crawler import Crawler

from archive.errors import ArchiveError
from archive.store import Archive
from crawler.run import MISDATED, Run, finish_run, misdated, stats_of

OK, FAILED, LOCKED = 0, 1, 75
FAILURES_MANY = 3
STATES = ("saved", "unchanged", "quarantined", "skipped", "pending")


def close(run: Run, crawlers: Sequence[Crawler]) -> int:
    """End the run in the archive, print a line per outlet and a total, complain on stderr; returns the exit code."""
    troubles = {crawler.spidercls.name: trouble(run.outcome(crawler), _pages(crawler)) for crawler in crawlers}
    status = _status(run, crawlers, troubles)
    try:
        finish_run(run, crawlers, status)
        print_summary(run.archive, run.number, {c.spidercls.name: _stat(c, "archive/revised") for c in crawlers})
    except ArchiveError as error:
        run.broken, status = run.broken or str(error), "failed"
    for crawler in crawlers:
        slug = crawler.spidercls.name
        print_misdated(slug, _stat(crawler, f"{MISDATED}/{slug}"))
    for slug, why in troubles.items():
        if why:
            print(f"{slug}: {why}", file=sys.stderr)
    if status == "failed":
        print(run.broken or "Nothing could be fetched from any outlet. Is there a network?", file=sys.stderr)
    return FAILED if run.broken or any(troubles.values()) else OK


def trouble(outcome: dict[str, Any], pages: tuple[int, int]) -> str:
    """What is wrong with an outlet's run, ``""`` when nothing is; ``pages`` counts the good and the bad ones."""
    good, bad = pages
    if outcome["finish_reason"] != "finished":
        why = f"ended early ({outcome['finish_reason']})"
    elif outcome["feeds_failed"]:
        why = f"{outcome['feeds_failed']} of {_feeds(outcome)} feeds failed"
    elif bad >= FAILURES_MANY and bad > good:
        why = f"{bad} of {good + bad} pages were no articles or could not be fetched"
    elif outcome["exceptions"]:
        why = "errors in the spider"
    else:
        return ""
    return "; ".join([why, *outcome["errors"][:1]])


def print_summary(archive: Archive, run: int, revised: dict[str, int]) -> None:
    """One line for each outlet of the run, and the total when there are several."""
    sql = """SELECT run_outlets.*, coalesce(name, outlet, 'other hosts') AS title
    FROM run_outlets LEFT JOIN outlets ON slug = outlet WHERE run_id = ? ORDER BY run_outlets.id"""
    rows = list(archive.db.query(sql, (run,)))
    for row in rows:
        print(_line(row["title"], row, revised.get(row["outlet"], 0)))
    if len(rows) > 1:
        numbers = ("discovered", *STATES, "with_fallback", "feeds_ok", "feeds_unchanged", "feeds_failed")
        print(_line("total", {name: sum(row[name] for row in rows) for name in numbers}, sum(revised.values())))


def print_misdated(outlet: str | None, count: int) -> None:
    """Say how many of an outlet's dates could not be true; nothing when all could."""
    for line in misdated(count):
        print(f"{outlet or 'other hosts'}: {line}")


def _line(title: str, row: dict[str, Any], revised: int) -> str:
    width = sum(2 if east_asian_width(character) in "WF" else 1 for character in title)
    states = ", ".join(f"{row[name]} {name}" for name in STATES)
    states = states.replace(" saved", f" saved ({revised} revised)" if revised else " saved")
    feeds = [f"{row[f'feeds_{name}']} {name}" for name in ("ok", "unchanged", "failed") if row[f"feeds_{name}"]]
    line = f"{title}{' ' * (14 - width)} {row['discovered']:>5} discovered: {states}"
    if row["with_fallback"]:  # no selector knows the page any more, or not yet
        line += f"; text found by density alone: {row['with_fallback']} of {row['saved'] + row['unchanged']}"
    return line + (f"; feeds: {', '.join(feeds)}" if feeds else "")


def _status(run: Run, crawlers: Sequence[Crawler], troubles: dict[str, str]) -> str:
    outcomes = [run.outcome(crawler) for crawler in crawlers]
    if any(outcome["finish_reason"] == "shutdown" for outcome in outcomes):
        return "interrupted"
    reached = any(one["feeds_ok"] or one["feeds_unchanged"] for one in outcomes) or any(map(sum, map(_pages, crawlers)))
    if run.broken or not reached:
        return "failed"
    return "degraded" if any(troubles.values()) else "ok"


def _pages(crawler: Crawler) -> tuple[int, int]:
    good = sum(_stat(crawler, f"archive/{kept}") for kept in ("saved", "revised", "unchanged"))
    return good, _stat(crawler, "archive/quarantined") + _stat(crawler, "pages/postponed")


def _feeds(outcome: dict[str, Any]) -> int:
    return int(outcome["feeds_ok"] + outcome["feeds_unchanged"] + outcome["feeds_failed"])


def _stat(crawler: Crawler, key: str) -> int:
    return int(stats_of(crawler).get(key, 0))
