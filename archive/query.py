"""What a person types into the search box, read into terms: words, "phrases", -words and OR; and as FTS5 expressions.

Every word must occur. Found are for

* Korean words: every place, also inside another word; the spelling with and without spaces (상장폐지, 상장 폐지); a
  particle at the end of the query word is optional;
* one syllable or ideograph (금, 빚, 원, 美): what begins with it (금, 금값, 금리), behind a number too (1,300원);
* Latin words: the word (AI, never AIR), from three letters on also what begins with it (XRP, XRPL); GPT-4, GPT 4 and GPT4;
* numbers: the number, with and without thousands separators (1,000만, 1000만);
* "quoted words": together and in that order, no particle cut, no other spacing, Latin words whole;
* ``-word``: what the word alone would find is left out; ``A OR B``: either of them, binding closer than the rest.

Any input is valid; one without letters and digits, or with exclusions only, finds nothing. Read are the first 400
characters and the first 24 words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from archive.bigrams import HANGUL, PAIRED, RUN, is_paired, tokens
from archive.particles import is_particle, of_one_syllable, without_particle

_LONGEST = 400
_WORDS = 24
_FORMS = 40
_JOIN_PAIRS, _JOIN_THREE = 8, 4  # words in the whole query; a pasted headline is spelled as it was printed
_SPLIT_UP_TO = 12  # syllables; in a longer word nobody knows where a space would stand
_PREFIX_FROM = 3  # letters
_QUOTES = str.maketrans(dict.fromkeys("“”„‟″«»「」『』", '"'))
_ITEM = re.compile(r'(-?)"([^"]*)"|([^\s"]+)')
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")  # OpenAI may be written Open AI
_LETTERS_AND_DIGITS = re.compile(r"([^\W\d_]+)(\d+)|(\d+)([^\W\d_]+)")
_LETTER, _LETTER_OR_DIGIT = rf"[^\W\d_{PAIRED}]", rf"[^\W_{PAIRED}]"
_HYPHEN = re.compile(rf"(?<={_LETTER})-(?={_LETTER_OR_DIGIT})|(?<={_LETTER_OR_DIGIT})-(?={_LETTER})")
_HANGUL = re.compile(f"[{HANGUL}]+")


class Form(NamedTuple):
    """Runs that FTS5 is asked for one after the other, and whether the last one may go on."""

    runs: tuple[str, ...]
    open: bool


@dataclass(frozen=True)
class Spelling:
    """A word or phrase as runs of one script; ``gaps`` are the characters behind each run."""

    runs: tuple[str, ...]
    gaps: tuple[str, ...]
    exact: bool = False
    """In this spacing only: it stood in quotes, or its words were joined."""
    doubtful: bool = False
    """Less sure to be what was meant; ranked behind the others."""

    def forms(self) -> list[Form]:
        """Every way the index may hold it, the way it is spelled first."""
        ways = [list(_ways(run, before, self.exact)) for run, before in zip(self.runs, ["", *self.runs], strict=False)]
        return [
            Form(tuple(run for way in chosen for run in way.runs), chosen[-1].open)
            for chosen in islice(product(*ways), _FORMS)
        ]


@dataclass(frozen=True)
class Term:
    """One word or phrase in all its spellings."""

    spellings: tuple[Spelling, ...]
    joined: tuple[Spelling, ...] = ()
    """Written in one with its neighbours in the query."""
    joined_only: bool = False
    """Whether such a spelling is not found without them: 원 in 달러원, AI in OpenAI."""

    def phrases(self, *, starts_only: bool) -> Iterator[str]:
        """Its FTS5 phrases; with ``starts_only`` not those inside another word, one syllable as a word of its own."""
        spellings = self.spellings + (self.joined if starts_only or self.joined_only else ())
        for form in (form for spelling in spellings for form in spelling.forms()):
            cut, end = " ".join(map(tokens, form.runs)), " *" if form.open else ""
            if starts_only and len(cut) == 2 and cut[0] == "_":
                yield from (f'"{cut}{particle}"' for particle in ("", *of_one_syllable(cut)))
                continue
            yield f'"{cut}"{end}'
            if not starts_only and is_paired(form.runs[0]) and len(form.runs[0]) > 1:
                yield f'"{cut[1:]}"{end}'


@dataclass(frozen=True)
class Query:
    """Groups that must all be found, each by any of its terms; articles with an excluded term are left out."""

    groups: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()

    def expression(self, *, starts_only: bool) -> str:
        """The FTS5 MATCH expression; an empty phrase, which finds nothing, when there is nothing to look for."""
        wanted = " AND ".join(f"({_any_of(group, starts_only=starts_only)})" for group in self.groups)
        unwanted = _any_of(self.excluded, starts_only=False)
        return (f"({wanted}) NOT ({unwanted})" if unwanted else wanted) if wanted else '""'


@dataclass
class _Word:
    """A word while the query is read."""

    sign: str
    """Empty, ``-`` or ``OR``; an OR has no text."""
    text: str
    quoted: bool = False
    joined: list[Spelling] = field(default_factory=list)
    joined_only: bool = False

    def term(self) -> Term:
        found = [_spelling(self.text, exact=True)] if self.quoted else _spellings(self.text, stems=not self.sign)
        return Term(tuple(found), tuple(self.joined), self.joined_only)


def match_expression(query: str) -> str:
    """An FTS5 MATCH expression for what a person typed: every article that holds it."""
    return read(query).expression(starts_only=False)


def word_starts(query: str) -> str:
    """The same where words stand at word starts, one syllable as a word of its own: what is ranked first."""
    return read(query).expression(starts_only=True)


@lru_cache(maxsize=512)  # the SQL functions ask anew for every row
def read(query: str) -> Query:
    """Read a query; whatever was typed, there is no error."""
    words = _words(query)
    for size, up_to in ((2, _JOIN_PAIRS), (3, _JOIN_THREE)):
        for first in range(len(words) - size + 1 if len(words) <= up_to else 0):
            _join(words[first : first + size])
    groups: list[list[_Word]] = []
    for before, word in zip([None, *words], words, strict=False):
        if before and before.sign == "OR":
            groups[-1].append(word)
        elif not word.sign:
            groups.append([word])
    terms = tuple(tuple(word.term() for word in group) for group in groups)
    return Query(terms, tuple(word.term() for word in words if word.sign == "-"))


def _words(query: str) -> list[_Word]:
    """The words in order, with an OR only where it stands between two that are to be found."""
    typed = unicodedata.normalize("NFKC", query[:_LONGEST].encode("utf-8", "ignore").decode()).translate(_QUOTES)
    found: list[_Word] = []
    for sign, phrase, word in islice(_ITEM.findall(typed), _WORDS):
        text = phrase or _CAPITALS.sub("-", word)
        folded = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text.casefold())
        if word == "OR":
            found.append(_Word(word, ""))
        elif RUN.search(folded) and word != "AND":
            found.append(_Word(sign or "-" * word.startswith("-"), folded.strip("-"), bool(phrase)))
    around = zip([None, *found], found, [*found[1:], None], strict=False)
    return [word for before, word, after in around if word.sign != "OR" or (_is_wanted(before) and _is_wanted(after))]


def _is_wanted(word: _Word | None) -> bool:
    return word is not None and not word.sign


def _join(words: Sequence[_Word]) -> None:
    """Tell neighbours how they are spelled in one: 상장 폐지 as 상장폐지, 달러 원 as 달러원, Open AI as OpenAI."""
    if any(word.sign or word.quoted for word in words):
        return
    text = "".join(word.text for word in words)
    runs = [RUN.findall(word.text) for word in words]
    if len(RUN.findall(text)) != sum(map(len, runs)) - len(words) + 1 or text.isdecimal():
        return  # they stay apart however close they stand
    for word, own in zip(words, runs, strict=True):
        word.joined += [replace(spelling, exact=True) for spelling in _spellings(text)]
        word.joined_only |= not is_paired(own[0]) or (len(own[0]) == 1 and word is not words[0])


def _spellings(text: str, *, stems: bool = True) -> Iterator[Spelling]:
    """A word as it is; the number without its % in doubt; without its particle; GPT-4 as GPT4."""
    word = _spelling(text)
    yield word
    if word.gaps[-1].startswith("%") and word.runs[-1].isdecimal():
        yield replace(word, gaps=(*word.gaps[:-1], ""), doubtful=True)
    if stems and is_paired(word.runs[-1]):
        yield from _stem(word)
    if (closed := _HYPHEN.sub("", text)) != text:
        yield from _spellings(closed, stems=stems)


def _spelling(text: str, *, exact: bool = False) -> Spelling:
    runs = list(RUN.finditer(text))
    ends = [*(run.start() for run in runs[1:]), len(text)]
    gaps = tuple(text[run.end() : end] for run, end in zip(runs, ends, strict=True))
    return Spelling(tuple(run[0] for run in runs), gaps, exact)


def _stem(word: Spelling) -> Iterator[Spelling]:
    *others, last = word.runs
    if others and is_particle(last, after_number=others[-1].isdecimal() and not word.gaps[-2]):
        yield replace(word, runs=tuple(others), gaps=word.gaps[:-1])
    elif cut := without_particle(last, least=1 if others else 2):
        yield replace(word, runs=(*others, cut[0]), doubtful=cut[1])


def _ways(run: str, before: str, exact: bool) -> Iterator[Form]:
    """A run as it is, a number with its separators, and in two or three parts."""
    one = len(run) == 1 and is_paired(run)
    yield Form((run,), one or not (exact or is_paired(run) or run.isdecimal() or len(run) < _PREFIX_FROM))
    if run.isdecimal() and len(run) > 3:
        head = len(run) % 3
        yield Form(tuple(filter(None, [run[:head], *(run[at : at + 3] for at in range(head, len(run), 3))])), False)
    elif exact:
        return
    elif _HANGUL.fullmatch(run):
        yield from _parts(run, after_number=before.isdecimal())
    elif parts := _LETTERS_AND_DIGITS.fullmatch(run):
        yield Form(tuple(filter(None, parts.groups())), False)


def _parts(word: str, *, after_number: bool) -> Iterator[Form]:
    if not (2 if after_number else 3) <= len(word) <= _SPLIT_UP_TO:
        return
    for cut in range(1, len(word)):
        # 거래소 is not 거래 소식: a syllable left over must stand alone, but for a unit (3억 달러, 1,000만 원을).
        yield Form((word[:cut], word[cut:]), after_number and cut == len(word) - 1)
    for first in range(2, len(word) - 3):
        for second in range(first + 2, len(word) - 1):
            yield Form((word[:first], word[first:second], word[second:]), False)


def _any_of(terms: Iterable[Term], *, starts_only: bool) -> str:
    return " OR ".join(dict.fromkeys(phrase for term in terms for phrase in term.phrases(starts_only=starts_only)))
