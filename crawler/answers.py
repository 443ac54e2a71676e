"""Why an answer is no article page, and whether asking again may help: HTTP statuses, redirects, types, failures."""

from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from crawler.guard import Refused

State = Literal["quarantined", "skipped", "pending"]

HTML_TYPES = ("text/html", "application/xhtml+xml")
LOOSE_TYPES = ("", "text/plain", "application/xml", "text/xml")
"""Types, or none, under which a page may come as well as something else."""
FRONT_PAGES = ("", "/", "/index.html", "/index.htm", "/index.php", "/main", "/main.html")
PASSING = (403, 408, 425, 429)
"""Statuses that say nothing about the article: the outlet is busy or keeps this visitor out for now."""


class Refusal(NamedTuple):
    """What becomes of a URL without an article: ``pending`` may go better in another run.

    ``asked`` is false when the request never left: nothing was learned of the page itself.
    """

    state: State
    reason: str
    detail: str
    asked: bool = True


def of_response(response: Response, *, json: bool = False) -> Refusal | None:
    """Why an answered page, or with ``json`` the data of one, is not read; or None."""
    status = response.status
    if status >= 500 or status in PASSING:
        return Refusal("pending", f"http_{status}", f"HTTP {status}")
    if status >= 400:
        return Refusal("quarantined", f"http_{status}", f"HTTP {status}")
    if response.meta.get("redirect_urls") and urlsplit(response.url).path.lower() in FRONT_PAGES:
        return Refusal("quarantined", "redirect_home", f"redirected to {response.url}")
    if 300 <= status < 400:
        return Refusal("quarantined", f"http_{status}", "a redirect that leads nowhere")
    if json:
        return None  # its reader says what is wrong with it
    return of_type((response.headers.get("Content-Type") or b"").decode("latin-1"))


def of_type(content_type: str) -> Refusal | None:
    """Why a response of this Content-Type is not read, or None; one without a type is."""
    kind = media_type(content_type)
    if kind not in HTML_TYPES and kind not in LOOSE_TYPES:
        return Refusal("quarantined", "not_article", f"Content-Type {kind}")
    return None


def media_type(content_type: str) -> str:
    """``text/html`` of ``Text/HTML; charset=euc-kr``."""
    return content_type.split(";", 1)[0].strip().lower()


def of_failure(error: BaseException | None) -> Refusal:
    """What a failed download means."""
    if isinstance(error, Refused):
        return _of_refused(error)
    if isinstance(error, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(error):
        return Refusal("quarantined", "too_large", str(error)[:300])
    if isinstance(error, IgnoreRequest):
        return Refusal("quarantined", "fetch_failed", str(error)[:300])
    return Refusal("pending", "fetch_failed", f"{type(error).__name__}: {error}"[:300].rstrip(": "))


def _of_refused(error: Refused) -> Refusal:
    if error.reason == "fetch_failed":
        return Refusal("pending", error.reason, error.detail, asked=False)
    if error.reason != "robots":
        return Refusal("quarantined", error.reason, error.detail)
    # a robots.txt that could not be had is no rule of the outlet
    state: State = "skipped" if error.detail.startswith("forbidden") else "pending"
    return Refusal(state, "robots", error.detail, asked=False)
