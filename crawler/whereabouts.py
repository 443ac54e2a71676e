"""Where a link beside the article stands: in the page's furniture, in a list, in a box of its own, under a head."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler.container import ancestors
from crawler.page import visible_text
from crawler.text import normalize
from crawler.widgets import head_of, line_before

_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:gnb|lnb|nav|navi|menu|footer|foot|header|share|sharing|login|util|family|copyright"
    r"|breadcrumbs?|comments?|reply|tags?|keywords?|company)(?=$|[\s_-])",
    re.I,
)
_LAYOUT = ("table", "tbody", "tr", "td", "center", "font", "form")  # levels that old pages are laid out with
_TOP = ("body", "html", "main")
_REGION = 3  # levels above the container in which lists without a label still belong to the article
_HIGHEST = 5  # levels above a link that its own box or its list may reach
_LONGEST_BOX = 500  # characters
_FEW_LINKS = 4
_MOST_NODES = 2_000  # of an element around a link


class Whereabouts:
    """Looks around links outside ``container``; ``told`` holds the ``mem_id``s of what was told of before."""

    def __init__(self, container: LexborNode, told: set[int]):
        self.container, self.told = container, told
        self._around = {node.mem_id for node in ancestors(container)}
        self._zones: dict[int, bool] = {}

    def holds_text(self, node: LexborNode) -> bool:
        """Say whether an element is the container or holds it."""
        return node.mem_id in self._around

    def in_furniture(self, node: LexborNode | None) -> bool:
        """Say whether an element belongs to the page's head, foot or menus, or to what was told; each is looked at once."""
        climbed = []
        answer = False
        while node is not None and (tag := node.tag) not in ("body", "html"):
            number = node.mem_id
            known = self._zones.get(number)
            if known is None and (number in self.told or _is_furniture(node, tag)):
                known = True
            climbed.append(number)
            if known is not None:
                answer = known
                break
            node = node.parent
        for number in climbed:
            self._zones[number] = answer
        return answer

    def region(self) -> LexborNode:
        """Return the element in which lists without a label still belong to the article."""
        node, levels = self.container, 0
        while levels < _REGION and node.parent is not None and node.parent.tag != "html":
            node = node.parent
            levels += node.tag not in _LAYOUT
        return node

    def group(self, anchor: LexborNode, href: str) -> LexborNode | None:
        """Return the smallest element that holds this link and one to another page."""
        node = anchor.parent
        for _ in range(_HIGHEST):
            if node is None or node.tag in ("body", "html"):
                return None
            if any((other or href) != href for other in hrefs(node)):
                return node
            node = node.parent
        return None

    def box(self, anchor: LexborNode) -> LexborNode:
        """Return the element of an offer: as far around its link as nothing else is linked and little is said."""
        box, target = anchor, (anchor.attrs.get("href") or "").split("?")[0]
        for _ in range(_HIGHEST):
            parent = box.parent
            if parent is None or parent.tag in _TOP or self.holds_text(parent):
                break
            if any((href or target).split("?")[0] != target for href in hrefs(parent)):
                break
            if not is_small(parent) or len(visible_text(parent)) > _LONGEST_BOX:
                break
            box = parent
        return box

    def head(self, group: LexborNode) -> str | None:
        """Return the head printed over a list: in its element, or right before one of the elements around it."""
        return next((head for node in self._levels(group) if (head := head_of(node))), None)

    def lines_over(self, box: LexborNode) -> Iterator[str]:
        """Yield the line right before a box, and before each of the elements around it."""
        return (normalize(line_before(node)) for node in self._levels(box))

    def _levels(self, node: LexborNode | None) -> Iterator[LexborNode]:
        """An element and those around it, as far as they hold nothing of the text."""
        for _ in range(_REGION):
            if node is None or node.tag in _TOP or self.holds_text(node):
                return
            yield node
            node = node.parent


def hrefs(node: LexborNode) -> Iterator[str | None]:
    """Yield where the links in an element lead, None for anchors that lead nowhere; those of a crowd not to its end."""
    return (child.attrs.get("href") for child in islice(node.traverse(), _MOST_NODES) if child.tag == "a")


def is_small(node: LexborNode) -> bool:
    """Say whether an element holds few enough others to be one thing; a crowd is not looked at again for each member."""
    return next(islice(node.traverse(), _MOST_NODES, None), None) is None


def _is_furniture(node: LexborNode, tag: str | None) -> bool:
    if tag == "nav" or _names_furniture(node.id, node.attrs.get("class")):
        return len(node.css("a[href]")) > _FEW_LINKS  # the way to the previous and the next article is no menu
    return tag == "form" or (tag in ("header", "footer") and not _in_article(node))


@lru_cache(maxsize=4096)
def _names_furniture(name: str | None, words: str | None) -> bool:
    """Say whether an id or class names are those of furniture; an outlet's pages share them."""
    return bool(name or words) and _FURNITURE.search(f"{name or ''} {words or ''}") is not None


def _in_article(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag in ("article", "section")
