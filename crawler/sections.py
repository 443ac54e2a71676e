"""Blocks become roles: body, related, ad, label, caption, subtitle, byline, boilerplate; each with the rule that decided.

The passes run in a fixed order, each over blocks that have no role yet, and what no pass claims is body text. Words
alone never decide. A label opens a section that ends where editorial text resumes, so that an advertisement in the
middle never cuts the article off; boilerplate is cut at the head and the tail only.
"""

import re
from collections.abc import Callable, Iterable

from crawler import rules
from crawler.bylines import LEAD, TAIL
from crawler.cards import card_signals
from crawler.items import Block
from crawler.networks import network_of_host
from crawler.rules import bare
from crawler.text import squeeze
from crawler.urls import host

_LINE = {rule.id: rules.compile_line(rule) for rule in rules.LINES}
_SPONSORED = re.compile(rules.SPONSORED.pattern, re.I)
_AFFILIATE = re.compile(rules.AFFILIATE.pattern, re.I)
_REFERRAL = re.compile(rules.REFERRAL.pattern, re.I)
_LANDING = re.compile(rules.LANDING.pattern, re.I)
_MARKED = re.compile(rules.LINK_LINE.pattern)
_SENTENCE_END = re.compile(r"(?:[.!?。…][\"'”’」』)\]]*|다[\"'”’]?)$")
_LONGEST_LINE = 400
_SHORT_PAGE = 4  # lines looked at for boilerplate at the head


class Context:
    """What the passes need to know about the page: its outlet's host and which URLs are articles."""

    def __init__(self, url: str, is_article: Callable[[str], bool] | None = None):
        self.url = url
        self.host = host(url)
        self.is_article = is_article or (lambda _: False)

    def own(self, url: str) -> bool:
        """Say whether a URL belongs to the outlet: the same host or one below the same registered name."""
        other = host(url)
        return bool(other) and (_site(other) == _site(self.host))


def _site(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in ("co", "or", "go", "ne", "com", "pe") else parts[-2:])


def assign(blocks: list[Block], context: Context) -> list[Block]:
    """Give every in-body block a role and return the blocks, some of them split (a byline off its sentence)."""
    _from_markup(blocks)
    blocks = _split_lines(blocks)
    _captions(blocks)
    _disclosures(blocks)
    _sections(blocks, context)
    _cards(blocks, context)
    _links(blocks, context)
    blocks = _bylines(blocks)
    _edges(blocks)
    _after_end(blocks)
    for block in blocks:
        if not block.role and block.text:
            block.role = "body"
    return blocks


def matches(rule: rules.Rule, line: str) -> bool:
    """Say whether a whole line, with or without its marks and brackets, is of a line rule."""
    if len(line) > _LONGEST_LINE:
        return False
    pattern = _LINE[rule.id]
    return pattern.fullmatch(line) is not None or pattern.fullmatch(bare(line)) is not None


def _take(block: Block, role: str, rule: str, evidence: str = "") -> None:
    block.role, block.rule, block.evidence = role, rule, evidence or block.evidence


def _open(blocks: list[Block]) -> list[tuple[int, Block]]:
    return [(i, b) for i, b in enumerate(blocks) if not b.role and b.text]


# --- markup -----------------------------------------------------------------------------------------------------------

_MARK_ROLES = {"css.caption": "caption", "css.subtitle": "subtitle", "css.related": "related", "css.byline": "byline"}


def _from_markup(blocks: list[Block]) -> None:
    for block in blocks:
        if not block.rule:
            continue
        role = _MARK_ROLES.get(block.rule) or ("ad" if block.rule.startswith("slot.") else "boilerplate")
        if role in ("related", "ad") and _is_label(block.text):
            role = "label"
        elif role == "boilerplate" and (matches(rules.BYLINE, block.text) or matches(rules.EMAIL, block.text)):
            role = "byline"
        elif role == "caption" and not block.text:
            role = ""
        elif role == "related" and not block.links:
            role = "label" if len(block.text) < 30 else "boilerplate"
        _take(block, role, block.rule, block.path)


def _is_label(text: str) -> bool:
    return len(text) < 40 and (matches(rules.RELATED_LABEL, text) or matches(rules.AD_LABEL, text))


# --- lines that a single <br> keeps inside a block -----------------------------------------------------------------------


def _split_lines(blocks: list[Block]) -> list[Block]:
    """Split a block at single line breaks where its lines are things of different kinds; poems and addresses stay whole."""
    result: list[Block] = []
    for block in blocks:
        lines = block.text.split("\n") if not block.role or block.role in ("subtitle", "related") else [block.text]
        if len(lines) < 2 or not (block.role or _worth_splitting(lines, block)):
            result.append(block)
            continue
        result.extend(part(block, line) for line in lines if line)
    return result


def part(block: Block, text: str) -> Block:
    """Return a copy of a block that holds only ``text`` and the links whose text stands in it."""
    squeezed = squeeze(text)
    links = [link for link in block.links if squeeze(link.text) in squeezed]
    return Block(block.kind, text, block.placement, links, [], block.path, block.boxes, block.role, block.rule, block.evidence)


def _worth_splitting(lines: list[str], block: Block) -> bool:
    if len(block.text) > 300 and sum(_SENTENCE_END.search(line) is not None for line in lines) > len(lines) / 2:
        return True
    return any(
        _is_label(line) or _MARKED.match(line) or any(matches(rule, line) for rule in (*rules.TAIL, rules.BYLINE, rules.CREDIT_LINE))
        for line in lines
    )


# --- captions -----------------------------------------------------------------------------------------------------------


def _captions(blocks: list[Block]) -> None:
    last_image: int | None = None
    for i, block in enumerate(blocks):
        if block.kind == "image":
            last_image = i
        elif block.text and not block.role and (rule := _caption_rule(blocks, i, last_image)):
            _take(block, "caption", rule, blocks[last_image].images[0].url if last_image is not None else "")
            if rule == "table.caption" and last_image is not None:
                last_image = i
        elif block.text and block.role != "caption":
            last_image = None if last_image is None or i - last_image > 1 else last_image


def _caption_rule(blocks: list[Block], i: int, image: int | None) -> str:
    block = blocks[i]
    text = block.text
    beside = image is not None and all(b.role == "caption" or not b.text for b in blocks[image + 1 : i])
    before = i + 1 < len(blocks) and blocks[i + 1].kind == "image"
    if len(text) > 300 or block.links and _covered(block) > 0.8:
        return ""
    if (beside or before) and _LINE["line.caption"].fullmatch(text):
        return "line.caption"
    if _LINE["line.credit"].fullmatch(text) and len(text) < 80 and not _SENTENCE_END.search(text):
        bracketed = text[0] in "[(<【" and text[-1] in "])>】"
        return "line.credit" if beside or before or bracketed else ""
    if beside and image is not None and block.boxes and block.boxes[-1] in blocks[image].boxes and len(text) < 250:
        inside = [b for b in blocks if block.boxes[-1] in b.boxes and b.text]
        if LEAD.match(text) or any(b.role == "caption" for b in inside):
            return ""
        if sum(len(b.text) for b in inside) < 400 and len(inside) <= 2 and len(inside) < sum(bool(b.text) for b in blocks):
            return "table.caption"
    if beside and len(text) < 160 and re.search(r"(?:사진|자료|그래픽|출처|제공|촬영|캡처|[/=ⓒ©])\s?[=:]?\s?[^.]{0,25}[\])>]?$", text):
        return "line.credit" if re.search(r"(?:제공|캡처|[=ⓒ©]\s?[^.]{1,25}|촬영)[\])>]?$", text) else ""
    return ""


# --- disclosures and labelled sections -----------------------------------------------------------------------------------


def _disclosures(blocks: list[Block]) -> None:
    lines = _open(blocks)
    for i, block in lines:
        if len(block.text) < 200 and not block.links and matches(rules.DISCLOSURE, block.text):
            at_edge = i <= lines[min(2, len(lines) - 1)][0] or i >= lines[max(len(lines) - 4, 0)][0]
            if at_edge:
                _take(block, "label", rules.DISCLOSURE.id)


def _sections(blocks: list[Block], context: Context) -> None:
    i = 0
    while i < len(blocks):
        block = blocks[i]
        if block.role or not block.text or not _is_label(block.text) or (block.links and _covered(block) > 0.9):
            i += 1
            continue
        ad = matches(rules.AD_LABEL, block.text)
        end = _section_end(blocks, i, ad, context)
        members = [b for b in blocks[i + 1 : end] if b.text and not b.role]
        if members or _slot_near(blocks, i) or not ad and i > len(blocks) / 2:
            rule = rules.AD_LABEL if ad else rules.RELATED_LABEL
            _take(block, "label", rule.id)
            _fill(members, ad, bare(block.text), context)
            _pictures(blocks[i + 1 : end], members)
        i = max(end, i + 1)


def _pictures(blocks: list[Block], members: list[Block]) -> None:
    """Pictures within a card or list share the role of its texts, so that a logo never counts as the article's."""
    if members and all(b.role in ("ad", "related") for b in members):
        for block in blocks:
            if block.kind == "image" and not block.role:
                _take(block, members[0].role, members[0].rule, members[0].evidence)


def _slot_near(blocks: list[Block], i: int) -> bool:
    return any(b.rule.startswith("slot.") or b.kind in ("slot", "embed") for b in blocks[max(i - 1, 0) : i + 3])


def _section_end(blocks: list[Block], start: int, ad: bool, context: Context) -> int:
    """The index at which editorial text resumes after a label: outside the label's own box, or at a paragraph of prose."""
    box = _own_box(blocks, start)
    end = start + 1
    while end < len(blocks):
        block = blocks[end]
        if box and box not in block.boxes:
            break
        if not box and block.text and not block.role and _is_prose(block):
            break
        if not box and block.text and (block.role in ("byline", "boilerplate", "subtitle") or _is_tail(block.text)):
            break
        if not box and ad and end > start + 1 and block.text and not block.links and block.kind != "list_item":
            break
        end += 1
    return end


def _own_box(blocks: list[Block], i: int) -> int:
    """The widest box around a label that holds less than half of the text: its card. 0 when there is none."""
    total = sum(len(b.text) for b in blocks)
    for box in blocks[i].boxes:
        members = [b for b in blocks if box in b.boxes]
        if sum(len(b.text) for b in members) < 0.5 * total and len(members) > 1:
            return box
    return 0


def _is_prose(block: Block) -> bool:
    if block.kind in ("list_item", "table_row", "caption"):
        return False
    text = block.text
    return len(text) >= 40 and bool(_SENTENCE_END.search(text)) and _covered(block) < 0.6 and not _MARKED.match(text)


def _fill(members: list[Block], ad: bool, label: str, context: Context) -> None:
    card = card_signals(members, context)
    for block in members:
        block.evidence = label
    if ad:
        for block in members:
            _take(block, "ad", rules.AD_LABEL.id, label)
    elif len(card) >= 3:
        for block in members:
            _take(block, "ad", rules.CARD.id, f"{label}; " + ", ".join(card))
    else:
        for block in members:
            _take(block, *_related_or_ad(block, context), label)


def _related_or_ad(block: Block, context: Context) -> tuple[str, str]:
    if rule := _bought(block, context):
        return "ad", rule
    return ("related" if block.links else "boilerplate"), rules.RELATED_LABEL.id


# --- cards without a label -----------------------------------------------------------------------------------------------


def _cards(blocks: list[Block], context: Context) -> None:
    for start, end in _candidates(blocks):
        members = [b for b in blocks[start:end] if b.text and not b.role]
        signals = card_signals(members, context)
        shape = {"ticker", "rating", "landing", "bullets", "logo"} & set(signals)
        if len(signals) >= 4 and len(shape) >= 3:
            for block in members:
                _take(block, "ad", rules.CARD.id, ", ".join(signals))
            _pictures(blocks[start:end], members)


def _candidates(blocks: list[Block]) -> Iterable[tuple[int, int]]:
    """Runs of blocks that may be a card: a box with less than half the text, or a heading with the list under it."""
    total = sum(len(b.text) for b in blocks) or 1
    seen: set[int] = set()
    for i, block in enumerate(blocks):
        for box in block.boxes:
            if box in seen:
                continue
            seen.add(box)
            end = max(j for j, b in enumerate(blocks) if box in b.boxes) + 1
            if sum(len(b.text) for b in blocks[i:end]) < 0.5 * total:
                yield i, end
    for i, block in enumerate(blocks):
        if block.kind == "heading" and not block.role:
            end = i + 1
            while end < len(blocks) and not _is_prose(blocks[end]) and blocks[end].kind != "heading":
                end += 1
            if end - i > 2:
                yield i, end


# --- links ---------------------------------------------------------------------------------------------------------------


def _links(blocks: list[Block], context: Context) -> None:
    for i, block in _open(blocks):
        if not block.links:
            continue
        covered = _covered(block)
        bought = _bought(block, context)
        if bought and (covered > 0.5 or matches(rules.DISCLOSURE, block.text) or _disclosed_inside(block)):
            _take(block, "ad", bought, block.links[0].href)
        elif covered > 0.9 and _is_further_reading(block, context):
            _take(block, "related", rules.LINK_LINE.id, block.links[0].href)
        elif covered > 0.9 and not context.own(block.links[0].href) and _LANDING.search(block.text):
            _take(block, "ad", rules.LANDING.id, block.links[0].href)


def _disclosed_inside(block: Block) -> bool:
    return re.search(r"제휴\s?링크|수수료를?\s?(?:제공|지급)|파트너스\s?활동|유료\s?광고|\(광고\)|\[광고\]|\[AD\]", block.text) is not None


def _is_further_reading(block: Block, context: Context) -> bool:
    href = block.links[0].href
    if matches(rules.SUBSCRIBE, block.text) or host(href) in ("t.me", "youtube.com", "open.kakao.com", "twitter.com", "x.com"):
        return False
    if _MARKED.match(block.text):
        return True
    return block.kind != "heading" and (context.is_article(href) or context.own(href)) and 12 <= len(block.text) < 120


def _bought(block: Block, context: Context) -> str:
    """The link rule that says somebody paid for this block's link, or ``""``."""
    for link in block.links:
        name = host(link.href)
        if _SPONSORED.search(link.rel):
            return rules.SPONSORED.id
        if _AFFILIATE.search(name) or network_of_host(link.href):
            return rules.AFFILIATE.id
        if not context.own(link.href) and _REFERRAL.search(link.href) and _LANDING.search(block.text):
            return rules.REFERRAL.id
    return ""


def _covered(block: Block) -> float:
    """The share of the block's letters that stand in links, marks left out."""
    text = squeeze(_MARKED.sub("", block.text))
    linked = sum(len(squeeze(_MARKED.sub("", link.text))) for link in block.links)
    return min(linked / len(text), 1.0) if text else 0.0


# --- bylines and the edges -----------------------------------------------------------------------------------------------


def _bylines(blocks: list[Block]) -> list[Block]:
    """Cut the lead-in off the first paragraph and the byline off the last ones; whole byline lines go as they are."""
    lines = _open(blocks)
    if not lines:
        return blocks
    cuts: dict[int, list[Block]] = {}
    for i, block in lines[:3]:
        lead = LEAD.match(block.text)
        if lead and lead.end() < len(block.text) and len(block.text) - lead.end() > 20:
            cuts[i] = [_byline(block, lead[0]), part(block, block.text[lead.end() :])]
            for earlier, before in lines[: lines.index((i, block))]:
                if len(before.text) < 80 and not _SENTENCE_END.search(before.text) and before.kind == "paragraph":
                    _take(before, "subtitle", "subtitle.before_lead", f"block {earlier} stands before the byline")
                    cuts[earlier] = [part(before, line) for line in before.text.split("\n")]
            break
    for i, block in lines[-4:]:
        if matches(rules.BYLINE, block.text) or matches(rules.EMAIL, block.text):
            continue
        pieces = cuts.pop(i, [block])
        last = pieces[-1]
        if (tail := TAIL.search(last.text)) and 0 < tail.start() and tail[0].strip():
            pieces[-1:] = [part(last, last.text[: tail.start()]), _byline(last, tail[0])]
        if len(pieces) > 1:
            cuts[i] = pieces
    return [piece for i, block in enumerate(blocks) for piece in cuts.get(i, [block])]


def _byline(block: Block, text: str) -> Block:
    piece = part(block, text.strip())
    _take(piece, "byline", rules.BYLINE.id, text.strip())
    return piece


_EDGE_RULES = (
    (rules.BYLINE, "byline"), (rules.EMAIL, "byline"), (rules.COPYRIGHT, "boilerplate"),
    (rules.SUBSCRIBE, "boilerplate"), (rules.NOTICE, "boilerplate"),
)  # fmt: skip


_ENDS = _EDGE_RULES[:3]


def _edges(blocks: list[Block]) -> None:
    """Cut boilerplate line by line from the top and from the tail; the first editorial line stops each."""
    lines = [block for _, block in _open(blocks)]
    for block in lines[:_SHORT_PAGE]:
        if not _cut(block, _EDGE_RULES):
            break
    for block in reversed(lines):
        if block.role:
            continue
        if not _cut(block, _EDGE_RULES) and not _is_mark_only(block):
            break


def _after_end(blocks: list[Block]) -> None:
    """After a byline or copyright line in the second half, with no prose behind it, comes only the page's furniture."""
    prose = [i for i, b in enumerate(blocks) if not b.role and _is_prose(b)]
    if not prose:
        return
    for block in blocks[prose[-1] + 1 :]:
        if block.text and not block.role:
            _cut(block, _ENDS)
    ends = [i for i, b in enumerate(blocks) if b.role == "byline" or b.rule == rules.COPYRIGHT.id]
    end = next((i for i in ends if i > prose[-1]), len(blocks))
    for block in blocks[end + 1 :]:
        if block.text and not block.role:
            _take(block, "boilerplate", "tail.after_end", f"follows {blocks[end].text[:40]}")


def _cut(block: Block, edge_rules: Iterable[tuple[rules.Rule, str]]) -> bool:
    for rule, role in edge_rules:
        if matches(rule, block.text):
            _take(block, role, rule.id)
            return True
    return False


def _is_mark_only(block: Block) -> bool:
    if re.search(r"\w", block.text):
        return False
    _take(block, "boilerplate", "line.marks")
    return True


def _is_tail(text: str) -> bool:
    return any(matches(rule, text) for rule in (*rules.TAIL, rules.BYLINE))
