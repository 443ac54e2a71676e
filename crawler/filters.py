"""What the rules of filter lists name on a page: boxes that look like advertising, and addresses that serve it.

A list is evidence, not a verdict: its authors hide what is in a reader's way, so a match counts only where the element
looks like an advertising box, and never where it holds a sentence of the article.
"""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import rules
from crawler.adbox import doubt
from crawler.container import ancestors, inside
from crawler.filterlists import DEAR, ElementRule, FilterList, cost, installed
from crawler.networks import network_of, source_of
from crawler.page import Page
from crawler.urls import absolute, host

logger = logging.getLogger(__name__)

_MOST_HITS = 200  # on one page
_LONGEST_RULE = 200  # characters of a rule's text that are kept as evidence
_TOO_DEEP = " > ".join("*" * 50)  # for selectors that try every combination; pages are half as deep
_BIGGEST = 400  # nodes of an advertising box; what is bigger is the layout of the page
_SIMPLE = re.compile(r'([a-z][\w-]*)?((?:[.#][A-Za-z_][\w-]*|\[[\w-]+(?:[~|^$*]?="[^"\\]*")?\])+)')


@dataclass(frozen=True, slots=True)
class Hit:
    """An element that a rule names and that may be advertising; ``passed`` says that the article's text came before."""

    node: LexborNode
    rule: str
    within: bool
    passed: bool


@dataclass(frozen=True, slots=True)
class HostRules:
    """The rules for one host in groups, each with a selector that matches what any of its rules matches."""

    groups: tuple[tuple[str, tuple[ElementRule, ...]], ...] = ()
    css: str = ""
    cheap: "HostRules | None" = None
    """The same without the rules that take long on a deep page, when there are any."""

    def naming(self, node: LexborNode) -> ElementRule | None:
        """The first rule that names this very element."""
        for css, members in self.groups:
            if _is(node, css):
                return next((rule for rule in members if _is(node, rule.selector)), None)
        return None


def _is(node: LexborNode, selector: str) -> bool:
    # css_matches of Lexbor also says yes when something inside the element matches
    first = node.css_first(selector)
    return first is not None and first.mem_id == node.mem_id


class Filters:
    """All lists together: element rules by host, network rules in the engine of the ``adblock`` package if it is there.

    ``ignored`` counts the matches that were not believed, by reason.
    """

    def __init__(self, lists: Iterable[FilterList]):
        self.ignored: Counter[str] = Counter()
        self._by_host: defaultdict[str, list[ElementRule]] = defaultdict(list)
        network: list[str] = []
        for read in lists:
            network += read.network
            for rule in read.elements:
                for name in rule.hosts or ("",):
                    self._by_host[name].append(rule)
        self.engine = _engine(network) if network else None
        self.rules_for = lru_cache(maxsize=256)(self._rules_for)

    def _rules_for(self, name: str) -> HostRules:
        names = _names(name)
        found = dict.fromkeys(rule for known in (*names, "") for rule in self._by_host.get(known, ()))
        here = [rule for rule in found if not set(names) & set(rule.spared)]
        lifted = {rule.selector for rule in here if rule.exception}
        named = [rule for rule in here if not rule.exception and rule.selector not in lifted]
        cheap = [rule for rule in named if cost(rule.selector) < DEAR]
        return _host_rules(named, _host_rules(cheap) if len(cheap) < len(named) else None)

    def blocked(self, address: str | None, page: str, kind: str) -> str:
        """Return the network rule that blocks an address on a page, or ``""``; kinds are script, subdocument, other."""
        if self.engine is None or not address or not address.startswith(("http://", "https://")):
            return ""
        result = self.engine.check_network_urls(address, page, kind)
        return result.filter[:_LONGEST_RULE] if result.matched and result.exception is None else ""


def _names(name: str) -> list[str]:
    """The ways in which a rule may name a host: itself, every domain above, and those with ``.*`` for the last labels."""
    labels = name.lower().split(".")[-10:]
    domains = [labels[i:] for i in range(len(labels))]
    entities = [[*kept, "*"] for domain in domains for kept in (domain[:-1], domain[:-2]) if kept]
    return [".".join(part) for part in domains + entities]


def _groups(rules: list[ElementRule]) -> tuple[tuple[str, tuple[ElementRule, ...]], ...]:
    """Rules in groups that begin with one cheap test: ``iframe:is([src*=…], …)`` costs a paragraph one comparison."""
    members: defaultdict[str, list[ElementRule]] = defaultdict(list)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for rule in rules:
        simple = _SIMPLE.fullmatch(rule.selector)
        first = simple[2][0] if simple else ""
        key = (simple[1] or {".": "[class]", "#": "[id]"}.get(first, "")) if simple else ""
        members[key].append(rule)
        parts[key].append(simple[2] if simple and key else rule.selector)
    return tuple(
        (f"{key}:is({', '.join(parts[key])})" if key else ", ".join(parts[key]), tuple(members[key])) for key in members
    )


def _host_rules(rules: list[ElementRule], cheap: HostRules | None = None) -> HostRules:
    groups = _groups(rules)
    return HostRules(groups, ", ".join(css for css, _ in groups), cheap)


def _engine(rules: list[str]) -> Any:
    try:
        import adblock
    except ImportError:
        logger.info("%d network rules are not used: the package adblock is not installed", len(rules))
        return None
    known = adblock.FilterSet(debug=True)  # debug: an answer names the rule
    known.add_filters(rules)
    return adblock.Engine(known, optimize=False)  # optimized, it answers with many rules that it made one


@lru_cache(maxsize=1)
def loaded() -> Filters:
    """The lists of this installation, read once in a process."""
    return Filters(installed())


# --- elements


def found(tree: LexborHTMLParser, url: str, container: LexborNode | None, here: str) -> list[Hit]:
    """Return what element rules name in and around ``container`` (which ``here`` selects), in document order.

    An element that is the container or holds it, or is as big as a part of the layout, is none of it.
    """
    known = loaded().rules_for(host(url))
    if known.cheap is not None and tree.css_first(_TOO_DEEP) is not None:
        known = known.cheap
    if not known.css:
        return []
    around = {node.mem_id for node in ancestors(container)}
    hits: list[Hit] = []
    seen: set[int] = set()
    passed = False
    for node in tree.css(f"{known.css}, {here}")[:_MOST_HITS]:
        if container is not None and node.mem_id == container.mem_id:
            passed = True
        elif node.mem_id not in around and node.mem_id not in seen:
            seen.add(node.mem_id)
            if _small(node) and (rule := known.naming(node)):
                hits.append(
                    Hit(node, _said(rule, host(url)), container is not None and inside(node, container), passed)
                )
    return hits


def _said(rule: ElementRule, name: str) -> str:
    """The rule's text; of a long list of hosts only the one that is meant."""
    if len(rule.text) <= _LONGEST_RULE:
        return rule.text
    meant = next((known for known in _names(name) if known in rule.hosts), "")
    return f"{meant},…##{rule.selector}"[:_LONGEST_RULE]


def _small(node: LexborNode) -> bool:
    return all(count < _BIGGEST for count, _ in enumerate(node.traverse(include_text=True)))


def is_box(hit: Hit, url: str, taken: Container[int]) -> bool:
    """Say whether a named element looks like advertising and holds nothing that was ``taken`` before nor any prose."""
    why = doubt(hit.node, url, taken, hit.within)
    if why:
        loaded().ignored[why] += 1
    return not why


def marks(page: Page, container: LexborNode, named: Iterable[Hit], taken: Mapping[int, str]) -> dict[int, str]:
    """Return marks for :func:`crawler.blocks.blocks`: what filters name in the container, beside the elements ``taken``.

    A box that shows a known network is a slot of that network, whoever pointed to it.
    """
    marked: dict[int, str] = {}
    for hit in named:
        if hit.within and hit.node.mem_id not in taken and is_box(hit, page.url, taken):
            network = network_of(hit.node)
            rule = rules.FILTER_ELEMENT.id if network == "unknown" else rules.slot_of(network)
            marked[hit.node.mem_id] = f"{rule} {hit.rule}"
    for frame in container.css("iframe")[:_MOST_HITS] if loaded().engine else ():
        address = absolute(page.base, source_of(frame))
        if frame.mem_id not in taken and (rule := loaded().blocked(address, page.url, "subdocument")):
            marked.setdefault(frame.mem_id, f"{rules.FILTER_NETWORK.id} {rule}")
    return marked
