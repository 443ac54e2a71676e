"""The download handler of pages that scripts draw: scrapy-playwright's, with an end to its patience."""

import asyncio

from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

LONGEST = 60
"""Seconds for one page with all it loads; a script that never yields would hold up the crawl for ever."""
CLOSING = 10


class BoundedHandler(ScrapyPlaywrightDownloadHandler):
    """Gives up a page after ``LONGEST`` seconds, and with it the browser that hangs in it: pages after it fail at once."""

    hung = False

    async def download_request(self, request: Request) -> Response:
        """The page, or :class:`scrapy.exceptions.DownloadTimeoutError`."""
        if not request.meta.get("playwright"):
            response: Response = await super().download_request(request)
            return response
        if self.hung:
            raise DownloadTimeoutError("the browser hangs in an earlier page")
        try:
            return await asyncio.wait_for(super().download_request(request), LONGEST)
        except TimeoutError as error:
            self.hung = True
            raise DownloadTimeoutError(f"the browser was not done with it after {LONGEST} seconds") from error

    async def close(self) -> None:
        """Close the browser, or leave it behind where it does not answer."""
        try:
            await asyncio.wait_for(super().close(), CLOSING)
        except TimeoutError:
            self.hung = True
