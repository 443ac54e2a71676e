"""The dictionary of coins, companies and exchanges, and the Korean words that may stand around a name.

``coins.tsv`` and ``companies.tsv`` have one name a row: ``name`` (as Korean media print it, unique), ``ticker``, ``kind``
(coin, company, exchange), ``aliases`` (Korean, English, abbreviations; a space in one may be left out in print) and
``context``. The last two are lists with ``|`` between. An entry of ``context`` begins with a sign:

``~spelling``  counts only near (40 characters) an unmistakable coin word or a cue of its row; a company that has cues: near
               those alone. Once it counts, it counts everywhere in the article
``?spelling``  counts beside its ticker or another of its spellings, before 코인 or 토큰, in a row of three names (솔라나,
               커브, 수이) or near a cue; from then on everywhere in the article
``!spelling``  the same, but each time anew: an everyday word (링크, 그래프, 라인)
``+word``      a cue: near it the row's risky spellings count
``^word``      near it no spelling of the row counts, unless its ticker or another of its spellings stands beside it
``-phrase``    other words, that hold a spelling and name nothing (도지사)

A ticker that is no alias counts only as $XRP, XRP/KRW, KRW-XRP, (XRP) or beside its own name; ``~`` wants a coin word near
the bracket, ``!`` rules the bare bracket out (증강현실(AR)). A ticker of two rows counts beside neither of their names.

``words.tsv`` has what may follow a name without a space: ``particle`` (조사, with what the name must end in: vowel,
consonant, open (vowel or ㄹ), closed (consonant but ㄹ), any), ``second`` (another particle after one) and ``noun``; and
``coin word``, which tells that the text is about coins, with ``other word``, which only looks like one.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import chain

SURE, NEAR, ONCE, BESIDE = range(4)
"""How much a spelling needs around it: nothing, ``~``, ``?``, ``!``."""

_LEVELS = {"~": NEAR, "?": ONCE, "!": BESIDE}

_FINALS = {
    "vowel": {0},  # 나 of 솔라나
    "open": {0, 8},  # and 플 of 리플, that ends in ㄹ
    "consonant": set(range(1, 28)),
    "closed": set(range(1, 28)) - {8},
    "any": set(range(28)),
}
"""Which final consonants of the last syllable (0: none, 8: ㄹ) a particle wants."""


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """One coin, company or exchange."""

    name: str
    ticker: str | None
    kind: str
    cues: re.Pattern[str] | None = field(repr=False)
    vetoes: re.Pattern[str] | None = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """One way to print a name; without a ``name`` it is a phrase that names nothing."""

    text: str
    name: Name | None
    level: int
    bare: bool
    """Counts by itself; a ticker that is no alias does not."""


Index = Mapping[str, tuple[Spelling, ...]]
"""The first two characters → the spellings that begin so, the longest first."""


@cache
def index() -> Index:
    """All spellings of the dictionary, read once per process."""
    found: dict[str, list[Spelling]] = {}
    rows = read("coins") + read("companies")
    tickers = Counter(row["ticker"] for row in rows)
    for spelling in chain.from_iterable(map(_spellings, rows)):
        # HYPER is two coins: beside neither name nobody can tell which.
        shared = not spelling.bare and tickers[spelling.text] > 1
        found.setdefault(spelling.text[:2], []).append(replace(spelling, name=None) if shared else spelling)
    return {key: tuple(sorted(some, key=lambda s: -len(s.text))) for key, some in found.items()}


def read(table: str) -> list[dict[str, str]]:
    """The rows of a table of this package: coins, companies or words."""
    lines = (files(__package__) / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def coin_words() -> re.Pattern[str]:
    """What tells that a text is about coins; a match without a group only looks so (코인 노래방)."""
    words = {
        role: [row["word"] for row in read("words") if row["role"] == role] for role in ("other word", "coin word")
    }
    return re.compile(f"{_any(words['other word'])}|({_any(words['coin word'])})")


@cache
def tail() -> re.Pattern[str]:
    """What may follow a name up to the end of the word: nouns that only add to it (group 1), then particles, or nothing."""
    rows = read("words")
    particles = "|".join(
        f"(?<=[{_endings(after)}])(?:{_any(row['word'] for row in rows if row['after'] == after)})" for after in _FINALS
    )
    nouns, second = (_any(row["word"] for row in rows if row["role"] == role) for role in ("noun", "second"))
    return re.compile(f"((?:{nouns}){{0,3}})(?:(?:{particles})(?:{second})?)?(?![가-힣])")


def _endings(after: str) -> str:
    # Nobody can tell how a name in Latin letters is read, so after it every particle fits.
    finals = _FINALS[after]
    return "A-Za-z0-9+)" + "".join(
        chr(code) for code in range(ord("가"), ord("힣") + 1) if (code - ord("가")) % 28 in finals
    )


def _spellings(row: Mapping[str, str]) -> Iterator[Spelling]:
    context = [(entry[0], entry[1:]) for entry in row["context"].split("|") if entry]
    levels = {_joined(word): _LEVELS[sign] for sign, word in context if sign in _LEVELS}
    words = {sign: [word for given, word in context if given == sign] for sign in "+^-"}
    patterns = (re.compile(_any(words[sign])) if words[sign] else None for sign in "+^")
    name = Name(row["name"], row["ticker"] or None, row["kind"], *patterns)
    aliases = [row["name"], *filter(None, row["aliases"].split("|"))]
    printed = dict.fromkeys([*aliases, *map(_joined, aliases)], True)
    if row["ticker"]:
        # A ticker of one letter is too short to be looked up: it counts as the last thing in a bracket.
        ticker = row["ticker"] + ")" * (len(row["ticker"]) == 1)
        printed.setdefault(ticker, False)
    for text, bare in printed.items():
        yield Spelling(text, name, levels.get(_joined(text.rstrip(")")), SURE), bare)
    for phrase in words["-"]:
        yield Spelling(phrase, None, SURE, True)


def _joined(text: str) -> str:
    return text.replace(" ", "")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
