"""Fills in what an outlet published in the past, and goes on where an earlier run was stopped."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request

from crawler.announcement import Announcement
from crawler.dates import KST
from crawler.discoverer import Child, Discoverer, newest_first
from crawler.discovery import Candidate, DiscoveryError
from crawler.fetching import Stopped, Unanswered, is_closing
from crawler.routes import MOST_PAGES, Paging, Route, Window, routes_back

if TYPE_CHECKING:
    from crawler.article import ArticleSpider

FAILURES = 3
"""Days in a row that fail before the others are left for another run."""
WAITING = 50
"""Articles still to be fetched with which the next page of a list is waited for: a run that ends leaves no heap behind."""
EDITED_WITHIN = timedelta(days=3)
"""Where only the last change is told: how long after the window it may have been."""
MOST_CHILDREN = 5_000


class EndsEarly(DiscoveryError):
    """A list that was read to its end, which is later than the window's beginning."""


class BackFill(Discoverer):
    """Asks what leads back to a window of time, the most exact route first.

    How far it came is in the archive (``listings``), entered after the articles it announced were: what was being read
    when a run was stopped is read again, and nothing else.
    """

    def __init__(self, spider: "ArticleSpider", window: Window):
        super().__init__(spider)
        self.window = window
        self.days = {day.isoformat() for day in window.days(spider.run.now())}
        self.over = window.until < spider.run.now()

    async def found(self) -> AsyncIterator[Request]:
        """Requests for the articles of the window."""
        failed: list[str] = []
        ended = False
        for group in routes_back(self.spider):
            before = len(failed)
            for route in group:
                walk = self._days if route.daily else self._children if route.kind == "sitemap" else self._pages_back
                try:
                    async for request in walk(route):
                        yield request
                except DiscoveryError as error:
                    failed.append(f"{route.address}: {error}")
                    ended |= isinstance(error, EndsEarly)
            if len(failed) - before < len(group):
                for why in failed[before:]:
                    self.failed([why])
                self.remember(failed[:before])
                return
        why = "; ".join(failed) or "only its newest articles are announced"
        what = "not all leads back" if ended else "nothing leads back"
        self.failed([f"{what} to {_korean_day(self.window.since)}: {why}"])

    async def _days(self, route: Route) -> AsyncIterator[Request]:
        """What is kept by days: every day of the window that no run has read to its end, and the one before.

        Some sites keep days of their own time zone, behind Korea's; there the window begins on the day before. Days on
        which an earlier run failed come last.
        """
        days = self.window.days(self.spider.run.now())
        known = {day: self._known(route.url(day=day)) for day in (days[0] - timedelta(days=1), *days)}
        answered = any(told["done"] for told in known.values())
        if all(told["done"] for told in known.values()):
            self.count("unchanged")
        failures = 0
        for day in sorted((day for day in known if not known[day]["done"]), key=lambda day: (known[day]["page"], day)):
            try:
                async for request in self._day(route, day, answered):
                    yield request
                failures, answered = 0, True
            except DiscoveryError as error:
                if not answered:
                    raise  # there is no such route, or not for us
                failures += 1
                self.failed([str(error)])
                self.note(route.url(day=day), page=known[day]["page"] + 1, done=False)
                if failures == FAILURES:
                    return

    async def _day(self, route: Route, day: date, answered: bool) -> AsyncIterator[Request]:
        """The articles of one day; where other days have answered, one that is not there had none."""
        paging, url = Paging(most=MOST_PAGES), route.url(day=day)
        listed: list[Candidate] = []
        while url:
            await self._room()
            try:
                told = await self.page_or_end(route, url, first=paging.page == 1)
            except Unanswered as error:
                if not (answered and error.status in (404, 410)):
                    raise
                told = Announcement()
            for request in self._take(self._of_day(told.candidates, day), told):
                yield request
            listed += told.candidates
            more = paging.turn(told.dates(self.spider.keys)) if route.paged else None
            url = route.url(day=day, page=more) if more else ""
        self.count("ok")
        whole = day.isoformat() in self.days and all(one.dated_at in self.window for one in listed if one.dated_at)
        today = datetime.fromisoformat(self.spider.run.now()).astimezone(KST).date()
        self.note(route.url(day=day), "" if whole else self.window.name, announced=len(listed), done=day < today)

    def _of_day(self, candidates: Iterable[Candidate], day: date) -> Iterator[Candidate]:
        """Those of the window: where no time is told, the day is the date."""
        for one in candidates:
            if one.dated_at in self.window or (one.dated_at is None and day.isoformat() in self.days):
                yield one

    async def _children(self, route: Route) -> AsyncIterator[Request]:
        """A sitemap index: every child that changed since the window began; their order says nothing sure."""
        index = await self.page_or_end(route, route.url(), first=True)
        if not index.children:
            raise DiscoveryError("a sitemap of the newest articles only")
        waiting: list[Child] = newest_first(index.children)
        done = 0
        while waiting and done < MOST_CHILDREN:
            child, changed = waiting.pop(0)
            done += 1
            if (changed and changed < self.window.since) or self._known(child)["done"]:
                continue
            await self._room()
            try:
                told = await self.page_or_end(route, child, first=True)
            except DiscoveryError as error:
                self.failed([str(error)])
                continue
            for request in self._take(filter(self._may_belong, told.candidates), told):
                yield request
            waiting += told.children
            self.note(child, self.window.name, announced=len(told.candidates), done=self.over)
        self.count("ok")

    def _may_belong(self, one: Candidate) -> bool:
        """Whether an article of a sitemap is of the window; where only its last change is told, not long after it."""
        if one.dated_at:
            return one.dated_at in self.window
        if day := self.spider.keys.day(one.url):
            return day in self.days
        late = (datetime.fromisoformat(self.window.until) + EDITED_WITHIN).isoformat(timespec="seconds")
        return one.changed_at is not None and self.window.since <= one.changed_at <= late

    async def _pages_back(self, route: Route) -> AsyncIterator[Request]:
        """The numbered pages of a list, or those a cursor leads to, from the end of the window to its beginning."""
        known = self._known(route.address)
        if known["done"]:
            self.count("unchanged")
            return
        url = known["following"] or route.url()
        paging = Paging(self.window, known["page"] if known["following"] else 1, most=MOST_PAGES)
        paging.seeking = route.paged and not known["following"]
        while url:
            await self._room()
            told = await self.page_or_end(route, url, first=paging.page == 1)
            for request in self._take(self._of_page(told.candidates), told):
                yield request
            page = paging.turn(told.dates(self.spider.keys))
            url = told.older or (route.url(page=page) if route.paged else "") if page else ""
            following = "" if paging.seeking else url
            self.note(route.address, self.window.name, following, page or 0, len(told.candidates), done=False)
        if paging.ended == "undated":
            raise DiscoveryError("its rows print no date")
        if paging.ended == "reached" and paging.newest < self.window.since:
            raise DiscoveryError("its newest articles are older than the window: it is not a list by date")
        if paging.ended != "reached" and paging.oldest > self.window.since:
            raise EndsEarly(f"it ends at {_korean_day(paging.oldest)}" if paging.oldest < "9" else "it is empty")
        self.count("ok")
        self.note(route.address, self.window.name, done=self.over)

    def _of_page(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Those of the window, and those without a date that stand between two of them."""
        between: list[Candidate] | None = None
        for one in candidates:
            if one.dated_at is None:
                if between is not None:
                    between.append(one)
            elif one.dated_at in self.window:
                yield from between or ()
                yield one
                between = []
            else:
                between = None

    # --- small print

    def _take(self, candidates: Iterable[Candidate], told: Announcement) -> Iterator[Request]:
        yield from self.spider.take(candidates, told.pages)
        if self.spider.left == 0:
            raise Stopped  # before it is entered that this page was read: what the limit left over is on it

    async def _room(self) -> None:
        """Wait until most of what was announced is fetched."""
        while len(self.spider.unsettled) > WAITING:
            if is_closing(self.engine):
                raise Stopped
            await asyncio.sleep(0.2)

    def _known(self, address: str) -> dict[str, Any]:
        """How far an address was read, for this window or whole."""
        whole = self.archive.listing(self.spider.name, address)
        return (
            whole
            if whole["done"] or whole["page"]
            else self.archive.listing(self.spider.name, address, self.window.name)
        )


def _korean_day(when: str) -> str:
    return datetime.fromisoformat(when).astimezone(KST).date().isoformat()
