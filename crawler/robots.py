"""robots.txt obeyed as RFC 9309 says: one look per origin, failing closed, Crawl-delay applied."""

import asyncio
import logging
import math
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost

from crawler.guard import Refused
from crawler.snapshots import NotInReplay

logger = logging.getLogger(__name__)

MAX_BYTES = 500 * 1024
MAX_DELAY = 3600.0
FAILURES = (
    IgnoreRequest,
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    OSError,
)
"""How a download fails. Any other error fails the asking request itself, so nothing is fetched unseen either."""


class NoRobots:
    """Stands for a robots.txt that could not be had: everything is refused, with the reason why."""

    def __init__(self, reason: str, detail: str):
        self.refusal = (reason, detail)


class FailClosedRobots(RobotsTxtMiddleware):
    """Scrapy's middleware with three gaps closed.

    * Concurrent first requests of an origin wait for one and the same answer (the stock one lets all but the first by).
    * 5xx, 429, time-outs and every other failure refuse the whole origin; any other 4xx allows it; in a replay a
      missing robots.txt allows it and counts ``robotstxt/missing_in_replay``.
    * ``Crawl-delay`` raises the delay of the host's download slot, and AutoThrottle cannot lower it again.

    Raises :class:`~crawler.guard.Refused`: ``robots`` when the file or the server says no, ``fetch_failed`` when the
    origin could not be reached.
    """

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._fetch_seconds = crawler.settings.getfloat("ROBOTSTXT_TIMEOUT")
        self._retries = min(1, crawler.settings.getint("RETRY_TIMES"))
        self._locks: dict[str, asyncio.Lock] = {}
        self._rules: dict[str, RobotParser | NoRobots | None] = {}
        self._delays: dict[str, float] = {}
        crawler.signals.connect(self._keep_delay, signal=signals.request_reached_downloader)
        crawler.signals.connect(self._keep_delay, signal=signals.response_downloaded)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules_for(request)
        if isinstance(rules, NoRobots):
            self._stats.inc_value("robotstxt/forbidden")
            raise Refused(*rules.refusal)
        try:
            self.process_request_2(rules, request)
        except IgnoreRequest:
            raise Refused("robots", "forbidden by robots.txt") from None

    async def _rules_for(self, request: Request) -> RobotParser | NoRobots | None:
        split = urlsplit(request.url)
        origin = f"{split.scheme}://{split.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                self._rules[origin] = await self._fetch(origin, request)
        return self._rules[origin]

    async def _fetch(self, origin: str, request: Request) -> RobotParser | NoRobots | None:
        robots_request = Request(
            f"{origin}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={
                "dont_obey_robotstxt": True,
                "download_timeout": self._fetch_seconds,
                "max_retry_times": self._retries,
            },
            callback=NO_CALLBACK,
        )
        self._stats.inc_value("robotstxt/request_count")
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(robots_request)
        except NotInReplay:
            self._stats.inc_value("robotstxt/missing_in_replay")
            return None
        except FAILURES as error:
            return self._unreachable(origin, error)
        return await self._read(origin, response, request)

    def _unreachable(self, origin: str, error: Exception) -> NoRobots:
        self._stats.inc_value(f"robotstxt/exception_count/{type(error).__name__}")
        logger.info("%s/robots.txt could not be fetched, so nothing is fetched from this host: %r", origin, error)
        if isinstance(error, Refused):
            return NoRobots(error.reason, f"robots.txt: {error.detail}")
        detail = f"robots.txt could not be fetched: {type(error).__name__}: {error}".rstrip(": ")
        return NoRobots("robots" if isinstance(error, IgnoreRequest) else "fetch_failed", detail)

    async def _read(self, origin: str, response: Response, request: Request) -> RobotParser | NoRobots | None:
        self._stats.inc_value("robotstxt/response_count")
        self._stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status >= 500 or response.status == 429:
            logger.info("%s/robots.txt answered %d, so nothing is fetched from this host", origin, response.status)
            return NoRobots("robots", f"robots.txt answered {response.status}")
        if response.status >= 400:
            return None
        if response.body.lstrip()[:1] == b"<":
            logger.warning("%s/robots.txt is a web page, not rules; it forbids nothing", origin)
            self._stats.inc_value("robotstxt/not_rules")
        rules: RobotParser = build_from_crawler(self._parserimpl, self.crawler, response.body[:MAX_BYTES])
        await self.crawler.signals.send_catch_log_async(signals.robots_parsed, robotparser=rules, request=request)
        self._note_delay(origin, rules)
        return rules

    def _note_delay(self, origin: str, rules: RobotParser) -> None:
        delay = rules.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        if delay and delay > 0 and not math.isnan(delay):
            host = urlsplit(origin).hostname or ""
            self._delays[host] = max(min(delay, MAX_DELAY), self._delays.get(host, 0.0))

    def _keep_delay(self, request: Request) -> None:
        delay = self._delays.get(urlsplit(request.url).hostname or "")
        engine = self.crawler.engine
        if delay is None or engine is None:
            return
        slot = engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot:
            slot.delay = max(slot.delay, delay)
            slot.jitter = 0.0  # the stock ±50 % would undercut what the outlet asks for
