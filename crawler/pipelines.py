"""Normalize → Separate → Validate → Keep: what happens to a page that was read, step by step."""

import asyncio
import dataclasses
import logging
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from archive.errors import ArchiveError
from archive.store import Archive
from crawler import reading
from crawler.items import Article, Quarantined
from crawler.page import PageRefused, open_page
from crawler.run import MISDATED, run_of
from crawler.text import visible
from crawler.urls import UrlKeys

logger = logging.getLogger(__name__)

Item = Article | Quarantined


def guarded(work: Callable[[], Article], *, url: str, url_key: str, outlet: str | None, fetched_at: str | None) -> Item:
    """Do one step of the work on a page: the one boundary at which whatever a page does becomes a reason."""
    try:
        return work()
    except PageRefused as refused:
        reason, detail = refused.reason, refused.detail
    except Exception as error:
        logger.exception("Reading %s failed", url)
        reason, detail = "error", f"{type(error).__name__}: {error}"
    return Quarantined(url, url_key, outlet, reason, visible(detail[:500]), fetched_at)


def read_response(
    url: str,
    body: Callable[[], bytes],
    *,
    outlet: Any,
    keys: UrlKeys,
    content_type: str,
    fetched_at: str | None,
    extractor: str = "",
) -> Item:
    """Bytes in, article out, not yet normalized; ``outlet`` is a spider class or None, ``body`` may itself fail.

    ``extractor`` says where the text came from when it did not come as a page.
    """

    def work() -> Article:
        page = open_page(url, body(), content_type=content_type, fetched_at=fetched_at)
        article = reading.read(page, outlet, keys)
        article.extractor = extractor or article.extractor
        return article

    slug = outlet.name if outlet else None
    return guarded(work, url=url, url_key=keys.key(url), outlet=slug, fetched_at=fetched_at)


def step(item: Item, change: Callable[[Article], None]) -> Item:
    """The article after one change in place; quarantined items pass by."""
    if isinstance(item, Quarantined):
        return item
    article = item

    def work() -> Article:
        change(article)
        return article

    return guarded(work, url=item.url, url_key=item.url_key, outlet=item.outlet, fetched_at=item.fetched_at)


def finish(item: Item, keys: UrlKeys) -> Item:
    """The three pure pipelines at once, for pages that do not come through a crawl."""
    for change in (reading.normalize, partial(reading.separate, keys=keys), reading.validate):
        item = step(item, change)
    return item


def light(item: Item) -> Item:
    """The item without the blocks it was read from: all the archive wants, and cheap to hand to another process."""
    return dataclasses.replace(item, blocks=[]) if isinstance(item, Article) else item


def record(item: Item) -> dict[str, Any]:
    """The item as the archive takes it: plain dicts and lists."""
    values = ItemAdapter(light(item)).asdict()
    values.pop("blocks", None)
    return values


class Normalize:
    """Text to NFC without invisible characters; letters are never altered."""

    def process_item(self, item: Item) -> Item:
        return step(item, reading.normalize)


class Separate:
    """Every block gets its role: body, related link, advertising or boilerplate."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        keys: UrlKeys | None = getattr(self.crawler.spider, "keys", None)
        return step(item, partial(reading.separate, keys=keys))


class Validate:
    """What is no article we may keep becomes quarantined."""

    def process_item(self, item: Item) -> Item:
        return step(item, reading.validate)


def keep(archive: Archive, run: int, item: Item) -> str:
    """Hand the item to the archive; returns saved, revised, unchanged or quarantined."""
    if isinstance(item, Article):
        return archive.keep(run, record(item))
    archive.quarantine(run, record(item))
    return "quarantined"


class Keep:
    """Hands items to the archive; counts ``archive/saved``, ``archive/quarantined`` … and the misdated in the stats.

    An archive that cannot be written ends the crawl: what is fetched after that would be lost.
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Item) -> Item:
        run = run_of(self.crawler)
        try:
            kept = keep(run.archive, run.number, item)
            run.flush_when_due()
        except (ArchiveError, sqlite3.Error) as error:
            run.broken = run.broken or f"the archive cannot be written: {error}"
            self._end_crawl(run.broken)
            raise DropItem(run.broken) from error
        self.crawler.stats.inc_value(f"archive/{kept}")
        if isinstance(item, Article) and reading.is_misdated(item):
            self.crawler.stats.inc_value(f"{MISDATED}/{item.outlet}")
        return item

    def _end_crawl(self, why: str) -> None:
        if self._closing is None:
            logger.error("%s; the crawl ends", why)
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="archive"))
