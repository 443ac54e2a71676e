"""What a block's text and links show: which line rule it is of, whether it is prose, how much of it is links."""

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler import rules
from crawler.bylines import is_byline
from crawler.items import Block
from crawler.rules import bare
from crawler.text import squeeze

LINE = {rule.id: rules.compile_line(rule) for rule in rules.LINES}
LANDING = re.compile(rules.LANDING.pattern, re.I)
MARKED = re.compile(rules.LINK_LINE.pattern)
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s")
SENTENCE_END = re.compile(r"(?:[.!?。…][\"'”’」』)\]]*|다[\"'”’]?)$")
PLAIN_END = re.compile(r"(?<!니)다[.\"”’]?$")
"""The end of a reporter's sentence; whoever speaks to the reader ends politely (…니다, …세요) or in a noun."""
_LONGEST_LINE = 400
_LONGEST_END = 40  # characters of quotation marks and brackets behind a sentence
_bare = lru_cache(maxsize=2048)(bare)  # one line is held against many rules
_squeezed = lru_cache(maxsize=2048)(squeeze)  # the same links are asked for every line of a block
_MARKS_MATTER = frozenset((rules.CAPTION_LINE.id, rules.TAGS.id))


@dataclass(slots=True)
class Box:
    """The blocks ``start`` to ``end`` (exclusive) that stand in one box of the markup, with their number of characters."""

    start: int
    end: int
    length: int = 0


def boxes_of(blocks: list[Block]) -> dict[int, Box]:
    """Return every box of the container by number, in document order; a box is an unbroken run of blocks."""
    boxes: dict[int, Box] = {}
    for i, block in enumerate(blocks):
        for number in block.boxes:
            box = boxes.setdefault(number, Box(i, i))
            box.end = i + 1
            box.length += len(block.text)
    return boxes


def matches(rule: rules.Rule, line: str) -> bool:
    """Say whether a whole line, with or without its marks and brackets, is of a line rule."""
    if len(line) > _LONGEST_LINE:
        return False
    if rule is rules.BYLINE and is_byline(line):
        return True
    pattern = LINE[rule.id]
    if pattern.fullmatch(line):
        return True
    if rule.id in _MARKS_MATTER or (plain := _bare(line)) == line:
        return False
    return pattern.fullmatch(plain) is not None


def take(block: Block, role: str, rule: str, evidence: str = "") -> None:
    """Give a block its role, with the id of the rule that decided and what that rule saw."""
    block.role, block.rule, block.evidence = role, rule, evidence or block.evidence


def undecided(blocks: list[Block]) -> list[tuple[int, Block]]:
    """Return the blocks with text and without a role, each with its index."""
    return [(i, b) for i, b in enumerate(blocks) if not b.role and b.text]


def is_label(text: str) -> bool:
    """Say whether a short line is the head of a list of links or calls what follows advertising."""
    return len(text) < 40 and (
        any(matches(rule, text) for rule in (rules.RELATED_LABEL, rules.AD_LABEL, rules.SITE_LIST_LABEL))
    )


def part(block: Block, text: str) -> Block:
    """Return a copy of a block that holds only ``text`` and the links whose text stands in it."""
    squeezed = squeeze(text)
    links = [link for link in block.links if _squeezed(link.text) in squeezed]
    return Block(
        block.kind, text, block.placement, links, [], block.path, block.boxes, block.role, block.rule, block.evidence
    )


def is_prose(block: Block) -> bool:
    """Say whether a block is editorial prose: a whole sentence of some length that is not mostly links."""
    if block.kind in ("list_item", "table_row", "caption"):
        return False
    text = block.text
    return (
        len(text) >= 40
        and bool(SENTENCE_END.search(text, len(text) - _LONGEST_END))
        and covered_by_links(block) < 0.6
        and not MARKED.match(text)
    )


def covered_by_links(block: Block) -> float:
    """The share of the block's letters that stand in links, marks left out."""
    if not block.links:
        return 0.0
    text = squeeze(_NUMBER.sub("", MARKED.sub("", block.text)))
    linked = sum(len(squeeze(_NUMBER.sub("", MARKED.sub("", link.text)))) for link in block.links)
    return min(linked / len(text), 1.0) if text else 0.0


def is_tail(text: str) -> bool:
    """Say whether a line is one of those that stand below a text: byline, copyright, subscribe lines, notices."""
    return any(matches(rule, text) for rule in (*rules.TAIL, rules.BYLINE))
