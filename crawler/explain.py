"""A page as a person checks it at a terminal: every block in order with its role, its rule and what that rule saw."""

from collections.abc import Iterator, Sized
from typing import Any

import click

from archive.terminal import columns, cut, plain, wrapped
from crawler import outlets
from crawler.blocks import describe
from crawler.container import find_container
from crawler.extract import begin_page
from crawler.families import levels
from crawler.items import Ad, Article, Block, Quarantined, RelatedLink
from crawler.page import open_page
from crawler.pipelines import Item, finish
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


def explain(body: bytes, url: str, width: int | None) -> tuple[Item, Iterator[str]]:
    """Read a page as ``extract`` does; return the item and its lines, styled.

    Texts of the page are cut and reasons wrapped to ``width`` columns; with None every line is as long as it is.
    """
    begun = begin_page(body, url)
    item = finish(begun, outlets.url_keys())
    width = width and max(width, _LEFT + _NARROWEST)
    if isinstance(item, Quarantined):
        # the steps change the article in place, so it shows how far they came
        return item, _refusal(item, begun.blocks if isinstance(begun, Article) else [], width)
    container = "" if item.extractor in _NO_ELEMENT else container_of(body, url)
    return item, _article(item, container, width)


def container_of(body: bytes, url: str) -> str:
    """The element that holds the text, as ``tag#id.class``."""
    page = open_page(url, body)
    outlet: Any = outlets.outlet_of(url)  # a class; mypy believes only instances to fit a protocol
    node, _ = find_container(page, levels(page, outlet)[1])
    return describe(node) if node is not None else ""


def _refusal(item: Quarantined, blocks: list[Block], width: int | None) -> Iterator[str]:
    yield f"{click.style('quarantined', fg='red', bold=True)} {plain(item.url)}"
    yield from _facts({"outlet": item.outlet, "reason": item.reason, "detail": item.detail}, width)
    if blocks:
        yield from _blocks(blocks, width)
        yield from _why({block.rule for block in blocks}, width)


def _article(item: Article, container: str, width: int | None) -> Iterator[str]:
    yield click.style(cut(item.title, width), bold=True)
    yield from _facts(_told(item, container), width)
    yield from _blocks(item.blocks, width)
    yield from _section("Related links", item.related)
    for link in item.related:
        yield from _related(link, width)
    yield from _section("Advertising", item.ads)
    for ad in item.ads:
        yield from _ad(ad, width)
    found: list[Block | RelatedLink | Ad] = [*item.blocks, *item.related, *item.ads]
    yield from _why({one.rule for one in found}, width)


def _blocks(blocks: list[Block], width: int | None) -> Iterator[str]:
    yield from _section("Blocks in order", blocks)
    for before, block in zip([None, *blocks], blocks, strict=False):
        yield from _block(block, before, width)


def _why(ids: set[str], width: int | None) -> Iterator[str]:
    known = sorted(ids - {""})
    yield from _section("Why", known)
    for rule in known:
        yield from _hanging(f"  {_column(rule, _ROLE + _RULE)}", rule_of(rule).why, width)


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


def _facts(facts: dict[str, str | None], width: int | None) -> Iterator[str]:
    for name, value in facts.items():
        if value:
            yield from _hanging(f"  {click.style(name.ljust(_ROLE), dim=True)}", value, width)


def _section(head: str, members: Sized) -> Iterator[str]:
    yield ""
    yield click.style(f"{head} ({len(members)})", bold=True)


def _block(block: Block, before: Block | None, width: int | None) -> Iterator[str]:
    text = block.text or next((f"{block.kind} {image.url}" for image in block.images), block.kind)
    yield _row(block.role or block.kind, block.rule, text, width)
    repeated = before is not None and (before.rule, before.evidence) == (block.rule, block.evidence)
    if block.evidence and block.role != "body" and not repeated:
        yield from _under(block.evidence, width)


def _related(link: RelatedLink, width: int | None) -> Iterator[str]:
    yield _row("related", link.rule, link.title, width)
    yield from _under(f"{_place(link)} → {link.url}", width)


def _ad(ad: Ad, width: int | None) -> Iterator[str]:
    network = "" if ad.network == "unknown" else ad.network
    said = "disclosed" if ad.disclosed else "not disclosed"
    yield _row("ad", ad.rule, ad.text or network or "network unknown", width)
    yield from _under(" · ".join(filter(None, (ad.kind, network, _place(ad), said, ad.product, ad.ticker))), width)
    if ad.url:
        yield from _under(f"→ {ad.url}", width)
    if ad.evidence and ad.evidence != ad.url:
        yield from _under(f"saw {ad.evidence}", width)


def _place(found: RelatedLink | Ad) -> str:
    return found.placement + (f" under “{found.label}”" if found.label else "")


def _row(role: str, rule: str, text: str, width: int | None) -> str:
    colour = COLOURS.get(role)
    return f"  {_column(role, _ROLE, colour)}{_column(rule, _RULE, colour)}{cut(text, width and width - _LEFT)}"


def _under(told: str, width: int | None) -> Iterator[str]:
    for i, line in enumerate(wrapped(told, width and width - _LEFT - 2)):
        yield " " * _LEFT + click.style(f"{'  ' if i else '↳ '}{line}", dim=True)


def _hanging(head: str, text: str, width: int | None) -> Iterator[str]:
    """A text behind its head; the lines that it takes more stand under its first one."""
    indent = columns(click.unstyle(head))
    for i, line in enumerate(wrapped(text, width and width - indent)):
        yield (" " * indent if i else head) + line


def _column(value: str, width: int, colour: str | None = None) -> str:
    padded = plain(value).ljust(width - 1) + " "
    return click.style(padded, fg=colour) if colour else padded
