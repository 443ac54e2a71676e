"""Outlets whose pages are empty until a browser ran their scripts: scrapy-playwright with the system's Chromium.

Only requests of outlets that say ``browser = True`` go through it, and only to hosts of the outlet: Chromium is given
their addresses, checked as the guard checks every address, and can look up no other name. robots.txt and the delay hold
for the pages that are asked for, not for what their scripts then load. Needs the extra ``browser``.
"""

import os
import shutil
import socket
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

from crawler.guard import AllowList, is_public

HANDLER = "crawler.drawing.BoundedHandler"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNSEEN = ("image", "media", "font", "stylesheet", "websocket", "manifest", "ping")
"""Types of resources that no text depends on."""
PATIENCE = 10_000
"""Milliseconds that a loaded page is given for its scripts to fall silent."""


def executable() -> str | None:
    """The browser: ``SINMUNGO_CHROMIUM``, else the first of the usual names that is installed."""
    named = os.environ.get("SINMUNGO_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def missing() -> str:
    """What is not there that a browser needs, ``""`` when all is."""
    if find_spec("scrapy_playwright") is None:
        return "it needs a browser: pip install 'sinmungo[browser]', and Chromium"
    if executable() is None:
        return "it needs a browser, and no Chromium was found (SINMUNGO_CHROMIUM names one)"
    return ""


def request_meta() -> dict[str, Any]:
    """The meta of a request that a browser answers."""
    from scrapy_playwright.page import PageMethod

    return {"playwright": True, "playwright_page_methods": [PageMethod(settled)]}


def settings_for(hosts: Iterable[str], user_agent: str, allow: AllowList) -> dict[str, Any]:
    """The Scrapy settings of an outlet with these hosts.

    Arguments for Chromium beyond these are in ``SINMUNGO_CHROMIUM_ARGS``: as root it starts only with --no-sandbox, which
    nobody should want.
    """
    arguments = ["--disable-quic", "--disable-background-networking", "--no-proxy-server"]
    arguments += ["--webrtc-ip-handling-policy=disable_non_proxied_udp", "--js-flags=--max-old-space-size=256"]
    arguments += [f"--host-resolver-rules={_rules(hosts, allow)}"]
    context = {"user_agent": user_agent, "service_workers": "block", "accept_downloads": False, "locale": "ko-KR"}
    return {
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER, "file": None, "data": None, "ftp": None, "s3": None},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": executable(),
            "args": [*arguments, *os.environ.get("SINMUNGO_CHROMIUM_ARGS", "").split()],
        },
        "PLAYWRIGHT_CONTEXTS": {"default": context},
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 30_000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_ABORT_REQUEST": "crawler.browser.is_needless",
    }


def is_needless(request: Any) -> bool:
    """Whether a request of a page need not be made: pictures, films, fonts, and everything that is not the web."""
    return request.resource_type in UNSEEN or not request.url.startswith(("http://", "https://"))


def failures() -> tuple[type[Exception], ...]:
    """What a request to the browser fails with; nothing where there is none."""
    if find_spec("playwright") is None:
        return ()
    from playwright.async_api import Error

    return (Error,)


async def settled(page: Any) -> None:
    """Wait until the page asks for nothing more, or has had its time."""
    from playwright.async_api import TimeoutError as TookTooLong

    with suppress(TookTooLong):
        await page.wait_for_load_state("networkidle", timeout=PATIENCE)


def _rules(hosts: Iterable[str], allow: AllowList) -> str:
    """What Chromium may look up: of each host one address that may be connected to; everything else does not exist."""
    known = {host: address for host in sorted(hosts) if (address := _address(host, allow))}
    return ", ".join([*(f"MAP {host} {address}" for host, address in known.items()), "MAP * ~NOTFOUND"])


def _address(host: str, allow: AllowList) -> str | None:
    with suppress(OSError):
        for *_, (address, *_) in socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM):
            if is_public(str(address)) or allow.answer(host, str(address)):
                return str(address)
    return None
