"""The edges of an article: contents and captions, bylines, and boilerplate at the head and tail; never the text's middle."""

import re
from collections.abc import Iterable
from itertools import groupby, takewhile

from crawler import rules
from crawler.bylines import BARE_CREDIT, LEAD, PICTURE_CREDIT, SIGNED_CAPTION, TAIL
from crawler.evidence import (
    LINE,
    SENTENCE_END,
    Box,
    covered_by_links,
    is_prose,
    is_tail,
    matches,
    part,
    take,
    undecided,
)
from crawler.items import Block
from crawler.text import squeeze

_LONGEST_BYLINE = 120  # characters
_LONGEST_CAPTION = 160  # characters of a line that only its picture makes a caption
_LONGEST_END = 40  # characters in which a polite sentence shows its end
_LEAD_LINES, _TAIL_LINES = 6, 4  # lines looked at for a byline at either end
_HEAD_LINES = 4  # lines looked at for boilerplate at the head
_EDGE_RULES = (
    (rules.BYLINE, "byline"),
    (rules.EMAIL, "byline"),
    (rules.COPYRIGHT, "boilerplate"),
    (rules.SUBSCRIBE, "boilerplate"),
    (rules.NOTICE, "boilerplate"),
)
_TAIL_RULES = (
    *_EDGE_RULES, (rules.TAGS, "boilerplate"), (rules.SLOGAN, "boilerplate"), (rules.CREDIT_LINE, "caption"),
)  # fmt: skip
_ENDS = _EDGE_RULES[:3]
_SAYS_PICTURE = re.compile(r"/?\s?(?:자료\s?)?사진\s?(?:제공\s?)?=")
_ITEM_MARKS = "◆◇■□●▲"
"""What the head of an item opens with in an article of several (``◆온빛, 새 지갑 공개``), each head alike."""
_NAMED_CREDIT = re.compile(
    r"[\[(<‹〈]\s?(?:자료\s?)?(?:사진|그래픽|이미지|출처|자료)\s?(?:제공|출처)?\s?[:=/|]\s?[^\[\](){}<>‹›]{1,30}[\])>›〉]$"
)
"""A picture's credit in brackets at the end of a line: ``…마이크를 묻는 모습(사진:한빛랩)``."""
_POINTERS = re.compile(r"[▲△]\s?[가-힣A-Za-z‘“]")
_WIRE_CAPTION = re.compile(
    r"[\[(][^\])\n]{2,24}=[^\])\n]{2,16}[\])][^\n]{4,220}\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?(?:\s?\S{1,40}@\S{1,40})?"
    r"(?:\s?[*※]?\s?재판매[^\n]{0,12}금지\.?)?"
)
"""A wire's caption: its dateline, what is to be seen, the day, the photographer's address, and that it may not be sold on."""


_CONTENTS = re.compile(
    r"[\[<]?\s?(?:목차|차례|(?:이|본)\s?(?:기사|글|콘텐츠)(?:에서는?|의\s?(?:순서|목차))|(?:글|기사)\s?순서|(?:table\sof\s)?contents)"
    r"\s?[:：]?\s?[\]>]?",
    re.I,
)
_POINT = re.compile(r"\s*(?:\d{1,2}(?:[.-]\d{1,2}){0,2}[.)]?\s|[①-⑳•·-]\s?)?")
_LONGEST_POINT = 80  # characters of a heading
_DISCLAIMER = re.compile(r"[\[<(]?\s?(?:투자\s?)?면책\s?(?:조항|공고|고지|사항)\s?[\])>]?\s?[:：]?")
_DISCLAIMS = re.compile(r"(?:이|본|위)\s?(?:글|기사|콘텐츠|정보|내용|자료)|투자\s?(?:권유|조언|자문)|정보\s?제공")
_POLITE_END = re.compile(r"(?:니다|세요|시오|바랍니다)[.!]?$")
_MOST_DISCLAIMING = 4  # paragraphs


def contents(blocks: list[Block]) -> None:
    """Take out a list whose every line stands again further down, as the heading it leads to, and the short head over it."""
    places = {_point(b.text): i for i, b in enumerate(blocks) if b.kind != "list_item" and 0 < len(b.text) <= _LONGEST_POINT}
    for listed, run in groupby(enumerate(blocks), key=lambda pair: pair[1].kind == "list_item" and not pair[1].role):
        points = list(run) if listed else []
        if len(points) < 2 or any(places.get(_point(block.text), -1) < i for i, block in points):
            continue
        start = points[0][0]
        over = blocks[start - 1] if start else None
        head = [over] if over and not over.role and _CONTENTS.fullmatch(over.text) else []
        for block in [*head, *(block for _, block in points)]:
            take(block, "boilerplate", rules.CONTENTS.id, f"stands again at block {places[_point(points[0][1].text)]}")


def _point(text: str) -> str:
    """A heading as a table of contents repeats it: without its number and without white space."""
    return squeeze(_POINT.sub("", text, count=1))


def captions(blocks: list[Block], boxes: dict[int, Box]) -> None:
    """Find the captions and credits that no selector marked: pointer lines, credit lines, the lone text beside a picture."""
    last_image: int | None = None
    for i, block in enumerate(blocks):
        if block.kind == "image":
            last_image = i
        elif block.text and not block.role and (rule := _caption_rule(blocks, i, last_image, boxes)):
            shown = blocks[last_image].images if last_image is not None else []
            take(block, "caption", rule, shown[0].url if shown else "")
            if rule == rules.TABLE_CAPTION.id and last_image is not None:
                last_image = i
        elif block.text and block.role != "caption":
            last_image = None if last_image is None or i - last_image > 1 else last_image


def _opens_text(blocks: list[Block], i: int) -> bool:
    """Whether a ▲ line is the first text and the only one of its sort: the caption of a picture above the container."""
    if any(b.text for b in blocks[:i]) or blocks[i].text[0] not in "▲△":
        return False
    return not any(b.text[:1] in ("▲", "△") for b in blocks[i + 1 : i + 4])


def _is_point(blocks: list[Block], i: int) -> bool:
    """Whether a line that opens with ▶ or ◀ is one of a list, a head, or a second line under a picture with its caption."""
    mark = blocks[i].text[0]
    return (
        blocks[i].kind == "heading"
        or any(b.text[:1] == mark for b in (*blocks[max(i - 1, 0) : i], *blocks[i + 1 : i + 2]))
        or any(b.role == "caption" for b in blocks[max(i - 3, 0) : i])
    )


def _before_picture(blocks: list[Block], i: int) -> bool:
    """Whether a line stands right above a picture that has no caption below it: the first of the text, or in its box."""
    if i + 1 >= len(blocks) or blocks[i + 1].kind != "image":
        return False
    below = next((b for b in blocks[i + 2 : i + 4] if b.text), None)
    if below is not None and (below.rule == rules.CSS_CAPTION.id or LINE[rules.CAPTION_LINE.id].fullmatch(below.text)):
        return False
    same_box = bool(blocks[i].boxes) and blocks[i].boxes == blocks[i + 1].boxes
    return same_box or not any(b.text for b in blocks[:i])


def _caption_rule(blocks: list[Block], i: int, image: int | None, boxes: dict[int, Box]) -> str:
    block = blocks[i]
    text = block.text
    beside = image is not None and all(b.role == "caption" or not b.text for b in blocks[image + 1 : i])
    before = _before_picture(blocks, i)
    if len(text) > 300 or block.links and covered_by_links(block) > 0.8:
        return ""
    if (beside or before or _opens_text(blocks, i)) and LINE[rules.CAPTION_LINE.id].fullmatch(text):
        if len(_POINTERS.findall(text)) > 2 or (text[0] not in "▲△▴" and _is_point(blocks, i)):
            return ""  # ▲ also counts the points of a sentence
        return rules.CAPTION_LINE.id
    if beside and _WIRE_CAPTION.fullmatch(text):
        return rules.CAPTION_LINE.id
    if beside and image is not None and _repeats(text, blocks[image]):
        return rules.CAPTION_LINE.id
    if beside and (BARE_CREDIT.fullmatch(text) or SIGNED_CAPTION.fullmatch(text) or _names_credit(text)):
        return rules.CREDIT_LINE.id
    if len(text) < 80 and LINE[rules.CREDIT_LINE.id].fullmatch(text.lstrip("/ ")) and not SENTENCE_END.search(text):
        plain = text[0] in "[(<【" and text[-1] in "])>】" or _SAYS_PICTURE.match(text)
        return rules.CREDIT_LINE.id if beside or before or plain else ""
    shared = [n for n in block.boxes if n in blocks[image].boxes] if beside and image is not None else []
    if shared and len(text) < 250:
        box = boxes[shared[-1]]
        inside = [b for b in blocks[box.start : box.end] if b.text and b.role != "boilerplate"]
        if LEAD.match(text) or any(b.role == "caption" for b in inside):
            return ""
        if box.length < 400 and len(inside) <= 2 and len(inside) < sum(bool(b.text) for b in blocks):
            return rules.TABLE_CAPTION.id
    if (
        beside
        and len(text) < 160
        and re.search(r"(?:사진|자료|그래픽|출처|제공|촬영|캡처|[/=ⓒ©])\s?[=:]?\s?[^.]{0,25}[\])>]?$", text)
    ):
        return rules.CREDIT_LINE.id if re.search(r"(?:제공|캡처|[=ⓒ©]\s?[^.]{1,25}|촬영)[\])>]?$", text) else ""
    return ""


def _names_credit(text: str) -> bool:
    """Whether a short line that is no sentence ends in whose picture it is about."""
    credit = _NAMED_CREDIT.search(text) if len(text) < _LONGEST_CAPTION else None
    return credit is not None and credit.start() > 0 and not SENTENCE_END.search(text[: credit.start()].rstrip())


def _repeats(text: str, picture: Block) -> bool:
    """Whether a line says what a browser would print in the picture's place."""
    alt = picture.images[0].caption if picture.images else None
    return alt is not None and len(text) < _LONGEST_CAPTION and squeeze(alt) == squeeze(text)


def bylines(blocks: list[Block]) -> list[Block]:
    """Cut the lead-in off the first paragraph and the byline off the last ones; whole byline lines go as they are."""
    lines = undecided(blocks)
    cuts = _cut_lead(lines)
    for i, block in lines[-_TAIL_LINES:]:
        if matches(rules.BYLINE, block.text) or matches(rules.EMAIL, block.text):
            continue
        pieces = _cut_tail(cuts.pop(i, [block]))
        if len(pieces) > 1:
            cuts[i] = pieces
    return [piece for i, block in enumerate(blocks) for piece in cuts.get(i, [block])]


def _cut_lead(lines: list[tuple[int, Block]]) -> dict[int, list[Block]]:
    """The pieces of the paragraph that opens with a byline, and of the sub-headlines before it, by index."""
    cuts: dict[int, list[Block]] = {}
    for i, block in lines[:_LEAD_LINES]:
        lead = LEAD.match(block.text)
        if lead and lead.end() < len(block.text) and len(block.text) - lead.end() > 20:
            cuts[i] = [_byline(block, lead[0]), part(block, block.text[lead.end() :])]
            place = lines.index((i, block))
            after = {later.text[0] for _, later in lines[place + 1 :]}
            for earlier, before in lines[:place]:
                if (
                    len(before.text) < 80
                    and not SENTENCE_END.search(before.text)
                    and before.kind in ("paragraph", "heading")
                    and not (before.text[0] in _ITEM_MARKS and before.text[0] in after)
                ):
                    take(before, "subtitle", rules.BEFORE_LEAD.id, f"block {earlier} stands before the byline")
                    cuts[earlier] = [part(before, line) for line in before.text.split("\n")]
            break
    return cuts


def _cut_tail(pieces: list[Block]) -> list[Block]:
    """The pieces of a paragraph without the byline at its end and the credit of a picture that is glued to it."""
    last = pieces[-1]
    tail = TAIL.search(last.text, max(len(last.text) - _LONGEST_BYLINE, 0))
    if tail and tail.start() > 0 and tail[0].strip():
        pieces = [*pieces[:-1], part(last, last.text[: tail.start()]), _byline(last, tail[0])]
    first, *others = pieces
    if credit := PICTURE_CREDIT.search(first.text):
        glued = part(first, credit[0].strip())
        take(glued, "caption", rules.CREDIT_LINE.id)
        return [part(first, first.text[: credit.start()]), glued, *others]
    return pieces


def _byline(block: Block, text: str) -> Block:
    piece = part(block, text.strip())
    take(piece, "byline", rules.BYLINE.id, text.strip())
    return piece


def edges(blocks: list[Block]) -> None:
    """Cut boilerplate line by line from the top and from the tail; the first editorial line stops each."""
    lines = [block for _, block in undecided(blocks)]
    for block in lines[:_HEAD_LINES]:
        if not _cut(block, _EDGE_RULES):
            break
    for block in reversed(lines):
        if block.role:
            continue
        if not _cut(block, _TAIL_RULES) and not _is_mark_only(block):
            break


def after_end(blocks: list[Block]) -> None:
    """After a byline or copyright line in the second half, with no prose behind it, comes only the page's furniture."""
    backwards = range(len(blocks) - 1, -1, -1)
    last = next(
        (i for i in backwards if not blocks[i].role and is_prose(blocks[i]) and not is_tail(blocks[i].text)), None
    )
    if last is None:
        return
    for block in blocks[last + 1 :]:
        if block.text and not block.role:
            _cut(block, _ENDS)
    ends = [i for i, b in enumerate(blocks) if b.role == "byline" or b.rule == rules.COPYRIGHT.id]
    end = next((i for i in ends if i > last), len(blocks))
    for block in blocks[end + 1 :]:
        if block.text and not block.role:
            take(block, "boilerplate", rules.AFTER_END.id, f"follows {blocks[end].text[:40]}")


def disclaimer(blocks: list[Block]) -> None:
    """Cut the few paragraphs in the publisher's own voice that stand under a head 면책조항 and end the text, and that head."""
    lines = [block for _, block in undecided(blocks)]
    half = len(lines) // 2
    start = next((i for i, block in enumerate(lines[half:], half) if _DISCLAIMER.fullmatch(block.text)), len(lines))
    said = list(takewhile(lambda block: _POLITE_END.search(block.text[-_LONGEST_END:]), lines[start + 1 :]))
    rest = lines[start + 1 + len(said) :]
    if len(said) > _MOST_DISCLAIMING or not all(is_tail(block.text) for block in rest):
        return
    if any(_DISCLAIMS.search(block.text) for block in said):
        for block in lines[start : start + 1 + len(said)]:
            take(block, "boilerplate", rules.NOTICE.id, f"under {lines[start].text}")


def _cut(block: Block, edge_rules: Iterable[tuple[rules.Rule, str]]) -> bool:
    for rule, role in edge_rules:
        if matches(rule, block.text):
            take(block, role, rule.id)
            return True
    return False


def _is_mark_only(block: Block) -> bool:
    if re.search(r"\w", block.text):
        return False
    take(block, "boilerplate", rules.MARKS.id)
    return True
