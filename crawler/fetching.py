"""One request outside the scheduler, for what has to be read before it is known what to ask for."""

from collections.abc import Mapping
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler import browser
from crawler.answers import of_failure
from crawler.discovery import DiscoveryError
from crawler.robots import FAILURES


class Unanswered(DiscoveryError):
    """An address that could not be read; ``status`` is 0 where there was no answer at all."""

    def __init__(self, why: str, status: int = 0):
        super().__init__(why)
        self.status = status


class Stopped(Exception):
    """The crawl is being ended; nothing more may be asked."""


def is_closing(engine: Any) -> bool:
    """Whether the crawl is being ended, for whatever reason."""
    return engine.spider is None or engine._slot is None or engine._slot.closing is not None


async def fetch(engine: Any, url: str, meta: Mapping[str, Any] | None = None) -> Response:
    """The answer to a request that passes robots.txt, guard, delays and cache.

    Raises :class:`Unanswered`, and :class:`Stopped` when the crawl is being ended.
    """
    if is_closing(engine):
        raise Stopped
    try:
        request = Request(url, meta=dict(meta or {}), dont_filter=True)
        response: Response = await engine.download_async(request)
    except ValueError as error:  # no address, or one that redirects to none
        raise Unanswered(f"not an address that can be asked: {error}") from error
    except Exception as error:
        if is_closing(engine):
            raise Stopped from error
        if not isinstance(error, (*FAILURES, *browser.failures())):
            raise  # a mistake of ours, which no outlet shall be blamed for
        raise Unanswered(of_failure(error).detail) from error
    if response.status >= 400:
        raise Unanswered(f"HTTP {response.status}", response.status)
    return response
