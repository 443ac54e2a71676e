"""One run of the crawler: the archive it writes into, its number, its clock, and the errors of each outlet."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from archive.connection import DEFAULT_ARCHIVE
from archive.errors import BadAccounting
from archive.store import Archive, writer_lock
from archive.terminal import plain
from crawler import outlets
from crawler.warc import utc_iso, utc_now

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
ERRORS_KEPT = 20
LONGEST_ERROR = 1_000  # characters; it may quote a stranger's address
MISDATED = "sinmungo/date_implausible"
"""The stat that counts, by outlet, the articles whose printed date cannot be true."""


def default_archive() -> Path:
    """``SINMUNGO_ARCHIVE``, or the default below the current directory."""
    return Path(os.environ.get("SINMUNGO_ARCHIVE") or DEFAULT_ARCHIVE)


class Run:
    """What all outlets of one run share. ``number`` is the run's id in the archive, ``now()`` a UTC ISO 8601 time.

    In a replay the clock stands still at the replayed instant. ``broken`` holds the error that ended writing, ``left_out``
    why an outlet was not crawled at all.
    """

    def __init__(self, archive: Archive, command: str, slugs: Iterable[str], at: str | None = None):
        self.archive = archive
        self.now: Callable[[], str] = (lambda: at) if at else utc_now
        self.number = archive.start_run(command, slugs, self.now())
        self.broken: str | None = None
        self.replayed = at is not None
        self.left_out: dict[str, str] = {}
        self._errors: dict[str, list[str]] = {}
        self._flushed = monotonic()

    def error(self, outlet: str, text: str, *, first: bool = False) -> None:
        """Remember what went wrong with an outlet; a few are kept, ``first`` what weighs more than one article."""
        kept = self._errors.setdefault(outlet, [])
        kept.insert(0 if first else len(kept), plain(text[:LONGEST_ERROR]))
        del kept[ERRORS_KEPT:]

    def errors(self, outlet: str) -> list[str]:
        return self._errors.get(outlet, [])

    def flush_when_due(self) -> None:
        """Write what waits in memory, every few seconds at most: a polite crawl takes minutes to fill a batch."""
        if monotonic() - self._flushed > FLUSH_SECONDS:
            self.archive.flush()
            self._flushed = monotonic()

    def outcome(self, crawler: Crawler) -> dict[str, Any]:
        """What one crawler tells of its requests, as ``Archive.finish_run`` takes it."""
        slug = crawler.spidercls.name
        stats = stats_of(crawler)
        return {
            "requests": stats.get("downloader/request_count", 0),
            "bytes": stats.get("downloader/response_bytes", 0),
            "feeds_ok": stats.get("feeds/ok", 0),
            "feeds_failed": stats.get("feeds/failed", 0),
            "feeds_unchanged": stats.get("feeds/unchanged", 0),
            "errors": [*self.errors(slug), *misdated(stats.get(f"{MISDATED}/{slug}", 0))],
            "exceptions": stats.get("spider_exceptions/count", 0),
            "finish_reason": stats.get("finish_reason") or "not started",
        }


def misdated(count: int) -> list[str]:
    """What a run has to say of dates that were left out, a line or none."""
    return [f"{count} printed dates cannot be true and were left out"] if count else []


def stats_of(crawler: Crawler) -> dict[str, Any]:
    """The crawler's stats; none when it failed before it began."""
    try:
        return crawler.stats.get_stats()
    except RuntimeError:
        return {}


@contextmanager
def open_archive(path: str | Path) -> Iterator[Archive]:
    """The archive, opened by its only writer; raises the errors of :mod:`archive.errors`."""
    with writer_lock(path), Archive(path) as archive:
        yield archive


def run_of(crawler: Crawler) -> Run:
    """The run a crawler belongs to: the runner's, or for plain ``scrapy crawl`` one of its own, opened here.

    The archive is then the setting ``ARCHIVE``, else :func:`default_archive`.
    """
    run: Run | None = getattr(crawler, "sinmungo_run", None)
    return run or _own_run(crawler)


def join(crawler: Crawler, run: Run) -> None:
    """Make the crawler part of the run; snapshots find the archive on the crawler."""
    crawler.sinmungo_run = run  # type: ignore[attr-defined]
    crawler.sinmungo_archive = run.archive  # type: ignore[attr-defined]


def _own_run(crawler: Crawler) -> Run:
    opened = ExitStack()
    archive = opened.enter_context(open_archive(crawler.settings.get("ARCHIVE") or default_archive()))
    archive.register_outlets([outlets.row(crawler.spidercls)])  # type: ignore[arg-type]
    at = crawler.settings.get("REPLAY_AT")
    slug = crawler.spidercls.name
    run = Run(archive, f"scrapy crawl {slug}", [slug], utc_iso(at) if at else None)
    join(crawler, run)

    def finish() -> None:
        with opened:
            finish_run(run, [crawler], "interrupted" if run.broken else "ok")

    crawler.signals.connect(finish, signal=signals.engine_stopped, weak=False)
    return run


def finish_run(run: Run, crawlers: Iterable[Crawler], status: str) -> None:
    """End the run in the archive with what every crawler tells; an account that does not add up is logged."""
    told = {slug: {"finish_reason": why} for slug, why in run.left_out.items()}
    told |= {crawler.spidercls.name: run.outcome(crawler) for crawler in crawlers}
    try:
        why = run.broken or "finished"
        run.archive.finish_run(run.number, at=run.now(), status=status, finish_reason=why, outlets=told)
    except BadAccounting as error:
        run.broken = str(error)
        logger.error("%s", error)
