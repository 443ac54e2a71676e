"""Whether two articles tell a story in the same words: a copy, an edited copy or a grown flash, not a form filled anew.

Two texts are compared as sets of shingles: every run of ``SHINGLE`` letters and digits, without case, punctuation and
white space. What counts is *containment*, the share of the shorter text that stands in the longer one: an editor who
cuts a wire's item to a half leaves a Jaccard index of 0.5 and a containment of 1. The Jaccard index (``DIGEST``) only
keeps apart a digest that quotes many items in a few lines each. Forms that are filled in day after day (closing prices,
ratings, listings) share words but not figures, so where both have the same words around a figure, the figures must agree.
Articles of one outlet, and those that share nothing but their last lines, must have more in common: what they share may
be a disclaimer. Within one outlet a notice whose title names another coin is another notice, though all else is equal.
A flash and the article it grew into are one story when the article repeats the flash's words and speaks of what its
title names.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from os.path import commonprefix
from typing import NamedTuple

from rensa import RMinHash, RMinHashLSH

SHINGLE = 6
"""Characters. Measured from 4 to 12: with fewer, quotations and set phrases weigh more; with more, an editor's changes."""
CONTAINED, OWN_CONTAINED = 0.3, 0.6
"""The least share of the shorter text in the longer one, between two outlets and within one."""
TAIL_CONTAINED, OWN_TAIL_CONTAINED = 0.65, 0.8
"""The same where all that both share is how they end."""
TAIL = 250
"""Letters that a disclaimer or a company's description of itself has at most; a longer common end is text."""
DIGEST = 0.17
"""The least Jaccard index: a text that makes up less of a longer one is an item in a digest."""
AGREEING = 0.65
"""The least share of figures that agree where the words around them are the same."""
WINDOW = timedelta(hours=72)
"""How far apart two publications may be."""

FLASH = 200
"""Characters as printed: a text of at most that many is a flash, if its outlet tells more later."""
_FLASH_GROWS = timedelta(hours=24)
_FLASH_KEPT, _FLASH_OWN, _FLASH_NAMED = 0.6, 0.25, 0.5
_TELLING = 12
"""Letters from which on a title is no set phrase."""
_TITLED = 60
"""Letters: a shorter body is compared with its title before it, so that a placeholder (자세한 내용은 잠시 뒤) is no copy."""

PERMUTATIONS, BANDS, SEED = 128, 64, 42
"""64 bands of 2: a pair of Jaccard 0.26 is found with 98.8 %, one of 0.02 with 2.5 %."""
_LEAST_ESTIMATE = 0.08
_MORE_THAN_TAIL = 0.1

_LETTERS = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"(\d+)")
_TAG = re.compile(r"^\s*[\[<(【][^\])>】]{1,12}[\])>】]")


class Text:
    """What of an article is compared; shingles and figures are worked out when they are first asked for."""

    def __init__(self, outlet: str | None, title: str | None, body: str) -> None:
        self.outlet = outlet
        self.title = normalized(_TAG.sub("", title or ""))
        self.body = normalized(body)
        self.said = self.title + self.body
        self.compared = self.body if len(self.body) >= _TITLED else self.said
        self.flash = len(body) <= FLASH

    @property
    def shingles(self) -> frozenset[str]:
        """Every run of ``SHINGLE`` characters."""
        return _shingle_set(self.compared)

    @cached_property
    def pieces(self) -> list[str]:
        """Every third of these runs: enough to see whether a short text stands in another."""
        return shingles(self.body)[:: SHINGLE // 2]

    @cached_property
    def title_pairs(self) -> frozenset[str]:
        """Every two letters of the title that follow each other."""
        return frozenset(first + second for first, second in pairwise(self.title))

    @cached_property
    def figures(self) -> tuple[frozenset[str], frozenset[str]]:
        """Where figures stand, as the letters around each, and what stands there, as these letters with the figures."""
        parts = _FIGURE.split(self.compared)
        found: dict[str, set[str]] = {}
        for i in range(1, len(parts), 2):
            around = f"{('0' if i > 1 else '') + parts[i - 1]:.>6}"[-6:] + "#" + parts[i + 1][:2]
            found.setdefault(around, set()).add(parts[i])
        return frozenset(found), frozenset(f"{around}={sorted(values)}" for around, values in found.items())


class Entry(NamedTuple):
    """An article in an :class:`Index`."""

    id: int
    at: datetime
    outlet: str | None
    flash: bool
    sketch: RMinHash


def normalized(text: str) -> str:
    """Letters and digits alone, compatibility forms united (NFKC), case folded."""
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=512)  # about 70 KB each, so few are held; the texts themselves are small
def _shingle_set(letters: str) -> frozenset[str]:
    return frozenset(shingles(letters))


def shingles(letters: str) -> list[str]:
    """The runs of ``SHINGLE`` characters of a normalized text, in order, with repetitions."""
    return [letters[i : i + SHINGLE] for i in range(len(letters) - SHINGLE + 1)]


def sketches(texts: list[Text]) -> list[RMinHash]:
    """The MinHash signatures of texts, made in one go."""
    made: list[RMinHash] = RMinHash.from_token_sets([shingles(text.compared) for text in texts], PERMUTATIONS, SEED)
    return made


def similarity(one: Text, other: Text) -> float:
    """The share of the shorter text that stands in the other, exactly, from 0 to 1."""
    least = min(len(one.shingles), len(other.shingles))
    return len(one.shingles & other.shingles) / least if least else 0.0


def is_copy(one: Text, other: Text) -> bool:
    """Whether one is a copy of the other, edited or not."""
    if not figures_agree(one, other):
        return False
    least, most = sorted((len(one.shingles), len(other.shingles)))
    common = len(one.shingles & other.shingles)
    own = one.outlet == other.outlet
    contained = OWN_CONTAINED if own else CONTAINED
    if not common or common < max(contained * least, DIGEST * (least + most - common)):
        return False
    if own and common < most and not of_one_subject(one, other):
        return False
    return common >= (OWN_TAIL_CONTAINED if own else TAIL_CONTAINED) * least or not share_only_tail(one, other)


def share_only_tail(one: Text, other: Text) -> bool:
    """Whether two texts have nothing in common but how they end."""
    tail = common_end(one.compared, other.compared)
    before = [frozenset(shingles(text.compared[: len(text.compared) - tail])) for text in (one, other)]
    return SHINGLE <= tail <= TAIL and len(before[0] & before[1]) < _MORE_THAN_TAIL * min(map(len, before))


def common_end(one: str, other: str) -> int:
    """How many letters two texts have in common at their ends."""
    return len(commonprefix([one[::-1], other[::-1]]))


def figures_agree(one: Text, other: Text) -> bool:
    """Whether most figures in the same surroundings are the same; true where no surroundings are."""
    (places, figures), (others, other_figures) = one.figures, other.figures
    return len(figures & other_figures) >= AGREEING * len(places & others)


def of_one_subject(one: Text, other: Text) -> bool:
    """Whether either article speaks of what only the other's title says; true where one title says no more than the other."""
    own, others = one.title_pairs - other.title_pairs, other.title_pairs - one.title_pairs
    return not own or not others or any(pair in other.said for pair in own) or any(pair in one.said for pair in others)


def grew_from(flash: Text, full: Text) -> bool:
    """Whether an article repeats its outlet's flash: its title, or most of its text with the figures and what it is about.

    How both end does not count, it may be a disclaimer.
    """
    if len(flash.title) >= _TELLING and flash.title in full.said:
        return True
    if not any(piece in full.said for piece in flash.pieces[: len(flash.pieces) * 2 // 5 + 1]):
        return False  # so many are missing already that the others would be too few
    body = flash.body[: len(flash.body) - common_end(flash.body, full.body)]
    pieces = shingles(body)[:: SHINGLE // 2]
    if len(body) < _TELLING or sum(piece in full.said for piece in pieces) < _FLASH_KEPT * len(pieces):
        return False
    # A text that has nothing of its title is a placeholder, and then the article must speak of what the title says.
    own, others = (sum(pair in said for pair in flash.title_pairs) for said in (flash.body, full.said))
    named = own >= _FLASH_OWN * len(flash.title_pairs) or others >= _FLASH_NAMED * len(flash.title_pairs)
    return named and figures_agree(flash, full)


class Index:
    """Articles of some days, to find those that tell the same story; about 8 KB an article.

    ``text_of`` gives the text of an article by its id.
    """

    def __init__(self, text_of: Callable[[int], Text]) -> None:
        self.entries: dict[int, Entry] = {}
        self._of_outlet: dict[tuple[str | None, bool], set[int]] = {}
        self._bands = RMinHashLSH(0.5, PERMUTATIONS, BANDS)
        self._text_of = text_of

    def add(self, entry: Entry) -> None:
        """Take in an article; one of that id must not be there."""
        self.entries[entry.id] = entry
        self._bands.insert(entry.id, entry.sketch)
        self._of_outlet.setdefault((entry.outlet, entry.flash), set()).add(entry.id)

    def remove(self, number: int) -> None:
        """Take an article out, if it is there."""
        if entry := self.entries.pop(number, None):
            self._bands.remove(number)
            self._of_outlet[entry.outlet, entry.flash].discard(number)

    def forget_before(self, at: datetime) -> None:
        """Take out what was published before that instant."""
        for number in [number for number, entry in self.entries.items() if entry.at < at]:
            self.remove(number)

    def linked(self, number: int, known: Callable[[int, int], bool]) -> Iterator[int]:
        """The articles that tell the same story as the one of that id, but those of which that is ``known`` already."""
        entry = self.entries[number]
        for other in self._bands.query(entry.sketch):
            if other != number and not known(number, other) and self._same(entry, self.entries[other]):
                yield other
        for other in list(self._of_outlet.get((entry.outlet, not entry.flash), ())):
            flash, full = (entry, self.entries[other]) if entry.flash else (self.entries[other], entry)
            if (
                timedelta() <= full.at - flash.at <= _FLASH_GROWS
                and not known(number, other)
                and self._grew(flash, full)
            ):
                yield other

    def _same(self, one: Entry, other: Entry) -> bool:
        near = abs(one.at - other.at) <= WINDOW and one.sketch.jaccard(other.sketch) >= _LEAST_ESTIMATE
        return near and is_copy(self._text_of(one.id), self._text_of(other.id))

    def _grew(self, flash: Entry, full: Entry) -> bool:
        return grew_from(self._text_of(flash.id), self._text_of(full.id))
