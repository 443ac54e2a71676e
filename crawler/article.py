"""ArticleSpider: discovers what an outlet published, fetches every article once, hands each page to the reader."""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from archive.errors import ArchiveError
from crawler import browser, outlets
from crawler.answers import Refusal, of_failure, of_response
from crawler.apis import Api, read_api_article
from crawler.backfill import BackFill
from crawler.dates import launch
from crawler.discoverer import Discoverer
from crawler.discovery import Candidate, DiscoveryError, parse_when
from crawler.families import GENERIC, Family, Selectors
from crawler.guard import AllowList
from crawler.items import Article, Quarantined
from crawler.pipelines import Keep, finish, read_response, record
from crawler.routes import Window, last_instant
from crawler.run import Run, run_of
from crawler.urls import clean_url, host

logger = logging.getLogger(__name__)

ATTEMPTS = 3
LEFT_OVER = -1
"""Priority of what earlier runs did not come to: what is new comes first."""


class ArticleSpider(scrapy.Spider):
    """One outlet. A subclass declares; nothing in it is code. What it does not state is the ``family``'s.

    ``feeds``, ``sitemaps``, ``lists`` and ``apis`` say where articles are announced; addresses may be relative to
    ``home``. Of each kind one is enough: they stand best first, and the next is asked only where one fails. Lists are
    read where nothing else answers, and by back-fills. ``{page}`` in an address counts pages; ``{day:%Y%m%d}`` names a
    Korean day, for a back-fill.

    ``article_url`` is what begins right behind the host (``/news/…?…``) and names the article in its group ``key``; a
    group ``day`` names its day. ``twins`` are further hosts of the same articles. ``desk`` is a pattern of which something
    must stand in an announced address: business papers are kept to the desks that Sinmungo is about. ``page_api`` is the
    JSON that holds an article's text, ``{key}`` in its address; it links as the list does.

    ``kind`` is what its articles are where nothing on them says otherwise (``flash``, ``notice``).
    ``selectors`` states only what differs from the family. ``launched`` is when the outlet began (``2015``, ``2015-03``): a
    date before that is no date of an article. ``browser`` says that pages are empty until a browser ran their scripts,
    ``stored_only`` why an outlet is never crawled, only read from stored pages, and ``verified`` on which day the declaration
    was checked against the live site.

    Arguments (``-a``): ``since``, a date before which dated articles are skipped (KST unless it says otherwise);
    ``until``, the last day of a back-fill that begins with ``since``; ``limit``, the number of articles to fetch at most.
    """

    korean_name: str = ""
    home: str = ""
    category: str = ""
    launched: str = ""
    kind: str = "news"
    verified: str = ""
    stored_only: str = ""
    browser: bool = False
    family: Family = GENERIC
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    lists: ClassVar[tuple[str, ...]] = ()
    apis: ClassVar[tuple[Api, ...]] = ()
    page_api: Api | None = None
    desk: str = ""
    article_url: str = ""
    twins: tuple[str, ...] = ()
    selectors: Selectors = Selectors()
    announcements: ClassVar[tuple[str, ...]] = ()
    """Every address where articles are announced, absolute."""
    allowed_hosts: frozenset[str] = frozenset()
    allowed_domains: list[str] = []
    handle_httpstatus_list = list(range(400, 600))

    run: Run

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.article_url = cls.article_url or cls.family.article_url
        launch(cls.launched)  # raises at once for what is no date
        if cls.home and "(?P<key" not in cls.article_url:
            raise TypeError(f"{cls.__name__}: article_url is needed, a pattern with a group named key")
        for kind in ("feeds", "sitemaps", "lists"):
            told = () if cls.stored_only else vars(cls).get(kind, getattr(cls.family, kind))
            setattr(cls, kind, tuple(urljoin(cls.home, address) for address in told))
        apis = () if cls.stored_only else vars(cls).get("apis", cls.family.apis)
        cls.apis = tuple(replace(api, address=urljoin(cls.home, api.address)) for api in apis)
        if cls.page_api and cls.apis:
            cls.page_api = replace(cls.page_api, link=cls.apis[0].link)
        cls.announcements = (*cls.feeds, *cls.sitemaps, *cls.lists, *(api.address for api in cls.apis))
        named = [cls.home, *cls.announcements, *([cls.page_api.address] if cls.page_api else [])]
        twins = {prefix + domain for domain in (host(cls.home), *cls.twins) for prefix in ("", "www.", "m.", "amp.")}
        cls.allowed_hosts = frozenset({urlsplit(url).hostname or "" for url in named} | twins) - {""}
        cls.allowed_domains = [host(cls.home), *cls.twins]

    def __init__(
        self, *args: Any, since: str = "", until: str = "", limit: str | int | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.since = parse_when(since)
        if since and self.since is None:
            raise ValueError(f"since={since!r} is no date; write 2026-11-01")
        if until and not (self.since and last_instant(until)):
            raise ValueError(f"until={until!r} is no date, or since is missing; write since=2024-01-01 until=2024-02-01")
        self.window = Window(self.since, last_instant(until) or "") if until and self.since else None
        if self.window and self.window.until < self.window.since:
            raise ValueError(f"until={until!r} is before since={since!r}")
        if self.stored_only:
            raise ValueError(f"{self.name} is never crawled: {self.stored_only}")
        self.left = int(limit) if limit else None
        self.keys = outlets.url_keys_with(type(self))
        self.unsettled: dict[str, str] = {}
        self.fresh = 0
        self._met: set[str] = set()
        self._desk = re.compile(self.desk)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        if cls.browser and not settings.getlist("REPLAY_WARC") and not browser.missing():
            allow = AllowList(settings.getlist("GUARD_ALLOW"))
            told = browser.settings_for(cls.allowed_hosts, settings["USER_AGENT"], allow)
            settings.setdict(told, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "ArticleSpider":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.item_kept, signal=signals.item_scraped)
        crawler.signals.connect(spider.leave_pending, signal=signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        try:
            self.run = run_of(self.crawler)
        except ArchiveError as error:  # the runner has opened it before; this is plain "scrapy crawl"
            logger.critical("Nothing was done: %s", error, extra={"spider": self})
            return
        discoverer = BackFill(self, self.window) if self.window else Discoverer(self)
        async for request in discoverer.requests():
            yield request
        for left in self._left_over():
            yield left

    def take(self, candidates: Iterable[Candidate], whole: Mapping[str, bytes] | None = None) -> Iterator[Request]:
        """Enter announced articles in the ledger and yield a request for each one that must be fetched.

        ``whole`` holds pages, by address, of articles that the announcement itself tells in full: those are kept at once.
        ``fresh`` counts both.
        """
        announced = [(self.keys.key(one.url), one) for one in candidates if _can_be_asked(one.url)]
        announced = [(key, one) for key, one in announced if key not in self._met]
        first = dict(reversed(announced))
        entries = [_entry(key, one, self.window) for key, one in announced]
        wanted = self.run.archive.discover(self.run.number, self.name, entries, self.run.now())
        self._met.update(wanted)  # the others may yet be announced as changed by another feed
        for key in wanted:
            one = first[key]
            if reason := self._not_wanted(one):
                self._settle(key, "skipped", reason)
                continue
            self.fresh += 1
            request = self.ask(key, one.url)
            if whole and (page := whole.get(one.url)):
                self._keep_whole(key, one.url, page)
            else:
                yield request

    def ask(self, key: str, url: str, priority: int = 0) -> Request:
        """The request for an article page."""
        if self.left is not None:
            self.left -= 1
        self.unsettled[key] = url
        meta = {"url_key": key} | self.browsing()
        address = self.page_api.address.format(key=key.partition(":")[2]) if self.page_api else clean_url(url)
        # dont_filter: a redirect onto a page fetched before must still come back and settle its URL
        return Request(address, self.parse, errback=self.failed, meta=meta, dont_filter=True, priority=priority)

    def _left_over(self) -> Iterator[Request]:
        """What earlier runs did not come to, behind what is new; what the limits leave over this time stays pending."""
        window = (self.window.since, self.window.until) if self.window else None
        for row in self.run.archive.pending(self.name, window):
            too_old = self.since and row["dated_at"] and row["dated_at"] < self.since
            if row["url_key"] in self._met or too_old or self.left == 0:
                continue
            self._met.add(row["url_key"])
            if not _can_be_asked(row["url"]):
                self._settle(row["url_key"], "skipped", "off_site", "no address that can be asked")
                continue
            yield self.ask(row["url_key"], row["url"], LEFT_OVER)

    def _keep_whole(self, key: str, url: str, page: bytes) -> None:
        """Hand an article that came whole to the archive.

        Not as an item of ``start``: while Scrapy works on one of those, a crawl that is ended waits for ever.
        """
        item = finish(self._read(url, page, "", self.run.now(), "api"), self.keys)
        keep = self.crawler.get_item_pipeline(Keep)
        assert isinstance(keep, Keep)
        keep.process_item(item)
        self.unsettled.pop(key, None)

    def browsing(self) -> dict[str, Any]:
        """The meta of requests for pages that scripts draw; empty where pages are what they are, and in a replay."""
        drawn = self.browser and self.crawler.settings["DOWNLOAD_HANDLERS"].get("https") == browser.HANDLER
        return browser.request_meta() if drawn else {}

    # --- article pages

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Article | Quarantined]:
        """An article page → one item, an article or the reason why it is none."""
        refusal = of_response(response, json=self.page_api is not None)
        if refusal is not None:
            yield from self._refused(response, refusal)
            return
        url, body, source = response.url, response.body, ""
        if self.browsing():  # a page's scripts may write what they like into the address bar
            if not url.startswith(("http://", "https://")):
                yield from self._refused(response, Refusal("pending", "fetch_failed", f"the browser ended at {url[:100]}"))
                return
            url = response.request.url if response.request else url
        if self.page_api:
            url, source = self.unsettled.get(response.meta["url_key"], response.url), "api"
            try:
                body = read_api_article(body, self.page_api)
            except DiscoveryError as error:
                yield from self._refused(response, Refusal("quarantined", "not_article", str(error)))
                return
        yield self._read(url, body, _header(response, "Content-Type"), self._fetched_at(response), source)

    def _read(self, url: str, body: bytes, content_type: str, at: str, extractor: str) -> Article | Quarantined:
        told = {"content_type": content_type, "fetched_at": at, "extractor": extractor}
        return read_response(url, lambda: body, outlet=type(self), keys=self.keys, **told)

    def failed(self, failure: Failure) -> Iterator[Quarantined]:
        """A page that could not be fetched: skipped, quarantined, or left pending for another run."""
        yield from self._refused(failure, of_failure(failure.value))

    def _refused(self, source: Response | Failure, refusal: Refusal) -> Iterator[Quarantined]:
        request: Request = source.request  # type: ignore[union-attr, assignment]
        key = request.meta["url_key"]
        if refusal.state == "skipped":
            self._settle(key, "skipped", refusal.reason, refusal.detail, asked=refusal.asked)
        elif refusal.state == "pending" and not (refusal.asked and self._attempts(key) >= ATTEMPTS):
            self.run.error(self.name, f"{request.url}: {refusal.detail}")
            self._count("pages/postponed")
            self._settle(key, "pending", refusal.reason, refusal.detail, asked=refusal.asked)
        else:
            at = self._fetched_at(source)
            yield Quarantined(self.unsettled.get(key, request.url), key, self.name, refusal.reason, refusal.detail, at)

    def item_kept(self, item: Article | Quarantined, response: Any) -> None:
        """Settle the URL that was asked for when the page turned out to be another URL's."""
        asked = response.request.meta["url_key"]
        url = self.unsettled.pop(asked, item.url)
        if item.url_key == asked:
            return
        if isinstance(item, Article):
            self._settle(asked, "skipped", "archived", f"the same article as {item.url_key}", asked=True)
        else:
            self.run.archive.quarantine(self.run.number, record(item) | {"url": url, "url_key": asked})

    def leave_pending(self, reason: str) -> None:
        """Say of every URL this run did not come to why it waits for the next."""
        if not self.unsettled or self.run.broken:
            return
        for key in list(self.unsettled):
            self._settle(key, "pending", reason, "the run ended first")
        self.run.archive.flush()

    # --- small print

    def _not_wanted(self, one: Candidate) -> str | None:
        slug, key = self.keys.match(one.url)
        if slug != self.name or key is None:
            return "off_site"
        if self.since and "" < (one.dated_at or one.changed_at or "") < self.since:
            return "too_old"
        if not self._desk.search(one.url):
            return "off_desk"
        return "limit" if self.left == 0 else None

    def _settle(self, key: str, state: str, reason: str, detail: str = "", *, asked: bool = False) -> None:
        self.unsettled.pop(key, None)
        self.run.archive.settle(self.run.number, key, state, reason, self.run.now(), detail, asked=asked)

    def _attempts(self, key: str) -> int:
        """How many runs have asked for this URL since it last was an article, the present one included."""
        before = self.run.archive.db.execute("SELECT attempts FROM urls WHERE url_key = ?", (key,)).fetchone()
        return (before[0] if before else 0) + 1

    def _fetched_at(self, source: Response | Failure) -> str:
        request: Any = source.request  # type: ignore[union-attr]
        return request.meta.get("fetched_at") or self.run.now()

    def _count(self, key: str) -> None:
        self.crawler.stats.inc_value(key)


def _can_be_asked(url: str) -> bool:
    """Whether an announced address is one at all: hostile ones have ports that are none, or half an IPv6 address."""
    try:
        return urlsplit(clean_url(url)).port != 0 and bool(Request(clean_url(url)))
    except ValueError:
        return False


def _entry(key: str, one: Candidate, window: Window | None) -> dict[str, str | None]:
    """The candidate as the ledger takes it."""
    told = {"dated_at": one.dated_at, "changed_at": one.changed_at, "backfill": window.name if window else None}
    return {"url": clean_url(one.url), "url_key": key, "source": one.source, **told}


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")
