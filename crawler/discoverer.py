"""Asks an outlet what it published, and gives the requests for the articles that must be fetched."""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

from crawler.apis import read_api
from crawler.discovery import Candidate, DiscoveryError, NothingNamed, Sitemap, is_sitemap, read_feed, read_sitemap
from crawler.fetching import Stopped, Unanswered, fetch
from crawler.listing import read_list
from crawler.routes import Paging, Route, live_routes

if TYPE_CHECKING:
    from crawler.article import ArticleSpider

logger = logging.getLogger(__name__)

SITEMAP_DAYS = 3
DEEPEST = 3
"""Levels of sitemap indexes that are followed."""
NONE: Mapping[str, bytes] = {}

Announced = tuple[list[Candidate], Mapping[str, bytes], str | None]
"""What one page announces, the articles among them that it holds whole, by address, and where what is older begins."""


class Discoverer:
    """The announcements of one spider's outlet, read one after the other, so that at most one request is in flight.

    One route of each group (feeds, sitemaps, JSON) is asked: the next where one fails, and lists where nothing else
    answers. :class:`crawler.backfill.BackFill` asks for the past.
    """

    def __init__(self, spider: "ArticleSpider"):
        self.spider = spider
        self.archive = spider.run.archive
        self.engine: Any = spider.crawler.engine

    async def requests(self) -> AsyncIterator[Any]:
        """Requests for articles, and articles that an answer held whole; ends early when the crawl does."""
        try:
            async for found in self.found():
                yield found
        except Stopped:
            return

    async def found(self) -> AsyncIterator[Any]:
        """The same, until the crawl is ended."""
        groups, lists = live_routes(self.spider)
        answered, failures = False, []
        for group in groups:
            failed: list[str] = []
            async for found in self._one_of(group, failed):
                yield found
            if len(failed) < len(group):
                answered = True
                self.remember(failed)
            else:
                failures.append(failed)
        if not answered and lists:
            failed = []
            for route in lists:
                async for found in self._one_of([route], failed):
                    yield found
            if len(failed) < len(lists):  # what the lists stand in for is no failure, but it is said
                self.remember(why for group_failed in failures for why in group_failed)
                failures = []
            failures += [[why] for why in failed]
        for failed in failures:
            self.failed(failed)

    async def _one_of(self, group: list[Route], failed: list[str]) -> AsyncIterator[Any]:
        """Read the first route that answers; why those before it did not is added to ``failed``."""
        for route in group:
            try:
                async for found in self._read_now(route):
                    yield found
                return
            except DiscoveryError as error:
                failed.append(f"{route.url()}: {error}")

    async def _read_now(self, route: Route) -> AsyncIterator[Any]:
        if route.kind in ("list", "api"):
            async for found in self._pages(route):
                yield found
        else:
            async for found in self._announcement(route.url(), DEEPEST):
                yield found

    async def _announcement(self, url: str, depth: int) -> AsyncIterator[Any]:
        """A feed, or a sitemap with the young among its children."""
        response = await fetch(self.engine, url)
        unchanged = self._nothing_new(response)
        if not is_sitemap(response.body):
            if not unchanged:
                for found in self.take(read_feed(response.body, url)):
                    yield found
            self.count("unchanged" if unchanged else "ok")
            return
        sitemap = read_sitemap(response.body, url)
        horizon = self._horizon()
        for child in _young_children(sitemap, horizon) if depth else ():  # an unchanged index may list changed children
            try:
                async for found in self._announcement(child, depth - 1):
                    yield found
            except DiscoveryError as error:
                self.failed([f"{child}: {error}"])
        if unchanged and not self.spider.since:  # a date may reach further back than the last run did
            self.count("unchanged")
            return
        self.count("ok")
        for found in self.take([one for one in sitemap.candidates if (one.changed_at or horizon) >= horizon]):
            yield found

    async def _pages(self, route: Route) -> AsyncIterator[Any]:
        """Page after page of a list or of JSON, until nothing on it is new; the first one must answer."""
        paging = Paging()
        url: str | None = route.url()
        while url:
            first = paging.page == 1
            candidates, whole, older = await self.page_or_end(route, url, first=first)
            if first:
                self.count("ok")
            requests = list(self.take(candidates, whole))
            for found in requests:
                yield found
            page = paging.turn(self.keys_of(candidates), dates_of(candidates), len(requests))
            url = older or (route.url(page=page) if route.paged else None) if page else None

    async def page_or_end(self, route: Route, url: str, *, first: bool) -> Announced:
        """A page of a route; one behind the last, which some outlets answer with an error, is empty."""
        try:
            return await self._page(route, url) if url else ([], {}, None)
        except NothingNamed:
            if first:
                raise
        except Unanswered as error:
            if first or error.status not in (400, 404, 410):
                raise
        return [], {}, None

    # --- small print

    async def _page(self, route: Route, url: str) -> Announced:
        response = await fetch(self.engine, url, self.spider.browsing() if route.kind == "list" else {})
        if route.kind == "sitemap":
            try:
                return read_sitemap(response.body, url).candidates, {}, None
            except NothingNamed:
                return [], {}, None
        if route.api is None:
            return read_list(response.body, url, self.spider.name, self.spider.keys, self.spider.run.now()), {}, None
        answer = read_api(response.body, url, route.api)
        return answer.candidates, answer.pages, answer.older

    def take(self, candidates: Iterable[Candidate], whole: Mapping[str, bytes] = NONE) -> Iterator[Any]:
        """Requests for those of the articles that must be fetched, and those that came whole."""
        return self.spider.take(candidates, whole)

    def keys_of(self, candidates: Iterable[Candidate]) -> set[str]:
        """The keys of the articles."""
        return {self.spider.keys.key(one.url) for one in candidates}

    def _nothing_new(self, response: Response) -> bool:
        """Whether a feed or sitemap is what it was when the last run took everything it announced."""
        if "unchanged" not in response.flags:
            return False
        db = self.archive.db
        # a killed run has no row for any outlet: it may have kept a feed and never come to read it
        last = """SELECT finish_reason, EXISTS (SELECT 1 FROM runs WHERE id > run_id AND runs.finish_reason = 'killed')
        FROM run_outlets WHERE outlet = ? ORDER BY id DESC LIMIT 1"""
        left = "SELECT 1 FROM urls WHERE outlet = ? AND state = 'skipped' AND reason IN ('limit', 'too_old') LIMIT 1"
        ended = db.execute(last, (self.spider.name,)).fetchone()
        return ended == ("finished", 0) and db.execute(left, (self.spider.name,)).fetchone() is None

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
        for why in whys:
            logger.info("Announcement failed: %s", why, extra={"spider": self.spider})
            self.spider.run.error(self.spider.name, why)


def dates_of(candidates: Iterable[Candidate]) -> list[str]:
    """The dates that are told of them."""
    return [one.dated_at for one in candidates if one.dated_at]


def _young_children(sitemap: Sitemap, horizon: str) -> list[str]:
    """Child sitemaps changed since the horizon; where an index gives no dates, its newest."""
    young = [url for url, changed in sitemap.children if changed and changed >= horizon]
    undated = [child for child in sitemap.children if not child[1]]
    return young + [url for url, _ in newest_first(undated)[:1]]


def newest_first(children: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """By the date of their last change; without dates by the numbers in their names, the highest first, else the last first."""
    numbered = enumerate(children)
    return [
        child
        for _, child in sorted(numbered, key=lambda one: (one[1][1] or "", _numbers(one[1][0]), one[0]), reverse=True)
    ]


def _numbers(url: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d{1,15}", url.rsplit("/", 2)[-1] or url))
