"""Scripts that fill places of advertising: by a call, by loading from a network, by the markup they write."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler import rules
from crawler.items import Ad
from crawler.networks import CALLS, LOADERS, drawn_by, network_of_host, source_of

_FILLS = re.compile(r"\.innerHTML\s*=")
_LONGEST_QUOTED = 200  # characters of an address
_LONGEST_CALL = 4_000  # characters; longer scripts define slots and place them elsewhere


@dataclass(frozen=True, slots=True)
class Script:
    """A script of the page, read once: where it loads from (``""`` when it does not) and what stands in it."""

    node: LexborNode
    source: str
    text: str

    @classmethod
    def of(cls, node: LexborNode) -> "Script":
        """Read an element."""
        return cls(node, node.attrs.get("src") or "", node.text() or "")

    def calls(self) -> list[str]:
        """Return the networks whose places an inline script fills."""
        if not self.text or len(self.text) >= _LONGEST_CALL:
            return []
        return list(dict.fromkeys(name for name, call in CALLS if call in self.text))

    def is_unknown(self) -> bool:
        """Say whether it is loaded into the page's body from no known network: there it stands in for its box."""
        source = source_of(self.node)
        return bool(source) and network_of_host(source) is None and self._in_body()

    def loads(self) -> list[str]:
        """Return the networks whose loader it is: they place their boxes in the browser."""
        return [name for name, part in LOADERS if part in self.source]

    def draws(self) -> list[str]:
        """Return the networks that it fills a place for where it stands in the page's body."""
        if not self._in_body():
            return []
        if self.source:
            return [network_of_host(self.source) or ""]
        text = self.text[:_LONGEST_CALL]
        return drawn_by(text, addresses=_writes(text))

    def _in_body(self) -> bool:
        return self.node.parent is not None and self.node.parent.tag != "head"


def _writes(script: str) -> bool:
    """Say whether a script writes markup."""
    return "document.write" in script or (".innerHTML" in script and _FILLS.search(script) is not None)


def auto_ads(scripts: Iterable[Script], have: set[str], placed: Callable[[LexborNode], str]) -> list[Ad]:
    """Networks that only leave a script behind count once: where it stands in the page's body, or at the head for loaders
    that place their boxes in the browser."""
    found: dict[str, Ad] = {}
    for script in scripts:
        if script.node.parent is None:
            continue
        loaded = script.loads()
        for name in loaded or script.draws():
            if name and name not in have and name not in found:
                where, rule = ("head", rules.SLOT_SCRIPT.id) if loaded else (placed(script.node), rules.slot_of(name))
                found[name] = Ad("slot", where, network=name, rule=rule, evidence=script.source[:_LONGEST_QUOTED] or "script")
    return list(found.values())
