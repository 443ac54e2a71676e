"""List pages → candidates: every link that names an article, with the date printed in its row. No selectors needed."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborNode

from crawler.container import ancestors
from crawler.dates import iso, parse_date
from crawler.discovery import Candidate, DiscoveryError, NothingNamed
from crawler.page import PageRefused, open_page, visible_text
from crawler.urls import UrlKeys, absolute

_MOST_LINKS = 2_000
_MOST_OF_ONE = 4  # links to one article: its picture, its title, its first lines
_DEEPEST = 64  # levels around a link
_MOST_DATES, _LONGEST_ROW = 20, 400  # elements of a row
_LONGEST_DATE = 40  # characters of a text that is nothing but a date with its label
_LONGEST_TITLE = 300
_HEADS = ("h1, h2, h3, h4, h5, h6", "strong", "[class*=tit]")  # the surest first


def read_list(body: bytes, url: str, slug: str, keys: UrlKeys, now: str) -> list[Candidate]:
    """Articles of the outlet ``slug`` linked from a list page, HTML or JSON that holds HTML, in the order they stand.

    An article's row is the largest element that names no other article; the date is what is printed there, else the day
    in the address. ``now`` (UTC ISO 8601) is what "3시간 전" counts from. Raises :class:`NothingNamed` when no article is
    linked.
    """
    try:
        page = open_page(url, _markup(body))
    except PageRefused as refused:
        raise DiscoveryError(f"a list page that cannot be read: {refused}") from refused
    links: dict[str, list[LexborNode]] = {}
    addresses: dict[str, str] = {}
    for node in page.tree.css("a[href]")[:_MOST_LINKS]:
        address = absolute(page.base, node.attributes.get("href"))
        found, key = keys.match(address) if address else (None, None)
        if address and key and found == slug and len(links.setdefault(key, [])) < _MOST_OF_ONE:
            links[key].append(node)
            addresses.setdefault(key, address)
    if not links:
        raise NothingNamed("a list page that names no article")
    named = _named(links)
    clock = datetime.fromisoformat(now)
    return [_candidate(addresses[key], nodes, named, url, keys, clock) for key, nodes in links.items()]


def _markup(body: bytes) -> bytes:
    """The page, or the pieces of markup in the JSON of a list that a script loads."""
    if body.lstrip()[:1] not in (b"{", b"["):
        return body
    try:
        return "".join(_texts(json.loads(body))).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return body


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value if "<a" in value else ""
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _named(links: dict[str, list[LexborNode]]) -> dict[int, set[str]]:
    """Element, by ``mem_id`` → the articles linked in it."""
    named: dict[int, set[str]] = {}
    for key, nodes in links.items():
        for node in nodes:
            for around in islice(ancestors(node), _DEEPEST):
                named.setdefault(around.mem_id, set()).add(key)
    return named


def _candidate(
    address: str, nodes: list[LexborNode], named: dict[int, set[str]], source: str, keys: UrlKeys, now: datetime
) -> Candidate:
    row, raw, when = None, None, None
    for node in nodes:
        row = _row(node, named)
        raw, when = _printed_date(row, now)
        if when:
            break
    title = next(_titles(row if row is not None else nodes[0], nodes), None)
    if when is None and (day := keys.day(address)):
        raw, when = day, iso(parse_date(day))
    return Candidate(address, when, raw, source, title, when)


def _titles(row: LexborNode, links: list[LexborNode]) -> Iterator[str]:
    """What may be the title of a row, best first: the text of its heads, then of its links, of which a picture has none."""
    for nodes in (*(row.css(css) for css in _HEADS), links):
        yield from (text for node in nodes if (text := visible_text(node)[:_LONGEST_TITLE]))


def _row(node: LexborNode, named: dict[int, set[str]]) -> LexborNode:
    row = node
    while (around := row.parent) is not None and around.tag != "body" and len(named.get(around.mem_id, "  ")) == 1:
        row = around
    return row


def _printed_date(row: LexborNode, now: datetime) -> tuple[str | None, str | None]:
    """The date of a row as printed and as UTC ISO 8601."""
    for node in row.css("time[datetime]")[:_MOST_DATES]:
        raw = node.attributes.get("datetime") or ""
        if when := iso(parse_date(raw, now=now)):
            return raw, when
    for node in islice(row.traverse(include_text=True), _LONGEST_ROW):
        text = " ".join((node.text_content or "").split()) if node.tag == "-text" else ""
        dated = 3 < len(text) <= _LONGEST_DATE and re.search(r"\d|전|어제|오늘", text)
        if dated and (when := iso(parse_date(text, now=now))):
            return text, when
    return None, None
