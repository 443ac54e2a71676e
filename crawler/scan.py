"""A cheap scan of a page's bytes that refuses the shapes on which an HTML parser takes quadratic time or memory."""

import re

MAX_BYTES = 8 * 2**20
MAX_TAGS = 100_000
MAX_DEPTH = 400
MAX_ATTRIBUTES = 600  # of one tag
MAX_COPIES = 300_000  # elements that open formatting tags are copied into
_DEPTH_FROM = 12_000  # tags; below, Lexbor's quadratic time on nesting stays under a second
_LONG_TAG = 1_500  # bytes; a shorter piece cannot hold too many attributes
_SUSPECT_QUOTES = 100  # quoted values that begin behind a "<": a way to hide a long tag from a split at "<"
_FEW_OPEN = 60
_COPIES_FROM = 500  # tags; fewer cannot be copied into MAX_COPIES
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})[^<>]*?(/?)>")
_FULL_TAG = re.compile(rb"<!--.*?-->|<[a-zA-Z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+", re.S)
_RAW_TEXT = re.compile(rb"<(script|style|textarea|title)\b", re.I)
_VALUE = re.compile(rb"=\s*(?:\"[^\"]*\"|'[^']*')?")
_FORMATTING = re.compile(rb"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.I)
_VOID = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dd dt option tr td th".split()
)
_SVG = frozenset(b"path circle rect line g use polygon polyline ellipse stop image defs animate".split())


def hostile(body: bytes) -> tuple[str, str] | None:
    """Return the quarantine reason and its detail for bytes that must not be parsed, else None.

    Takes well under a millisecond for 200 KB of an ordinary page and is linear in the bytes for every page.
    """
    if len(body) > MAX_BYTES:
        return "too_large", f"{len(body)} bytes, limit {MAX_BYTES}"
    tags = body.count(b"<")
    if tags > MAX_TAGS:
        return "too_large", f"{tags} tags, limit {MAX_TAGS}"
    if tags > _DEPTH_FROM and (deep := _depth(body)) > MAX_DEPTH:
        return "too_deep", f"{deep} open elements, limit {MAX_DEPTH}"
    if _has_long_tag(body) and (most := _attributes(body)) > MAX_ATTRIBUTES:
        return "too_large", f"{most} attributes on one tag, limit {MAX_ATTRIBUTES}"
    still_open = _open_formatting(body) if tags > _COPIES_FROM else 0
    if still_open > _FEW_OPEN and still_open * tags > MAX_COPIES:
        return "too_large", f"{still_open} formatting tags left open over {tags} tags"
    return None


def _depth(body: bytes) -> int:
    """The most elements open at once; an end tag closes only what was opened under its name."""
    opened: dict[bytes, int] = {}
    now = deepest = 0
    for tag in _TAG.finditer(body):
        closing, name, empty = tag.groups()
        name = name.lower()
        if name in _VOID or (empty and name in _SVG):
            continue
        if not closing:
            opened[name] = opened.get(name, 0) + 1
            now += 1
            deepest = max(deepest, now)
        elif opened.get(name):
            opened[name] -= 1
            now -= 1
    return deepest


def _has_long_tag(body: bytes) -> bool:
    if body.count(b'<"') + body.count(b"<'") > _SUSPECT_QUOTES:
        return True
    long = [piece for piece in body.split(b"<") if len(piece) > _LONG_TAG]
    return any(piece.find(b">") not in range(_LONG_TAG) or b'>"' in piece or b">'" in piece for piece in long)


def _attributes(body: bytes) -> int:
    """The most attributes on one tag, counted as a parser does: quotes hold after ``=``, scripts hold no tags."""
    most = position = 0
    while tag := _FULL_TAG.search(body, position):
        position = tag.end()
        if raw := _RAW_TEXT.match(tag[0]):
            end = body.find(b"</" + raw[1], position)
            position = len(body) if end < 0 else end + 2
        if len(tag[0]) > _LONG_TAG and tag[0][:4] != b"<!--":
            most = max(most, len(_VALUE.sub(b" ", tag[0]).replace(b"/", b" ").split()))
    return most


def _open_formatting(body: bytes) -> int:
    """The most formatting tags open at once; each is copied into every block that follows while it is open."""
    now = most = 0
    for closing in _FORMATTING.findall(body):
        now = max(now - 1, 0) if closing else now + 1
        most = max(most, now)
    return most
