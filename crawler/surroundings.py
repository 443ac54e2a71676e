"""What stands around the article: ad slots of the networks, and labelled lists of related articles outside the text."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import filters, rules
from crawler.banners import banner_kind
from crawler.blocks import describe
from crawler.container import ancestors
from crawler.evidence import matches
from crawler.families import Selectors
from crawler.filters import Hit
from crawler.items import Ad, RelatedLink
from crawler.labels import label_in, printed_labels
from crawler.links import Context, is_list_page
from crawler.neighbours import Neighbours
from crawler.networks import CSS, network_of, serves_ads, source_of
from crawler.page import Page, PageRefused, visible_text
from crawler.rules import bare
from crawler.scripts import Script, auto_ads
from crawler.text import normalize
from crawler.urls import absolute, host
from crawler.widgets import (
    SHORTEST_TITLE,
    Shelf,
    head_of,
    item_of,
    item_rule,
    items_in,
    line_before,
    sells_places,
    split,
)

_HERE = "data-container"
_SIDE = re.compile(r"(?:^|[\s_-])(?:aside|side|sidebar|right|rside|wing|sticky|secondary)", re.I)
_MOST_LABELS = 20
_MOST_LISTS = 200
_MOST_LINKS = 500  # of one list
_NOT_PRINTED = ("script", "style", "noscript", "option", "title")
_UNQUOTABLE = re.compile(r"[\"\\\n&]")
_LIST_DEPTH = 4  # how far above a label its list may begin
_SIDE_DEPTH = 12  # how far around an element its sidebar may be
_NESTED_DEPTH = 40  # how far around an element what was taken may be
_MOST_BOXES = 2_000  # scripts, advertising boxes, offers in these; a page stuffed with them has hundreds


class Surroundings:
    """Looks at the page outside ``container``; placements tell head, after_body and sidebar apart."""

    def __init__(
        self,
        page: Page,
        container: LexborNode | None,
        context: Context | None = None,
        names: frozenset[str] = frozenset(),
    ):
        self.page = page
        self.tree: LexborHTMLParser = page.tree
        self.container = container
        self.context = context or Context(page.url)
        self.names = names  # of the outlet
        self._offered: list[RelatedLink] = []  # by boxes of networks
        self._bought: dict[str, Ad] = {}  # by address: places in lists of further reading
        self._boxes: set[int] = set()  # of advertising
        self._taken: set[int] = set()  # links that were told already: boxes and lists overlap
        if container is not None:
            container.attrs[_HERE] = ""  # lets one query tell what comes before the container and what after

    def found(self, selectors: Selectors, named: Iterable[Hit] = ()) -> tuple[list[Ad], list[RelatedLink]]:
        """Return what :meth:`slots` and :meth:`related` find; boxes and lists that mix both are split item by item."""
        ads = self.slots(selectors, named)
        links = self.related(selectors)
        known = {ad.url for ad in ads}
        ads += [ad for url, ad in self._bought.items() if url not in known]
        links += self._offered
        if self.container is not None:
            beside = Neighbours(
                self.page, self.container, f"[{_HERE}]", self.context, self._taken | self._boxes, self.names
            )
            more, others = beside.found(self.placement)
            ads, links = ads + more, links + others
        return ads, links

    def named(self) -> list[Hit]:
        """Return what the element rules of filter lists name in and around the container, in document order."""
        return filters.found(self.tree, self.page.url, self.container, f"[{_HERE}]")

    def slots(self, selectors: Selectors, named: Iterable[Hit] = ()) -> list[Ad]:
        """Return a record for every box of a network or of the outlet's own ``ads`` outside the container, in document
        order, and then for what filter lists ``named`` beside these."""
        found: list[Ad] = []
        seen, engine = self._boxes, filters.loaded().engine
        unknown: list[tuple[LexborNode, bool]] = []  # frames and scripts that only a network rule may know
        passed = False
        scripts: list[Script] = []
        known = self.page.names.possible((CSS,))
        nodes = self.tree.css(", ".join((*known, *selectors.ads, "script", "iframe", f"[{_HERE}]")))
        if len(nodes) > _MOST_BOXES:
            raise PageRefused("too_large", f"{len(nodes)} scripts and advertising boxes, limit {_MOST_BOXES}")
        for node in nodes:
            if self._is_container(node):
                passed = True
            elif node.tag == "script":
                scripts.append(script := Script.of(node))
                if called := self._called(script, seen, passed):
                    found += called
                elif engine and script.is_unknown():
                    unknown.append((node, passed))
            elif node.tag == "iframe" and not serves_ads(source_of(node)):
                unknown.append((node, passed))
            elif not self._nested(node, seen):
                seen.add(node.mem_id)
                found += self._box(node, self.placement(node, passed))
                if (offers := len(found) + len(self._offered)) > _MOST_BOXES:
                    raise PageRefused("too_large", f"{offers} offers in advertising boxes, limit {_MOST_BOXES}")
        found += self._filtered(named, seen)
        for node, passed in unknown if engine else ():
            found += self._blocked(node, seen, passed)
        return found + auto_ads(scripts, {ad.network for ad in found}, self._placed)

    def _filtered(self, named: Iterable[Hit], seen: set[int]) -> list[Ad]:
        found: list[Ad] = []
        for hit in named:
            if not hit.within and not self._nested(hit.node, seen) and filters.is_box(hit, self.page.url, seen):
                seen.add(hit.node.mem_id)
                found.append(self._slot(hit.node, self.placement(hit.node, hit.passed)))
                found[-1].rule, found[-1].evidence = rules.FILTER_ELEMENT.id, hit.rule
        return found

    def _blocked(self, node: LexborNode, seen: set[int], passed: bool) -> list[Ad]:
        """The slot of a frame or script of no known network whose address a network rule of a filter list blocks."""
        kind = "subdocument" if node.tag == "iframe" else "script"
        address = absolute(self.page.base, source_of(node))
        rule = filters.loaded().blocked(address, self.page.url, kind)
        if not rule or self._nested(node, seen):
            return []
        seen.add(node.mem_id)
        return [Ad("slot", self.placement(node, passed), rule=rules.FILTER_NETWORK.id, evidence=rule)]

    def _box(self, node: LexborNode, placement: str) -> list[Ad]:
        """A box of a network: its offers when the page holds them, else the place that the browser fills."""
        slot = self._slot(node, placement)
        items = items_in(node, self.page.base)
        if not items:
            return [slot]
        if slot.kind != "slot" and slot.network == "unknown" and len(items) == 1:
            slot.text = items[0].title
            return [slot]
        head = head_of(node) or slot.label
        ads, links = split(items, Shelf(head, placement, slot.network, slot.label), self.context)
        if slot.network != "unknown":
            self._taken.update(anchor.mem_id for anchor in node.css("a[href]"))
        self._offered += links
        return ads or ([] if links else [slot])

    def _slot(self, node: LexborNode, placement: str) -> Ad:
        network = network_of(node)
        label = _ad_label(node)
        ad = Ad("slot", placement, network=network, label=label, disclosed=label is not None)
        ad.rule, ad.evidence = rules.slot_of(network), describe(node)
        picture = node.css_first("a[href] img")
        anchor = next((around for around in ancestors(picture) if around.tag == "a"), None)
        if anchor is not None and (url := absolute(self.page.base, anchor.attributes.get("href"))):
            ad.url, ad.kind = url, banner_kind(url, host(self.page.url))
        return ad

    def _called(self, script: Script, seen: set[int], passed: bool) -> list[Ad]:
        """The slots that an inline script fills, unless it stands in a box already counted."""
        names = script.calls()
        if not names or self._nested(script.node, seen):
            return []
        seen.add(script.node.mem_id)
        where = self.placement(script.node, passed)
        return [Ad("slot", where, network=name, rule=rules.slot_of(name), evidence="script that fills it") for name in names]

    def related(self, selectors: Selectors) -> list[RelatedLink]:
        """Return the links of related lists outside the container: those of selectors, then those under a printed label."""
        links: list[RelatedLink] = []
        taken: set[int] = set()
        passed = False
        boxes = ", ".join(selectors.related)
        for node in self.tree.css(f"{boxes}, [{_HERE}]" if boxes else f"[{_HERE}]"):
            if self._is_container(node):
                passed = True
            elif not self._nested(node, taken) and (label := label_in(node)):
                taken.add(node.mem_id)
                links += self._links(node, label, self.placement(node, passed), rules.CSS_RELATED.id)
        return links + self._labelled(taken)

    def _labelled(self, taken: set[int]) -> list[RelatedLink]:
        links: list[RelatedLink] = []
        texts = {text for text in islice(printed_labels(self.page), _MOST_LABELS) if not _UNQUOTABLE.search(text)}
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
            if box is not None and box.mem_id not in taken and not self._is_site_list(label, box, passed):
                taken.add(box.mem_id)
                rule = rules.WIDGET_OWN if sells_places(label) else rules.RELATED_LABEL
                links += self._links(box, label, self.placement(box, passed), rule.id)
        return links

    def _is_site_list(self, label: str, box: LexborNode, passed: bool) -> bool:
        """Whether a head beside the text is that of a list of the whole site; below the text 주요기사 heads further reading."""
        return matches(rules.SITE_LIST_LABEL, label) and self.placement(box, passed) == "sidebar"

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
        shared = Shelf(label, placement)
        for anchor in box.css("a[href]")[:_MOST_LINKS]:
            item = item_of(anchor, box, self.page.base) if anchor.mem_id not in self._taken else None
            if item is None or len(item.title) < SHORTEST_TITLE:
                continue
            self._taken.add(anchor.mem_id)
            link = shared.link(item, rule)
            if bought := item_rule(item, self.context, widget=True):
                self._bought.setdefault(item.href, shared.ad(item, bought))
            elif not is_list_page(link.url, self.context):
                found.setdefault(link.url, link)
        return list(found.values())

    def placement(self, node: LexborNode, passed: bool) -> str:
        """Return where a reader meets an element: sidebar, after_body, or head when it comes before the text."""
        for ancestor in islice(ancestors(node), _SIDE_DEPTH):
            if ancestor.tag in ("body", "-document"):
                break
            if ancestor.tag == "aside" or _names_side(ancestor.id or "", ancestor.attrs.get("class") or ""):
                return "sidebar"
        return "after_body" if passed else "head"

    def _placed(self, node: LexborNode) -> str:
        return "in_body" if self._nested(node, set()) else self.placement(node, True)

    def _is_container(self, node: LexborNode) -> bool:
        return self.container is not None and node.mem_id == self.container.mem_id

    def _nested(self, node: LexborNode, seen: set[int]) -> bool:
        """Say whether a node stands in the container or in an element already taken, or is it: Lexbor's answer to
        several selectors names a node once for each that it matches."""
        around = islice(ancestors(node), _NESTED_DEPTH)
        return any(ancestor.mem_id in seen or self._is_container(ancestor) for ancestor in around)


@lru_cache(maxsize=4096)
def _names_side(name: str, words: str) -> bool:
    """Say whether an id or class names are those of a sidebar; the same wrappers stand around everything on a page."""
    return _SIDE.search(f"{name} {words}") is not None


def _own_text(node: LexborNode) -> str:
    return (node.text_content or "").strip() if node.tag == "-text" else ""


def _ad_label(node: LexborNode) -> str | None:
    """The word by which a box, or the line right before it, is called advertising; None when it is not."""
    texts = (visible_text(node), line_before(node))
    return next((bare(text) for text in texts if 0 < len(text) < 40 and matches(rules.AD_LABEL, text)), None)
