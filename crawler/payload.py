"""Articles that a page carries only as data for its scripts: Next.js and Nuxt payloads, Arc's globalContent, JSON-LD text."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborNode

from crawler.bylines import authors_in
from crawler.dates import parse_date
from crawler.items import Author
from crawler.literals import states, unflattened
from crawler.metadata import Metadata
from crawler.page import Page, fragment
from crawler.rules import ADDRESS
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
_MOST_READ = 20_000_000  # characters in one value, a member counting as 100; parts of Nuxt's are shared, and so may be endless
_MEMBER = 100
_MOST_ELEMENTS, _MOST_ITEMS = 2_000, 200  # of one text and of a list in it
_LONGEST_RAW = 20_000  # characters of HTML typed into a text
_LONGEST_TEXT = 2_000_000  # characters
_MOST_PEOPLE = 200  # names, and lists and objects that hold them
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
    "display_date deploydt first_publish_date publishdate published_at publishedat publishedtime publicationdatetime "
    "datepublished createdat"
).split()
_MODIFIED = "last_updated_date redeploydt updated_at updatedat modifydatetime datemodified".split()
_SUBTITLE = "subtitle subheadlines sub_title leadtext".split()
_AUTHORS = "credits authors reporters reporter writers journalists reporterlist author writername reportername".split()
_TAGS = "tags keywords taglist".split()
_TAG_NAMES = "text title name tagName".split()
_MOST_TAGS = 40
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
    facts.section = facts.section or _section(payload)
    facts.tags = facts.tags or _tags(payload)
    _authors(payload, facts)
    if sub := payload.text(*_SUBTITLE):
        facts.subtitle = [line for text in re.split(r"<br[^<>]*>|\n", sub) if (line := unescape(text))]
    return fragment(payload.html)


def _section(payload: Payload) -> str | None:
    """The section by its name; a category that is a mere string may be a code, and is none."""
    taxonomy, category = payload.facts.get("taxonomy"), payload.facts.get("category")
    named = [taxonomy.get("primary_section") if isinstance(taxonomy, dict) else None, category]
    names = [thing.get("name") for thing in named if isinstance(thing, dict)]
    said = payload.text("sectionname", "section", "categoryname", "categoryname1")
    return said or next((unescape(n) for n in names if isinstance(n, str) and n.strip()), None)


def _tags(payload: Payload) -> list[str]:
    taxonomy = payload.facts.get("taxonomy")
    lists = [payload.facts.get(key) for key in _TAGS] + [taxonomy.get("tags") if isinstance(taxonomy, dict) else None]
    members = next((one for one in lists if isinstance(one, list) and one), [])[:_MOST_TAGS]
    texts = [next((m[k] for k in _TAG_NAMES if m.get(k)), None) if isinstance(m, dict) else m for m in members]
    return list(dict.fromkeys(tag for text in texts if isinstance(text, str) and (tag := unescape(text).lstrip("#").strip())))


def _authors(payload: Payload, facts: Metadata) -> None:
    """Take the authors that the data names, or only the addresses of those whom the page has named."""
    told = next(filter(None, (list(_names(payload.facts.get(key))) for key in _AUTHORS)), [])
    facts.authors = facts.authors or told
    addresses = {author.name: author.email for author in told}
    for author in facts.authors:
        author.email = author.email or addresses.get(author.name)


def json_ld_body(text: str) -> LexborNode | None:
    """Return the text of a JSON-LD ``articleBody`` as a tree of paragraphs."""
    if "<p" not in text and "<br" not in text:
        text = "".join(f"<p>{line}</p>" for line in re.split(r"\n+", text) if line.strip())
    return fragment(text)


def _names(value: object) -> Iterator[Author]:
    stack = [(value, 0)]
    for _ in range(_MOST_PEOPLE):
        if not stack:
            return
        thing, depth = stack.pop()
        if isinstance(thing, str):
            yield from authors_in(thing, named=depth > 0)
        elif isinstance(thing, list) and depth < 6:
            stack.extend((part, depth + 1) for part in reversed(thing[:10]))
        elif isinstance(thing, dict) and depth < 6:
            stack.append((_name(thing), depth + 1))


def _name(person: dict[str, Any]) -> object:
    """The name of a person with the address beside it, or what holds the name."""
    name, email = next((person[k] for k in _NAME_KEYS if person.get(k)), None), person.get("email")
    addressed = isinstance(name, str) and isinstance(email, str) and ADDRESS.fullmatch(email[:_LONGEST_FACT])
    return f"{name} {email}" if addressed else name


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
        for value in _values(node, text):
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


def _values(node: LexborNode, text: str) -> Iterator[Any]:
    """What one script holds as data: Nuxt's own two forms, and JSON."""
    if node.id == "__NUXT_DATA__":
        yield from map(unflattened, _loaded(text))
        return
    if "__NUXT" in text:
        yield from states(text)
    yield from _objects(text)


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
    met: dict[int, Any] = {}  # objects may hold each other
    left = _MOST_READ
    for _ in range(_MOST_NODES):
        if not stack:
            return
        thing = stack.pop()
        if id(thing) in met:
            continue
        met[id(thing)] = thing
        if isinstance(thing, dict):
            left -= sum(len(v) * (_MEMBER if isinstance(v, list) else 1) for v in thing.values() if isinstance(v, str | list))
            if left < 0:
                return
            text = _article_text(thing)
            left -= len(text)
            if text and _is_article_text(text):
                yield Payload(text, {str(key).lower(): value for key, value in thing.items()})
            stack.extend(v for v in thing.values() if isinstance(v, dict | list))
            for text in thing.values():
                if isinstance(text, str) and text[:1] in "{[" and len(text) > 500:
                    stack.extend(_loaded(text))
        elif isinstance(thing, list):
            stack.extend(v for v in thing if isinstance(v, dict | list))


def _article_text(thing: dict[str, Any]) -> str:
    """What may be the text of an article in an object, as HTML; ``""`` for most."""
    elements = thing.get("content_elements") or next(
        (v for v in thing.values() if isinstance(v, list) and _is_parts(v)), None
    )
    if isinstance(elements, list):
        return _joined(_element(e) for e in elements[:_MOST_ELEMENTS] if isinstance(e, dict))
    long = [(key, v) for key, v in thing.items() if isinstance(v, str) and len(v) >= _SHORTEST_TEXT]
    texts = [v for key, v in long if _BODY_KEYS.search(str(key)) and _is_article_text(v)]
    return _marked(max(texts, key=len)) if texts else ""


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
    if kind == "raw_html" and isinstance(text, str):
        return f"<div>{text}</div>" if _ends(text) else ""
    if kind == "list" and isinstance(element.get("items"), list):
        items = (item.get("content") for item in element["items"][:_MOST_ITEMS] if isinstance(item, dict))
        return f"<ul>{_joined(f'<li>{item}</li>' for item in items if isinstance(item, str))}</ul>"
    return ""


def _joined(pieces: Iterable[str]) -> str:
    """The pieces in one, up to a length that no article has."""
    kept, length = [], 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > _LONGEST_TEXT:
            break
    return "".join(kept)


def _ends(text: str) -> bool:
    """Whether HTML that was typed in is short, and no comment or script in it would swallow what stands behind it."""
    if len(text) > _LONGEST_RAW or text.count("<!--") > text.count("-->"):
        return False
    return all(text.count(f"<{tag}") <= text.count(f"</{tag}") for tag in ("script", "style", "iframe", "textarea"))


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
