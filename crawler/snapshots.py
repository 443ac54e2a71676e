"""Keeps raw responses in WARC behind Scrapy's HTTP cache, and replays a crawl from them without a network."""

import hashlib
import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.extensions.httpcache import RFC2616Policy
from scrapy.http import Response
from scrapy.settings import BaseSettings, Settings
from scrapy.statscollectors import StatsCollector
from w3lib.url import canonicalize_url

from crawler.guard import Refused
from crawler.warc import Capture, WarcFile, read_capture, read_warc, utc_iso, utc_now

logger = logging.getLogger(__name__)

NOT_KEPT = (304, 408, 425, 429)


class NotInReplay(Refused):
    """The replayed WARC files hold no answer for a request."""

    def __init__(self, url: str):
        super().__init__("fetch_failed", f"not in the replayed files: {url}")


class SnapshotIndex(Protocol):
    """What the storage asks of the archive: where the newest snapshot of a URL lies."""

    def find_snapshot(self, url: str) -> Mapping[str, Any] | None:
        """The newest snapshot's row (``file``, ``offset``, ``status``, ``digest`` …) or None."""

    def add_snapshot(
        self,
        url: str,
        fetched_at: str,
        status: int,
        validators: dict[str, str | None],
        digest: str,
        file: str,
        offset: int,
        length: int,
    ) -> None:
        """Remember a record; called after the record was handed to the operating system."""

    def touch_snapshot(self, url: str, at: str) -> None:
        """Note that the newest snapshot of the URL was found unchanged at this time."""


class StoreAndRevalidate(RFC2616Policy):
    """Store everything worth keeping, always ask again with validators, and take only a 304 for "unchanged"."""

    def should_cache_request(self, request: Request) -> bool:
        return request.method == "GET" and request.url.startswith(("http:", "https:"))

    def should_cache_response(self, response: Response, request: Request) -> bool:
        return response.status < 500 and response.status not in NOT_KEPT

    def is_cached_response_fresh(self, cachedresponse: Response, request: Request) -> bool:
        if "replayed" in cachedresponse.flags:
            return True
        if cachedresponse.status == 200 and "playwright" not in request.meta:  # what scripts draw has no validators
            self._set_conditional_validators(request, cachedresponse)
        return False

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:
        return response.status == 304


_open_files: dict[Path, tuple[WarcFile, set[int]]] = {}


class WarcStorage:
    """Snapshots of live responses: one new WARC file per process below ``SNAPSHOT_DIR``, found through the archive.

    The archive is ``crawler.sinmungo_archive``, set by the runner; without one (``scrapy shell``) nothing is kept.
    The record reaches the file before the index names it, so a killed crawl never leaves a row without its record.
    """

    def __init__(self, settings: BaseSettings):
        self.root = Path(settings["SNAPSHOT_DIR"]).absolute()

    def open_spider(self, spider: Spider) -> None:
        self._crawler = spider.crawler
        self._file, self._users = _open_files.setdefault(self.root, (WarcFile(self.root), set()))
        self._users.add(id(self))

    def close_spider(self, spider: Spider) -> None:
        self._users.discard(id(self))
        if not self._users:
            self._file.close()
            _open_files.pop(self.root, None)

    @property
    def index(self) -> SnapshotIndex | None:
        """The archive, as far as it is there."""
        return getattr(self._crawler, "sinmungo_archive", None)

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        row = self.index.find_snapshot(request.url) if self.index else None
        if row is None:
            return None
        try:
            capture = read_capture(self.root / row["file"], row["offset"])
        except OSError as error:
            logger.warning("Snapshot of %s cannot be read, fetched anew: %s", request.url, error)
            return None
        return capture.response() if capture and capture.url == request.url else None

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        if self.index is None:
            return
        capture = Capture(response.url, request.meta["fetched_at"], response.status, response.headers, response.body)
        file, offset, length = self._file.write(capture)
        validators = {"etag": _header(response, "ETag"), "last_modified": _header(response, "Last-Modified")}
        digest = "sha256:" + hashlib.sha256(response.body).hexdigest()
        self.index.add_snapshot(
            response.url, capture.fetched_at, response.status, validators, digest, file, offset, length
        )

    def touch(self, request: Request) -> None:
        """Note that the stored response of this request is what the server still has."""
        if self.index:
            self.index.touch_snapshot(request.url, request.meta["fetched_at"])


class ReplayStorage:
    """Answers every request, robots.txt too, from the WARC files ``REPLAY_WARC`` names; stores nothing.

    Of several captures of a URL the newest not later than ``REPLAY_AT`` answers. Raises :class:`NotInReplay` when
    there is none, OSError or ValueError when a file cannot be read.
    """

    def __init__(self, settings: BaseSettings):
        at = settings.get("REPLAY_AT")
        self.until = utc_iso(at) if at else "9999"
        self.captures = replay_index(tuple(str(Path(path).absolute()) for path in settings.getlist("REPLAY_WARC")))

    def open_spider(self, spider: Spider) -> None:
        """Nothing to open: files are read as asked."""

    def close_spider(self, spider: Spider) -> None:
        """Nothing to close."""

    def retrieve_response(self, spider: Spider, request: Request) -> Response:
        known = self.captures.get(canonicalize_url(request.url), ())
        for fetched_at, path, offset in reversed(known):
            capture = read_capture(path, offset) if fetched_at <= self.until else None
            if capture:
                request.meta["fetched_at"] = fetched_at
                response = capture.response().replace(url=request.url)
                response.flags.append("replayed")
                return response
        raise NotInReplay(request.url)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        """A replay adds nothing to what is replayed."""


@lru_cache(maxsize=2)
def replay_index(paths: tuple[str, ...]) -> dict[str, list[tuple[str, str, int]]]:
    """Canonical URL → its captures (fetched_at, file, offset), oldest first; read once for all spiders of a run."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for path in paths:
        for capture, offset in read_warc(path):
            if capture.status != 304:
                found.setdefault(canonicalize_url(capture.url), []).append((capture.fetched_at, path, offset))
    for captures in found.values():
        captures.sort(key=lambda capture: capture[0])
    return found


class SnapshotCache(HttpCacheMiddleware):
    """Scrapy's HTTP cache with what an archive needs made sure.

    * ``request.meta["fetched_at"]`` is the UTC ISO time the response was captured: now, or in a replay the WARC's date.
    * A response that has not changed since its snapshot (a 304, or the same status, target and bytes again) carries
      the flag ``unchanged`` and is not written a second time.
    * A failed download or a 5xx stays a failure: a stored page never stands in for it.
    * With ``REPLAY_WARC`` set every request is answered by :class:`ReplayStorage`.
    """

    def __init__(self, settings: Settings, stats: StatsCollector):
        super().__init__(settings, stats)
        self.replaying = bool(settings.getlist("REPLAY_WARC"))
        if self.replaying:
            self.storage = ReplayStorage(settings)

    def process_request(self, request: Request) -> Request | Response | None:  # type: ignore[override]
        request.meta.pop("cached_response", None)
        if not self.replaying:
            return super().process_request(request)
        try:
            response = self.storage.retrieve_response(self.crawler.spider, request)
        except NotInReplay:
            self.stats.inc_value("replay/missing")
            raise
        self.stats.inc_value("replay/answered")
        return response

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if self.replaying:
            return response
        request.meta["fetched_at"] = utc_now()
        cached: Response | None = request.meta.pop("cached_response", None)
        if request.meta.get("dont_cache") or request.meta.pop("_dont_cache", False):
            return response
        if cached is not None and (response.status == 304 or _same(cached, response)):
            return self._unchanged(request, cached if response.status == 304 else response)
        if response.status == 304:
            logger.warning("%s answered 304 to a request without validators", request.url)
        self._cache_response(response, request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # type: ignore[override]
        request.meta.pop("cached_response", None)

    def _unchanged(self, request: Request, response: Response) -> Response:
        self.stats.inc_value("httpcache/unchanged")
        self.storage.touch(request)
        response.flags.append("unchanged")
        return response


def _same(cached: Response, response: Response) -> bool:
    return (
        cached.status == response.status
        and cached.body == response.body
        and cached.headers.get("Location") == response.headers.get("Location")
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
