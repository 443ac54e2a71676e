"""Whether an element looks like an advertising box, judged without trusting whoever pointed to it."""

import re
from collections.abc import Container
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler.container import ancestors, inside
from crawler.evidence import SENTENCE_END
from crawler.urls import absolute, host, site

_LONGEST_LINE = 60  # characters of unlinked text in one piece
_MOST_TEXT = 40  # characters of unlinked text in a box that its links do not outweigh
_MOST_CARD = 400  # the same beside a picture that leads to another site
_MOST_AROUND = 200  # characters of text, linked or not, in a box outside the article
_HIGHEST_LINK = 8  # levels above what stands in a link
_UNSEEN = frozenset("script style noscript template".split())
_INLINE = frozenset("a abbr b big cite code em font i img ins mark q s small span strike strong sub sup u".split())
_MEDIA = frozenset("video audio object embed svg canvas form input select textarea".split())
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.I)
_SHOWN = re.compile(
    r"//(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|tv\.naver\.com|tv\.kakao\.com|twitter\.com|x\.com|instagram\.com"
    r"|facebook\.com|tiktok\.com|spotify\.com|soundcloud\.com|google\.[a-z.]{2,6}/maps|datawrapper\.de|infogram\.com|flourish\.studio)(?:[/:]|$)"
)


def doubt(node: LexborNode, url: str, taken: Container[int], within: bool) -> str:
    """Say in one word why an element is no advertising box of its own, or ``""``; ``within`` the text of the article or not.

    It must hold nothing that was ``taken`` before (``mem_id``), no sentence and little text, and show a frame, a script, a
    picture or line that leads away, or nothing at all: a place that is filled in the browser.
    """
    if any(child.mem_id in taken for child in node.traverse()):
        return "taken"
    look = _Look(node, url)
    if look.prose:
        return "prose"
    if node.tag in _INLINE and within and not _alone(node):
        return "inline"
    if not look.shows_ad:
        return "plain"
    most = _MOST_CARD if look.banner else max(_MOST_TEXT, look.linked)
    if look.unlinked > most or (not within and look.linked + look.unlinked > _MOST_AROUND):
        return "text"
    return ""


class _Look:
    """What stands in an element: letters in links and out of them, sentences, and what advertising is made of."""

    def __init__(self, node: LexborNode, url: str):
        self.linked = self.unlinked = 0
        self.prose = self.banner = self.frame = self.house = self.other = self.away = False
        self._url, self._site = url, site(host(url))
        anchor = _anchor(node)
        outer = anchor.mem_id if anchor is not None else 0
        for child in node.traverse(include_text=True):
            if child.tag == "-text":
                self._text(child, node, outer)
            else:
                self._element(child)

    @property
    def shows_ad(self) -> bool:
        empty = not (self.linked or self.unlinked or self.other)
        return self.frame or self.banner or self.house or empty or (self.away and self.linked >= self.unlinked)

    def _text(self, text: LexborNode, top: LexborNode, outer: int) -> None:
        line = " ".join((text.text_content or "").split())
        if not line or (text.parent is not None and text.parent.tag in _UNSEEN):
            return
        anchor = _anchor(text)
        if anchor is not None and (anchor.mem_id == outer or inside(anchor, top)):
            self.linked += len(line)
            self.away = self.away or self._leads_away(anchor)
            return
        self.unlinked += len(line)
        self.prose = self.prose or len(line) >= _LONGEST_LINE or bool(SENTENCE_END.search(line) and line[:-1].strip())

    def _element(self, node: LexborNode) -> None:
        if node.tag == "iframe":
            source = node.attributes.get("src") or node.attributes.get("data-src") or ""
            shown = _SHOWN.search(source) is not None
            self.frame, self.other = self.frame or not shown, self.other or shown
        elif node.tag == "script":
            self.frame = self.frame or "json" not in (node.attributes.get("type") or "")
        elif node.tag == "ins":
            self.frame = self.frame or not node.text(strip=True)
        elif node.tag == "img":
            self._image(node)
        elif node.tag in _MEDIA:
            self.other = True

    def _image(self, node: LexborNode) -> None:
        anchor = _anchor(node)
        href = absolute(self._url, anchor.attributes.get("href")) if anchor is not None else None
        if href is None or _PICTURE.search(href):
            self.other = True
        elif anchor is not None and self._leads_away(anchor):
            self.banner = True
        else:
            self.house = True

    def _leads_away(self, anchor: LexborNode) -> bool:
        name = host(absolute(self._url, anchor.attributes.get("href")) or "")
        return bool(name) and site(name) != self._site


def _anchor(node: LexborNode) -> LexborNode | None:
    """The link that an element is or stands in."""
    return next((around for around in islice(ancestors(node), _HIGHEST_LINK) if around.tag == "a"), None)


def _alone(node: LexborNode) -> bool:
    """Say whether no text stands on the same line before or after an inline element."""
    current: LexborNode | None = node
    while current is not None and current.tag in _INLINE:
        for step in ("prev", "next"):
            beside = getattr(current, step)
            while beside is not None and beside.tag != "br" and beside.tag in (*_INLINE, "-text", "-comment", "script"):
                if beside.tag not in ("-comment", "script") and (beside.text_content or beside.text()).strip():
                    return False
                beside = getattr(beside, step)
        current = current.parent
    return True
