"""Blocks become roles: body, related, ad, label, caption, subtitle, byline, boilerplate; each with the rule that decided.

The passes run in a fixed order, each over blocks that have no role yet, and what no pass claims is body text. Words
alone never decide. A label opens a section that ends where editorial text resumes, so that an advertisement in the
middle never cuts the article off; boilerplate is cut at the head and the tail only.
"""

import re
from collections.abc import Iterable
from itertools import takewhile

from crawler import rules
from crawler.bylines import GLUED_LEAD
from crawler.cards import card_signals
from crawler.edges import after_end, bylines, captions, contents, disclaimer, edges
from crawler.evidence import (
    MARKED,
    SENTENCE_END,
    Box,
    boxes_of,
    covered_by_links,
    is_label,
    is_prose,
    is_tail,
    matches,
    part,
    take,
    undecided,
)
from crawler.items import Block
from crawler.links import Context, bought_link, decide_by_links, is_headline, leads_to_article, list_heads
from crawler.lists import split_lists
from crawler.offers import find_offers
from crawler.rules import bare
from crawler.selling import offer

_WRITTEN_BY = re.compile(r"글\s?[.:：|]")
_LABEL_IN_LINK = re.compile(r"\W{0,3}[\[<【〈(]\s?([^\[\]<>【】〈〉()]{2,16}?)\s?[\])>】〉]\s?[:：]?\s?(?=\S)")
_LONGEST_HEAD = 70  # characters
_BIGGEST_CARD = 25  # blocks


def assign(blocks: list[Block], context: Context) -> list[Block]:
    """Give every in-body block a role and return the blocks, some of them split (a byline off its sentence)."""
    _from_markup(blocks)
    contents(blocks)
    blocks = _split_lines(_sub_headlines(blocks))
    boxes = boxes_of(blocks)
    captions(blocks, boxes)
    _disclosures(blocks)
    _sections(blocks, boxes, context)
    _cards(blocks, boxes, context)
    blocks = split_lists(blocks, context)
    find_offers(blocks, boxes, context)
    _labels_in_links(blocks, context)
    decide_by_links(blocks, context)
    list_heads(blocks)
    _from_filters(blocks)
    blocks = bylines(blocks)
    disclaimer(blocks)
    edges(blocks)
    after_end(blocks)
    for block in blocks:
        if not block.role and block.text:
            block.role = "body"
    return blocks


# --- markup

_MARK_ROLES = {rule.id: rule.role for rule in (rules.CSS_CAPTION, rules.CSS_SUBTITLE, rules.CSS_RELATED)}


def _from_markup(blocks: list[Block]) -> None:
    for i, block in enumerate(blocks):
        if not block.rule or block.rule.startswith(rules.FILTERS):
            continue
        if block.rule == rules.CSS_SUBTITLE.id and not _may_be_subtitle(blocks, i):
            block.rule = ""
            continue
        role = _MARK_ROLES.get(block.rule) or ("ad" if block.rule.startswith(rules.SLOT.id) else "boilerplate")
        if role in ("related", "ad") and is_label(block.text):
            role = "label"
        elif role == "boilerplate" and (matches(rules.BYLINE, block.text) or matches(rules.EMAIL, block.text)):
            role = "byline"
        elif role == "caption" and not block.text:
            role = ""
        elif role == "related" and not block.links:
            role = "label" if len(block.text) < 30 else "boilerplate"
        take(block, role, block.rule, block.evidence or block.path)


def _from_filters(blocks: list[Block]) -> None:
    """What a filter list named and no rule of ours has decided: a box of ours must not lose its parts to a stranger's rule."""
    for block in blocks:
        if not block.role and block.rule.startswith(rules.FILTERS):
            take(block, "label" if is_label(block.text) else "ad", block.rule, block.evidence)


def _may_be_subtitle(blocks: list[Block], i: int) -> bool:
    """A sub-headline stands before the first prose, and in no box with a picture: class names there mean captions."""
    shared = set(blocks[i].boxes)
    near = blocks[max(i - 2, 0) : i + 3]
    return not any(is_prose(b) for b in blocks[:i] if not b.rule) and not any(
        b.kind == "image" and shared & set(b.boxes) for b in near
    )


def _sub_headlines(blocks: list[Block]) -> list[Block]:
    """Make two or more short lines that open the text, in an element unlike the prose after them, sub-headlines."""
    opening = list(takewhile(lambda b: not b.text or _is_head(b), blocks))
    heads = [block for block in opening if block.text]
    lines = [line for block in heads for line in block.text.split("\n") if line]
    prose = next((block for block in blocks[len(opening) :] if is_prose(block)), None)
    if len(lines) < 2 or prose is None or any(is_label(line) or MARKED.match(line) for line in lines):
        return blocks
    if len({block.path for block in heads}) > 1 or heads[0].path == prose.path:
        return blocks
    result = []
    for block in opening:
        parts = [part(block, line) for line in block.text.split("\n") if line] or [block]
        for piece in parts:
            if piece.text and not piece.role:
                take(piece, "subtitle", rules.SUB_HEADLINES.id)
        result += parts
    return result + blocks[len(opening) :]


def _is_head(block: Block) -> bool:
    short = all(len(line) <= _LONGEST_HEAD and not SENTENCE_END.search(line) for line in block.text.split("\n"))
    return short and not block.links and block.role in ("", "subtitle")


# --- lines that a single <br> keeps inside a block


def _split_lines(blocks: list[Block]) -> list[Block]:
    """Split a block at single line breaks where its lines are things of different kinds; poems and addresses stay whole."""
    result: list[Block] = []
    for block in blocks:
        if not block.role and block.text[:1] in ("▲", "△") and (lead := GLUED_LEAD.search(block.text)):
            result += [part(block, block.text[: lead.start()].strip()), part(block, block.text[lead.start() :])]
            continue
        lines = block.text.split("\n") if not block.role or block.role in ("subtitle", "related") else [block.text]
        if len(lines) < 2 or not (block.role or _worth_splitting(lines, block)):
            result.append(block)
            continue
        result.extend(part(block, line) for line in lines if line)
    return result


def _worth_splitting(lines: list[str], block: Block) -> bool:
    if _WRITTEN_BY.match(block.text) and matches(rules.BYLINE, block.text):
        return False  # whose text it is, and below that the reporter
    if len(block.text) > 300 and sum(SENTENCE_END.search(line) is not None for line in lines) > len(lines) / 2:
        return True
    return any(
        is_label(line)
        or MARKED.match(line)
        or any(matches(rule, line) for rule in (*rules.TAIL, rules.BYLINE, rules.CREDIT_LINE))
        for line in lines
    )


# --- disclosures and labelled sections


def _disclosures(blocks: list[Block]) -> None:
    lines = undecided(blocks)
    for i, block in lines:
        if len(block.text) < 200 and not block.links and matches(rules.DISCLOSURE, block.text):
            at_edge = i <= lines[min(2, len(lines) - 1)][0] or i >= lines[max(len(lines) - 4, 0)][0]
            if at_edge:
                take(block, "label", rules.DISCLOSURE.id)


def _sections(blocks: list[Block], boxes: dict[int, Box], context: Context) -> None:
    i = 0
    while i < len(blocks):
        block = blocks[i]
        if block.role or not block.text or not is_label(block.text) or (block.links and covered_by_links(block) > 0.9):
            i += 1
            continue
        if matches(rules.SITE_LIST_LABEL, block.text):
            i = _site_list(blocks, i, _own_box(blocks, i, boxes))
            continue
        ad = matches(rules.AD_LABEL, block.text)
        end = _section_end(blocks, i, ad, _own_box(blocks, i, boxes))
        members = [b for b in blocks[i + 1 : end] if b.text and not b.role]
        if members or ad or _slot_near(blocks, i) or i > len(blocks) / 2:
            rule = rules.AD_LABEL if ad else rules.RELATED_LABEL
            take(block, "label", rule.id)
            _fill(members, ad, bare(block.text), context)
            _pictures(blocks[i + 1 : end], members)
        i = max(end, i + 1)


def _site_list(blocks: list[Block], start: int, box: int) -> int:
    """Take a list that stands under every article (많이 본 뉴스) out of the text; its links are not related links."""
    end = _section_end(blocks, start, False, box)
    linked = [b for b in blocks[start + 1 : end] if b.links or b.kind == "image"]
    if len(linked) < 2:
        return start + 1
    for block in blocks[start:end]:
        if not block.role:
            take(block, "boilerplate", rules.SITE_LIST_LABEL.id, bare(blocks[start].text))
    return end


def _pictures(blocks: list[Block], members: list[Block]) -> None:
    """Pictures within a card or list share the role of its texts, so that a logo never counts as the article's."""
    if members and all(b.role in ("ad", "related") for b in members):
        for block in blocks:
            if block.kind == "image" and not block.role:
                take(block, members[0].role, members[0].rule, members[0].evidence)


def _slot_near(blocks: list[Block], i: int) -> bool:
    return any(b.rule.startswith(rules.SLOT.id) or b.kind in ("slot", "embed") for b in blocks[max(i - 1, 0) : i + 3])


def _section_end(blocks: list[Block], start: int, ad: bool, box: int) -> int:
    """The index at which editorial text resumes after a label: outside the label's own box, or at a paragraph of prose."""
    end = start + 1
    while end < len(blocks):
        block = blocks[end]
        if box and box not in block.boxes:
            break
        if not box and block.text and not block.role and is_prose(block):
            break
        if not box and block.text and (block.role in ("byline", "boilerplate", "subtitle") or is_tail(block.text)):
            break
        if not box and ad and block.text and not block.links and block.kind != "list_item":
            break
        end += 1
    return end


def _own_box(blocks: list[Block], i: int, boxes: dict[int, Box]) -> int:
    """The widest box around a label that holds less than half of the text: its card. 0 when there is none."""
    total = sum(len(b.text) for b in blocks)
    for number in blocks[i].boxes:
        box = boxes[number]
        if box.length < 0.5 * total and box.end - box.start > 1:
            return number
    return 0


def _fill(members: list[Block], ad: bool, label: str, context: Context) -> None:
    headlines = [] if ad else [block for block in members if is_headline(block, context)]
    others = [block for block in members if block not in headlines]
    decided, evidence = _section_is(others, ad, context)
    for block in others:
        take(block, *(decided or _related_or_ad(block, context)), "; ".join([label, *evidence]))
    for block in headlines:
        take(block, *_related_or_ad(block, context), label)


def _section_is(members: list[Block], ad: bool, context: Context) -> tuple[tuple[str, str] | None, list[str]]:
    """What the lines under a label are as a whole: advertising by the label, a card or an offer; else each for itself."""
    if ad:
        return ("ad", rules.AD_LABEL.id), []
    if len(signals := card_signals(members, context)) >= 3:
        return ("ad", rules.CARD.id), signals
    if signals := offer(members, context):
        return ("ad", rules.OFFER.id), signals
    return None, []


def _related_or_ad(block: Block, context: Context) -> tuple[str, str]:
    if rule := bought_link(block, context):
        return "ad", rule
    return ("related" if block.links else "boilerplate"), rules.RELATED_LABEL.id


def _labels_in_links(blocks: list[Block], context: Context) -> None:
    """Take the label off the title where both stand in one link to an article: ``[관련 기사] …``."""
    for _, block in undecided(blocks):
        whole = len(block.links) == 1 and covered_by_links(block) > 0.9 and leads_to_article(block, context)
        label = _LABEL_IN_LINK.match(block.links[0].text) if whole else None
        if label and matches(rules.RELATED_LABEL, label[1]):
            take(block, "related", rules.RELATED_LABEL.id, label[1])
            block.links[0].text = block.links[0].text[label.end() :]


# --- cards without a label


def _cards(blocks: list[Block], boxes: dict[int, Box], context: Context) -> None:
    for start, end in _candidates(blocks, boxes):
        members = [b for b in blocks[start:end] if b.text and not b.role and not is_headline(b, context)]
        signals = card_signals(members, context)
        shape = {"ticker", "rating", "landing", "bullets"} & set(signals)
        if len(signals) >= 4 and len(shape) >= 3:
            for block in members:
                take(block, "ad", rules.CARD.id, ", ".join(signals))
            _pictures(blocks[start:end], members)


def _candidates(blocks: list[Block], boxes: dict[int, Box]) -> Iterable[tuple[int, int]]:
    """Runs of blocks that may be a card: a box with less than half the text, or a heading with the list under it."""
    total = sum(len(b.text) for b in blocks) or 1
    for box in boxes.values():
        if 2 < box.end - box.start <= _BIGGEST_CARD and box.length < 0.5 * total:
            yield box.start, box.end
    for i, block in enumerate(blocks):
        if block.kind == "heading" and not block.role:
            end = i + 1
            last = min(len(blocks), i + _BIGGEST_CARD)
            while end < last and not is_prose(blocks[end]) and blocks[end].kind != "heading":
                end += 1
            if end - i > 2:
                yield i, end
