"""A cheap scan of a page's bytes that refuses the shapes on which an HTML parser takes quadratic time or memory."""

import re
from collections.abc import Iterator
from itertools import pairwise

MAX_BYTES = 8 * 2**20
MAX_TAGS = 100_000
MAX_DEPTH = 400
MAX_ATTRIBUTES = 600  # of one tag
MAX_COPIES = 300_000  # elements that open formatting tags are copied into
_DEPTH_FROM = 12_000  # tags; below, Lexbor's quadratic time on nesting stays under a second
_ATTRIBUTES_FROM = 16_000  # bytes; in fewer, no tag holds enough attributes to take time
_LONG_TAG = 1_500  # bytes; a shorter one cannot hold too many attributes
_SHORTEST_COMMENTED = len(b"<style>") + len(b"<!--<script>")  # of a tag that may hold a commented script
_FEW_OPEN = 60
_COPIES_FROM = 500  # tags; fewer cannot be copied into MAX_COPIES
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})[^<>]*?(/?)>")
# only single characters repeat possessively: in Python 3.11.2, Debian's, a group that does swallows what it looked ahead at
_REST_OF_TAG = rb"[^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+'|)[^>=]*+)*>?"
_RAW_TEXT = b"|".join(
    rb"(?i:%s)(?=[\s/>])%s[^<]*+(?:<(?!(?i:/%s))[^<]*+)*" % (name, _REST_OF_TAG, name)
    for name in (b"script", b"style", b"textarea", b"title")
)
_START_TAG = re.compile(
    rb"<(?:!--(?!-?>)[^-]*+(?:-(?!-!?>)[^-]*+)*|(?=[sStT])(?:%s)|[a-zA-Z]%s)" % (_RAW_TEXT, _REST_OF_TAG), re.S
)
_IN_SCRIPT = re.compile(rb"<(?:!--|(/?)(?i:script)(?=[\s/>]))")
_END_OF_SCRIPT = re.compile(rb"</(?i:script)(?=[\s/>])")
_OF_TAG = re.compile(_REST_OF_TAG)
_VALUE = re.compile(rb"=\s*(?:\"[^\"]*\"|'[^']*')?")
_FORMAT = rb"(?=[bisuBISUcCeEfFtT])(?:[bisuBISU]|(?i:big|code|em|font|small|strike|strong|tt))(?=[\s/>])"
_OPENED = re.compile(rb"<%s" % _FORMAT)
_OPENED_OR_CLOSED = re.compile(rb"<(/?)%s" % _FORMAT)  # <a> and <nobr> close their like, so they never pile up
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
    if len(body) > _ATTRIBUTES_FROM and (most := _attributes(body)) > MAX_ATTRIBUTES:
        return "too_large", f"{most} attributes on one tag, limit {MAX_ATTRIBUTES}"
    still_open = _open_formatting(body, tags) if tags > _COPIES_FROM else 0
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


def _attributes(body: bytes) -> int:
    """The most attributes on one tag, counted as a parser does: quotes hold after ``=``, scripts and comments hold no tags."""
    most = 0
    tags = _START_TAG.findall(body)
    raw = [tag for tag in tags if len(tag) >= _SHORTEST_COMMENTED and tag[1] in b"sS"]
    if any(b"<!--" in tag and _comments_out_a_script(tag) for tag in raw):
        tags = list(_tags_past_scripts(body))
    for found in [tag for tag in tags if len(tag) > _LONG_TAG]:
        if found[1:2] != b"!":
            tag = _OF_TAG.match(found)
            most = max(most, len(_VALUE.sub(b" ", tag[0]).replace(b"/", b" ").split())) if tag else most
    return most


def _comments_out_a_script(script: bytes) -> bool:
    """Whether a script holds a comment in which another script begins."""
    marks = _IN_SCRIPT.finditer(script, len(b"<script"))
    return any(before[0] == b"<!--" and mark[1] == b"" for before, mark in pairwise(marks))


def _tags_past_scripts(body: bytes) -> Iterator[bytes]:
    """The start tags of a page where a script's comment may hold scripts, whose end tags do not end the outer one."""
    position: int | None = 0
    while position is not None:
        start, position = position, None
        for tag in _START_TAG.finditer(body, start):
            yield tag[0]
            if tag[0][1:7].lower() == b"script":
                position = _end_of_script(body, tag.start() + 7)
                break


def _end_of_script(body: bytes, start: int) -> int:
    end = _END_OF_SCRIPT.search(body, start)
    if end and body.find(b"<!--", start, end.start()) == -1:
        return end.start()
    in_inner = False
    closed = -1  # where the last comment ends; a pattern that looks for that as well takes four times as long
    for mark in _IN_SCRIPT.finditer(body, start):
        in_comment = mark.start() < closed
        in_inner = in_inner and in_comment
        if mark[0] == b"<!--":
            if closed < mark.end():
                closed = body.find(b"-->", mark.end())
                closed = closed if closed != -1 else len(body)
        elif not mark[1]:
            in_inner = in_comment
        elif in_inner:
            in_inner = False
        else:
            return mark.start()
    return len(body)


def _open_formatting(body: bytes, tags: int) -> int:
    """The most formatting tags open at once; each is copied into every block that follows while it is open."""
    if len(_OPENED.findall(body)) * tags <= MAX_COPIES:
        return 0
    now = most = 0
    for closing in _OPENED_OR_CLOSED.findall(body):
        if not closing:
            now += 1
            if now > most:
                most = now
        elif now:
            now -= 1
    return most
