"""ArticleSpider: discovers what an outlet published, fetches every article once, hands each page to the reader."""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.errors import ArchiveError
from crawler import outlets
from crawler.answers import Refusal, of_failure, of_response
from crawler.dates import launch
from crawler.discovery import Candidate, DiscoveryError, Sitemap, parse_when, read_feed, read_sitemap
from crawler.families import GENERIC, Family, Selectors
from crawler.items import Article, Quarantined
from crawler.pipelines import read_response, record
from crawler.run import Run, run_of
from crawler.urls import clean_url, host

logger = logging.getLogger(__name__)

SITEMAP_DAYS = 3
ATTEMPTS = 3
FEEDS_FIRST = 10


class ArticleSpider(scrapy.Spider):
    """One outlet. A subclass declares; nothing in it is code.

    ``feeds`` and ``sitemaps`` are addresses; a sitemap is read back to ``since``, by default for three days.
    ``article_url`` is what begins right behind the host (``/news/…?…``) and names the article in its group ``key``; it
    defaults to the family's. ``selectors`` states only what differs from the family. ``launched`` is when the outlet began
    (``2015``, ``2015-03``): a date before that is no date of an article.

    Arguments (``-a``): ``since``, a date before which dated articles are skipped (KST unless it says otherwise), and
    ``limit``, the number of articles to fetch at most.
    """

    korean_name: str = ""
    home: str = ""
    category: str = ""
    launched: str = ""
    family: Family = GENERIC
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    article_url: str = ""
    selectors: Selectors = Selectors()
    allowed_hosts: frozenset[str] = frozenset()
    allowed_domains: list[str] = []
    handle_httpstatus_list = list(range(400, 600))

    run: Run

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        domain = host(cls.home)
        named = {urlsplit(url).hostname or "" for url in (cls.home, *cls.feeds, *cls.sitemaps)}
        twins = {prefix + domain for prefix in ("", "www.", "m.", "amp.")}
        cls.article_url = cls.article_url or cls.family.article_url
        launch(cls.launched)  # raises at once for what is no date
        if cls.home and "(?P<key>" not in cls.article_url:
            raise TypeError(f"{cls.__name__}: article_url is needed, a pattern with a group named key")
        cls.allowed_hosts = frozenset(named | twins) - {""}
        cls.allowed_domains = [domain]

    def __init__(self, *args: Any, since: str = "", limit: str | int | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.since = parse_when(since)
        if since and self.since is None:
            raise ValueError(f"since={since!r} is no date; write 2026-11-01")
        self.left = int(limit) if limit else None
        self.keys = outlets.url_keys_with(type(self))
        self.unsettled: dict[str, str] = {}
        self._met: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "ArticleSpider":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.item_kept, signal=signals.item_scraped)
        crawler.signals.connect(spider.leave_pending, signal=signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        try:
            self.run = run_of(self.crawler)
        except ArchiveError as error:  # the runner has opened it before; this is plain "scrapy crawl"
            logger.critical("Nothing was done: %s", error, extra={"spider": self})
            return
        for left in self.run.archive.pending(self.name):
            self._met.add(left["url_key"])
            if request := self.ask(left["url_key"], left["url"], left["dated_at"]):
                yield request
        for url in self.feeds:
            yield self._announcements(url, self.parse_feed)
        for url in self.sitemaps:
            yield self._announcements(url, self.parse_sitemap)

    # --- discovery

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """An RSS or Atom feed → requests for the articles that are new or announced as changed."""
        if self._is_error(response):
            return
        if self._nothing_new(response):
            self._count("feeds/unchanged")
            return
        try:
            candidates = read_feed(response.body, response.url)
        except DiscoveryError as error:
            self._feed_failed(response.url, str(error))
            return
        self._count("feeds/ok")
        yield from self.take(candidates)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """A sitemap or an index of them → requests for articles and for the child sitemaps young enough."""
        if self._is_error(response):
            return
        try:
            sitemap = read_sitemap(response.body, response.url)
        except DiscoveryError as error:
            self._feed_failed(response.url, str(error))
            return
        horizon = self._horizon()
        for url in _young_children(sitemap, horizon):  # an unchanged index says nothing about what it lists
            yield self._announcements(url, self.parse_sitemap)
        if self._nothing_new(response) and not self.since:  # a date may reach further back than the last run did
            self._count("feeds/unchanged")
            return
        self._count("feeds/ok")
        yield from self.take([one for one in sitemap.candidates if (one.changed_at or horizon) >= horizon])

    def take(self, candidates: Iterable[Candidate]) -> Iterator[Request]:
        """Enter announced articles in the ledger and yield a request for each one that must be fetched."""
        announced = [(self.keys.key(one.url), one) for one in candidates]
        announced = [(key, one) for key, one in announced if key not in self._met]
        first = dict(reversed(announced))
        entries = [_entry(key, one) for key, one in announced]
        wanted = self.run.archive.discover(self.run.number, self.name, entries, self.run.now())
        self._met.update(wanted)  # the others may yet be announced as changed by another feed
        for key in wanted:
            if request := self.ask(key, first[key].url, first[key].dated_at):
                yield request

    def ask(self, key: str, url: str, dated_at: str | None) -> Request | None:
        """A request for an article page, or None with the URL settled as skipped."""
        reason = self._not_wanted(url, dated_at)
        if reason:
            self._settle(key, "skipped", reason)
            return None
        if self.left is not None:
            self.left -= 1
        self.unsettled[key] = url
        # dont_filter: a redirect onto a page fetched before must still come back and settle its URL
        return Request(clean_url(url), self.parse, errback=self.failed, meta={"url_key": key}, dont_filter=True)

    # --- article pages

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Article | Quarantined]:
        """An article page → one item, an article or the reason why it is none."""
        refusal = of_response(response)
        if refusal is None:
            yield read_response(
                response.url,
                lambda: response.body,
                content_type=_header(response, "Content-Type"),
                fetched_at=self._fetched_at(response),
                outlet=type(self),
                keys=self.keys,
            )
        else:
            yield from self._refused(response, refusal)

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

    def _announcements(self, url: str, callback: Any) -> Request:
        return Request(url, callback, errback=self._feed_unreachable, priority=FEEDS_FIRST, dont_filter=True)

    def _is_error(self, response: Response) -> bool:
        if response.status >= 400:
            self._feed_failed(response.url, f"HTTP {response.status}")
        return response.status >= 400

    def _nothing_new(self, response: Response) -> bool:
        """Whether a feed or sitemap is what it was when the last run took everything it announced."""
        if "unchanged" not in response.flags:
            return False
        db = self.run.archive.db
        # a killed run has no row for any outlet: it may have kept a feed and never come to read it
        last = """SELECT finish_reason, EXISTS (SELECT 1 FROM runs WHERE id > run_id AND runs.finish_reason = 'killed')
        FROM run_outlets WHERE outlet = ? ORDER BY id DESC LIMIT 1"""
        left = "SELECT 1 FROM urls WHERE outlet = ? AND state = 'skipped' AND reason IN ('limit', 'too_old') LIMIT 1"
        ended = db.execute(last, (self.name,)).fetchone()
        return ended == ("finished", 0) and db.execute(left, (self.name,)).fetchone() is None

    def _feed_unreachable(self, failure: Failure) -> None:
        self._feed_failed(failure.request.url, of_failure(failure.value).detail)  # type: ignore[attr-defined]

    def _feed_failed(self, url: str, why: str) -> None:
        self._count("feeds/failed")
        logger.info("Feed failed: %s: %s", url, why, extra={"spider": self})
        self.run.error(self.name, f"{url}: {why}")

    def _horizon(self) -> str:
        back = datetime.fromisoformat(self.run.now()) - timedelta(days=SITEMAP_DAYS)
        return self.since or back.isoformat(timespec="seconds")

    def _not_wanted(self, url: str, dated_at: str | None) -> str | None:
        slug, key = self.keys.match(url)
        if slug != self.name or key is None:
            return "off_site"
        if self.since and dated_at and dated_at < self.since:
            return "too_old"
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


def _entry(key: str, one: Candidate) -> dict[str, str | None]:
    """The candidate as the ledger takes it."""
    dates = {"dated_at": one.dated_at, "changed_at": one.changed_at}
    return {"url": clean_url(one.url), "url_key": key, "source": one.source, **dates}


def _young_children(sitemap: Sitemap, horizon: str) -> list[str]:
    """Child sitemaps changed since the horizon; where an index gives no dates, the last one it lists."""
    young = [url for url, changed in sitemap.children if changed and changed >= horizon]
    undated = [url for url, changed in sitemap.children if not changed]
    return young + undated[-1:]


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")
