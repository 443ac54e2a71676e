"""What would be archived of a page, as JSON objects; nothing is fetched and nothing is written."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from crawler import outlets
from crawler.items import Article, Quarantined
from crawler.pipelines import Item, finish, read_response
from crawler.warc import utc_now

FIELDS = {
    "authors": ("name", "email"),
    "images": ("url", "caption", "credit"),
    "related": ("title", "url", "placement", "label", "own", "rule"),
    "ads": (
        *("kind", "network", "placement", "label", "disclosed", "text", "bullets", "advertiser", "product", "ticker"),
        *("url", "domain", "rule", "evidence"),
    ),
    "removed": ("role", "text", "rule"),
}
"""Lists of an article and what is told of their members, in order."""

ORDER = (
    *("url", "url_key", "outlet", "kind", "title", "subtitle", "authors", "published_at", "modified_at", "section"),
    *("tags", "body", "images", "related", "ads", "removed", "extractor"),
)


def begin_page(body: bytes, url: str) -> Item:
    """The page's article as it is read, its blocks without roles, or why it is none."""
    keys = outlets.url_keys()
    return read_response(
        url, lambda: body, content_type="", fetched_at=utc_now(), outlet=outlets.outlet_of(url), keys=keys
    )


def read_page(body: bytes, url: str) -> Item:
    """The page's article with its blocks, read and separated as a crawl does it, or why it is none."""
    return finish(begin_page(body, url), outlets.url_keys())


def extract(body: bytes, url: str) -> dict[str, Any]:
    """The page's article, or ``{"url", "quarantine": {"reason", "detail"}}``."""
    return told(read_page(body, url), url)


def extract_list(rows: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One object for each row ``path<TAB>URL``, in order; a row that cannot be read is told as quarantined."""
    for row in rows:
        if not row.strip():
            continue
        path, _, url = row.rstrip("\r\n").partition("\t")
        try:
            body = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            yield _quarantined(url or path, "error", str(error))
            continue
        yield extract(body, url) if url else _quarantined(path, "error", "no URL in this row")


def told(item: Item, url: str) -> dict[str, Any]:
    """The item as ``sinmungo extract`` prints it."""
    if isinstance(item, Quarantined):
        return _quarantined(url, item.reason, item.detail)
    assert isinstance(item, Article)
    values: dict[str, Any] = {name: getattr(item, name) for name in ORDER}
    for name, fields in FIELDS.items():
        values[name] = [{field: getattr(member, field) for field in fields} for member in values[name]]
    return values


def line(value: dict[str, Any]) -> str:
    """The object on one line, Hangul as it is; a lone surrogate, which no UTF-8 can hold, is escaped."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _quarantined(url: str, reason: str, detail: str) -> dict[str, Any]:
    return {"url": url, "quarantine": {"reason": reason, "detail": detail}}
