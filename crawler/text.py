"""Korean text as it is kept: NFC, visible characters only, single spaces; letters are never altered."""

import html
import re
import unicodedata
from functools import cache

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\ud800-\udfff]"
)
_JOINER = re.compile(
    r"(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
_HANGUL = re.compile(r"[가-힣]")
_SHORT = 300  # characters in which accents are put in order in no time, however many there are
_MOST_ACCENTS = 30  # on one letter; Python sorts them in quadratic time


def normalize(text: str | None) -> str:
    """Return one line of NFC text without control, zero-width or bidi characters; ``None`` gives ``""``."""
    return " ".join(visible(text).split())


def normalize_lines(text: str) -> str:
    """Like :func:`normalize`, but keep single line breaks: they still carry meaning inside a block."""
    text = visible(text)
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def visible(text: str | None) -> str:
    """Return NFC text with the characters no reader can see removed; white space stays as it is."""
    if not text:
        return ""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    text = _INVISIBLE.sub("", text)
    if "\u200d" in text:
        text = _JOINER.sub("", text)
    return text if unicodedata.is_normalized("NFC", text) else _composed(text)


def _composed(text: str) -> str:
    """The text in NFC; accents that are heaped on one letter stay as they are."""
    if len(text) <= _SHORT:
        return unicodedata.normalize("NFC", text)
    pieces = _heaps().split(text)
    pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces)


@cache
def _heaps() -> re.Pattern[str]:
    accent = f"[{''.join(filter(unicodedata.combining, map(chr, range(0x300, 0x1F000))))}]"
    return re.compile(f"({accent}(?<!{accent}{accent}){accent}{{{_MOST_ACCENTS},}})")


def unescape(text: str | None) -> str:
    """Normalize text in which entities may have been escaped twice (``amp;#39;``), as titles in feeds and meta tags are."""
    text = entities(text or "")
    return normalize(entities(re.sub(r"(?<![A-Za-z0-9])amp;(?=#?\w+;)", "&", text)) if ";" in text else text)


def entities(text: str) -> str:
    """Resolve HTML entities; a number of more digits than Python converts is no character and stays as it is."""
    try:
        return html.unescape(text)
    except ValueError:
        return text


def squeeze(text: str) -> str:
    """Return the text without any white space: the form in which texts are compared."""
    return "".join(text.split())


def hangul_share(text: str) -> float:
    """Return the share of letters that are Hangul syllables, 0.0 to 1.0."""
    letters = sum(map(str.isalpha, text))
    return len(_HANGUL.findall(text)) / letters if letters else 0.0
