"""Lists and articles that an outlet serves as JSON: what a declaration says of them, and reading them. Pure."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from crawler.dates import KST
from crawler.discovery import Candidate, DiscoveryError, parse_when
from crawler.text import entities, normalize

_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|font|img)\b[^<>]*>", re.I)
_FIELD = re.compile(r"\{(\w+)\}")
_MOST_ITEMS = 1_000
_LONGEST_ID = 200  # characters of a field that becomes part of an address


@dataclass(frozen=True)
class Api:
    """A JSON answer that holds articles: its address, and where in it what is told.

    ``address`` may hold ``{page}`` (1, 2 …), ``{day}`` and ``{next_day}`` (dates, with a format: ``{day:%Y-%m-%d}``) or,
    for the answer that is one article's text, ``{key}``. The fields are dotted paths, best first: ``items`` leads to the
    list or the article, the others start at one item. ``link`` is the article's address with the item's own fields in
    braces. ``cursor`` pairs query parameters with fields of the last item; they ask for what is older. Times without a
    zone are Korean, or UTC where ``utc`` says so. Where ``content`` finds a text, the item is the whole article.
    """

    address: str
    items: tuple[str, ...] = ("",)
    link: str = "{link}"
    title: tuple[str, ...] = ("title",)
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    cursor: tuple[tuple[str, str], ...] = ()
    utc: bool = False


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What one answer holds: the articles it announces, a page for each that came whole, and what is older."""

    candidates: list[Candidate]
    pages: dict[str, bytes]
    """Address → the article as an HTML page, for the reader that reads all pages."""
    older: str | None


def read_api(body: bytes, url: str, api: Api) -> ApiAnswer:
    """Read an answer of ``api`` that was fetched from ``url``.

    Raises :class:`DiscoveryError` for what is no JSON or holds no article.
    """
    answer = _loaded(body)
    items = next((found for path in api.items if isinstance(found := _at(answer, path), list)), None)
    if items is None:
        raise DiscoveryError("an answer without a list of articles")
    items = [item for item in items[:_MOST_ITEMS] if isinstance(item, dict)]
    candidates: list[Candidate] = []
    pages: dict[str, bytes] = {}
    for item in items:
        link = _link(item, api.link)
        if not link:
            continue
        published, modified = (_when(_text(item, paths), api) for paths in (api.published, api.modified))
        title = normalize(entities(_text(item, api.title))) or None
        changed = max((when for when in (published, modified) if when), default=None)
        candidates.append(Candidate(link, published, _text(item, api.published) or None, url, title, changed))
        if page := _page(item, api):
            pages[link] = page
    if items and not candidates:
        raise DiscoveryError("an answer that names no article")
    return ApiAnswer(candidates, pages, _older(items, url, api))


def read_api_article(body: bytes, api: Api) -> bytes:
    """The one article of an answer as an HTML page. Raises :class:`DiscoveryError` where there is none."""
    answer = _loaded(body)
    for path in api.items:
        item = _at(answer, path)
        if isinstance(item, dict) and (page := _page(item, api)):
            return page
    raise DiscoveryError("an answer without an article's text")


def read_api_pages(body: bytes, url: str, api: Api) -> dict[str, bytes]:
    """Address → page of every article that an answer holds whole, be it a list or one article.

    Raises :class:`DiscoveryError` as :func:`read_api` does.
    """
    if "{key}" not in api.address:
        return read_api(body, url, api).pages
    answer = _loaded(body)
    items = (item for path in api.items if isinstance(item := _at(answer, path), dict))
    return {link: page for item in items if (page := _page(item, api)) and (link := _link(item, api.link))}


def matches_address(url: str, template: str) -> bool:
    """Whether a URL is the template's with something in each of its braces; a cursor's parameters may follow."""
    pattern = "".join(
        re.escape(part) if i % 2 == 0 else "[^/&]*" for i, part in enumerate(re.split(r"(\{[^}]*\})", template))
    )
    return re.fullmatch(pattern + r"(?:&.*)?", url) is not None


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        start = body[:200].lstrip().lower()
        what = "a web page" if start.startswith(b"<") else "no JSON"
        raise DiscoveryError(
            f"{what} instead of a JSON list" if start else "empty answer instead of a JSON list"
        ) from error


def _at(value: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(item: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    for path in paths:
        value = _at(item, path)
        if isinstance(value, list):
            value = ", ".join(member for member in value if isinstance(member, str))
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""


def _link(item: Mapping[str, Any], template: str) -> str:
    """The article's address, or ``""`` where a field it needs is missing or no part of an address."""
    fields = {name: _text(item, (name,)) for name in _FIELD.findall(template)}
    if not all(fields.values()) or any(re.search(r"[\s<>\"]", value) for value in fields.values()):
        return ""
    link = _FIELD.sub(lambda match: fields[match[1]], template)
    return link if link.startswith(("https://", "http://")) and len(link) < 2_000 else ""


def _when(raw: str, api: Api) -> str | None:
    if re.fullmatch(r"\d{10}(?:\d{3})?", raw):
        return datetime.fromtimestamp(int(raw[:10]), UTC).isoformat(timespec="seconds")
    return parse_when(raw, zone=UTC if api.utc else KST)


def _page(item: Mapping[str, Any], api: Api) -> bytes | None:
    """The item as a page that says what it says: title, time, section, text."""
    content = _text(item, api.content)
    if not content.strip():
        return None
    published, modified = (_when(_text(item, paths), api) for paths in (api.published, api.modified))
    facts = {"og:title": _text(item, api.title), "article:section": _text(item, api.section)}
    facts |= {"article:published_time": published or "", "article:modified_time": modified or ""}
    metas = "".join(_meta(name, value) for name, value in facts.items() if value)
    text = content if re.search(r"<(?:p|br|div|ul|table|h\d)\b", content, re.I) else "".join(_paragraphs(content))
    title = html.escape(facts["og:title"])
    page = (
        f'<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>{title}</title>{metas}</head>'
        f'<body><h1>{title}</h1><div itemprop="articleBody">{text}</div></body></html>'
    )
    return page.encode("utf-8", "replace")


def _meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{html.escape(value)}">'


def _paragraphs(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip():
            yield f"<p>{line if _TAG.search(line) else html.escape(line, quote=False)}</p>"


def _older(items: list[dict[str, Any]], url: str, api: Api) -> str | None:
    """The address of what is older than the last item, by the cursor."""
    if not (items and api.cursor):
        return None
    values = {name: _text(items[-1], (field,)) for name, field in api.cursor}
    if any(not value or len(value) > _LONGEST_ID for value in values.values()):
        return None
    base = url
    for name in values:
        base = re.sub(rf"[?&]{re.escape(name)}=[^&]*", "", base)
    return f"{base}{'&' if '?' in base else '?'}{urlencode(values)}"
