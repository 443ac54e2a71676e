"""Crawls many outlets in one process, into one archive, and says in the end what came of each."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archive.errors import ArchiveError, Locked
from archive.store import Archive
from crawler import browser, outlets
from crawler.article import ArticleSpider
from crawler.report import FAILED, LOCKED, close, print_days
from crawler.run import Run, join, open_archive, stats_of
from crawler.snapshots import replay_index
from crawler.warc import utc_iso


@dataclass(frozen=True)
class Plan:
    """What to crawl: spider classes, the archive's path, and the limits of ``sinmungo crawl``.

    ``until`` makes it a back-fill, which ``since`` begins. ``replay`` names WARC files that answer every request, ``at`` the
    instant they answer for (default: their newest capture). ``settings`` overrides Scrapy settings.
    """

    spiders: Sequence[type[ArticleSpider]]
    archive: Path
    since: str = ""
    until: str = ""
    limit: int | None = None
    replay: tuple[str, ...] = ()
    at: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


def crawl(plan: Plan) -> int:
    """Crawl the plan's outlets once and say on stdout what was found, on stderr what failed; returns the exit code."""
    try:
        with open_archive(plan.archive) as archive:
            return _crawl(plan, archive)
    except Locked:
        print(f"{plan.archive}: another crawl is writing this archive; nothing was done", file=sys.stderr)
        return LOCKED
    except (ArchiveError, OSError) as error:
        print(error, file=sys.stderr)
        return FAILED


def _crawl(plan: Plan, archive: Archive) -> int:
    archive.register_outlets(outlets.row(spider) for spider in plan.spiders)
    slugs = [spider.name for spider in plan.spiders]
    run = Run(archive, _command(plan, slugs), slugs, instant(plan))
    if not plan.replay and (why := browser.missing()):
        run.left_out = {spider.name: why for spider in plan.spiders if spider.browser}
    process = AsyncCrawlerProcess(settings_for(plan))
    crawlers = [_crawler(process, spider, run) for spider in plan.spiders if spider.name not in run.left_out]
    for crawler in crawlers:
        process.crawl(crawler, since=plan.since, until=plan.until, limit=plan.limit)
    if sys.stderr.isatty():
        progress = asyncio.get_event_loop().create_task(_progress(crawlers))
    if crawlers:
        process.start()
    if sys.stderr.isatty():
        progress.cancel()
        print("\r\033[K", end="", file=sys.stderr)
    code = close(run, crawlers, backfill=bool(plan.until))
    if plan.until:
        print_days(archive, slugs, plan.since, plan.until, run.now())
    return code


def instant(plan: Plan) -> str | None:
    """The time at which the clock of a replay stands still; None for a live crawl."""
    if plan.at or not plan.replay:
        return utc_iso(plan.at) if plan.at else None
    captures = replay_index(tuple(str(Path(name).absolute()) for name in plan.replay)).values()
    return max((times[-1][0] for times in captures), default=None)


def settings_for(plan: Plan) -> Settings:
    """The project's settings with what the plan changes; a replay knows no hosts and so no delays."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    if plan.replay:
        still = {"REPLAY_WARC": list(plan.replay), "REPLAY_AT": plan.at, "DOWNLOAD_DELAY": 0}
        settings.setdict(still | {"AUTOTHROTTLE_ENABLED": False}, priority="cmdline")
    if plan.until:  # the page on which its articles begin may have to be looked for for a while
        settings.set("CLOSESPIDER_TIMEOUT_NO_ITEM", 0, priority="cmdline")
    settings.setdict(plan.settings, priority="cmdline")
    return settings


def _crawler(process: AsyncCrawlerProcess, spider: type[ArticleSpider], run: Run) -> Crawler:
    crawler = process.create_crawler(spider)
    join(crawler, run)
    return crawler


def _command(plan: Plan, slugs: list[str]) -> str:
    known = list(outlets.outlets())
    words = ["crawl", *([] if slugs == known else slugs)]
    words += [f"--since {plan.since}"] if plan.since else []
    words += [f"--until {plan.until}"] if plan.until else []
    words += [f"--limit {plan.limit}"] if plan.limit else []
    words += [f"--replay {name}" for name in plan.replay]
    return " ".join(words)


async def _progress(crawlers: list[Crawler]) -> None:
    """One line on the terminal, rewritten every second, that says how far the crawl is."""
    while True:
        await asyncio.sleep(1)
        busy = sum(crawler.crawling for crawler in crawlers)
        keys = ("item_scraped_count", "archive/saved")
        pages, saved = (sum(stats_of(crawler).get(key, 0) for crawler in crawlers) for key in keys)
        line = f"{busy} of {len(crawlers)} outlets at work, {pages} pages read, {saved} saved"
        print(f"\r{line}\033[K", end="", file=sys.stderr, flush=True)
