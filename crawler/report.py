"""Closes a run: what came of every outlet, what is wrong with it, and the exit code that says so."""

import sys
from collections.abc import Sequence
from typing import Any

from scrapy.crawler import Crawler

from archive.errors import ArchiveError
from archive.health import crawl_health, day_counts, day_lines, health_lines
from archive.store import Archive
from crawler.discovery import parse_when
from crawler.routes import Window, last_instant
from crawler.run import MISDATED, Run, finish_run, misdated, stats_of

OK, FAILED, LOCKED = 0, 1, 75
FAILURES_MANY = 3
TO_BE_CONTINUED = ("closespider_timeout", "closespider_pagecount", "shutdown")


def close(run: Run, crawlers: Sequence[Crawler], *, backfill: bool = False) -> int:
    """End the run in the archive, print a line per outlet and a total, complain on stderr; returns the exit code."""
    troubles = {
        crawler.spidercls.name: trouble(run.outcome(crawler), _pages(crawler), backfill=backfill) for crawler in crawlers
    }
    status = _status(run, crawlers, troubles)
    try:
        finish_run(run, crawlers, status)
        print_summary(run.archive, run.number)
    except ArchiveError as error:
        run.broken, status = run.broken or str(error), "failed"
    for crawler in crawlers:
        slug = crawler.spidercls.name
        print_misdated(slug, _stat(crawler, f"{MISDATED}/{slug}"))
    for slug, why in troubles.items():
        if why:
            print(f"{slug}: {why}", file=sys.stderr)
    if not crawlers:
        for slug, why in run.left_out.items():
            print(f"{slug}: {why}", file=sys.stderr)
    elif run.broken:
        print(run.broken, file=sys.stderr)
    elif status == "failed" and any(run.outcome(crawler)["requests"] for crawler in crawlers) and not run.replayed:
        print("Nothing could be fetched from any outlet. Is there a network?", file=sys.stderr)
    return FAILED if run.broken or any(troubles.values()) or not crawlers else OK


def trouble(outcome: dict[str, Any], pages: tuple[int, int], *, backfill: bool = False) -> str:
    """What is wrong with an outlet's run, ``""`` when nothing is; ``pages`` counts the good and the bad ones."""
    good, bad = pages
    if outcome["finish_reason"] in TO_BE_CONTINUED and backfill:
        why = f"to be continued: {outcome['finish_reason']}; the same command goes on from here"
    elif outcome["finish_reason"] != "finished":
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


def print_summary(archive: Archive, run: int) -> None:
    """The table of the run: a line for each outlet, and the total when there are several."""
    rows = crawl_health(archive.db, run)
    for line in health_lines(rows) if rows else ():
        print(line)


def print_days(archive: Archive, slugs: Sequence[str], since: str, until: str, now: str) -> None:
    """What a back-fill has filled so far: per outlet the days, or of long ones the months, and those without an article."""
    window = Window(parse_when(since) or "", last_instant(until) or "")
    days = [day.isoformat() for day in window.days(now)]
    for slug in slugs:
        counts = day_counts(archive.db, slug, days[0], days[-1])
        filled = sum(bool(counts.get(day, {}).get("articles")) for day in days)
        print(f"\n{slug}: {filled} of {len(days)} days have articles")
        for line in day_lines(days, counts):
            print(line)


def print_misdated(outlet: str | None, count: int) -> None:
    """Say how many of an outlet's dates could not be true; nothing when all could."""
    for line in misdated(count):
        print(f"{outlet or 'other hosts'}: {line}")


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
