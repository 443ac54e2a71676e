"""What stands around the article: ad slots of the networks, and labelled lists of related articles outside the text."""

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import rules
from crawler.evidence import LINE, matches
from crawler.families import Selectors
from crawler.items import Ad, RelatedLink
from crawler.networks import CALLS, CSS, LOADERS, network_of, serves_ads, source_of
from crawler.page import Page, PageRefused, visible_text
from crawler.records import banner_kind
from crawler.rules import bare, without_marks
from crawler.text import normalize
from crawler.urls import absolute, clean_url, host

_HERE = "data-container"
_SIDE = re.compile(r"(?:^|[\s_-])(?:aside|side|sidebar|right|rside|wing|sticky|secondary)", re.I)
_LABEL = LINE[rules.RELATED_LABEL.id]
_MOST_LABELS = 20
_MOST_LISTS = 200
_NOT_PRINTED = ("script", "style", "noscript", "option", "title")
_UNQUOTABLE = re.compile(r"[\"\\\n&]")
_SHORT_TEXT = re.compile(r">\s*+([^<>\s][^<>\n]{2,40}+)\s*+<")
_SHORT_BYTES = re.compile(rb">\s*+([^<>\s][^<>\n]{2,120}+)\s*+<")
_HINTED_LINE = re.compile(r"(?m)^.*(?:관련|함께|같이|추천|연관|이어|더\s?읽|다른|이런|주요|지난|이전|[Rr]elated).*$")
_LIST_DEPTH = 4  # how far above a label its list may begin
_MOST_BOXES = 2_000  # scripts and advertising boxes; a page stuffed with them has hundreds
_LONGEST_CALL = 4_000  # characters; longer scripts define slots and place them elsewhere


class Surroundings:
    """Looks at the page outside ``container``; placements tell head, after_body and sidebar apart."""

    def __init__(self, page: Page, container: LexborNode | None):
        self.page = page
        self.tree: LexborHTMLParser = page.tree
        self.container = container
        if container is not None:
            container.attrs[_HERE] = ""  # lets one query tell what comes before the container and what after

    def slots(self, selectors: Selectors) -> list[Ad]:
        """Return a record for every box of a network or of the outlet's own ``ads`` outside the container, in document order."""
        found: list[Ad] = []
        seen: set[int] = set()
        passed = False
        nodes = self.tree.css(", ".join((CSS, *selectors.ads, "script", "iframe", f"[{_HERE}]")))
        if len(nodes) > _MOST_BOXES:
            raise PageRefused("too_large", f"{len(nodes)} scripts and advertising boxes, limit {_MOST_BOXES}")
        for node in nodes:
            if self._is_container(node):
                passed = True
            elif node.tag == "script":
                found += self._called(node, seen, passed)
            elif node.tag == "iframe" and not serves_ads(source_of(node)):
                continue
            elif not self._nested(node, seen):
                seen.add(node.mem_id)
                found.append(self._slot(node, self.placement(node, passed)))
        return found + _auto_ads(nodes, {ad.network for ad in found})

    def _slot(self, node: LexborNode, placement: str) -> Ad:
        network = network_of(node)
        label = _ad_label(node)
        ad = Ad("slot", placement, network=network, label=label, disclosed=label is not None, rule=f"slot.{network}")
        picture = node.css_first("a[href] img")
        anchor = picture.parent if picture is not None else None
        while anchor is not None and anchor.tag != "a":
            anchor = anchor.parent
        if anchor is not None and (url := absolute(self.page.base, anchor.attributes.get("href"))):
            ad.url, ad.kind = url, banner_kind(url, host(self.page.url))
        return ad

    def _called(self, script: LexborNode, seen: set[int], passed: bool) -> list[Ad]:
        """The slots that an inline script fills, unless it stands in a box already counted."""
        text = script.text() or ""
        names = [name for name, call in CALLS if call.search(text)] if len(text) < _LONGEST_CALL else []
        if not names or self._nested(script, seen):
            return []
        return [Ad("slot", self.placement(script, passed), network=name, rule=f"slot.{name}") for name in names]

    def related(self, selectors: Selectors) -> list[RelatedLink]:
        """Return the links of related lists outside the container: those of selectors, then those under a printed label."""
        links: list[RelatedLink] = []
        taken: set[int] = set()
        passed = False
        boxes = ", ".join(selectors.related)
        for node in self.tree.css(f"{boxes}, [{_HERE}]" if boxes else f"[{_HERE}]"):
            if self._is_container(node):
                passed = True
            elif not self._nested(node, taken) and (label := self._label_in(node)):
                taken.add(node.mem_id)
                links += self._links(node, label, self.placement(node, passed), "css.related")
        return links + self._labelled(taken)

    def _label_in(self, node: LexborNode) -> str:
        for child in node.traverse(include_text=True):
            if child.tag == "-text" and (text := normalize(child.text_content)):
                label = bare(text)
                return label if len(text) < 30 and _LABEL.fullmatch(label) else ""
        return ""

    def _labelled(self, taken: set[int]) -> list[RelatedLink]:
        links: list[RelatedLink] = []
        texts = {text for text in islice(_printed_labels(self.page), _MOST_LABELS) if not _UNQUOTABLE.search(text)}
        if not texts:
            return links
        passed = self.container is None
        labels = (f':lexbor-contains("{text}")' for text in texts)
        for node in self.tree.css(", ".join([f"[{_HERE}]", *labels]))[:_MOST_LISTS]:
            if self._is_container(node):
                passed = True
                continue
            text = next((t for child in node.iter(include_text=True) if (t := _own_text(child)) in texts), "")
            if not text or node.tag in _NOT_PRINTED or self._nested(node, taken):
                continue
            label = bare(normalize(text))
            box = self._list_of(node)
            if box is not None and box.mem_id not in taken:
                taken.add(box.mem_id)
                links += self._links(box, label, self.placement(box, passed), rules.RELATED_LABEL.id)
        return links

    def _list_of(self, label: LexborNode) -> LexborNode | None:
        """The nearest ancestor of a label that holds article links, unless that already holds the article itself."""
        node: LexborNode | None = label
        for _ in range(_LIST_DEPTH):
            if (
                node is None
                or node.tag in ("body", "html", "a")
                or node.css_first(f"[{_HERE}]") is not None
                or self._is_container(node)
            ):
                return None
            if any(len(visible_text(a)) > 8 for a in node.css("a[href]")):
                return None if len(node.css("a[href]")) > 40 else node
            node = node.parent
        return None

    def _links(self, box: LexborNode, label: str, placement: str, rule: str) -> list[RelatedLink]:
        found: dict[str, RelatedLink] = {}
        for anchor in box.css("a[href]"):
            attributes = anchor.attributes
            url = absolute(self.page.base, attributes.get("href"))
            title = normalize(visible_text(anchor)) or normalize(attributes.get("title"))
            if not url or len(title) < 6 or "sponsored" in (attributes.get("rel") or ""):
                continue
            url = clean_url(url)
            if url not in found:
                found[url] = RelatedLink(without_marks(title), url, placement, label, rule)
        return list(found.values())

    def placement(self, node: LexborNode, passed: bool) -> str:
        """Return where a reader meets an element: sidebar, after_body, or head when it comes before the text."""
        ancestor: LexborNode | None = node
        for _ in range(12):
            if ancestor is None or ancestor.tag == "body":
                break
            attributes = ancestor.attributes
            if ancestor.tag == "aside" or _SIDE.search(f"{attributes.get('id') or ''} {attributes.get('class') or ''}"):
                return "sidebar"
            ancestor = ancestor.parent
        return "after_body" if passed else "head"

    def _is_container(self, node: LexborNode) -> bool:
        return self.container is not None and node.mem_id == self.container.mem_id

    def _nested(self, node: LexborNode, seen: set[int]) -> bool:
        """Say whether a node stands in the container or in an element already taken, or is it: Lexbor's answer to
        several selectors names a node once for each that it matches."""
        ancestor: LexborNode | None = node
        for _ in range(40):
            if ancestor is None:
                return False
            if ancestor.mem_id in seen or self._is_container(ancestor):
                return True
            ancestor = ancestor.parent
        return False


def _auto_ads(nodes: list[LexborNode], have: set[str]) -> list[Ad]:
    """Networks that only leave a script behind count once, at the head: their boxes appear in the browser."""
    names: dict[str, None] = {}
    for node in nodes:
        if node.tag == "script" and (source := node.attributes.get("src")):
            names |= {name: None for name, part in LOADERS if part in source}
    return [Ad("slot", "head", network=name, rule=rules.SLOT_SCRIPT.id) for name in names if name not in have]


def _own_text(node: LexborNode) -> str:
    return (node.text_content or "").strip() if node.tag == "-text" else ""


def _printed_labels(page: Page) -> Iterator[str]:
    """The short texts between two tags that are a label of related articles, found without walking the tree."""
    if page.source is not None:  # bytes are searched in half the time
        short = b"\n".join(_SHORT_BYTES.findall(page.source)).decode("utf-8", "ignore")
    else:
        short = "\n".join(_SHORT_TEXT.findall(page.text))
    for line in _HINTED_LINE.findall(short):
        if _LABEL.fullmatch(bare(normalize(line))):
            yield line.strip()


def _ad_label(node: LexborNode) -> str | None:
    """The word by which a box, or the line right before it, is called advertising; None when it is not."""
    texts = [visible_text(node)]
    before = node.prev
    while before is not None and before.tag in ("-text", "-comment") and not (before.text_content or "").strip():
        before = before.prev
    if before is not None and before.tag not in ("script", "style"):
        texts.append((before.text_content or "").strip() if before.tag == "-text" else visible_text(before))
    return next((bare(text) for text in texts if 0 < len(text) < 40 and matches(rules.AD_LABEL, text)), None)
