"""Downloads one filter list under the guard of a crawl: public addresses only, no proxy, on every hop."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

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
        self.answers.append(failure.getErrorMessage())


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
