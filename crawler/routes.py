"""Where an outlet tells what it published, in which order that is asked, and when a walk through it ends. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Protocol

from crawler.apis import Api
from crawler.dates import KST
from crawler.discovery import parse_when

LIVE_PAGES = 5
"""Pages of a list that one ordinary crawl reads at most; a back-fill reads ``MOST_PAGES``."""
MOST_PAGES = 20_000


@dataclass(frozen=True)
class Route:
    """One way to learn of articles. ``address`` may hold ``{page}``, ``{day}``, ``{day_before}`` and ``{next_day}``."""

    kind: str
    """feed (or a sitemap in its place), sitemap, list or api"""
    address: str
    api: Api | None = None

    @property
    def daily(self) -> bool:
        return "{day" in self.address

    @property
    def paged(self) -> bool:
        return "{page}" in self.address

    @property
    def leads_back(self) -> bool:
        """Whether it may reach articles of any age."""
        return self.daily or self.paged or bool(self.api and self.api.cursor)

    def url(self, *, page: int = 1, day: date | None = None) -> str:
        """The address of one page of it; of a Korean day where it is kept by days."""
        values: dict[str, Any] = {"page": page}
        if day:
            values |= {"day": day, "day_before": day - timedelta(days=1), "next_day": day + timedelta(days=1)}
        return self.address.format(**values)


def last_instant(text: str) -> str | None:
    """The last instant of the day that ``text`` names, or the instant it names, as UTC ISO 8601; None for no date."""
    when = parse_when(text)
    if when is None or ":" in text:
        return when
    return (datetime.fromisoformat(when) + timedelta(days=1, seconds=-1)).isoformat(timespec="seconds")


class Announcing(Protocol):
    """What an outlet states of where it announces its articles; see :class:`crawler.article.ArticleSpider`."""

    feeds: ClassVar[tuple[str, ...]]
    sitemaps: ClassVar[tuple[str, ...]]
    lists: ClassVar[tuple[str, ...]]
    apis: ClassVar[tuple[Api, ...]]


def routes(outlet: Announcing | type[Announcing]) -> dict[str, list[Route]]:
    """Kind → routes, each list best first."""
    told = {"feed": outlet.feeds, "sitemap": outlet.sitemaps, "list": outlet.lists}
    found = {kind: [Route(kind, address) for address in addresses] for kind, addresses in told.items()}
    return found | {"api": [Route("api", api.address, api) for api in outlet.apis]}


def live_routes(outlet: Announcing | type[Announcing]) -> tuple[list[list[Route]], list[Route]]:
    """What an ordinary crawl asks: groups of which one route each is enough, and the lists for when nothing else answers."""
    known = routes(outlet)
    groups = [[route for route in known[kind] if not route.daily] for kind in ("feed", "sitemap", "api")]
    return [group for group in groups if group], known["list"]


def routes_back(outlet: Announcing | type[Announcing]) -> list[list[Route]]:
    """What leads to articles of any age: groups, the most exact first, of which one is enough; lists together are one."""
    known = routes(outlet)
    exact = [[route] for kind in ("sitemap", "api") for route in known[kind] if route.daily]
    index = [[route] for route in known["sitemap"] if not route.daily]
    walked = [[route] for route in known["api"] if route.leads_back and not route.daily]
    lists = [route for route in known["list"] if route.paged]
    return [group for group in (*exact, *index, *walked, lists) if group]


@dataclass(frozen=True)
class Window:
    """The time a back-fill is for: UTC ISO 8601 instants, ``since`` the first and ``until`` the last that belongs to it."""

    since: str
    until: str

    def __contains__(self, when: str | None) -> bool:
        return when is not None and self.since <= when <= self.until

    @property
    def name(self) -> str:
        return f"{self.since}/{self.until}"

    def days(self, now: str) -> list[date]:
        """The Korean days of the window that have begun."""
        until = min(self.until, now)
        first, last = (datetime.fromisoformat(when).astimezone(KST).date() for when in (self.since, until))
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass
class Paging:
    """A walk through the pages of one list, newest first; ``turn`` says which page to ask for next.

    With a ``window`` it first looks for the page on which the window ends, by doubling and then halving the number: so
    going back years costs a few dozen pages and not thousands. Pages past the end are empty, or repeat the first or the
    last one.
    """

    window: Window | None = None
    page: int = 1
    seeking: bool = True
    """Whether the page on which the window ends is still being looked for."""
    most: int = LIVE_PAGES
    ended: str = ""
    """Why the walk is over: reached, repeats, empty, undated, known or most; ``""`` while it is not."""
    oldest: str = "9"
    """The date of the oldest article met on the way back, and of the newest met at all."""
    newest: str = ""
    _seen: set[str] = field(default_factory=set)
    _newer: int = 0
    _reached: int | None = None

    def turn(self, dates: Mapping[str, str | None], *, fresh: bool = True) -> int | None:
        """Judge the page just read: ``dates`` maps its articles' keys to their dates, ``fresh`` says that some are new.

        Only what was on no earlier page counts: the boxes beside a list are on all of them.
        """
        new = {key: date for key, date in dates.items() if key not in self._seen}
        self._seen |= new.keys()
        known = sorted(date for date in new.values() if date)
        self.newest = max([self.newest, *known])
        if not self.seeking:
            self.oldest = min([self.oldest, *known])
        if not new:
            ended = "repeats" if dates else "empty"
        elif self.window is None:
            ended = "" if fresh else "known"
        elif not known and self.page == 1:
            ended = "undated"
        else:
            ended = "reached" if known and known[-1] < self.window.since else ""
        if self.window and self.seeking and ended != "undated":
            return self._seek(dates, known, ended)
        return self._next(ended)

    def _next(self, ended: str) -> int | None:
        self.ended = ended or ("most" if self.page >= self.most else "")
        if self.ended:
            return None
        self.page += 1
        return self.page

    def _seek(self, dates: Mapping[str, str | None], known: Sequence[str], ended: str) -> int | None:
        assert self.window
        read = self.page
        # the one in the middle: an old article in a box beside the list must not pass for the list
        if known and known[len(known) // 2] > self.window.until and read < MOST_PAGES:
            self._newer = read
        else:
            self._reached = read
        if self._reached is None:
            self.page = min(2 * read, MOST_PAGES)
            return self.page
        if self._reached - self._newer > 1:
            self.page = (self._newer + self._reached) // 2
            return self.page
        # found: from the page before it, whose last rows may belong to the window
        self.seeking, self._seen, self.page = False, set(), max(self._newer, 1)
        if self.page == read:
            self._seen = set(dates)
            return self._next(ended)
        return self.page
