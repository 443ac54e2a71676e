"""Turns feeds and sitemaps into candidate URLs with dates: bytes in, values out, no request and no clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timezone
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import feedparser
import lxml.etree
from scrapy.utils.gz import gunzip

from crawler.dates import KST
from crawler.text import entities

MAX_BYTES = 32 * 2**20
MAX_DAMAGED = 1000
CP949_NAMES = {"euc-kr", "euc_kr", "euckr", "cp949", "ms949", "x-windows-949", "ks_c_5601-1987", "ksc5601"}

_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"^<\?xml[^>]{0,300}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,1000}(?:\[.{0,100000}?\]\s*)?>", re.S | re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)([A-Za-z]{2,12};)?")
_ENTRY = re.compile(r"<(item|entry)\b")
_ROOT = re.compile(r"<(rss|feed|rdf:RDF)\b[^>]{0,4000}>")
_SITEMAP_END = re.compile(r"</(?:\w+:)?(?:urlset|sitemapindex)\s*>")
_HTML = re.compile(r"<html\b|<!doctype html|<body\b", re.I)


class DiscoveryError(ValueError):
    """A feed, sitemap or list that could not be had or names no article; the message says why, for the run's record."""


class NothingNamed(DiscoveryError):
    """It is what it should be, and empty."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article an outlet announces.

    ``url`` is absolute, as announced. ``dated_at`` is the day of publication, UTC ISO 8601 or None, ``raw`` the date as
    written, ``source`` the address of the feed or sitemap. ``changed_at`` is the last change announced: the later of
    publication and update. A sitemap's ``lastmod`` tells no publication, only that it was not later.
    """

    url: str
    dated_at: str | None
    raw: str | None
    source: str
    title: str | None
    changed_at: str | None = None


@dataclass(slots=True)
class Sitemap:
    """What one sitemap names: articles, and further sitemaps as (URL, UTC ISO 8601 lastmod or None)."""

    candidates: list[Candidate] = field(default_factory=list)
    children: list[tuple[str, str | None]] = field(default_factory=list)


def parse_when(text: str | None, *, zone: timezone = KST) -> str | None:
    """A date that is nothing but a date (RFC 822 or ISO 8601; without a zone in ``zone``) as UTC ISO 8601, or None.

    :func:`crawler.dates.parse_date` finds dates in printed text; it does not know RFC 822 without a zone.
    """
    cleaned = " ".join((text or "").split())
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = parse(cleaned)
            if 1990 <= when.year <= 2100:  # what lies outside is a slip, and the calendar's edges overflow
                return _aware(when, cleaned, zone).astimezone(UTC).isoformat(timespec="seconds")
        except (ValueError, OverflowError):
            continue
    return None


def _aware(when: datetime, text: str, zone: timezone) -> datetime:
    if when.tzinfo is not None:
        return when
    # email.utils reads RFC 822's "-0000" (UTC, place unknown) as a naive time
    return when.replace(tzinfo=UTC if text.endswith("-0000") else zone)


def read_feed(body: bytes, url: str) -> list[Candidate]:
    """Candidates of an RSS or Atom feed fetched from ``url``, in feed order.

    A feed that is not well-formed is read entry by entry: the sound ones are kept wherever they stand, a damaged one
    if its link survived, and one that the end of the file cuts off is dropped. Raises :class:`DiscoveryError` for
    what is no feed (an empty answer, a web page) and for a feed without a usable entry.
    """
    text = _sound_text(_unpacked(body))
    if not text:
        raise DiscoveryError("empty answer instead of a feed")
    parsed = _parse(text)
    entries = list(_entry_by_entry(text)) if parsed.bozo else parsed.entries
    found = [candidate for entry in entries if (candidate := _from_entry(entry, url))]
    if not found:
        raise _nothing(text, "feed")
    return found


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Articles and child sitemaps of a (news) sitemap or sitemap index fetched from ``url``; gzip is undone.

    Damaged XML gives the entries around the damage. Raises :class:`DiscoveryError` when nothing is named.
    """
    text = _sound_text(_unpacked(body))
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    root = lxml.etree.fromstring(text.encode(), parser) if text else None
    if root is None or _local(root) not in ("urlset", "sitemapindex"):
        raise _nothing(text, "sitemap") if text else DiscoveryError("empty answer instead of a sitemap")
    sitemap = Sitemap()
    whole = _SITEMAP_END.search(text[-500:])
    for element in root if whole else root[:-1]:  # the address in a cut last entry may be half an address
        values = _texts(element)
        address = _absolute(values.get("loc", ""), url)
        if address and _local(element) == "sitemap":
            sitemap.children.append((address, parse_when(values.get("lastmod"))))
        elif address and _local(element) == "url":
            news = next((_texts(part) for part in element if _local(part) == "news"), {})
            title, raw = news.get("title") or None, news.get("publication_date")
            changed = [when for date in (raw, values.get("lastmod")) if (when := parse_when(date))]
            sitemap.candidates.append(Candidate(address, parse_when(raw), raw, url, title, max(changed, default=None)))
    if not sitemap.candidates and not sitemap.children:
        raise _nothing(text, "sitemap")
    return sitemap


def is_sitemap(body: bytes) -> bool:
    """Whether the document is a sitemap, which some outlets have in place of a feed."""
    return body.startswith(b"\x1f\x8b") or re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", body[:2000]) is not None


def _texts(element: Any) -> dict[str, str]:
    return {_local(part): (part.text or "").strip() for part in element}


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return gunzip(body, max_size=MAX_BYTES)
    except (OSError, EOFError, ValueError) as error:
        raise DiscoveryError(f"gzip that cannot be read: {error}") from error


def _sound_text(body: bytes) -> str:
    """The document as text an XML parser takes: decoded, without declaration, DOCTYPE and control characters, every
    bare ampersand outside CDATA escaped."""
    text = _DECLARATION.sub("", _decoded(body.strip(b" \t\r\n")).lstrip("\ufeff \t\r\n"))
    start = text.find("<!DOCTYPE", 0, 2000)  # one attempt at one place: a search could be made to take forever
    doctype = _DOCTYPE.match(text, start) if start >= 0 and not _HTML.match(text, start) else None
    if doctype:
        text = text[:start] + text[doctype.end() :]
    return "".join(_escaped_parts(_CONTROL.sub("", text)))


def _escaped_parts(text: str) -> Iterator[str]:
    position = 0
    while (start := text.find("<![CDATA[", position)) >= 0:
        yield _AMPERSAND.sub(_escape, text[position:start])
        end = text.find("]]>", start)
        position = end + 3 if end >= 0 else len(text)
        yield text[start:position]
    yield _AMPERSAND.sub(_escape, text[position:])


def _escape(match: re.Match[str]) -> str:
    """An HTML entity (``&nbsp;``) as its character, any other ampersand as meant literally."""
    name = match[1] or ""
    character = entities(f"&{name}") if name else "&"
    return f"&amp;{name}" if character.startswith("&") else character


def _decoded(body: bytes) -> str:
    """UTF-8 wherever the bytes are UTF-8, whatever the label; else as declared, Korean labels meaning CP949."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.match(body)
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in ("utf-8", "utf8"):
        # A few broken bytes in UTF-8 stay few; CP949 under this label breaks everywhere.
        loose = body.decode("utf-8", "replace")
        return loose if loose.count("\ufffd") < 20 else body.decode("cp949", "replace")
    if not name or name in CP949_NAMES:
        return body.decode("cp949", "replace")
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("cp949", "replace")


def _parse(text: str) -> Any:
    return feedparser.parse(text.encode(), sanitize_html=False, resolve_relative_uris=False)


def _entry_by_entry(text: str) -> Iterator[Any]:
    """The entries of a damaged feed, each read as a feed of its own."""
    matches = list(islice(_ENTRY.finditer(text), MAX_DAMAGED + 1))
    if not matches:
        return
    ends = [*(match.start() for match in matches[1:]), len(text)]
    opened = _ROOT.search(text, 0, min(matches[0].start(), 20_000))
    root, tag = (opened[0], opened[1]) if opened else ("<rss version='2.0'>", "rss")
    for match, end in zip(matches[:MAX_DAMAGED], ends, strict=False):
        entry, closing, _ = text[match.start() : end].partition(f"</{match[1]}>")
        if not closing and end == len(text):
            return
        entry += f"</{match[1]}>"
        inner = f"<channel>{entry}</channel>" if tag == "rss" else entry
        yield from _parse(f"{root}{inner}</{tag}>").entries[:1]


def _from_entry(entry: Any, source: str) -> Candidate | None:
    address = _absolute(entry.get("feedburner_origlink") or entry.get("link") or _permalink(entry), source)
    if not address:
        return None
    # dict.get: feedparser's own takes the one date for the other, and warns
    dates = [dict.get(entry, name) for name in ("published", "updated", "created")]
    title = " ".join(entities(entry.get("title") or "").split()) or None
    return _candidate(address, dates, source, title)


def _candidate(address: str, dates: Iterable[str | None], source: str, title: str | None) -> Candidate:
    """``dates`` as written: of publication first, if it is told, and of later changes."""
    told = [date for date in dates if date]
    changed_at = max((when for date in told if (when := parse_when(date))), default=None)
    raw = told[0] if told else None
    return Candidate(address, parse_when(raw), raw, source, title, changed_at)


def _permalink(entry: Any) -> str:
    """The entry's id where it is an address: the link of feeds that leave ``<link>`` empty."""
    identity = entry.get("id") or ""
    return identity if identity.startswith(("http://", "https://")) else ""


def _absolute(address: str, base: str) -> str:
    """The address joined to its document's; empty for what is no web address or carries white space or markup."""
    cleaned = address.strip()
    if not cleaned or re.search(r"[\s<>\"]", cleaned):
        return ""
    try:
        joined = urljoin(base, cleaned)
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def _local(element: Any) -> str:
    return lxml.etree.QName(element).localname if isinstance(element.tag, str) else ""


def _nothing(text: str, wanted: str) -> DiscoveryError:
    if _HTML.search(text[:2000]):
        return DiscoveryError(f"a web page instead of a {wanted}")
    return NothingNamed(f"a {wanted} that names no article")
