"""Where on the page the article's text stands: a known selector, else the densest text."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families import Selectors
from crawler.page import Page

ENOUGH = 200  # characters; a shorter hit may be a box of scripts beside the text, so the density is asked as well
_HOLDERS = frozenset("p li h1 h2 h3 h4 h5 h6 blockquote dd pre figcaption".split())
_INLINE = frozenset("a b strong em i span font u mark small big br s sub sup em q cite time abbr".split())
_FURNITURE = frozenset(
    (
        "script style noscript iframe object noembed noframes svg a header footer nav aside button form select textarea "
        "option template label title"
    ).split()
)
_COMMENTS = re.compile(r"comment|reply|footer|sidebar|aside|ranking|popular|copyright", re.I)


def find_container(page: Page, levels: tuple[Selectors, Selectors, Selectors]) -> tuple[LexborNode | None, str]:
    """Return the element that holds the article text and who named it: outlet, family, generic or density."""
    named: tuple[LexborNode, str, int] | None = None
    for source, selectors in zip(("outlet", "family", "generic"), levels, strict=True):
        for selector in page.names.possible(selectors.body):
            node, length = _longest(page.tree, selector)
            if node is not None and length >= ENOUGH:
                return node, source
            if node is not None and (named is None or length > named[2]):
                named = node, source, length
    dense, length = densest(page.tree)
    if dense is not None and (named is None or length > 3 * named[2]):
        return dense, "density"
    return (named[0], named[1]) if named else (None, "")


def _longest(tree: LexborHTMLParser, selector: str) -> tuple[LexborNode | None, int]:
    """The match with the most text; of nested matches that hold nearly the same text, the innermost."""
    best: LexborNode | None = None
    most = -1
    for node in tree.css(selector)[:20]:
        length = text_length(node)
        if length > most or (best is not None and length > 0.6 * most and inside(node, best)):
            best, most = node, length
    return best, most


def ancestors(node: LexborNode | None) -> Iterator[LexborNode]:
    """Yield a node and every element around it, the innermost first; nothing for None."""
    while node is not None:
        yield node
        node = node.parent


def inside(node: LexborNode, outer: LexborNode) -> bool:
    """Say whether a node is an element or stands in it."""
    return any(around.mem_id == outer.mem_id for around in ancestors(node))


def text_length(node: LexborNode) -> int:
    """Return the number of visible characters in a node, white space and link texts not counted."""
    total = 0
    for child in node.traverse(include_text=True):
        if child.tag == "-text" and (parent := child.parent) is not None and parent.tag not in _FURNITURE:
            total += len("".join((child.text_content or "").split()))
    return total


def densest(tree: LexborHTMLParser) -> tuple[LexborNode | None, int]:
    """Return the element whose own paragraphs hold the most text, with that many characters.

    Each text run counts fully for the element that holds its paragraph and 0.6 for the one around that, so that an
    article split over sibling boxes is found whole while a page-wide wrapper does not win.
    """
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    furniture: dict[int, bool] = {}
    if tree.body is None:
        return None, 0
    for text in tree.body.traverse(include_text=True):
        if text.tag != "-text":
            continue
        length = len((text.text_content or "").strip())
        if length < 20:
            continue
        holder = _holder(text, furniture)
        if holder is None:
            continue
        for weight in (1.0, 0.6):
            scores[holder.mem_id] = scores.get(holder.mem_id, 0) + weight * length
            nodes[holder.mem_id] = holder
            if holder.parent is None or holder.parent.tag in ("body", "html"):
                break
            holder = holder.parent
    if not scores:
        return None, 0
    best = nodes[max(scores, key=lambda key: scores[key])]
    return best, text_length(best)


def _holder(text: LexborNode, furniture: dict[int, bool]) -> LexborNode | None:
    node = text.parent
    while node is not None and node.tag in _INLINE and node.tag != "a":
        node = node.parent
    if node is None or node.tag in _FURNITURE:
        return None
    holder = node.parent if node.tag in _HOLDERS and node.parent is not None else node
    ancestor: LexborNode | None = holder
    for _ in range(6):
        if ancestor is None:
            break
        known = furniture.get(ancestor.mem_id)
        if known is None:
            known = furniture[ancestor.mem_id] = _is_furniture(ancestor)
        if known:
            return None
        ancestor = ancestor.parent
    return holder


def _is_furniture(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    return node.tag in ("header", "footer", "nav", "aside") or _COMMENTS.search(names) is not None
