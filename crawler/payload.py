"""Articles that a page carries only as data for its scripts: Next.js and Nuxt payloads, Arc's globalContent, JSON-LD text."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborNode

from crawler.bylines import authors_in
from crawler.dates import parse_date
from crawler.items import Author
from crawler.metadata import Metadata
from crawler.page import Page, fragment
from crawler.text import hangul_share, normalize, squeeze, unescape

_START = re.compile(r"[=(:,]\s*(?=[{\[])")
_FLIGHT = re.compile(r'self\.__next_f\.push\(\[1,("[^"\\]*+(?:\\.[^"\\]*+)*")\]\)')
_FLIGHT_TEXT = re.compile(
    r"(?:^|\n)[0-9a-f]{1,8}:T[0-9a-f]{1,8},(.*?)(?=\n?(?<![0-9a-f])[0-9a-f]{1,8}:[\[{\"TI$]|$)", re.S
)
_MARKER = re.compile(r"\$\$([A-Z_]{2,30})\$\$")
_BODY_KEYS = re.compile(r"content|body|article|text|html|contents?_?html", re.I)
_SHORTEST_TEXT = 200  # characters
_MOST_NODES = 20_000
_LONGEST_FACT = 2_000  # characters
_MOST_OBJECTS = 200
_MOST_FAILURES = 20  # each may have read to the end of the script
_DECODER = json.JSONDecoder(strict=False)


@dataclass
class Payload:
    """An article found in script data: its text as HTML, the object's own fields by lower-case name, and all the data."""

    html: str
    facts: dict[str, Any] = field(default_factory=dict)
    data: list[Any] = field(default_factory=list, repr=False)

    def text(self, *names: str) -> str | None:
        """Return the first non-empty string among the named fields, tags taken out."""
        for name in names:
            value = self.facts.get(name)
            if isinstance(value, dict):
                value = value.get("basic") or value.get("name")
            if isinstance(value, str) and value.strip():
                return normalize(re.sub(r"<(?!br)[^<>]+>", "", value[:_LONGEST_FACT]))
        return None


def find_payload(page: Page, title: str | None, *, alone: bool) -> Payload | None:
    """Return the longest article in the page's scripts whose headline is the page's.

    Scripts hold other articles too, so one without any headline is taken only where the page prints no text at all
    (``alone``), and one with another headline never.
    """
    wanted = squeeze(title or "")
    best: Payload | None = None
    data: list[Any] = []
    for found in _articles(page, data):
        headline = squeeze(found.text("title", "headline", "headlines", "webtitle", "subject") or "")
        same = bool(wanted and headline) and (headline in wanted or wanted in headline)
        if (same or (alone and not headline)) and (best is None or len(found.html) > len(best.html)):
            best = found
    if best:
        best.data = data
    return best


_PUBLISHED = (
    "display_date deploydt first_publish_date publishdate published_at publishedat datepublished createdat".split()
)
_MODIFIED = "last_updated_date redeploydt updated_at updatedat datemodified".split()
_AUTHORS = "credits authors reporters reporter writers journalists reporterlist author writername reportername".split()
_NAME_KEYS = "byline original additional_properties by name reporterName username".split()


def apply_payload(payload: Payload, facts: Metadata, now: datetime | None) -> LexborNode | None:
    """Return the payload's body as a tree and complete ``facts``: its times are the outlet's own, the rest fills gaps."""
    published = payload.text(*_PUBLISHED)
    if when := parse_date(published, now=now):
        facts.published, facts.published_raw, facts.published_source = when, published, "payload"
    facts.modified = parse_date(payload.text(*_MODIFIED), now=now) or facts.modified
    title = payload.text("title", "headline", "headlines")
    if title and (not facts.title or squeeze(facts.title).startswith(squeeze(title))):
        facts.title = unescape(title)
    facts.section = facts.section or payload.text("sectionname", "section")
    facts.authors = facts.authors or next(filter(None, (list(_names(payload.facts.get(k))) for k in _AUTHORS)), [])
    if sub := payload.text("subtitle", "subheadlines", "sub_title"):
        facts.subtitle = [line for text in re.split(r"<br[^<>]*>|\n", sub) if (line := unescape(text))]
    return fragment(payload.html)


def json_ld_body(text: str) -> LexborNode | None:
    """Return the text of a JSON-LD ``articleBody`` as a tree of paragraphs."""
    if "<p" not in text and "<br" not in text:
        text = "".join(f"<p>{line}</p>" for line in re.split(r"\n+", text) if line.strip())
    return fragment(text)


def _names(value: object, depth: int = 0) -> Iterator[Author]:
    if depth > 6:
        return
    if isinstance(value, str):
        yield from authors_in(value, named=depth > 0)
    elif isinstance(value, list):
        for part in value[:10]:
            yield from _names(part, depth + 1)
    elif isinstance(value, dict):
        yield from _names(next((value[k] for k in _NAME_KEYS if value.get(k)), None), depth + 1)


def _articles(page: Page, data: list[Any]) -> Iterator[Payload]:
    """The articles in the page's scripts; every value that was decoded on the way is left in ``data``."""
    flight: list[str] = []
    for node in page.tree.css("script"):
        if node.attributes.get("src"):
            continue
        text = node.text() or ""
        if len(text) < 500:
            continue
        if pieces := _FLIGHT.findall(text) if "__next_f" in text else []:
            flight += [text for piece in pieces for text in _loaded(piece) if isinstance(text, str)]
            continue
        for value in _objects(text):
            data.append(value)
            yield from _in(value)
    if flight:
        rows = "".join(flight)
        for value in _objects(rows):
            data.append(value)
            yield from _in(value)
        for raw in _FLIGHT_TEXT.findall(rows):
            if _is_article_text(raw):
                yield Payload(_marked(raw))


def _objects(text: str) -> Iterator[Any]:
    """Every JSON value that a script assigns or passes on, each decoded once."""
    position, failures = (0 if text[:1] not in "{[" else -1), 0
    wasted = 0  # characters read before a failure
    for _ in range(_MOST_OBJECTS):
        if failures > _MOST_FAILURES or wasted > len(text):
            return
        if position == -1:
            begin = 0
        else:
            match = _START.search(text, position)
            if not match:
                return
            begin = match.end()
        try:
            value, position = _DECODER.raw_decode(text, begin)
            yield value
        except (ValueError, RecursionError) as error:
            position, failures = begin + 1, failures + 1
            wasted += (error.pos if isinstance(error, json.JSONDecodeError) else len(text)) - begin


def _loaded(text: str) -> list[Any]:
    """The value of a JSON text, or nothing when it is broken."""
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []


def _in(value: Any) -> Iterator[Payload]:
    """Article-like objects inside a JSON value, outermost first; bounded, since the data is the page's."""
    stack = [value]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        thing = stack.pop()
        if isinstance(thing, dict):
            if payload := _as_article(thing):
                yield payload
            stack.extend(v for v in thing.values() if isinstance(v, dict | list))
            for text in thing.values():
                if isinstance(text, str) and text[:1] in "{[" and len(text) > 500:
                    stack.extend(_loaded(text))
        elif isinstance(thing, list):
            stack.extend(v for v in thing if isinstance(v, dict | list))


def _as_article(thing: dict[str, Any]) -> Payload | None:
    """The object as an article if one of its values is long enough to be the text of one; most objects hold none."""
    text = ""
    elements = thing.get("content_elements") or next(
        (v for v in thing.values() if isinstance(v, list) and _is_parts(v)), None
    )
    if isinstance(elements, list):
        text = "".join(_element(e) for e in elements if isinstance(e, dict))
    else:
        long = [(key, v) for key, v in thing.items() if isinstance(v, str) and len(v) >= _SHORTEST_TEXT]
        texts = [v for key, v in long if _BODY_KEYS.search(str(key)) and _is_article_text(v)]
        text = _marked(max(texts, key=len)) if texts else ""
    if not text or not _is_article_text(text):
        return None
    return Payload(text, {str(key).lower(): value for key, value in thing.items()})


def _is_parts(value: list[Any]) -> bool:
    """Whether a list is one of content parts: three or more objects, most with a text of their own."""
    if len(value) < 3 or not isinstance(value[0], dict):
        return False
    texts = [
        v for v in value if isinstance(v, dict) and any(isinstance(v.get(k), str) for k in ("content", "text", "value"))
    ]
    return len(texts) >= 3 and all(v.get("type") in ("text", "paragraph", "header", "image", None) for v in texts[:3])


def _element(element: dict[str, Any]) -> str:
    """One Arc content element as HTML."""
    kind = element.get("type")
    text = next((element[k] for k in ("content", "text", "value") if isinstance(element.get(k), str)), None)
    if kind in ("text", "paragraph", None) and isinstance(text, str):
        return f"<p>{text}</p>"
    if kind == "header" and isinstance(text, str):
        return f"<h3>{text}</h3>"
    if kind == "image" and isinstance(element.get("url"), str):
        caption = element.get("caption")
        return (
            f'<figure><img src="{html.escape(element["url"])}">'
            f"<figcaption>{html.escape(caption if isinstance(caption, str) else '')}</figcaption></figure>"
        )
    if kind == "list" and isinstance(element.get("items"), list):
        return (
            "<ul>"
            + "".join(f"<li>{item.get('content', '')}</li>" for item in element["items"] if isinstance(item, dict))
            + "</ul>"
        )
    return ""


def _is_article_text(text: str) -> bool:
    plain = re.sub(r"<[^<>]+>", "", text) if len(text) >= _SHORTEST_TEXT else ""
    return (
        len(plain) >= _SHORTEST_TEXT
        and not plain.lstrip().startswith(("{", "[", "function", "http"))
        and hangul_share(plain[:2000]) > 0.3
    )


def _marked(text: str) -> str:
    """Turn ad markers (``$$ARTICLEAD$$``) into elements, so that they are read as slots."""
    if "<" not in text:
        text = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    return _MARKER.sub(r'<ins class="payload-ad" data-marker="\1"></ins>', text)
