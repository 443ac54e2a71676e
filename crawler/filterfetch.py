"""Downloads one filter list under the guard of a crawl: public addresses only, no proxy, on every hop."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.guard import Refused, is_public

_SECONDS = 60


class _One(Spider):
    """Asks for one address; what came of it stands in ``answers``."""

    name = "filter-list"

    def __init__(self, address: str, answers: list[bytes | str], **kwargs: Any):
        super().__init__(**kwargs)
        self.address, self.answers = address, answers

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.address, self.keep, errback=self.failed)

    def keep(self, response: Response) -> None:
        self.answers.append(response.body if response.status == 200 else f"the server answered {response.status}")

    def failed(self, failure: Failure) -> None:
        self.answers.append(_reason(failure, self.settings.getint("DOWNLOAD_MAXSIZE")))


def _reason(failure: Any, largest: int) -> str:
    """Why a request failed, as a person is told: without the codes that a crawl counts by."""
    error = failure.value
    if isinstance(error, DownloadCancelledError):
        return f"larger than {largest // 2**20} MB"
    if not isinstance(error, Refused):
        return str(failure.getErrorMessage())
    host = urlsplit(failure.request.url).hostname or ""
    try:
        return error.detail if is_public(host) else f"{host} is not a public address"
    except ValueError:
        return error.detail


def fetch(url: str, limit: int) -> bytes:
    """Return what is at ``url``, at most ``limit`` bytes; raises OSError with the reason when it cannot be had.

    Starts and stops the reactor, so a process can call it once.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    # robots.txt speaks to crawlers; this is one file that a person asked for by its address
    plain = {"ROBOTSTXT_OBEY": False, "HTTPCACHE_ENABLED": False, "ITEM_PIPELINES": {}, "AUTOTHROTTLE_ENABLED": False}
    bounds = {"DOWNLOAD_MAXSIZE": limit, "DOWNLOAD_WARNSIZE": 0, "CLOSESPIDER_TIMEOUT": _SECONDS, "RETRY_TIMES": 1}
    settings.setdict(
        plain | bounds | {"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "CRITICAL", "HTTPERROR_ALLOW_ALL": True}, priority="cmdline"
    )
    answers: list[bytes | str] = []
    process = AsyncCrawlerProcess(settings)
    process.crawl(_One, address=url, answers=answers)
    process.start()
    answer = answers[0] if answers else f"no answer within {_SECONDS} seconds"
    if isinstance(answer, str):
        raise OSError(answer)
    return answer
