"""Lists of links inside the text, item by item: what leads to an article, and what somebody bought a place for."""

from collections.abc import Iterator
from dataclasses import replace

from crawler import rules
from crawler.evidence import take
from crawler.items import Block
from crawler.landing import landing
from crawler.links import Context, is_list_page
from crawler.text import squeeze
from crawler.widgets import SHORTEST_TITLE, Item, brand_in, is_marked, item_rule

LISTS = frozenset((rules.CSS_RELATED.id, rules.RELATED_LABEL.id))
"""The rules that make the members of a list related links, before one looks at each."""
_LONGEST_HEAD = 30


def split_lists(blocks: list[Block], context: Context) -> list[Block]:
    """Decide anew for every member of a related list or a network's box; a block of several links falls into its links."""
    result = [piece for block in _without_filled_slots(blocks) for piece in _single_links(block)]
    for i, block in enumerate(result):
        if block.role == "related" and block.rule in LISTS and block.links:
            _list_item(block, context)
        elif block.role == "ad" and block.rule.startswith(rules.SLOT.id) and block.text:
            _widget_item(block, result[i + 1 : i + 4], context)
    _thumbnails(result)
    return result


def _thumbnails(blocks: list[Block]) -> None:
    """Pictures in a network's box that lead where one of its offers leads belong to the offer and are no banners."""
    offers = {b.links[0].href: b for b in blocks if b.text and b.links and b.role in ("ad", "related")}
    for block in blocks:
        pictured = block.kind == "image" and block.rule.startswith(rules.SLOT.id) and block.links
        if pictured and (offer := offers.get(block.links[0].href)):
            take(block, offer.role, rules.WIDGET_ITEM.id if offer.role == "ad" else rules.WIDGET_OWN.id)


def _without_filled_slots(blocks: list[Block]) -> Iterator[Block]:
    """Leave out the empty place of a network's box whose offers stand right before it in the page's own markup."""
    offer: Block | None = None
    for block in blocks:
        empty = block.kind == "slot" and not block.text and not block.links
        if not (empty and offer and offer.rule == block.rule and offer.boxes[: len(block.boxes)] == block.boxes):
            yield block
        if block.text:
            offer = block if block.links and block.rule.startswith(rules.SLOT.id) else None


def _single_links(block: Block) -> list[Block]:
    if len(block.links) < 2 or not (block.rule in LISTS or block.rule.startswith(rules.SLOT.id)):
        return [block]
    texts = [link.text.strip() for link in block.links]
    if not all(texts) or squeeze("".join(texts)) != squeeze(block.text):
        return [block]
    return [replace(block, text=text, links=[link]) for text, link in zip(texts, block.links, strict=True)]


def item_of_block(block: Block) -> Item:
    """Return a block that is one offer of a list as an item, with the marks that stand beside its link."""
    link = block.links[0]
    beside = [line.strip() for line in block.text.replace(link.text, "\n", 1).split("\n") if line.strip()]
    said = is_marked(beside) or rules.SAID_INSIDE.search(block.text) is not None
    return Item(link.text.strip() or block.text, link.href, link.rel, said, brand_in(beside))


def _list_item(block: Block, context: Context) -> None:
    if rule := item_rule(item_of_block(block), context, widget=True):
        take(block, "ad", rule)
    elif is_list_page(landing(block.links[0].href)[0], context):
        take(block, "boilerplate", rules.LIST_PAGE.id)


def _widget_item(block: Block, after: list[Block], context: Context) -> None:
    """An offer in a network's box is bought, or leads to an article; the short line above the offers is their head."""
    if not block.links:
        if len(block.text) < _LONGEST_HEAD and any(b.links and b.text and b.rule == block.rule for b in after):
            take(block, "label", block.rule)
        return
    item = item_of_block(block)
    editorial = block.rule != rules.slot_of("unknown") and len(item.title) >= SHORTEST_TITLE
    if editorial and not item_rule(item, context, widget=True):
        take(block, "related", rules.WIDGET_OWN.id)
