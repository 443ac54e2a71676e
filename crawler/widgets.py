"""Recommendation boxes and lists, item by item: what the outlet offers of its own and what somebody bought."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from selectolax.lexbor import LexborNode

from crawler import rules
from crawler.container import ancestors
from crawler.evidence import SENTENCE_END, matches
from crawler.items import Ad, Block, Link, RelatedLink
from crawler.landing import landing
from crawler.links import Context, bought_link, is_house, is_landing, is_list_page, leads_off
from crawler.page import visible_text
from crawler.rules import bare, without_marks
from crawler.text import normalize
from crawler.urls import absolute, clean_url, host

SHORTEST_TITLE = 6  # characters; less is a button
_LONGEST_MARK = 40
_LONGEST_HEAD = 40
_MOST_ITEMS = 100  # of one box
_FRAME_DEPTH = 4  # how far around an item's link its own element reaches
_BIGGEST_FRAME = 100  # elements of one item
_TITLE = "h1, h2, h3, h4, h5, strong, [class*=tit], [class*=headline]"
_BRAND = "[class*=brand], [class*=sponsor], [class*=advertiser]"
_RANK = re.compile(r"\d{1,2}(?:위|[.)])?")
_BY = re.compile(rules.WIDGET_ITEM.pattern, re.I)
_SPONSORED = re.compile(rules.SPONSORED.pattern, re.I)
_HEAD = re.compile(rules.WIDGET_HEAD.pattern, re.I)


@dataclass(slots=True)
class Item:
    """One offer of a box: ``marked`` says it calls itself advertising, ``brand`` is the name printed beside it."""

    title: str
    href: str
    rel: str = ""
    marked: bool = False
    brand: str | None = None

    def evidence(self) -> str:
        """What speaks for a bought item: its mark, the name beside it, where it leads."""
        said = ("marked as advertising" if self.marked else "", f"by {self.brand}" if self.brand else "")
        return ", ".join([*filter(None, said), f"→ {host(landing(self.href)[0])}"])

    def block(self) -> Block:
        """The item as a block, as the rules of links look at it."""
        return Block("list_item", self.title, links=[Link(self.title, self.href, self.rel)])


def item_rule(item: Item, context: Context, *, widget: bool = False) -> str:
    """Return the rule by which an item is bought, or ``""``; ``widget`` says that it stands in a network's own box.

    The outlet's own article is never bought because a network counts its clicks, only when it is marked as an ad.
    """
    block, (target, _) = item.block(), landing(item.href)
    if _SPONSORED.search(item.rel):
        return rules.SPONSORED.id
    if item.marked:
        return rules.WIDGET_ITEM.id
    if context.own(target):
        return rules.HOUSE.id if is_house(target, context) else ""
    if rule := bought_link(block, context):
        return rule
    away = leads_off(target, context)
    return rules.WIDGET_ITEM.id if (away and (widget or item.brand)) or is_landing(block, context) else ""


def sells_places(head: str) -> bool:
    """Say whether the head of a list is that of a recommendation box, where what leads away is bought."""
    return len(head) <= _LONGEST_HEAD and _HEAD.fullmatch(head) is not None


def items_in(box: LexborNode, base: str) -> list[Item]:
    """Return the offers of a box in order, one per address; a picture and a title that lead to one page are one."""
    found: dict[str, Item] = {}
    for anchor in box.css("a[href]")[:_MOST_ITEMS]:
        item = item_of(anchor, box, base)
        known = found.get(item.href) if item else None
        if item and (known is None or len(known.title) < len(item.title)):
            found[item.href] = item
    return [item for item in found.values() if len(item.title) >= SHORTEST_TITLE]


def item_of(anchor: LexborNode, box: LexborNode, base: str) -> Item | None:
    """Return the offer behind a link, with the marks that stand on it or beside it; None when it leads nowhere."""
    attributes = anchor.attributes
    href = absolute(base, attributes.get("href"))
    if href is None:
        return None
    frame = _frame(anchor, box)
    pieces = list(_pieces(frame))
    named = anchor.css_first(_TITLE)
    title = normalize(visible_text(named)) if named is not None else ""
    if len(title) < SHORTEST_TITLE:
        title = _without(title_of(anchor), pieces)
    return Item(without_marks(title), href, attributes.get("rel") or "", is_marked(pieces), _brand(frame, pieces))


def title_of(anchor: LexborNode) -> str:
    """Return the text of a link, else its title attribute, without the rank that stands before it in an element of its own."""
    text = normalize(visible_text(anchor))
    if not text:
        return normalize(anchor.attributes.get("title"))
    if not text[0].isdecimal():
        return text
    texts = (node for node in anchor.traverse(include_text=True) if node.tag == "-text")
    first = next(node for node in texts if normalize(node.text_content))
    around, number = first.parent, normalize(first.text_content)
    alone = around is not None and around.mem_id != anchor.mem_id and normalize(visible_text(around)) == number
    return text.removeprefix(number).strip() or text if alone and _RANK.fullmatch(number) else text


def _frame(anchor: LexborNode, box: LexborNode) -> LexborNode:
    """The element of one item: as far around its link as no other page is linked."""
    frame, href = anchor, anchor.attributes.get("href")
    for _ in range(_FRAME_DEPTH):
        parent = frame.parent
        if parent is None or parent.mem_id == box.mem_id:
            break
        nodes = list(islice(parent.traverse(), _BIGGEST_FRAME + 1))
        others = any(node.tag == "a" and node.attrs.get("href", href) != href for node in nodes)
        if others or len(nodes) > _BIGGEST_FRAME:
            break
        frame = parent
    return frame


def _pieces(node: LexborNode) -> Iterator[str]:
    for child in islice(node.traverse(include_text=True), 2 * _BIGGEST_FRAME):
        if child.tag == "-text" and (text := normalize(child.text_content)) and len(text) <= _LONGEST_MARK:
            yield text


def _brand(frame: LexborNode, pieces: list[str]) -> str | None:
    if by := brand_in(pieces):
        return by
    named = frame.css_first(_BRAND)
    text = normalize(visible_text(named)) if named is not None else ""
    return text if 0 < len(text) <= _LONGEST_MARK and not matches(rules.AD_LABEL, text) else None


def brand_in(pieces: list[str]) -> str | None:
    """Return who brings an offer, as a line beside it says (``by 온빛랩스``, ``광고주: 온빛랩스``)."""
    short = (piece for piece in pieces if len(piece) <= _LONGEST_MARK)
    return next((match[1].strip() for piece in short if (match := _BY.fullmatch(piece))), None)


def is_marked(pieces: list[str]) -> bool:
    """Say whether a line beside an offer calls it advertising (``AD``, ``광고주: 온빛랩스``)."""
    short = (piece for piece in pieces if len(piece) <= _LONGEST_MARK)
    return any(matches(rules.AD_LABEL, piece) or (_BY.fullmatch(piece) and rules.SAID_BESIDE.search(piece)) for piece in short)


def _without(title: str, pieces: list[str]) -> str:
    """A title without the marks and names that stand in the same link, before or behind it."""
    for mark in pieces:
        if matches(rules.AD_LABEL, mark) or _BY.fullmatch(mark):
            title = title.removeprefix(mark).removesuffix(mark).strip()
    return title


def head_of(box: LexborNode) -> str | None:
    """Return the head of a box: its first printed words when they stand in no link, else the short line right above it."""
    for child in box.traverse(include_text=True):
        if child.tag == "-text" and (child.text_content or "").strip() and (parent := child.parent) is not None:
            text = normalize(visible_text(parent))
            if len(text) <= _LONGEST_HEAD and not _linked(parent, box):
                return bare(text) or None
            break
    before = line_before(box)
    text = normalize(before)
    return bare(text) if 0 < len(text) <= _LONGEST_HEAD and not SENTENCE_END.search(text) else None


def _linked(node: LexborNode, box: LexborNode) -> bool:
    within = takewhile(lambda around: around.mem_id != box.mem_id, ancestors(node))
    return any(around.tag == "a" for around in within)


def line_before(node: LexborNode) -> str:
    """Return the text of what stands right before an element; ``""`` for scripts and for what holds links."""
    before = node.prev
    while before is not None and before.tag in ("-text", "-comment") and not (before.text_content or "").strip():
        before = before.prev
    if before is None or before.tag in ("script", "style", "-comment") or before.css_first("a[href]") is not None:
        return ""
    return (before.text_content or "").strip() if before.tag == "-text" else visible_text(before)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the items of one box share: its head, whether it calls itself advertising, whose it is, where it stands."""

    head: str | None
    placement: str
    network: str = "unknown"
    said: str | None = None

    def ad(self, item: Item, rule: str) -> Ad:
        """The record of a bought item."""
        said = item.marked or self.said is not None or (self.head is not None and rules.SAID_BESIDE.search(self.head) is not None)
        kind, label = ("house" if rule == rules.HOUSE.id else "widget_item"), self.head or self.said
        ad = Ad(kind, self.placement, item.title, self.network, label, said, url=item.href, rule=rule)
        ad.advertiser, ad.evidence = item.brand, item.evidence()
        return ad

    def link(self, item: Item, rule: str) -> RelatedLink:
        """The record of an item that leads to an article."""
        return RelatedLink(item.title, clean_url(landing(item.href)[0]), self.placement, self.head, rule)


def split(items: list[Item], box: Shelf, context: Context) -> tuple[list[Ad], list[RelatedLink]]:
    """Part the items of a box: bought ones and the outlet's own promotions, and those that lead to articles.

    A box the outlet sells itself offers no further reading: what it holds of the outlet's own stays out.
    """
    ads, related = [], []
    for item in items:
        sold = box.network == "unknown" and not context.own(landing(item.href)[0])
        if rule := item_rule(item, context, widget=True) or (rules.WIDGET_ITEM.id if sold else ""):
            ads.append(box.ad(item, rule))
        elif box.network != "unknown" and not is_list_page(landing(item.href)[0], context):
            related.append(box.link(item, rules.WIDGET_OWN.id))
    site_list = box.head is not None and matches(rules.SITE_LIST_LABEL, box.head)
    return ads, [] if site_list else related
