"""Which class names and ids a page holds at all, so that selectors that cannot match are not asked of its tree."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

_COMMA = re.compile(r",\s*(?![^(\[]*[)\]])")
_FUNCTION = re.compile(r":[\w-]+\([^)]*\)")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)\s*(?:[*^$~|]?=\s*[\"']?([^\]\"']+?)[\"']?\s*(?:\s[is])?)?\]", re.I)
_WORD = re.compile(r"([.#])([\w-]+)")


@dataclass(frozen=True)
class _Need:
    """One alternative of a selector list, with the names and pieces of names without which it matches nothing."""

    selector: str
    words: frozenset[str]
    ids: frozenset[str]
    pieces: tuple[str, ...]


class Names:
    """The names in a document. A typical page holds a tenth of those its selectors ask for."""

    def __init__(self, tree: LexborHTMLParser):
        ids = {node.id for node in tree.css("[id]")}
        values = {node.attrs.get("class") for node in tree.css("[class]")} | ids
        for node in tree.css("[itemprop], [rel]"):
            attributes = node.attrs
            values |= {attributes.get("itemprop"), attributes.get("rel")}
        self._text = "\n".join(filter(None, values)).lower()
        self._words = set(self._text.split())
        self._ids = {name.lower() for name in ids if name}

    def possible(self, selectors: Iterable[str]) -> list[str]:
        """Return the selectors that can match, in order, without those of their comma-separated alternatives that cannot."""
        found = [", ".join([need.selector for need in _needs(selector) if self._has(need)]) for selector in selectors]
        return [selector for selector in found if selector]

    def _has(self, need: _Need) -> bool:
        if not need.words <= self._words or not need.ids <= self._ids:
            return False
        return not need.pieces or all(piece in self._text for piece in need.pieces)


@lru_cache(maxsize=4096)
def _needs(selector: str) -> tuple[_Need, ...]:
    return tuple(_need(alternative.strip()) for alternative in _COMMA.split(selector))


def _need(selector: str) -> _Need:
    plain = _FUNCTION.sub("", selector).lower()
    pieces = [
        value for name, value in _ATTRIBUTE.findall(plain) if value and name in ("class", "id", "itemprop", "rel")
    ]
    named = _WORD.findall(_ATTRIBUTE.sub("", plain))
    words, ids = (frozenset(word for sign, word in named if sign == mark) for mark in ".#")
    return _Need(selector, words, ids, tuple(pieces))
