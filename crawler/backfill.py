"""Fills in what an outlet published in the past, and goes on where an earlier run was stopped."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawler.dates import KST
from crawler.discoverer import NONE, Discoverer, dates_of, newest_first
from crawler.discovery import Candidate, DiscoveryError, read_sitemap
from crawler.fetching import Stopped, Unanswered, fetch
from crawler.routes import MOST_PAGES, Paging, Route, Window, routes_back

if TYPE_CHECKING:
    from crawler.article import ArticleSpider

FAILURES = 3
"""Days in a row that fail before the others are left for another run."""


class BackFill(Discoverer):
    """Asks what leads back to a window of time, the most exact route first.

    How far it came is in the archive (``listings``), entered after the articles it announced were: what was being read
    when a run was stopped is read again, and nothing else.
    """

    def __init__(self, spider: "ArticleSpider", window: Window):
        super().__init__(spider)
        self.window = window

    async def found(self) -> AsyncIterator[Any]:
        """Requests for the articles of the window."""
        failed: list[str] = []
        for group in routes_back(self.spider):
            before = len(failed)
            for route in group:
                walk = self._days if route.daily else self._children if route.kind == "sitemap" else self._pages_of
                try:
                    async for found in walk(route):
                        yield found
                except DiscoveryError as error:
                    failed.append(f"{route.address}: {error}")
            if len(failed) - before < len(group):
                for why in failed[before:]:
                    self.failed([why])
                self.remember(failed[:before])
                return
        why = "; ".join(failed) or "only its newest articles are announced"
        self.failed([f"nothing leads back to {self.window.since[:10]}: {why}"])

    async def _days(self, route: Route) -> AsyncIterator[Any]:
        """What is kept by days: every day of the window that no run has read to its end, and the one before.

        Some sites keep days of their own time zone, behind Korea's; there the window begins on the day before.
        """
        days = list(self.window.days())
        failures, answered = 0, False
        for day in (days[0] - timedelta(days=1), *days):
            url = route.url(day=day)
            if self._known(url)["done"] or self._known(url, self.window.name)["done"]:
                answered = True
                continue
            try:
                async for found in self._day(route, day):
                    yield found
                failures, answered = 0, True
            except Unanswered as error:
                failures += 1
                if not answered:
                    raise  # there is no such route, or not for us
                self.failed([f"{url}: {error}"])
                if failures == FAILURES:
                    return

    async def _day(self, route: Route, day: date) -> AsyncIterator[Any]:
        paging, url = Paging(most=MOST_PAGES), route.url(day=day)
        told: list[Candidate] = []
        while url:
            candidates, pages, _ = await self.page_or_end(route, url, first=paging.page == 1)
            for found in self.take(candidates, pages):
                yield found
            told += candidates
            more = paging.turn(self.keys_of(candidates), (), fresh=1) if route.paged else None
            url = route.url(day=day, page=more) if more else ""
        self.count("ok")
        today = datetime.fromisoformat(self.spider.run.now()).astimezone(KST).date()
        whole = all(when in self.window for when in dates_of(told))
        self._note(route.url(day=day), "" if whole else self.window.name, announced=len(told), done=day < today)

    async def _children(self, route: Route) -> AsyncIterator[Any]:
        """A sitemap index: its children, newest first, are the pages of a list."""
        url = route.url()
        if self._known(url, self.window.name)["done"]:
            self.count("unchanged")
            return
        index = read_sitemap((await fetch(self.engine, url)).body, url)
        if not index.children:
            raise DiscoveryError("a sitemap of the newest articles only")
        young = [
            child for child, changed in newest_first(index.children) if not changed or changed >= self.window.since
        ]
        known = self._known(url, self.window.name)["following"]
        paging = Paging(self.window, young.index(known) + 1 if known in young else 1, known not in young, MOST_PAGES)
        async for found in self._walk_back(route, paging, lambda page: young[page - 1] if page <= len(young) else ""):
            yield found
        self._note(url, self.window.name, done=True)

    async def _pages_of(self, route: Route) -> AsyncIterator[Any]:
        """The numbered pages of a list, or those a cursor leads to."""
        known = self._known(route.address, self.window.name)
        if known["done"]:
            self.count("unchanged")
            return
        paging = Paging(self.window, known["page"] or 1, route.paged and not known["following"], MOST_PAGES)
        begin = known["following"] or route.url()
        async for found in self._walk_back(route, paging, lambda n: route.url(page=n) if route.paged else begin):
            yield found
        if paging.ended == "undated":
            raise DiscoveryError("its rows print no date")
        if paging.ended != "reached" and paging.oldest > self.window.since:
            raise DiscoveryError(f"it ends at {paging.oldest[:10]}")
        self._note(route.address, self.window.name, done=True)

    async def _walk_back(self, route: Route, paging: Paging, address: Callable[[int], str]) -> AsyncIterator[Any]:
        """From the page on which the window ends to the one before it, noting in the archive what comes next."""
        page: int | None = paging.page
        url = address(paging.page)
        while page:
            candidates, whole, older = await self.page_or_end(route, url, first=page == 1)
            for found in self.take(candidates, whole):
                yield found
            page = paging.turn(self.keys_of(candidates), dates_of(candidates))
            if not (route.paged or route.kind == "sitemap") and not older:
                page = None
            url = older or (address(page) if page else "")
            self._note(
                route.address, self.window.name, "" if paging.seeking else url, page or 0, len(candidates), done=False
            )
        self.count("ok")

    def take(self, candidates: Iterable[Candidate], whole: Mapping[str, bytes] = NONE) -> Iterator[Any]:
        """As ever, but only those of the window."""
        yield from self.spider.take([one for one in candidates if one.dated_at in self.window], whole)
        if self.spider.left == 0:
            raise Stopped  # before it is entered that this page was read: what the limit left over is on it

    def _known(self, address: str, window: str = "") -> dict[str, Any]:
        return self.archive.listing(self.spider.name, address, window)

    def _note(
        self, address: str, window: str = "", following: str = "", page: int = 1, announced: int = 0, *, done: bool
    ) -> None:
        note = self.archive.note_listing
        note(self.spider.name, address, window, following, page, announced, done, self.spider.run.now())
