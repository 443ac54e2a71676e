"""Waits as long as a host asks for with Retry-After, and ends an outlet's run when the host keeps refusing."""

import asyncio
import logging
import math
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.asyncio import call_later
from twisted.python.failure import Failure

from crawler.guard import Refused

logger = logging.getLogger(__name__)

CAP = 3600.0
BUSY = (429, 503)
REFUSALS = (403, *BUSY)


def seconds_asked(value: bytes | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks to wait from ``now`` (aware), at most an hour.

    The value is a number of seconds or an HTTP date; a date already past means 0. None for a missing, negative or
    unreadable value.
    """
    text = (value or b"").decode("ascii", "replace").strip()
    if text.isdecimal():
        return min(float(text[:12]), CAP)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return min(max((date - now).total_seconds(), 0.0), CAP)


class RetryAfter:
    """Answers 429 and 503 with patience, and 403, 429, 503 in a row with an end.

    A 429 or 503 holds the whole host for the time asked (``RETRY_AFTER_DEFAULT``, doubled on every retry, when it does
    not say) and then asks again, at most ``RETRY_TIMES`` times. The outlet's run ends, with the reason in its finish
    reason, when a host asks for more than ``RETRY_AFTER_MAX_WAIT`` seconds or refuses ``REFUSALS_MAX`` requests in a
    row. Requests already under way then fail with :class:`~crawler.guard.Refused` (``fetch_failed``).
    """

    def __init__(self, crawler: Crawler):
        settings = crawler.settings
        if settings.getlist("REPLAY_WARC"):
            raise NotConfigured  # a replay has no host to be patient with
        self.crawler = crawler
        self.max_wait = settings.getfloat("RETRY_AFTER_MAX_WAIT")
        self.default_wait = settings.getfloat("RETRY_AFTER_DEFAULT")
        self.refusals_max = settings.getint("REFUSALS_MAX")
        self.stopped: str | None = None
        self._held_until: dict[str, float] = {}
        self._refusals: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = _host(request)
        while (left := self._held_until.get(host, 0.0) - monotonic()) > 0 and not self.stopped:
            await asyncio.sleep(min(left, 1.0))  # in steps, so that an ending run is not held up
        if self.stopped:
            raise Refused("fetch_failed", self.stopped)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        host = _host(request)
        if response.status not in REFUSALS:
            self._refusals[host] = 0
            return response
        if _is_robots(request) and response.status == 403:
            return response  # RFC 9309: a robots.txt that is refused forbids nothing
        return self._refused(host, request, response)

    def _refused(self, host: str, request: Request, response: Response) -> Request | Response:
        self._refusals[host] += 1
        self._count(f"retryafter/refused/{response.status}")
        if self._refusals[host] >= self.refusals_max:
            self._stop(f"refused: {host} answered {response.status} to {self._refusals[host]} requests in a row")
        if self.stopped or response.status not in BUSY:
            return response
        return self._later(host, request, response)

    def _later(self, host: str, request: Request, response: Response) -> Request | Response:
        wait = seconds_asked(response.headers.get("Retry-After"), datetime.now(UTC))
        if wait is None:
            wait = self.default_wait * 2 ** request.meta.get("retry_times", 0)
        if wait > self.max_wait:
            self._stop(f"refused: {host} answered {response.status} and asked to wait {math.ceil(wait)} seconds")
            return response
        self._hold(host, request, wait)
        assert self.crawler.spider is not None
        retry = get_retry_request(
            request, spider=self.crawler.spider, reason=str(response.status), stats_base_key="retryafter"
        )
        return retry or response

    def _hold(self, host: str, request: Request, wait: float) -> None:
        """Hold requests of the host: those to come in ``process_request``, those queued in the downloader's slot."""
        logger.info("%s asked for %.0f seconds of rest", host, wait, extra={"spider": self.crawler.spider})
        self._held_until[host] = max(self._held_until.get(host, 0.0), monotonic() + wait)
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine else None
        if engine is None or slot is None:
            return
        slot.close()
        slot.latercall = call_later(self._held_until[host] - monotonic(), engine.downloader._latercall, slot)

    def _stop(self, reason: str) -> None:
        if self.stopped:
            return
        self.stopped = reason
        logger.warning("Ending this outlet's run; %s", reason, extra={"spider": self.crawler.spider})
        self._count("retryafter/stopped")
        engine = self.crawler.engine
        assert engine is not None
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(Refused("fetch_failed", reason)))
        self._closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))

    def _count(self, key: str) -> None:
        if self.crawler.stats:
            self.crawler.stats.inc_value(key)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def _is_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt")) and urlsplit(request.url).path == "/robots.txt"
