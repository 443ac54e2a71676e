"""Where one text names something: every spelling of the dictionary in it, and which of them count.

Every start of a word costs one look-up by two characters, so time is linear in the text. What counts is decided by what
stands around a spelling, see :mod:`archive.names`: first what touches it, then rows of names, then words near it.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from archive import names
from archive.names import NEAR, ONCE, SURE, Name, Spelling

WINDOW = 40
"""How many characters before and after a risky name may hold what settles it."""

_MONEY = "KRW|USDT|USDC|USD|BTC|ETH|EUR|JPY"
_QUOTE = re.compile(rf"/(?:{_MONEY})(?![A-Za-z0-9/])")
_BASE = re.compile(r"(?<![A-Za-z0-9/])[A-Z0-9]{2,10}/$")
_MARKET = re.compile(rf"(?<![A-Za-z0-9-])(?:{_MONEY})-$")
_OPENED = re.compile(r"[(\[](?:티커|[A-Z0-9$·,/:\s])*$")
_CLOSED = re.compile(r"[A-Z0-9$·,/\s]*[)\]]")
_GLOSSED = re.compile(r"\w+[(\[]$")
_GAP = re.compile(r"""(?:\s?(?:코인|토큰))?['"’”]?\s?[(\[]?['"‘“$]?|[·/,]\s?""")
_AMOUNT = r"(?:[은는이가]?\s[+-]?[\d.,]+(?:%|달러|원))?"  # 솔라나는 6.2%, 루나는 11.1%, …
_ROW = re.compile(rf"""(?:\s?[(\[][A-Z0-9]{{1,10}}[)\]])?['"’”]?{_AMOUNT}\s?[·,/、&▲△]\s?['"‘“$]?""")
_ATTACHED = {"coin": re.compile(r"\s?(?:코인|토큰|재단|메인넷)"), "exchange": re.compile(r"\s?거래소")}
_ADDRESS = re.compile(r"[A-Za-z0-9]?[@._]|[a-z/:][/-]")
_DOMAIN = re.compile(r"[@_]|\.[a-z]|&[A-Z]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphen, zero-width characters


@dataclass(slots=True)
class Hit:
    """A spelling at its place in a text."""

    start: int
    end: int
    spelling: Spelling
    name: Name
    counts: bool = False
    sure: bool = False
    """Its ticker, another of its spellings, 코인 or a currency stands beside it: no veto counts."""
    echo: bool = False
    """Repeats the name before it: the XRP of 리플(XRP)."""


def hits_in(text: str | None) -> list[Hit]:
    """All hits of one text in their order; what counts is marked."""
    if not text:
        return []
    if not text.isascii():
        # NFKC would make a letter of ㆍ, which separates words.
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text.replace("ㆍ", "·")))
    hits = list(_find(text))
    if not hits:
        return hits
    for hit in hits:
        hit.sure = _is_quoted(text, hit) or _is_attached(text, hit)
        hit.counts = hit.sure or hit.spelling.level == SURE and _may_count(text, hit)
    _pair(text, hits)
    hits = [hit for hit in hits if hit.sure or not (_is_gloss(text, hit) or _is_near(hit.name.vetoes, text, hit))]
    _follow_rows(text, hits)
    _look_around(text, hits)
    return hits


def _find(text: str) -> Iterator[Hit]:
    known, past = names.index(), 0
    for found in _starts().finditer(text):
        start = found.start()
        if start < past or text[start - 1 : start] == "/" and _is_quote(text, start):
            continue
        for spelling in known.get(text[start : start + 2], ()):
            if text.startswith(spelling.text, start) and (end := _end(text, start, spelling)):
                past = end
                if spelling.name:
                    yield Hit(start, end, spelling, spelling.name)
                break


def _is_quote(text: str, start: int) -> bool:
    """Whether this is the USDT of LINK/USDT."""
    base = _BASE.search(text, max(0, start - 12), start)
    return bool(base and _QUOTE.match(text, start - 1))


@cache
def _starts() -> re.Pattern[str]:
    first, second = (re.escape("".join(sorted({key[at] for key in names.index()}))) for at in (0, 1))
    # re skips quickly to a set of characters, but not to what a look-behind wants: so that comes second.
    return re.compile(rf"[{first}](?<![A-Za-z가-힣].)(?=[{second}])")


def _end(text: str, start: int, spelling: Spelling) -> int:
    """Where the name ends, with nouns that only add to it (리플코인); 0 when it is part of another word."""
    end = start + len(spelling.text)
    if spelling.name is None:
        return end
    before, after = text[start - 1 : start], text[end : end + 2]
    if before.isdigit() and not (spelling.level == SURE and text[start] >= "가"):
        return 0  # 3라인; but 500이더리움
    if text[start].isascii() and (_ADDRESS.fullmatch(text[max(0, start - 2) : start]) or _DOMAIN.match(after)):
        return 0
    if text[end - 1].isascii() and after[:1].isascii() and after[:1].isalnum():
        return 0
    rest = names.tail().match(text, end)
    return rest.end(1) if rest else 0


def _is_quoted(text: str, hit: Hit) -> bool:
    """A ticker as $XRP, XRP/KRW or KRW-XRP; one of two letters is too short for that."""
    if hit.spelling.text != hit.name.ticker or len(hit.spelling.text) < 3:
        return False
    head = text[max(0, hit.start - 12) : hit.start]
    return head.endswith("$") or bool(_QUOTE.match(text, hit.end) or _MARKET.search(head))


def _is_attached(text: str, hit: Hit) -> bool:
    """A name with 코인, 토큰 or 거래소 after it, which must end a word: 아이콘 코인, not 아이콘 코인베이스."""
    attached = _ATTACHED.get(hit.name.kind)
    noun = attached and hit.spelling.bare and attached.match(text, hit.start + len(hit.spelling.text))
    return bool(noun and names.tail().match(text, noun.end()))


def _may_count(text: str, hit: Hit) -> bool:
    """Whether it is a name, or a ticker in a bracket that holds tickers only."""
    return hit.spelling.bare or bool(
        _CLOSED.match(text, hit.end) and _OPENED.search(text, max(0, hit.start - WINDOW), hit.start)
    )


def _is_gloss(text: str, hit: Hit) -> bool:
    """Whether the bracket explains the word before it, which is not the coin's name: 교통부(DOT)."""
    if hit.spelling.text != hit.name.ticker or text[hit.end : hit.end + 1] not in (")", "]"):
        return False
    word = _GLOSSED.search(text, max(0, hit.start - WINDOW), hit.start)
    return bool(word and not names.coin_words().search(word[0]))


def _pair(text: str, hits: Sequence[Hit]) -> None:
    """리플(XRP), XRP 리플, 카르다노(에이다·ADA): each is sure of the other, and the name counts once."""
    for before, hit in pairwise(hits):
        other = hit.name is before.name and hit.spelling.text != before.spelling.text
        if other and _GAP.fullmatch(text, before.end, hit.start):
            before.sure = hit.sure = before.counts = hit.counts = hit.echo = True


def _follow_rows(text: str, hits: Sequence[Hit]) -> None:
    """비트코인·커브·메이커: what stands in a row with a name that counts, counts; everyday words in a row of three."""
    for row in _rows(text, hits):
        if any(hit.counts for hit in row):
            for hit in row:
                hit.counts |= (hit.spelling.level == NEAR or len(row) > 2) and _may_count(text, hit)


def _rows(text: str, hits: Sequence[Hit]) -> Iterator[list[Hit]]:
    row: list[Hit] = []
    for hit in (hit for hit in hits if not hit.echo):
        last = row[-1] if row else None
        same_kind = last and (last.name.kind == "coin") == (hit.name.kind == "coin")
        if last and not (same_kind and _ROW.fullmatch(text, last.end, hit.start)):
            yield row
            row = []
        row.append(hit)
    yield row


def _look_around(text: str, hits: Sequence[Hit]) -> None:
    """Count the risky names that have an unmistakable coin word or a cue of their own near them."""
    open_hits = [hit for hit in hits if not hit.counts and _may_count(text, hit)]
    if not open_hits:
        return
    coins = [hit.start for hit in hits if hit.counts and hit.name.kind != "company"]
    coins += [word.start() for word in names.coin_words().finditer(text) if word[1]]
    coins.sort()
    for hit in open_hits:
        of_coins = hit.spelling.level <= NEAR and not (hit.name.kind == "company" and hit.name.cues)
        hit.counts = of_coins and _has_neighbour(coins, hit) or _is_near(hit.name.cues, text, hit)


def _has_neighbour(places: Sequence[int], hit: Hit) -> bool:
    before, after = bisect_left(places, hit.start), bisect_left(places, hit.end)
    follows = before > 0 and places[before - 1] >= hit.start - WINDOW
    return follows or after < len(places) and places[after] <= hit.end + WINDOW


def _is_near(words: re.Pattern[str] | None, text: str, hit: Hit) -> bool:
    if words is None:
        return False
    before, after = text[max(0, hit.start - WINDOW) : hit.start], text[hit.end : hit.end + WINDOW]
    return bool(words.search(before) or words.search(after))


def recall(hits: Sequence[Hit]) -> None:
    """What one place of the article settled holds for all of it, except for everyday words."""
    settled = {hit.name for hit in hits if hit.counts}
    for hit in hits:
        if hit.name in settled and hit.spelling.bare and hit.spelling.level in (NEAR, ONCE):
            hit.counts = True
