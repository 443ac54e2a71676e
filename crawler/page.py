"""A fetched page, opened once: bytes judged safe, decoded, parsed with Lexbor."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import http_content_type_encoding, resolve_encoding

from crawler.names import Names
from crawler.scan import hostile
from crawler.text import hangul_share
from crawler.urls import absolute

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_UNSEEN = ("script", "style", "noscript", "iframe", "object", "noembed", "noframes", "svg")
_REPLACEMENT_SHARE = 0.001
_DAMAGED = 0.1  # of a page's characters; with more, it is not in this encoding, or most of it is not
_KOREAN = 0.05  # of a page's letters; the names of tags are letters too
_KOREAN_CODECS = ("utf-8", "cp949")
_UTF8_HANGUL = re.compile(rb"(?:[\xea-\xed][\x80-\xbf]{2}[ .,]?){4}")
"""Four syllables in UTF-8; read as CP949 they would be rare Chinese characters in a row."""
_PIECES = re.compile(rb"[^<>\n]+|[<>\n]")


class PageRefused(Exception):
    """A page that cannot be read safely or faithfully; ``reason`` is a quarantine reason, ``detail`` is for people."""

    def __init__(self, reason: str, detail: str):
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass
class Page:
    """One response, parsed at most once. ``url`` is where it was asked for, ``fetched_at`` an aware UTC ISO time."""

    url: str
    text: str
    encoding: str = "utf-8"
    status: int = 200
    fetched_at: str | None = None
    source: bytes | None = field(default=None, repr=False)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The document; bytes that already are UTF-8 are handed over undecoded, which saves a copy."""
        return LexborHTMLParser(self.source if self.source is not None else self.text)

    @cached_property
    def names(self) -> Names:
        """The class names and ids on the page."""
        return Names(self.tree)

    @cached_property
    def base(self) -> str:
        """The URL that relative links resolve against."""
        node = self.tree.css_first("base[href]")
        return (absolute(self.url, node.attributes.get("href")) if node else None) or self.url

    def mentions(self, word: str) -> bool:
        """Say whether an ASCII word stands anywhere in the markup; quicker in bytes than in text."""
        return word in self.text if self.source is None else word.encode() in self.source

    def first_text(self, selectors: tuple[str, ...]) -> str:
        """Return the text of the first selector that matches an element with text, else ``""``."""
        for selector in selectors:
            for node in self.tree.css(selector)[:20]:
                if text := visible_text(node):
                    return text
        return ""


def open_page(
    url: str, body: bytes, *, content_type: str = "", status: int = 200, fetched_at: str | None = None
) -> Page:
    """Check, decode and wrap the bytes of a response; raise :class:`PageRefused` for what must not be parsed."""
    refuse_hostile(body)
    text, encoding = decode(body, content_type)
    source = body if encoding == "utf-8" and not body.startswith(b"\xef\xbb\xbf") and b"\x00" not in body else None
    return Page(url, text, encoding, status, fetched_at, source)


def fragment(html: str) -> LexborNode | None:
    """Parse the HTML of an article that came as data, under the same checks as a page; None when it holds nothing."""
    refuse_hostile(html.encode("utf-8", "replace"))
    return LexborHTMLParser(f"<article>{html}</article>").css_first("article")


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return ``(text, encoding)``: the bytes themselves decide between UTF-8 and CP949, declarations only after that.

    Korean pages mislabel themselves in every direction, while strict UTF-8 almost never accepts CP949 text and strict
    CP949 never accepts a page of UTF-8 Hangul. A page that mixes both is read piece by piece. Raises
    :class:`PageRefused` ``encoding`` when nothing fits.
    """
    try:
        text = body.decode("utf-8-sig")
        return (text.replace("\x00", "") if "\x00" in text else text), "utf-8"
    except UnicodeDecodeError:
        pass
    guesses = [_Guess(name, body.decode(name, "replace")) for name in _possible_encodings(body, content_type)]
    # a few damaged bytes of Korean are nearer the truth than a Latin alphabet that accepts any byte
    korean = [guess for guess in guesses if guess.korean > _KOREAN and guess.broken <= _DAMAGED]
    best = min(korean or guesses, key=lambda guess: (guess.broken, -guess.korean))
    if best.name in _KOREAN_CODECS and (best.broken or _UTF8_HANGUL.search(body)):
        best = _Guess(best.name, _piece_by_piece(body, best.name))
    if best.broken > _REPLACEMENT_SHARE:
        raise PageRefused("encoding", f"best guess {best.name} leaves {best.broken:.1%} of the characters unreadable")
    return best.text.replace("\x00", ""), best.name


class _Guess:
    """Bytes read in one encoding: the shares of characters that cannot be read, and of letters that are Hangul."""

    def __init__(self, name: str, text: str):
        self.name, self.text = name, text
        self.broken = text.count("\ufffd") / max(len(text), 1)
        self.korean = hangul_share(text[:20_000])


def _possible_encodings(body: bytes, content_type: str) -> list[str]:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ["utf-16"]
    labels = [http_content_type_encoding(content_type), *_META_CHARSET.findall(body[:4096])]
    declared = [name for label in labels if label and (name := _codec(label))]
    return list(dict.fromkeys(["cp949", *declared, "utf-8"]))


def _piece_by_piece(body: bytes, name: str) -> str:
    """Read each piece between tags and lines as what it is; no byte of ``<``, ``>`` or a line end is half of a character."""
    return "".join(piece.decode(_codec_of(piece, name), "replace") for piece in _PIECES.findall(body))


def _codec_of(piece: bytes, name: str) -> str:
    """UTF-8 where a piece is that without a fault, else CP949; Hangul in UTF-8 is hardly ever text in CP949 by chance."""
    for codec in _KOREAN_CODECS:
        try:
            text = piece.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == name or hangul_share(text) > _KOREAN:
            return codec
    return name


def _codec(label: str | bytes) -> str | None:
    name = label.decode("ascii", "ignore") if isinstance(label, bytes) else label
    codec = resolve_encoding(name)
    return "cp949" if codec in ("euc_kr", "euc-kr", "iso2022_kr") else codec


def refuse_hostile(body: bytes) -> None:
    """Raise :class:`PageRefused` for bytes whose parsing would take too long or too much memory."""
    if refusal := hostile(body):
        raise PageRefused(*refusal)


def visible_text(node: LexborNode) -> str:
    """Return the text a reader sees in a node: scripts and styles left out, single spaces."""
    parts = []
    asks = node.tag == "-text"  # for parents, once something unseen was met: most elements hold nothing such
    for child in node.traverse(include_text=True):
        tag = child.tag
        if tag == "-text":
            if not asks or ((parent := child.parent) is not None and parent.tag not in _UNSEEN):
                parts.append(child.text_content or "")
        elif tag in _UNSEEN:
            asks = True
    return " ".join("".join(parts).split())
