"""What a page that its scripts draw holds beside the text: related articles as data, and markup of advertising networks."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from crawler import rules
from crawler.items import Ad, RelatedLink
from crawler.networks import drawn_by
from crawler.page import Page
from crawler.text import unescape
from crawler.urls import absolute, clean_url

_RELATED = re.compile(r"related[-_]?(?:content|articles?|news|stories|posts|list)?(?:[-_]?list)?", re.I)
_TITLES = ("title", "headline", "headlines", "subject", "name")
_ADDRESSES = ("absolute_canonical_url", "canonical_url", "url", "link", "href", "shareUrl", "path")
_MOST_NODES = 20_000
_MOST_LINKS = 20
_LONGEST_ADDRESS = 2_000  # characters
_SHORTEST_TITLE = 6  # characters


def related_in(data: Iterable[Any], base: str) -> list[RelatedLink]:
    """Return the articles listed in script data under a key that calls them related; at most 20."""
    found: dict[str, RelatedLink] = {}
    for thing in _listed(data):
        title = next((text for key in _TITLES if (text := _plain(thing.get(key)))), "")
        told = (thing[key] for key in _ADDRESSES if isinstance(thing.get(key), str) and len(thing[key]) <= _LONGEST_ADDRESS)
        url = next((url for address in told if (url := absolute(base, address))), "")
        if url and len(title) >= _SHORTEST_TITLE:
            found.setdefault(url, RelatedLink(title, clean_url(url), "after_body", None, rules.DATA_RELATED.id))
        if len(found) >= _MOST_LINKS:
            break
    return list(found.values())


def slots_in(page: Page) -> list[Ad]:
    """Return a slot for every network whose boxes or addresses the page's own scripts hold as text."""
    scripts = [text for node in page.tree.css("script:not([src])") if (text := node.text())]
    names = dict.fromkeys(name for text in scripts for name in drawn_by(text))
    return [Ad("slot", "after_body", network=name, rule=rules.slot_of(name), evidence="named in a script") for name in names]


def _listed(data: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The objects in lists anywhere below a key that says related; bounded, since the data is the page's."""
    stack: list[tuple[Any, bool]] = [(value, False) for value in data]
    met: set[tuple[int, bool]] = set()  # objects may hold each other
    for _ in range(_MOST_NODES):
        if not stack:
            return
        thing, related = stack.pop()
        if (id(thing), related) in met:
            continue
        met.add((id(thing), related))
        if isinstance(thing, dict):
            if related and any(key in thing for key in _ADDRESSES):
                yield thing
                continue
            below = [(v, related or _RELATED.fullmatch(str(k)) is not None) for k, v in thing.items()]
            stack.extend(pair for pair in reversed(below) if isinstance(pair[0], dict | list))
        elif isinstance(thing, list):
            stack.extend((v, related) for v in reversed(thing) if isinstance(v, dict | list))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("basic")
    return unescape(re.sub(r"<[^<>]+>", "", value[:500])) if isinstance(value, str) else ""
