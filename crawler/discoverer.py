"""Asks an outlet what it published, and gives the requests for the articles that must be fetched."""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response

from crawler.announcement import Announcement, read_announcement
from crawler.discovery import DiscoveryError, NothingNamed, is_sitemap
from crawler.fetching import Stopped, Unanswered, fetch
from crawler.routes import LIVE_PAGES, Paging, Route, live_routes

if TYPE_CHECKING:
    from crawler.article import ArticleSpider

logger = logging.getLogger(__name__)

SITEMAP_DAYS = 3
DEEPEST = 3
"""Levels of sitemap indexes that are followed."""
PAST_THE_END = (400, 404, 410)
"""What some outlets answer behind the last page."""

Child = tuple[str, str | None]
"""A sitemap of an index: its address and when it last changed."""


class Discoverer:
    """The announcements of one spider's outlet, read one after the other, so that at most one request is in flight.

    One route of each group (feeds, sitemaps, JSON) is asked: the next where one fails, and lists where nothing else
    answers. :class:`crawler.backfill.BackFill` asks for the past.
    """

    def __init__(self, spider: "ArticleSpider"):
        self.spider = spider
        self.archive = spider.run.archive
        self.engine: Any = spider.crawler.engine

    async def requests(self) -> AsyncIterator[Request]:
        """Requests for articles; ends early when the crawl does."""
        try:
            async for request in self.found():
                yield request
        except Stopped:
            return

    async def found(self) -> AsyncIterator[Request]:
        """The same, until the crawl is ended."""
        groups, lists = live_routes(self.spider)
        failures: list[list[str]] = []
        for group in groups:
            failed: list[str] = []
            async for request in self._one_of(group, failed):
                yield request
            if len(failed) == len(group):
                failures.append(failed)
            else:
                self.remember(failed)
        if len(failures) == len(groups):
            async for request in self._lists(lists, failures):
                yield request
        for failed in failures:
            self.failed(failed)

    async def _lists(self, lists: Sequence[Route], failures: list[list[str]]) -> AsyncIterator[Request]:
        """What stands in for everything else: where a list answers, the others' ``failures`` are none, but they are said."""
        failed: list[str] = []
        for route in lists:
            async for request in self._one_of([route], failed):
                yield request
        if len(failed) < len(lists):
            self.remember(why for group in failures for why in group)
            failures.clear()
        failures += [[why] for why in failed]

    async def _one_of(self, group: Sequence[Route], failed: list[str]) -> AsyncIterator[Request]:
        """Read the first route that answers; why those before it did not is added to ``failed``."""
        for route in group:
            read = (
                self._pages(route) if route.kind in ("list", "api") else self._announcement(route, route.url(), DEEPEST)
            )
            try:
                async for request in read:
                    yield request
                return
            except DiscoveryError as error:
                failed.append(f"{route.url()}: {error}")

    async def _announcement(self, route: Route, url: str, depth: int) -> AsyncIterator[Request]:
        """A feed, or a sitemap with the young among its children."""
        response = await fetch(self.engine, url)
        unchanged = self._nothing_new(response, url)
        if unchanged and not is_sitemap(response.body):
            self.count("unchanged")
            return
        told = self.read(route, response, url)
        horizon = self._horizon()
        for child in (
            young_children(told.children, horizon) if depth else ()
        ):  # an unchanged index may list changed ones
            try:
                async for request in self._announcement(route, child, depth - 1):
                    yield request
            except DiscoveryError as error:
                self.failed([f"{child}: {error}"])
        if unchanged and not self.spider.since:  # a date may reach further back than the last run did
            self.count("unchanged")
            return
        self.count("ok")
        young = is_sitemap(response.body)
        for request in self.spider.take(
            [one for one in told.candidates if not young or (one.changed_at or horizon) >= horizon]
        ):
            yield request
        self._note_read(response, url)

    async def _pages(self, route: Route) -> AsyncIterator[Request]:
        """Page after page of a list or of JSON, until nothing on it is new to the archive; the first one must answer.

        That a page is known says something of those behind it only where an earlier walk came to its end.
        """
        paging, url = Paging(), route.url()
        finished, begun = bool(self.archive.listing(self.spider.name, route.address)["done"]), False
        while url:
            told = await self.page_or_end(route, url, first=paging.page == 1)
            if paging.page == 1:
                self.count("ok")
            fresh = self.spider.fresh
            for request in self.spider.take(told.candidates, told.pages):
                yield request
            fresh = self.spider.fresh - fresh
            if self.spider.left == 0:  # the next walk must not take what the limit left over for known
                self.note(route.address, done=False)
                return
            page = paging.turn(told.dates(self.spider.keys), fresh=bool(fresh) or not finished)
            if page and not begun:
                begun = True
                self.note(route.address, done=False)
            url = told.older or (route.url(page=page) if route.paged else "") if page else ""
        if paging.ended == "most" and fresh:
            self.remember([f"{route.url()}: more than {LIVE_PAGES} pages are new; a back-fill reads the rest"])
        if begun or not finished:
            self.note(route.address, done=True)

    async def page_or_end(self, route: Route, url: str, *, first: bool) -> Announcement:
        """A page of a route; one behind the last is empty, also where that is answered with an error."""
        try:
            response = await fetch(self.engine, url, self.spider.browsing() if route.kind == "list" else {})
            return self.read(route, response, url)
        except NothingNamed:
            if first and route.kind != "sitemap":
                raise
        except Unanswered as error:
            if first or error.status not in PAST_THE_END:
                raise Unanswered(f"{url}: {error}", error.status) from error
        return Announcement()

    # --- small print

    def read(self, route: Route, response: Response, url: str) -> Announcement:
        """What an answer announces."""
        keys, now = self.spider.keys, self.spider.run.now()
        return read_announcement(response.body, url, route, slug=self.spider.name, keys=keys, now=now)

    def note(
        self, address: str, window: str = "", following: str = "", page: int = 0, announced: int = 0, *, done: bool
    ) -> None:
        """Enter in the archive how far an address was read."""
        note = self.archive.note_listing
        note(self.spider.name, address, window, following, page, announced, done, self.spider.run.now())

    def _nothing_new(self, response: Response, url: str) -> bool:
        """Whether a feed or sitemap is what it was when everything it announced was taken."""
        if "unchanged" not in response.flags:
            return False
        if self.archive.listing(self.spider.name, url)["following"] != _digest(response):
            return False
        left = "SELECT 1 FROM urls WHERE outlet = ? AND state = 'skipped' AND reason IN ('limit', 'too_old') LIMIT 1"
        return self.archive.db.execute(left, (self.spider.name,)).fetchone() is None

    def _note_read(self, response: Response, url: str) -> None:
        """Remember of a feed what it said when all of it was entered in the ledger: a killed run may have kept it unread."""
        if self.archive.listing(self.spider.name, url)["following"] != _digest(response):
            self.note(url, following=_digest(response), done=True)

    def _horizon(self) -> str:
        back = datetime.fromisoformat(self.spider.run.now()) - timedelta(days=SITEMAP_DAYS)
        return self.spider.since or back.isoformat(timespec="seconds")

    def count(self, what: str) -> None:
        """Count a feed, or what stands in its place: ok, unchanged or failed."""
        self.spider.crawler.stats.inc_value(f"feeds/{what}")

    def failed(self, whys: Iterable[str]) -> None:
        """Count one failure, for which there may be several reasons."""
        self.count("failed")
        self.remember(whys)

    def remember(self, whys: Iterable[str]) -> None:
        """Keep in the record of the run what did not answer."""
        for why in reversed(list(whys)):  # each goes before what is there
            logger.info("Announcement failed: %s", why, extra={"spider": self.spider})
            self.spider.run.error(self.spider.name, why, first=True)


def young_children(children: Sequence[Child], horizon: str) -> Iterator[str]:
    """Child sitemaps changed since the horizon; where an index gives no dates, its newest."""
    undated = [child for child in children if not child[1]]
    yield from (url for url, changed in children if changed and changed >= horizon)
    yield from (url for url, _ in newest_first(undated)[:1])


def newest_first(children: Sequence[Child]) -> list[Child]:
    """By the date of their last change; without dates by the numbers in their names, the highest first, else the last first."""
    order = {url: (changed or "", _numbers(url), i) for i, (url, changed) in enumerate(children)}
    return sorted(children, key=lambda child: order[child[0]], reverse=True)


def _numbers(url: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d{1,15}", url.rsplit("/", 2)[-1] or url))


def _digest(response: Response) -> str:
    return sha256(response.body).hexdigest()[:16]
