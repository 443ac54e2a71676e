"""A few requests with the manners of a crawl, and nothing kept: robots.txt, guard, delays, and the outlet's browser."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import scrapy
from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import BaseSettings, Settings

MOST_SECONDS = 600


class BrokenOff(Exception):
    """The errand was not done to its end; the message says why."""


def run_errand(
    errand: Callable[[Any], Awaitable[None]],
    settings: Settings,
    *,
    hosts: Iterable[str] = (),
    domains: Iterable[str] = (),
    prepare: Callable[[BaseSettings], None] | None = None,
) -> None:
    """Run ``errand(engine)`` in a process of Scrapy's; only ``hosts``, or hosts of ``domains``, may be asked.

    ``prepare`` changes the settings as an outlet's own would. Raises what the errand raised, and :class:`BrokenOff` when
    the crawl was ended before it came to its end: too many refusals, a long Retry-After, a signal.
    """
    declared: dict[str, Any] = {
        "name": "errand",
        "errand": staticmethod(errand),
        "prepare": prepare and staticmethod(prepare),
    }
    declared |= {"allowed_hosts": frozenset(hosts)} if hosts else {"allowed_domains": list(domains)}
    settings.setdict({"ITEM_PIPELINES": {}, "CLOSESPIDER_TIMEOUT": MOST_SECONDS}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(type("Errand", (_Errand,), declared))
    process.crawl(crawler)
    process.start()
    spider: Any = crawler.spider
    if spider is not None and spider.raised is not None:
        raise spider.raised
    if spider is None or not spider.done:
        raise BrokenOff(str(crawler.stats.get_value("finish_reason") if crawler.stats else "") or "it did not begin")


class _Errand(scrapy.Spider):
    errand: Callable[[Any], Awaitable[None]]
    prepare: Callable[[BaseSettings], None] | None
    handle_httpstatus_list = list(range(400, 600))
    done = False
    raised: BaseException | None = None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        if cls.prepare:
            cls.prepare(settings)

    async def start(self) -> AsyncIterator[Request]:
        try:
            await self.errand(self.crawler.engine)
            self.done = True
        except (Exception, asyncio.CancelledError) as error:
            self.raised = error if isinstance(error, Exception) else None
        return
        yield  # what makes it the generator that Scrapy wants
