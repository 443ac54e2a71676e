"""A page as a person checks it at a terminal: every block in order with its role, its rule and what that rule saw."""

import unicodedata
from collections.abc import Iterator, Sized
from typing import Any

import click

from crawler import outlets
from crawler.blocks import describe
from crawler.container import find_container
from crawler.extract import read_page
from crawler.families import levels
from crawler.items import Ad, Article, Block, Quarantined, RelatedLink
from crawler.page import open_page
from crawler.pipelines import Item
from crawler.rules import rule_of

COLOURS = {
    "related": "cyan", "ad": "red", "label": "yellow", "caption": "blue", "subtitle": "green", "byline": "magenta",
    "boilerplate": "bright_black",
}  # fmt: skip
"""By role; body text keeps the terminal's own colour."""
_ROLE, _RULE = 12, 22  # columns
_LEFT = 2 + _ROLE + _RULE
_NARROWEST = 40  # columns that are left to a text, however narrow the terminal
_NO_ELEMENT = ("payload", "jsonld", "")  # where the text was taken from no element of the page


def explain(body: bytes, url: str, width: int) -> tuple[Item, Iterator[str]]:
    """Read a page as ``extract`` does; return the item and its lines, styled and cut to ``width`` columns."""
    item = read_page(body, url)
    if isinstance(item, Quarantined):
        return item, iter((f"{click.style('quarantined', fg='red', bold=True)} {_plain(url)}", *_refusal(item, width)))
    container = "" if item.extractor in _NO_ELEMENT else container_of(body, url)
    return item, _article(item, container, max(width, _LEFT + _NARROWEST))


def container_of(body: bytes, url: str) -> str:
    """The element that holds the text, as ``tag#id.class``."""
    page = open_page(url, body)
    outlet: Any = outlets.outlet_of(url)  # a class; mypy believes only instances to fit a protocol
    node, _ = find_container(page, levels(page, outlet)[1])
    return describe(node) if node is not None else ""


def _refusal(item: Quarantined, width: int) -> Iterator[str]:
    yield from _facts({"outlet": item.outlet, "reason": item.reason, "detail": item.detail}, width)


def _article(item: Article, container: str, width: int) -> Iterator[str]:
    yield click.style(cut(item.title, width), bold=True)
    yield from _facts(_told(item, container), width)
    yield from _section("Blocks in order", item.blocks)
    for before, block in zip([None, *item.blocks], item.blocks, strict=False):
        yield from _block(block, before, width)
    yield from _section("Related links", item.related)
    for link in item.related:
        yield from _related(link, width)
    yield from _section("Advertising", item.ads)
    for ad in item.ads:
        yield from _ad(ad, width)
    used = {block.rule for block in item.blocks} | {link.rule for link in item.related} | {ad.rule for ad in item.ads}
    yield from _section("Why", used - {""})
    for rule in sorted(used - {""}):
        yield f"  {_column(rule, _ROLE + _RULE)}{cut(rule_of(rule).why, width - _LEFT)}"


def _told(item: Article, container: str) -> dict[str, str | None]:
    published = f"{item.published_at or 'unknown'} ({item.published_source}: {item.published_raw})"
    return {
        "kind": item.kind,
        "url": item.url,
        "outlet": item.outlet or "none of ours",
        "extractor": item.extractor,
        "container": container,
        "subtitle": " / ".join(item.subtitle),
        "published": published if item.published_raw else item.published_at or "unknown",
        "modified": item.modified_at,
        "authors": ", ".join(f"{author.name} {author.email or ''}".strip() for author in item.authors),
        "section": item.section,
        "tags": ", ".join(item.tags),
    }


def _facts(facts: dict[str, str | None], width: int) -> Iterator[str]:
    for name, value in facts.items():
        if value:
            yield f"  {click.style(name.ljust(_ROLE), dim=True)}{cut(value, width - _ROLE - 2)}"


def _section(head: str, members: Sized) -> Iterator[str]:
    yield ""
    yield click.style(f"{head} ({len(members)})", bold=True)


def _block(block: Block, before: Block | None, width: int) -> Iterator[str]:
    text = block.text or next((f"{block.kind} {image.url}" for image in block.images), block.kind)
    yield _row(block.role or block.kind, block.rule, text, width)
    repeated = before is not None and (before.rule, before.evidence) == (block.rule, block.evidence)
    if block.evidence and block.role != "body" and not repeated:
        yield _under(block.evidence, width)


def _related(link: RelatedLink, width: int) -> Iterator[str]:
    yield _row("related", link.rule, link.title, width)
    yield _under(f"{_place(link)} → {link.url}", width)


def _ad(ad: Ad, width: int) -> Iterator[str]:
    said = "disclosed" if ad.disclosed else "not disclosed"
    yield _row("ad", ad.rule, ad.text or ad.network, width)
    facts = (ad.kind, ad.network, _place(ad), said, ad.product, ad.ticker, ad.url and f"→ {ad.url}")
    yield _under(" · ".join(fact for fact in facts if fact), width)


def _place(found: RelatedLink | Ad) -> str:
    return found.placement + (f" under “{found.label}”" if found.label else "")


def _row(role: str, rule: str, text: str, width: int) -> str:
    colour = COLOURS.get(role)
    return f"  {_column(role, _ROLE, colour)}{_column(rule, _RULE, colour)}{cut(text, width - _LEFT)}"


def _under(evidence: str, width: int) -> str:
    return " " * _LEFT + click.style(cut(f"↳ {evidence}", width - _LEFT), dim=True)


def _column(value: str, width: int, colour: str | None = None) -> str:
    padded = cut(value, width - 1).ljust(width)
    return click.style(padded, fg=colour) if colour else padded


def _plain(text: str) -> str:
    """One line in which what a terminal would obey (escape sequences, bidi and other controls) is spelled out."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def cut(text: str | None, width: int) -> str:
    """One harmless line of at most ``width`` terminal columns, in which Hangul counts twice; ``…`` marks what is cut."""
    line, columns = _plain(text or ""), 0
    for i, character in enumerate(line):
        columns += _columns(character)
        if columns > width - 1 and (columns > width or i + 1 < len(line)):
            return line[:i] + "…"
    return line


def _columns(character: str) -> int:
    return 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
