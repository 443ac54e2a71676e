"""Asks an outlet what it published, now or long ago, and gives the requests for the articles that must be fetched."""

import logging
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response

from crawler.answers import of_failure
from crawler.apis import read_api
from crawler.dates import KST
from crawler.discovery import Candidate, DiscoveryError, NothingNamed, Sitemap, is_sitemap, read_feed, read_sitemap
from crawler.listing import read_list
from crawler.routes import MOST_PAGES, Paging, Route, live_routes, routes_back

if TYPE_CHECKING:
    from crawler.article import ArticleSpider

logger = logging.getLogger(__name__)

SITEMAP_DAYS = 3
DEEPEST = 3
"""Levels of sitemap indexes that are followed."""
NONE: Mapping[str, bytes] = {}


class Unanswered(DiscoveryError):
    """An address that could not be read; ``status`` is 0 where there was no answer at all."""

    def __init__(self, why: str, status: int = 0):
        super().__init__(why)
        self.status = status


class Stopped(Exception):
    """The crawl is being ended; nothing more may be asked."""


async def fetch(engine: Any, url: str, meta: Mapping[str, Any] | None = None) -> Response:
    """The answer to a request that passes robots.txt, guard, delays and cache.

    Raises :class:`Unanswered`, and :class:`Stopped` when the crawl is being ended.
    """
    if engine.spider is None or engine._slot is None or engine._slot.closing:
        raise Stopped
    try:
        response: Response = await engine.download_async(Request(url, meta=dict(meta or {}), dont_filter=True))
    except Exception as error:
        raise Unanswered(of_failure(error).detail) from error
    if response.status >= 400:
        raise Unanswered(f"HTTP {response.status}", response.status)
    return response


class Discoverer:
    """The announcements of one spider's outlet, read one after the other, so that at most one request is in flight.

    An ordinary crawl asks one route of each group (feeds, sitemaps, JSON): the next where one fails, and lists where
    nothing else answers. A back-fill (``spider.window``) asks what leads back, the most exact route first; how far it
    came is in the archive, and another run goes on there.
    """

    def __init__(self, spider: "ArticleSpider"):
        self.spider = spider
        self.archive = spider.run.archive
        self.engine: Any = spider.crawler.engine

    async def requests(self) -> AsyncIterator[Any]:
        """Requests for articles, and articles that an answer held whole; ends early when the crawl does."""
        try:
            async for found in self._back() if self.spider.window else self._now():
                yield found
        except Stopped:
            return

    # --- now

    async def _now(self) -> AsyncIterator[Any]:
        groups, lists = live_routes(self.spider)
        answered, failures = False, []
        for group in groups:
            failed: list[str] = []
            async for found in self._one_of(group, failed):
                yield found
            if len(failed) < len(group):
                answered = True
                self._remember(failed)
            else:
                failures.append(failed)
        if not answered and lists:
            failed = []
            for route in lists:
                async for found in self._one_of([route], failed):
                    yield found
            if len(failed) < len(lists):  # what the lists stand in for is no failure, but it is said
                self._remember(why for group_failed in failures for why in group_failed)
                failures = []
            failures += [[why] for why in failed]
        for failed in failures:
            self._failed(failed)

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
                for found in self._take(read_feed(response.body, url)):
                    yield found
            self._count("unchanged" if unchanged else "ok")
            return
        sitemap = read_sitemap(response.body, url)
        horizon = self._horizon()
        for child in _young_children(sitemap, horizon) if depth else ():  # an unchanged index may list changed children
            try:
                async for found in self._announcement(child, depth - 1):
                    yield found
            except DiscoveryError as error:
                self._failed([f"{child}: {error}"])
        if unchanged and not self.spider.since:  # a date may reach further back than the last run did
            self._count("unchanged")
            return
        self._count("ok")
        for found in self._take([one for one in sitemap.candidates if (one.changed_at or horizon) >= horizon]):
            yield found

    async def _pages(self, route: Route) -> AsyncIterator[Any]:
        """Page after page of a list or of JSON, until nothing on it is new; the first one must answer."""
        paging = Paging()
        url: str | None = route.url()
        while url:
            first = paging.page == 1
            candidates, whole, older = await self._page_or_end(route, url, first=first)
            if first:
                self._count("ok")
            requests = list(self._take(candidates, whole))
            for found in requests:
                yield found
            page = paging.turn(self._keys(candidates), _dates(candidates), len(requests))
            url = older or (route.url(page=page) if route.paged else None) if page else None

    # --- back

    async def _back(self) -> AsyncIterator[Any]:
        window = self.spider.window
        assert window
        failed: list[str] = []
        for group in routes_back(self.spider):
            before = len(failed)
            for route in group:
                walk = self._days if route.daily else self._children if route.kind == "sitemap" else self._pages_back
                try:
                    async for found in walk(route):
                        yield found
                except DiscoveryError as error:
                    failed.append(f"{route.address}: {error}")
            if len(failed) - before < len(group):
                for why in failed[before:]:
                    self._failed([why])
                self._remember(failed[:before])
                return
        why = "; ".join(failed) or "only its newest articles are announced"
        self._failed([f"nothing leads back to {window.since[:10]}: {why}"])

    async def _days(self, route: Route) -> AsyncIterator[Any]:
        """What is kept by days: every day of the window that no run has read to its end."""
        window = self.spider.window
        assert window
        answered = False
        for day in window.days():
            url = route.url(day=day)
            if self._known(url)["done"]:
                answered = True
                continue
            try:
                async for found in self._day(route, day):
                    yield found
                answered = True
            except Unanswered as error:
                if not answered:
                    raise  # there is no such route, or not for us
                self._failed([f"{url}: {error}"])

    async def _day(self, route: Route, day: date) -> AsyncIterator[Any]:
        announced, paging, url = 0, Paging(most=MOST_PAGES), route.url(day=day)
        while url:
            candidates, whole, _ = await self._page_or_end(route, url, first=paging.page == 1)
            for found in self._take_back(candidates, whole):
                yield found
            announced += len(candidates)
            more = paging.turn(self._keys(candidates), (), fresh=1) if route.paged else None
            url = route.url(day=day, page=more) if more else ""
        self._count("ok")
        today = datetime.fromisoformat(self.spider.run.now()).astimezone(KST).date()
        self._note(route.url(day=day), announced=announced, done=day < today)

    async def _children(self, route: Route) -> AsyncIterator[Any]:
        """A sitemap index: its children, newest first, are the pages of a list."""
        window = self.spider.window
        assert window
        url = route.url()
        if self._known(url, window.name)["done"]:
            self._count("unchanged")
            return
        index = read_sitemap((await fetch(self.engine, url)).body, url)
        if not index.children:
            raise DiscoveryError("a sitemap of the newest articles only")
        young = [child for child, changed in _newest_first(index.children) if not changed or changed >= window.since]
        known = self._known(url, window.name)["following"]
        paging = Paging(window, young.index(known) + 1 if known in young else 1, known not in young, MOST_PAGES)
        async for found in self._walk_back(route, paging, lambda page: young[page - 1] if page <= len(young) else ""):
            yield found
        self._note(url, window.name, done=True)

    async def _pages_back(self, route: Route) -> AsyncIterator[Any]:
        """The numbered pages of a list, or those a cursor leads to."""
        window = self.spider.window
        assert window
        known = self._known(route.address, window.name)
        if known["done"]:
            self._count("unchanged")
            return
        paging = Paging(window, known["page"] or 1, route.paged and not known["following"], MOST_PAGES)
        address = (
            (lambda page: route.url(page=page)) if route.paged else (lambda page: known["following"] or route.url())
        )
        async for found in self._walk_back(route, paging, address):
            yield found
        if paging.ended == "undated":
            raise DiscoveryError("its rows print no date")
        if paging.ended != "reached" and paging.oldest > window.since:
            raise DiscoveryError(f"it ends at {paging.oldest[:10]}")
        self._note(route.address, window.name, done=True)

    async def _walk_back(self, route: Route, paging: Paging, address: Callable[[int], str]) -> AsyncIterator[Any]:
        """From the page on which the window ends to the one before it, noting in the archive what comes next."""
        window = self.spider.window
        assert window
        page: int | None = paging.page
        url = address(paging.page)
        while page:
            candidates, whole, older = await self._page_or_end(route, url, first=page == 1)
            for found in self._take_back(candidates, whole):
                yield found
            page = paging.turn(self._keys(candidates), _dates(candidates))
            if not (route.paged or route.kind == "sitemap") and not older:
                page = None
            url = older or (address(page) if page else "")
            self._note(
                route.address, window.name, "" if paging.seeking else url, page or 0, len(candidates), done=False
            )
        self._count("ok")

    async def _page_or_end(
        self, route: Route, url: str, *, first: bool
    ) -> tuple[list[Candidate], dict[str, bytes], str | None]:
        """A page as :meth:`_page` reads it; one behind the last, which some outlets answer with an error, is empty."""
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

    async def _page(self, route: Route, url: str) -> tuple[list[Candidate], dict[str, bytes], str | None]:
        """What one page of a route announces, the articles it holds whole, and the address of what is older."""
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

    def _take(self, candidates: Iterable[Candidate], whole: Mapping[str, bytes] = NONE) -> Iterator[Any]:
        return self.spider.take(candidates, whole)

    def _take_back(self, candidates: Iterable[Candidate], whole: Mapping[str, bytes] = NONE) -> Iterator[Any]:
        window = self.spider.window
        assert window
        return self.spider.take([one for one in candidates if one.dated_at in window], whole)

    def _keys(self, candidates: Iterable[Candidate]) -> set[str]:
        return {self.spider.keys.key(one.url) for one in candidates}

    def _known(self, address: str, window: str = "") -> dict[str, Any]:
        return self.archive.listing(self.spider.name, address, window)

    def _note(
        self, address: str, window: str = "", following: str = "", page: int = 1, announced: int = 0, *, done: bool
    ) -> None:
        note = self.archive.note_listing
        note(self.spider.name, address, window, following, page, announced, done, self.spider.run.now())

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

    def _count(self, what: str) -> None:
        self.spider.crawler.stats.inc_value(f"feeds/{what}")

    def _failed(self, whys: list[str]) -> None:
        self._count("failed")
        self._remember(whys)

    def _remember(self, whys: Iterable[str]) -> None:
        for why in whys:
            logger.info("Announcement failed: %s", why, extra={"spider": self.spider})
            self.spider.run.error(self.spider.name, why)


def _dates(candidates: Iterable[Candidate]) -> list[str]:
    return [one.dated_at for one in candidates if one.dated_at]


def _young_children(sitemap: Sitemap, horizon: str) -> list[str]:
    """Child sitemaps changed since the horizon; where an index gives no dates, its newest."""
    young = [url for url, changed in sitemap.children if changed and changed >= horizon]
    undated = [child for child in sitemap.children if not child[1]]
    return young + [url for url, _ in _newest_first(undated)[:1]]


def _newest_first(children: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """By the date of their last change; without dates by the numbers in their names, the highest first, else the last first."""
    numbered = enumerate(children)
    return [
        child
        for _, child in sorted(numbered, key=lambda one: (one[1][1] or "", _numbers(one[1][0]), one[0]), reverse=True)
    ]


def _numbers(url: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d{1,15}", url.rsplit("/", 2)[-1] or url))
