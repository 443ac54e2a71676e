"""An article as the crawler hands it over, checked and laid out as rows, with the hashes that tell what changed."""

import json
import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from archive.search import IndexRow

KST = timezone(timedelta(hours=9), "KST")

FIELDS = frozenset(
    ("url", "url_key", "outlet", "kind", "title", "subtitle", "authors", "published_at", "published_raw")
    + ("published_source", "modified_at", "section", "tags", "body", "images", "related", "ads", "removed")
    + ("extractor", "fetched_at", "blocks")
)
"""The keys an article may have; ``blocks`` is ignored, any other key refuses the article."""

_PAGE = tuple(sorted(FIELDS - {"fetched_at", "blocks"}))
_ADS = _PAGE.index("ads")

_JSON = json.JSONEncoder(ensure_ascii=False).encode

AD_IDENTITY = ("kind", "text", "url", "product", "label")
LINK_IDENTITY = ("url", "title", "label")


class BadRecord(ValueError):
    """The article does not have the agreed shape; it belongs into quarantine with reason ``schema``."""


@dataclass(slots=True)
class Record:
    """One article, ready for the tables: ``row`` has the columns of ``articles`` that the page decides."""

    url_key: str
    seen_at: str
    row: dict[str, Any]
    parts: dict[str, str]
    authors: list[tuple[str, str | None]]
    tags: list[str]
    images: list[tuple[str, str | None, str | None]]
    related: list[dict[str, Any]]
    ads: list[dict[str, Any]]
    removed: list[tuple[str, str, str]]

    def index_row(self, article_id: int) -> IndexRow:
        """What the search index gets of the article."""
        return article_id, self.row["title"], self.row["subtitle"], self.row["body"]


def read_record(article: Mapping[str, Any]) -> Record:
    """Check an article dict and lay it out; raises :class:`BadRecord` with what is wrong."""
    try:
        return _read(article)
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError) as error:
        raise BadRecord(f"{type(error).__name__}: {error}") from error


def page_hash(article: Mapping[str, Any]) -> str:
    """A short hash of all the page said, straight from the article dict: ``articles.details_hash``.

    Equal hashes mean an equal article, checked once already; an unchanged page seen again is cheap. What a rule saw
    (``evidence``) is left out: the page did not say it. Raises ValueError or TypeError for values that are not plain data.
    """
    said = [article.get(name) for name in _PAGE]
    said[_ADS] = [{name: ad[name] for name in ad if name != "evidence"} for ad in said[_ADS] or ()]
    # Version 2 of marshal has no references between equal strings, so equal values give equal bytes.
    return sha256(marshal.dumps(said, 2)).hexdigest()[:16]


def text_parts(
    title: str | None,
    subtitle: Sequence[str],
    body: str,
    authors: Sequence[tuple[str, str | None]],
    ads: Sequence[Mapping[str, Any]],
    related: Sequence[Mapping[str, Any]],
) -> dict[str, str]:
    """What a revision is about, part by part, each as one string; white space at the ends and NULL do not count."""
    return {
        "title": (title or "").strip(),
        "subtitle": "\x1f".join(subtitle),
        "body": body.strip(),
        "authors": "\x1f".join([f"{name}\x1d{email or ''}" for name, email in authors]),
        "ads": "\x1f".join(
            f"{ad['kind']}\x1d{ad['text']}\x1d{ad['url'] or ''}\x1d{ad['product'] or ''}\x1d{ad['label'] or ''}\x1d"
            f"{ad['disclosed']:d}\x1d{ad['bullets']}\x1d{ad['advertiser'] or ''}\x1d{ad['ticker'] or ''}"
            for ad in ads
        ),
        "related": "\x1f".join([f"{link['title']}\x1d{link['url']}\x1d{link['label'] or ''}" for link in related]),
    }


def text_hash(parts: Mapping[str, str]) -> str:
    """SHA-256 of the parts, hexadecimal: ``articles.body_sha256``."""
    return sha256("\x1e".join(parts.values()).encode()).hexdigest()


def as_json(values: Sequence[str]) -> str:
    """A list of strings as the JSON text the tables hold."""
    return _JSON(values) if values else "[]"


def utc(value: str) -> str:
    """An ISO 8601 instant with an offset, in UTC and to the second; raises ValueError without an offset."""
    if len(value) == 25 and value.endswith("+00:00"):
        datetime.fromisoformat(value)
        return value
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(f"no time zone in {value!r}")
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def _read(article: Mapping[str, Any]) -> Record:
    unknown = article.keys() - FIELDS
    if unknown:
        raise BadRecord(f"unknown fields: {', '.join(sorted(map(ascii, unknown))[:5])}")
    url_key, url, body = article["url_key"], article["url"], _text(article.get("body")) or ""
    if not (_text(url_key) and _text(url)):
        raise BadRecord("url or url_key is empty")
    authors = [(_required(author["name"]), _text(author.get("email"))) for author in article.get("authors", ())]
    ads = [_ad(ad) for ad in article.get("ads", ())]
    related = [_link(link) for link in article.get("related", ())]
    subtitle, title = _texts(article.get("subtitle", ())), _text(article.get("title"))
    parts = text_parts(title, subtitle, body, authors, ads, related)
    published_at = utc(article["published_at"]) if article.get("published_at") else None
    images = [(_required(i["url"]), _text(i.get("caption")), _text(i.get("credit"))) for i in article.get("images", ())]
    removed = [(_required(r["role"]), _required(r["text"]), _required(r["rule"])) for r in article.get("removed", ())]
    row = {
        "url_key": url_key,
        "url": url,
        "outlet": _text(article.get("outlet")) or None,
        "kind": _text(article.get("kind")) or "news",
        "section": _text(article.get("section")),
        "published_at": published_at,
        "published_day": _korean_day(published_at),
        "published_raw": _text(article.get("published_raw")),
        "published_source": _text(article.get("published_source")),
        "modified_at": utc(article["modified_at"]) if article.get("modified_at") else None,
        "title": title,
        "subtitle": as_json(subtitle),
        "lead_image": images[0][0] if images else None,
        "body_chars": len(body),
        "body_sha256": text_hash(parts),
        "details_hash": page_hash(article),
        "extractor": _text(article.get("extractor")) or "",
        "body": body,
    }
    tags = list(dict.fromkeys(_texts(article.get("tags", ()))))
    return Record(url_key, utc(article["fetched_at"]), row, parts, authors, tags, images, related, ads, removed)


def _ad(ad: Mapping[str, Any]) -> dict[str, Any]:
    url = _text(ad.get("url"))
    return {
        "kind": _required(ad["kind"]),
        "placement": _required(ad["placement"]),
        "label": _text(ad.get("label")),
        "disclosed": int(bool(ad.get("disclosed"))),
        "advertiser": _text(ad.get("advertiser")),
        "product": _text(ad.get("product")),
        "ticker": _text(ad.get("ticker")),
        "text": _text(ad.get("text")) or "",
        "bullets": as_json(_texts(ad.get("bullets", ()))),
        "url": url,
        "domain": _text(ad.get("domain")) or _domain(url),
        "network": _text(ad.get("network")) or "unknown",
        "rule": _text(ad.get("rule")) or "",
        "evidence": _text(ad.get("evidence")) or "",
    }


def _link(link: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": _required(link["title"]),
        "url": _required(link["url"]),
        "url_key": _text(link.get("url_key")),
        "placement": _required(link["placement"]),
        "label": _text(link.get("label")),
        "rule": _text(link.get("rule")) or "",
        "own": _flag(link.get("own")),
    }


def _flag(value: Any) -> int | None:
    if value is not None and not isinstance(value, bool):
        raise BadRecord(f"true, false or null expected, not {type(value).__name__}")
    return None if value is None else int(value)


def _domain(url: str | None) -> str | None:
    """For articles handed over without domains: the host."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    return host.removeprefix("www.") or None


def _korean_day(instant: str | None) -> str | None:
    return datetime.fromisoformat(instant).astimezone(KST).date().isoformat() if instant else None


def _text(value: Any) -> str | None:
    return None if value is None else _required(value)


def _required(value: Any) -> str:
    if not isinstance(value, str):
        raise BadRecord(f"text expected, not {type(value).__name__}")
    if not value.isascii():
        value.encode()  # a lone surrogate raises here, in time
    return value


def _texts(values: Sequence[Any]) -> list[str]:
    if isinstance(values, str):
        raise BadRecord("a list of texts expected, not a text")
    return [_required(value) for value in values]
