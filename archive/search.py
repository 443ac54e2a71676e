"""Korean full-text search: Hangul bigrams in FTS5, so that every substring of two syllables or more is found.

A run of Hangul becomes its overlapping pairs, the first one marked as a word start: 트리플 gives ``_트리 리플``. Latin
letters and digits stay words. The marks cost no extra token and let a query put 리플 before 트리플.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

IndexRow = tuple[int, str | None, str | None, str | None]
"""What one article gives to the index: id, title, subtitle, body."""

_SYLLABIC = "가-힣ㄱ-ㆎ"
_IDEOGRAPHIC = "㐀-䶿一-鿿豈-﫿ぁ-ヿ"
_RUN = re.compile(rf"[{_SYLLABIC}]+|[{_IDEOGRAPHIC}]+|[^\W_{_SYLLABIC}{_IDEOGRAPHIC}]+")
_PAIRED = re.compile(rf"[{_SYLLABIC}{_IDEOGRAPHIC}]")
_CHUNK = re.compile(r'"([^"]*)"|(\S+)')
_PREFIX_FROM = 3  # XRP also finds XRPL; AI must not find AIR

# Particles (조사) cut from the end of a query word: 비트코인이 also asks for 비트코인. Longest first; the second value
# says what the stem must end in: a final consonant (True: 이, 은, 을, 과), none (False: 가, 는, 를, 와), or either.
_PARTICLES: tuple[tuple[str, bool | None], ...] = (
    ("에서는", None),  # 거래소에서는
    ("으로", True),  # 현금으로
    ("에서", None),  # 시장에서
    ("에게", None),  # 투자자에게
    ("까지", None),  # 연말까지
    ("부터", None),  # 내년부터
    ("보다", None),  # 달러보다
    ("처럼", None),  # 주식처럼
    ("이나", True),  # 현금이나
    ("이", True),  # 비트코인이
    ("은", True),  # 환율은
    ("을", True),  # 환율을
    ("과", True),  # 비트코인과
    ("가", False),  # 거래소가
    ("는", False),  # 거래소는
    ("를", False),  # 거래소를
    ("와", False),  # 거래소와
    ("로", None),  # 거래소로, 서울로
    ("의", None),  # 리플의
    ("에", None),  # 시장에
    ("도", None),  # 리플도
    ("만", None),  # 리플만
)


def bigrams(text: str | None) -> str:
    """The text as the index holds it: space-separated tokens, case folded, compatibility forms united (NFKC)."""
    if not text:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(map(_tokens, _RUN.findall(text.casefold())))


def match_expression(query: str) -> str:
    """An FTS5 MATCH expression for what a person typed; any input is valid, one without letters matches nothing.

    Words must all occur; "quoted words" must stand together. Spacing is free (상장폐지, 상장 폐지), a particle at
    the end is optional. Word starts are named twice, so that bm25 ranks them first.
    """
    return _expression(query, word_starts_only=False)


def search(db: Database, query: str, limit: int = 20) -> list[dict[str, Any]]:
    """Articles that match, at most ``limit``: those where the words start first, then by bm25, then the newest.

    Rows have id, url_key, url, outlet, kind, title, published_at, published_day and ``excerpt``.
    """
    starts, anywhere = _expression(query, word_starts_only=True), match_expression(query)
    found = list(_matches(db, starts, limit))
    if len(found) < limit and starts != anywhere:
        seen = {row["id"] for row in found}
        more = _matches(db, anywhere, limit + len(seen))
        found += [row for row in more if row["id"] not in seen][: limit - len(found)]
    for row in found:
        row["excerpt"] = excerpt(row.pop("body"), query)
    return found


def excerpt(text: str | None, query: str, *, before: str = "[", after: str = "]", width: int = 160) -> str:
    """About ``width`` characters around the first hit of any query word, every hit between ``before`` and ``after``.

    The text is cut at white space and joined to one line; without a hit it is the beginning.
    """
    flat = " ".join((text or "").split())
    hits = _hit_pattern(query)
    first = next(iter(hits.finditer(flat)), None) if hits else None
    at = first.start() if first else 0
    start = 0 if at < width // 3 else flat.rfind(" ", 0, at - width // 4) + 1
    end = len(flat) if start + width >= len(flat) else max(flat.rfind(" ", start, start + width), start + width // 2)
    cut = flat[start:end]
    marked = hits.sub(lambda hit: f"{before}{hit[0]}{after}", cut) if hits else cut
    return f"{'… ' if start else ''}{marked}{' …' if end < len(flat) else ''}"


def index(conn: sqlite3.Connection, rows: Iterable[IndexRow]) -> None:
    """Put articles into the search index; a row already there must be taken out first, see :func:`unindex`."""
    conn.executemany(
        "INSERT INTO articles_fts(rowid, title, subtitle, body) VALUES (?, ?, ?, ?)",
        ((row[0], *map(bigrams, row[1:])) for row in rows),
    )


def unindex(conn: sqlite3.Connection, rows: Iterable[IndexRow]) -> None:
    """Take articles out; the rows must be exactly what was put in, since FTS5 keeps no copy of its text."""
    conn.executemany(
        "INSERT INTO articles_fts(articles_fts, rowid, title, subtitle, body) VALUES ('delete', ?, ?, ?, ?)",
        ((row[0], *map(bigrams, row[1:])) for row in rows),
    )


@lru_cache(maxsize=50_000)  # news repeats its words: four times faster than cutting each anew
def _tokens(run: str) -> str:
    if not _PAIRED.match(run):
        return run
    if len(run) < 3:
        return "_" + run
    return "_" + " ".join(first + second for first, second in pairwise(run))


def _matches(db: Database, expression: str, limit: int) -> Iterator[dict[str, Any]]:
    return db.query(
        """SELECT articles.id, url_key, url, outlet, kind, articles.title, published_at, published_day,
        articles.body
        FROM (SELECT rowid, rank FROM articles_fts WHERE articles_fts MATCH :expression ORDER BY rank LIMIT :limit)
        AS hit JOIN articles ON articles.id = hit.rowid ORDER BY hit.rank, published_at DESC""",
        {"expression": expression, "limit": limit},
    )


def _expression(query: str, *, word_starts_only: bool) -> str:
    groups = [_group(chunk, word_starts_only) for chunk in _chunks(query)]
    return " AND ".join(f"({group})" for group in groups) or '""'


def _chunks(query: str) -> Iterator[list[str]]:
    """The words of a query, each as its runs of one script: SK하이닉스가 gives [sk, 하이닉스가]."""
    folded = unicodedata.normalize("NFKC", query.encode("utf-8", "ignore").decode()).casefold()
    for chunk in _CHUNK.finditer(folded):
        runs = _RUN.findall(chunk[1] if chunk[1] is not None else chunk[2])
        if runs:
            yield runs


def _group(runs: list[str], word_starts_only: bool) -> str:
    phrases: list[str] = []
    for variant in _variants(runs):
        start = _phrase(variant)
        phrases.append(start)
        if not word_starts_only and _is_hangul(variant[0]) and (len(variant[0]) > 1 or len(variant) == 1):
            phrases += [start, start.replace('"_', '"', 1)]
    return " OR ".join(phrases)


def _variants(runs: list[str]) -> Iterator[list[str]]:
    """The same words without a particle, and a single Korean word split in two at every place."""
    yield runs
    stem = _without_particle(runs)
    if stem:
        yield stem
    word = (stem or runs)[0]
    if len(runs) == 1 and len(word) > 2 and _is_hangul(word):
        yield from ([word[:cut], word[cut:]] for cut in range(1, len(word)))


def _without_particle(runs: list[str]) -> list[str] | None:
    last = runs[-1]
    if not _is_hangul(last):
        return None
    if len(runs) > 1 and any(last == particle for particle, _ in _PARTICLES):
        return runs[:-1]  # XRP가
    for particle, after_consonant in _PARTICLES:
        stem = last.removesuffix(particle)
        if stem != last and len(stem) > 1 and after_consonant in (None, _ends_in_consonant(stem)):
            return [*runs[:-1], stem]
    return None


def _ends_in_consonant(word: str) -> bool:
    return (ord(word[-1]) - 0xAC00) % 28 != 0


def _is_hangul(run: str) -> bool:
    return "가" <= run[0] <= "힣"


def _phrase(runs: list[str]) -> str:
    tokens = " ".join(map(_tokens, runs))
    last = runs[-1]
    one_syllable = len(runs) == 1 and len(last) == 1 and _is_hangul(last)
    latin = last.isascii() and len(last) >= _PREFIX_FROM
    return f'"{tokens}" *' if one_syllable or latin else f'"{tokens}"'


def _hit_pattern(query: str) -> re.Pattern[str] | None:
    words = []
    for runs in _chunks(query):
        for variant in (runs, _without_particle(runs)):
            if variant:
                words.append(r"\s?".join(re.escape(letter) for letter in "".join(variant)))
    return re.compile("|".join(sorted(set(words), key=len, reverse=True)), re.IGNORECASE) if words else None
