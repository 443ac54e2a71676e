"""Offers among the blocks of a text: the lines that sell together are found, claimed, and made a record."""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from crawler import rules
from crawler.cards import native_card
from crawler.evidence import MARKED, Box, covered_by_links, is_label, is_prose, is_tail, take
from crawler.items import Ad, Block
from crawler.links import Context, bought_link, is_affiliate, is_headline, is_house
from crawler.selling import (
    COUPON,
    LONGEST,
    LONGEST_CALL,
    PHONE,
    PROMISE,
    REFERS,
    is_pitch,
    is_report,
    links_of,
    links_off,
    offer,
    pays,
)
from crawler.urls import host

INVITES = re.compile(rules.INVITATION.pattern)
_FACT = re.compile(r"\W{0,3}[가-힣 ]{2,10}\s?[:：]\s")  # "접수 기간: …" tells, it does not sell
_QUOTES = re.compile(r"(?:다음과\s?같|아래와\s?같|이렇게\s?적|문구[는가])[^.]{0,12}[.:]\s*$|:\s*$")
_ENTERS = re.compile(r"(?:입력|등록|적용|사용)(?:\s?하?(?:면|세요|고)|\W*$)")
_NUMBERED = re.compile(r"[①-⑳]|\d{1,2}[.)]\s")  # the points of a text
_LONGEST_INVITATION = 200  # characters
_SHORT = 90  # characters of a line that may belong to an offer without a box around it
_LINES_OF_LINK = 2  # more lines make a card of a link that pays
_BACK, _ON = 6, 3  # lines looked at before and after the link


def find_offers(blocks: list[Block], boxes: dict[int, Box], context: Context) -> None:
    """Make the offers among undecided blocks advertising; the rule is shape.offer, the evidence names the signals."""
    for i, block in enumerate(blocks):
        if block.role or not block.text or bought_link(block, context) and covered_by_links(block) > 0.5:
            continue
        if (code := COUPON.search(block.text)) and _gives_code(blocks, i, context):
            take(block, "ad", rules.COUPON.id, code[0])
        elif _invites(block, context):
            take(block, "ad", rules.HOUSE.id, block.links[0].href)
        elif _sells(block, context):
            for start, end in _runs(blocks, boxes, i):
                members = [other for other in blocks[start:end] if not is_headline(other, context)]
                if signals := offer(members, context):
                    _claim(members, signals)
                    break


def _gives_code(blocks: Sequence[Block], i: int, context: Context) -> bool:
    """Whether a line with a code hands it to the reader: it leads to who takes it, promises something for it or asks to
    enter it, and the article does not quote it (``문구는 다음과 같다.``)."""
    block = blocks[i]
    before = next((other.text for other in reversed(blocks[:i]) if other.text), "")
    if len(block.text) >= LONGEST or is_report(block.text) or _QUOTES.search(before):
        return False
    return bool(PROMISE.search(block.text) or _ENTERS.search(block.text) or links_off([block], context))


def _invites(block: Block, context: Context) -> bool:
    """Whether a short block invites to something of the outlet's own: it leads to such a page and speaks of it."""
    own = any(is_house(link.href, context) or host(link.href) in rules.CHANNELS for link in block.links)
    if len(block.text) > _LONGEST_INVITATION or not own or is_tail(block.text):
        return False
    return INVITES.search(block.text) is not None and not any(map(is_report, block.text.split("\n")))


def _sells(block: Block, context: Context) -> bool:
    """Whether a block could be the point of an offer: a link that leads to somebody's own pages, or a number to call."""
    if links_off([block], context):
        whole = {line.strip() for line in block.text.split("\n")}
        whole_line = any(link.text.strip() in whole for link in links_of(block))
        lines = block.text.count("\n") + 1
        short = len(block.text) < (LONGEST_CALL if lines > 2 else _SHORT)
        return whole_line or (short and not is_prose(block)) or is_pitch(block, context)
    if PHONE.search(block.text) is None or len(block.text) > LONGEST_CALL:
        return False
    return not any(map(is_report, block.text.split("\n")))


def _runs(blocks: Sequence[Block], boxes: dict[int, Box], i: int) -> Iterable[tuple[int, int]]:
    """The groups a link may sell with: the boxes around it, widest first, then the short lines beside it, then its own block."""
    total = sum(len(block.text) for block in blocks) or 1
    for number in blocks[i].boxes:
        box = boxes[number]
        if box.length < min(0.5 * total, LONGEST) and box.end - box.start > 1:
            if box.start and blocks[box.start].kind == "list_item" and _heads(blocks[box.start - 1]):
                yield box.start - 1, box.end
            yield box.start, box.end
    start = i - _beside(blocks[i], reversed(blocks[max(i - _BACK, 0) : i]))
    end = i + 1 + _beside(blocks[i], takewhile(lambda b: b.kind != "heading", blocks[i + 1 : i + 1 + _ON]))
    yield from ((start, end), (start, i + 1), (max(start, i - 1), i + 1), (i, i + 1))


def _beside(block: Block, near: Iterable[Block]) -> int:
    """How many of the nearest blocks may belong to an offer with this one: short lines that link to nothing else."""
    targets = {host(link.href) for link in block.links}

    def belongs(other: Block) -> bool:
        listed = other.kind == "list_item" != block.kind or _NUMBERED.match(other.text)
        return not listed and _may_belong(other) and {host(link.href) for link in other.links} <= targets

    return len(list(takewhile(belongs, near)))


def _heads(block: Block) -> bool:
    """A heading right over a list of benefits belongs to it: one of the article's own would have prose under it."""
    return block.kind == "heading" and _may_belong(block)


def _may_belong(block: Block) -> bool:
    """A line without a role that is short, no report, no label and no part of the tail."""
    if block.role or block.kind == "table_row":
        return False
    if block.kind == "image":
        return not block.links  # a picture with a link of its own is a banner
    short = len(block.text) < _SHORT and not is_prose(block) and not is_report(block.text)
    further = block.links and MARKED.match(block.text)
    told = is_label(block.text) or is_tail(block.text) or COUPON.search(block.text) or _FACT.match(block.text)
    return short and not told and not further


def _claim(members: Sequence[Block], signals: Sequence[str]) -> None:
    target = next((host(link.href) for block in members for link in links_of(block)), "")
    evidence = f"{', '.join(signals)} {target and f'→ {target}'}".strip()
    for block in members:
        if not block.role and (block.text or block.kind == "image"):
            head = block is members[0] and "head" in signals
            take(block, "label" if head else "ad", rules.OFFER.id, evidence)


def record(members: Sequence[Block], evidence: str, label: str | None, disclosed: bool, placement: str) -> Ad:
    """Make the advertising record of an offer: a code or one line that pays is an affiliate link, more is a native card."""
    ad = native_card(members, label, disclosed)
    ad.placement, ad.rule = placement, ad.rule or rules.OFFER.id
    links = [link for block in members for link in links_of(block)]
    lines = [line for block in members for line in block.text.split("\n") if line]
    said = rules.SAID_INSIDE.search(ad.text) is not None
    known = any(is_affiliate(link.href) for link in links)
    bare = len(lines) <= _LINES_OF_LINK and (any(map(pays, links)) or REFERS.search(ad.text))
    if COUPON.search(ad.text) or said or known or bare:
        ad.kind = "affiliate_link"
    ad.disclosed = ad.disclosed or said
    ad.evidence = evidence
    ad.url = ad.url or (links[0].href if links else None)
    return ad
