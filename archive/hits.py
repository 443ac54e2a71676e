"""Where a query's words stand in a text: how good the best places are, and an excerpt with the hits marked.

FTS5 finds articles by bigrams; it cannot tell 리플이 from 리플레이, nor 3.5 from 3~5. That is read from the text here:
places are whole words (with or without particles), word starts, or inside a word, in this order.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from archive.bigrams import HANGUL, IDEOGRAPHIC, PAIRED, is_paired
from archive.particles import ending
from archive.query import Spelling, Term, read

NOWHERE = 4
"""The level of a word that is not in the text; 0 is a whole word, 1 a word start, 2 inside a word, 3 that in doubt."""

_BETWEEN_FIELDS = "\x1e"
_GAP = rf"[^\w{_BETWEEN_FIELDS}]*"
_NO_NUMBER_AFTER = r"(?![.,]?\d)"
_PERCENT = r"\s?(?:%|퍼센트|프로(?![가-힣]))"


@dataclass(frozen=True)
class _Places:
    """One spelling as patterns: from the start to the end of a word, from the start, anywhere."""

    whole: str
    start: str
    inside: str


def level(query: str, *fields: str | None) -> int:
    """How well the words of a query stand in an article: the sum over its words, 0 when all are whole words."""
    text = unicodedata.normalize("NFKC", _BETWEEN_FIELDS.join(field or "" for field in fields)).casefold()
    return sum(min(_level(patterns, text) for patterns in group) for group in _groups(query))


def excerpt(text: str | None, query: str, *, before: str = "[", after: str = "]", width: int = 160) -> str:
    """About ``width`` characters around the best hits of a query, every hit between ``before`` and ``after``.

    The text is cut at white space and joined to one line; without a hit it is the beginning. Where a word of the query
    stands as a word of its own, its places inside other words are not marked; excluded words never are.
    """
    flat = " ".join((text or "").split())
    hits = _hits(flat, query)
    if not hits and not unicodedata.is_normalized("NFKC", flat):
        flat = unicodedata.normalize("NFKC", flat)
        hits = _hits(flat, query)
    at = _most_words(hits, width)
    start = 0 if at < width // 3 else flat.rfind(" ", 0, at - width // 4) + 1
    end = len(flat) if start + width >= len(flat) else max(flat.rfind(" ", start, start + width), start + width // 2)
    marked, done = "", start
    for first, last in _spans(hits):
        if start <= first and last <= end:
            marked += f"{flat[done:first]}{before}{flat[first:last]}{after}"
            done = last
    return f"{'… ' if start else ''}{marked}{flat[done:end]}{' …' if end < len(flat) else ''}"


def _spans(hits: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Start and end of what is marked: hits that overlap or touch are one."""
    spans: list[tuple[int, int]] = []
    for first, last, _ in hits:
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _level(patterns: tuple[re.Pattern[str], ...], text: str) -> int:
    return next((at for at, pattern in enumerate(patterns) if pattern.search(text)), NOWHERE)


def _hits(text: str, query: str) -> list[tuple[int, int, int]]:
    """Start, end and number of the word, in the order of the text; of every word its best places only."""
    found = []
    lower = text.lower()
    text = lower if len(lower) == len(text) else text
    for number, patterns in enumerate(patterns for group in _groups(query) for patterns in group):
        best = _level(patterns, text)
        if best < NOWHERE:
            found += [(*hit.span(), number) for hit in patterns[best].finditer(text)]
    return sorted(found, key=lambda hit: (hit[0], -hit[1]))


def _most_words(hits: list[tuple[int, int, int]], width: int) -> int:
    """Where to cut: the first place from which most of the query's words are within reach."""
    best = at = 0
    for place, (start, _, _) in enumerate(hits[:100]):
        words = len({number for first, _, number in hits[place : place + 10] if first < start + width // 2})
        if words > best:
            best, at = words, start
    return at


@lru_cache(maxsize=512)
def _groups(query: str) -> tuple[tuple[tuple[re.Pattern[str], ...], ...], ...]:
    return tuple(tuple(_patterns(term) for term in group) for group in read(query).groups)


def _patterns(term: Term) -> tuple[re.Pattern[str], ...]:
    """One pattern a level; a spelling in doubt comes one level later."""
    levels: list[list[str]] = [[] for _ in range(NOWHERE)]
    for spelling in (*term.joined, *term.spellings):
        places = _places(spelling)
        for at, pattern in enumerate((places.whole, places.start, places.inside), start=int(spelling.doubtful)):
            levels[at].append(pattern)
    # the last level holds nothing unless a spelling is in doubt: a pattern that never matches stands for it
    return tuple(re.compile("|".join(patterns) or r"(?!)") for patterns in levels)


def _places(spelling: Spelling) -> _Places:
    first, last = spelling.runs[0], spelling.runs[-1]
    body = "".join(_run_and_gap(spelling, at) for at in range(len(spelling.runs)))
    # Looked for is the first letter, quickly, and only then what stands before it.
    start = rf"(?<![{_script(first)}]{first[0]})" + (rf"(?<!\d[.,]{first[0]})" if first.isdecimal() else "")
    no_more = rf"(?![{_script(last)}])" + (_NO_NUMBER_AFTER if last.isdecimal() else "")
    if last.isdecimal() and spelling.gaps[-1].startswith("%"):
        no_more = _PERCENT
    whole = ending(last) if _script(last) == HANGUL else no_more
    end = "" if is_paired(last) or spelling.forms()[0].open else no_more
    inside = "" if is_paired(first) and len(first) > 1 else start
    head, tail = body[0], body[1:]
    return _Places(head + start + tail + whole, head + start + tail + end, head + inside + tail + end)


def _script(run: str) -> str:
    """What a character class must exclude for the run to end there."""
    return next((script for script in (HANGUL, IDEOGRAPHIC) if re.match(f"[{script}]", run)), rf"^\W_{PAIRED}")


def _run_and_gap(spelling: Spelling, at: int) -> str:
    run, gap = spelling.runs[at], spelling.gaps[at]
    behind = spelling.runs[at + 1] if at + 1 < len(spelling.runs) else None
    pattern = _run(run, after_number=at > 0 and spelling.runs[at - 1].isdecimal(), exact=spelling.exact)
    if behind is None:
        return pattern
    if run.isdecimal() and behind.isdecimal() and gap.strip():
        return pattern + re.escape(gap.strip())
    return pattern + (rf"[^\w{_BETWEEN_FIELDS}]+" if spelling.exact and gap else _GAP)


def _run(run: str, *, after_number: bool, exact: bool) -> str:
    """A run in the spacings that :mod:`archive.query` asks for."""
    if run.isdecimal() and len(run) > 3:
        return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",?", run)
    if exact or not is_paired(run):
        return re.escape(run) if exact else re.sub(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", lambda _: _GAP, run)
    if _script(run) != HANGUL or len(run) < (2 if after_number else 3):
        return run
    alone = "" if after_number else rf"(?![{HANGUL}])"
    return _GAP.join(run[:-1]) + rf"(?:{run[-1]}|[^\w{_BETWEEN_FIELDS}]+{run[-1]}{alone})"
