"""An article container as ordered blocks: paragraphs, list items, table rows, captions, images, each with its links."""

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from crawler.items import Block, Image, Link
from crawler.networks import serves_ads
from crawler.page import visible_text
from crawler.rules import BOXES, FILTERS, slot_of
from crawler.urls import absolute

_UNSEEN = frozenset(
    "-comment script style noscript template head meta link title option datalist param source track".split()
)
_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big br cite code del dfn em font i ins kbd label mark q s samp small "
        "span strike strong sub sup time tt u var wbr nobr ruby rt rp data img picture"
    ).split()
)
_BOX_TAGS = frozenset("div section aside table ul ol dl figure blockquote fieldset nav".split())
_KINDS = {
    "li": "list_item", "dt": "list_item", "dd": "list_item", "tr": "table_row", "blockquote": "quote", "figcaption": "caption",
    "caption": "caption", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
}  # fmt: skip
_EMBEDS = frozenset("iframe video audio object embed".split())
_FILLS = ("slot", "image", "embed")  # what already stands for the advertisement in its box
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src", "data-org-src", "data-url")
_CELL_IS_LAYOUT = "p, div, table, img, ul, ol, figure"
_DEEPEST = 120


def blocks(
    container: LexborNode, base: str, marks: Mapping[int, str] | None = None, placement: str = "in_body"
) -> list[Block]:
    """Walk ``container`` in document order and return its blocks; every visible character ends up in exactly one.

    ``marks`` maps ``mem_id`` of elements to the id of the selector rule they matched; their blocks carry it as ``rule``,
    and what follows it after a space as ``evidence``.
    A single ``<br>`` is kept as a line break inside the text, two or more end the block.
    """
    walk = _Walk(container, base, marks or {}, placement)
    walk.children(container, 0)
    walk.flush()
    return walk.done


class _Walk:
    def __init__(self, root: LexborNode, base: str, marks: Mapping[int, str], placement: str):
        self.base = base
        self.marks = marks
        self.placement = placement
        self.done: list[Block] = []
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.kind = "paragraph"
        self.element = root
        self.boxes: tuple[int, ...] = ()
        self.rule = ""
        self.breaks = 0
        self.box_count = 0

    def children(self, node: LexborNode, depth: int) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                self.text(child.text_content or "")
            elif tag == "br":
                self.line_break()
            elif tag == "img":
                self.image(child)
            elif tag is not None and tag not in _UNSEEN:
                if depth < _DEEPEST:
                    self.enter(child, tag, depth)
                else:  # deeper than any article is written; its text is kept, its structure is not
                    self.text(visible_text(child))

    def enter(self, node: LexborNode, tag: str, depth: int) -> None:
        mark = self.marks.get(node.mem_id) if self.marks else None
        if tag in _EMBEDS:
            self.embed(node, mark)
        elif tag in _INLINE and mark is None:
            self.inline(node, tag, depth)
        else:
            self.block(node, tag, mark, depth)

    def inline(self, node: LexborNode, tag: str, depth: int) -> None:
        if tag != "a":
            self.children(node, depth + 1)
            return
        self.settle_breaks()
        start, done_before = len(self.parts), len(self.done)
        self.children(node, depth + 1)
        attributes = node.attributes
        href = absolute(self.base, attributes.get("href"))
        if href is None:
            return
        inside = self.parts[start:] if len(self.done) == done_before else self.parts  # a picture in it ended a block
        link = Link("".join(inside), href, attributes.get("rel") or "")
        for block in self.done[done_before:]:  # an anchor around pictures or whole blocks
            block.links.append(Link(block.text, href, link.rel))
        if link.text.strip():
            self.links.append(link)

    def block(self, node: LexborNode, tag: str, mark: str | None, depth: int) -> None:
        self.flush()
        before, start = (self.kind, self.element, self.boxes, self.rule), len(self.done)
        if tag in _BOX_TAGS:
            self.box_count += 1
            self.boxes = (*self.boxes, self.box_count)
        self.kind = _KINDS.get(tag) or ("paragraph" if self.kind in ("heading", "table_row") else self.kind)
        self.element = node
        self.rule = self.rule or mark or ""
        if tag == "tr" and node.css_first(_CELL_IS_LAYOUT) is None:
            self.row(node, depth)
        else:
            if tag == "tr":
                self.kind = "paragraph"
            if tag == "a":  # marked by a rule, and still a link
                self.inline(node, tag, depth)
            else:
                self.children(node, depth + 1)
        self.flush()
        if mark is not None and mark.startswith(BOXES) and not any(_fills(b) for b in self.done[start:]):
            self.emit(Block("slot", "", self.placement))
        self.kind, self.element, self.boxes, self.rule = before

    def row(self, node: LexborNode, depth: int) -> None:
        for cell in node.iter():
            self.children(cell, depth + 1)
            self.parts.append(" ")
            self.breaks = 0

    def settle_breaks(self) -> None:
        if self.breaks > 1:
            self.flush()
        elif self.breaks and self.parts:
            self.parts.append("\n")
        self.breaks = 0

    def text(self, text: str) -> None:
        if self.breaks and not text.isspace():
            self.settle_breaks()
        self.parts.append(text.replace("\n", " ").replace("\r", " "))

    def line_break(self) -> None:
        self.breaks += 1

    def image(self, node: LexborNode) -> None:
        url = image_url(node, self.base)
        if url is None:
            return
        self.flush()
        self.emit(Block("image", "", self.placement, images=[Image(url, caption=node.attributes.get("alt") or None)]))

    def embed(self, node: LexborNode, mark: str | None) -> None:
        self.flush()
        attributes = node.attributes
        href = absolute(self.base, attributes.get("src") or attributes.get("data-src"))
        if network := serves_ads(href):
            mark = mark or slot_of(network)
        self.emit(Block("slot" if mark else "embed", "", self.placement, links=[Link("", href)] if href else []), mark)

    def flush(self) -> None:
        self.breaks = 0
        if not self.parts and not self.links:
            return
        text = "".join(self.parts)
        if text and not text.isspace():
            self.emit(Block(self.kind, text, self.placement, self.links))
        self.parts, self.links = [], []

    def emit(self, block: Block, mark: str | None = None) -> None:
        block.path = describe(self.element)
        block.boxes = self.boxes
        block.rule, _, block.evidence = (self.rule or mark or "").partition(" ")
        self.done.append(block)


def _fills(block: Block) -> bool:
    """Say whether a block is itself the advertisement of its box; a short line is only the box's label."""
    offered = bool(block.links) and block.rule.startswith(FILTERS)
    return block.kind in _FILLS or len(block.text) > 30 or offered


def image_url(node: LexborNode, base: str) -> str | None:
    """Return the absolute URL of the picture itself, past lazy-loading placeholders; None for data: and tracking pixels."""
    attributes = node.attributes
    if attributes.get("width") in ("0", "1") or attributes.get("height") in ("0", "1"):
        return None
    for name in (*_LAZY, "src"):
        value = attributes.get(name)
        if value and not value.startswith("data:"):
            return absolute(base, value)
    return None


def describe(node: LexborNode) -> str:
    """Return ``tag#id.class`` of an element, as people write selectors."""
    name = node.tag or ""
    if number := node.id:
        name += f"#{number}"
    words = node.attrs.get("class")
    return name + "".join([f".{word}" for word in words.split()[:4]]) if words else name
