"""Pay walls and login walls inside or around a text: a teaser is never taken for the article."""

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler.container import ancestors
from crawler.evidence import PLAIN_END, SENTENCE_END
from crawler.page import Page, PageRefused, visible_text

_TEASER = 600  # characters of body; a shorter text beside a wall is its teaser
_LONGEST = 300  # characters of a wall's message
_MOST_NODES = 30
_TAIL_NODES = 6
_MOST_ANCESTORS = 12
_PAY = re.compile(r"구독|유료|결제|멤버십|프리미엄|PRO\b|정기|subscri|premium|paid", re.I)
_THIS = r"(?:이|본|해당)\s?(?:기사|글|콘텐츠|리포트|뉴스)(?:는|은)\s"
_READERS = (
    r"(?:구독자|구독\s?회원|유료\s?(?:회원|독자|구독자|가입자)|정기\s?구독자|멤버십(?:\s?회원)?|프리미엄(?:\s?회원)?|PRO(?:\s?회원)?"
    r"|(?:로그인\s?)?회원)"
)
_WALL = re.compile(
    rf"{_READERS}\s?(?:전용|만\s?(?:을\s?위한|볼|읽을|이용|열람|보실|읽으실)|에게만|께만|독점|(?:에서|에게|께)\s?(?:만\s)?(?:제공|공개))"
    rf"|{_THIS}.{{0,12}}(?:유료|구독|프리미엄|멤버십|회원)|유료\s?(?:기사|콘텐츠|글)입니다"
    r"|this (?:article|content|post) is (?:for|only for|reserved for) .{{0,20}}(?:subscribers|members)"
    r"|subscribers? only|members? only",
    re.I,
)
_REST = r"(?:남은|나머지|전체(?!\s?(?:댓글|메뉴|서비스))|전문|뒷부분|이어지는|계속|이어서|끝까지)"
_JOIN = r"(?:구독|가입|로그인|결제|유료|멤버십|회원)"
_CONTINUES = re.compile(
    rf"{_REST}.{{0,20}}(?:읽|보|볼|열람|확인)(?:으시려면|으려면|시려면|려면|하려면|하시려면|기\s?위해|을\s?수|는|실\s?수).{{0,40}}{_JOIN}"
    rf"|{_JOIN}(?:하고|하면|하시면|\s?후|해야|하셔야|하여|을\s?하면).{{0,30}}{_REST}.{{0,20}}(?:읽|보|볼|열람|확인|이용)"
    rf"|{_JOIN}(?:\s?후|하고|하면).{{0,20}}(?:기사|글)\s?(?:전문|전체)|(?:subscribe|sign in|log in) to (?:continue|keep) reading",
    re.I,
)
_READER_WORDS = (
    *("구독", "유료", "회원", "가입", "로그인", "결제", "멤버십", "프리미엄"),
    *("pro", "subscribe", "member", "sign in", "log in"),
)
"""Words of which every match of the two patterns holds one, in lower case."""
_CLASSES = (
    "[class*=paywall], [id*=paywall], [class*=pay-wall], [class*=pay_wall], [class*=premium], [class*=locked], "
    "[class*=subscribe-wall], [class*=subscription], [class*=restrict], [class*=login-wall], [class*=loginwall], "
    "[class*=member-only], [class*=members-only], [class*=membership]"
)
_LOCK_WORDS = ("isAccessibleForFree", "content_tier")
_LOCKED = re.compile(
    r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false|article:content_tier[\"']\s+content=[\"']locked", re.I
)
_INLINE = frozenset("a b strong em i span font u mark small big br".split())
_OUTSIDE = frozenset("nav header footer aside template noscript script style select form".split())


def refuse_walled(page: Page, container: LexborNode | None, length: int) -> None:
    """Raise ``paywall`` or ``login`` for a teaser: a wall stands behind the text, and the text is short, cut or said to be paid.

    A page that declares itself paid (``isAccessibleForFree: false``) and shows its whole text without a wall is an article.
    """
    locked = any(map(page.mentions, _LOCK_WORDS)) and _LOCKED.search(page.text) is not None
    wall, continues = _wall_of(page, container, length)
    if not wall and not (locked and _is_cut(container, "") and length < _TEASER):
        return
    if continues or locked or length - len(wall) < _TEASER or _is_cut(container, wall):
        reason = "login" if wall and not locked and not _PAY.search(wall) else "paywall"
        raise PageRefused(reason, wall[:120] or "said to be paid, and cut off")


def _wall_of(page: Page, container: LexborNode | None, length: int) -> tuple[str, bool]:
    """The message of a wall, ``""`` without one, and whether it says that the text goes on behind it."""
    found = ""
    for line in _lines(page, container, length):
        if len(line) > _LONGEST or not _speaks_of_readers(line) or PLAIN_END.search(line):
            continue
        if _CONTINUES.search(line):
            return line, True
        if not found and _WALL.search(line):
            found = line
    return found, False


def _speaks_of_readers(line: str) -> bool:
    """Say whether a line holds any of the words without which it cannot be a wall's; hardly any line does."""
    lowered = line.lower()
    return any(word in lowered for word in _READER_WORDS)


def _lines(page: Page, container: LexborNode | None, length: int) -> Iterator[str]:
    """Where a wall would stand: at the tail of the text, in a box named so, and on a short page anywhere but in its frame."""
    for selector in page.names.possible((_CLASSES,)):
        yield from (visible_text(node) for node in page.tree.css(selector)[:_MOST_NODES] if _is_shown(node))
    if container is not None:
        yield from map(visible_text, _last_children(container))
    if length < _TEASER and page.tree.body is not None:
        yield from _short_lines(page.tree.body)


def _last_children(container: LexborNode) -> Iterator[LexborNode]:
    node = container.last_child
    for _ in range(2 * _TAIL_NODES):
        if node is None:
            return
        if node.tag not in ("-text", "-comment", "script", "style") and _is_shown(node):
            yield node
        node = node.prev


def _short_lines(body: LexborNode) -> Iterator[str]:
    """The printed blocks that speak of readers or of logging in; the first of many, so that a crowd takes no time."""
    seen: set[int] = set()
    for text in body.traverse(include_text=True):
        if text.tag != "-text" or not _speaks_of_readers(part := (text.text_content or "")[:_LONGEST]):
            continue
        if not (_WALL.search(part) or _CONTINUES.search(part)):
            continue
        block = text.parent
        while block is not None and block.tag in _INLINE and block.parent is not None and len(seen) < _MOST_NODES:
            block = block.parent
        if block is None or block.mem_id in seen or block.tag == "h1" or not _is_shown(block):
            continue
        seen.add(block.mem_id)
        yield visible_text(block)
        if len(seen) >= _MOST_NODES:
            return


def _is_shown(node: LexborNode) -> bool:
    """Whether a box is printed in the page's middle: not hidden, not in its navigation, head, foot or a list of links."""
    for ancestor in islice(ancestors(node), _MOST_ANCESTORS):
        if ancestor.tag == "body":
            return True
        attributes = ancestor.attributes
        hidden = "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower()
        if hidden or ancestor.tag in _OUTSIDE or (ancestor.tag == "li" and ancestor.css_first("a") is not None):
            return False
    return True


def _is_cut(container: LexborNode | None, wall: str) -> bool:
    """Whether the text before the wall stops short: in three dots or in mid-sentence."""
    text = visible_text(container) if container is not None else ""
    if wall and (at := text.rfind(wall)) >= 0:
        text = text[:at]
    text = text.rstrip()
    return bool(text) and (text.endswith(("...", "…")) or not SENTENCE_END.search(text[-60:]))
