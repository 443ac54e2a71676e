"""Shapes of bytes that a parser chokes on are refused at once; ordinary pages that look like them are not."""

from time import process_time

import pytest

from crawler.scan import MAX_BYTES, hostile

NAMES = b" ".join(b"a%d" % i for i in range(40_000))
QUOTED = b" ".join(b'a%d=">"' % i for i in range(20_000))
FORMATS = b"".join(b"<b c=%d>" % i for i in range(1_000))

HOSTILE = {
    "nested": b"<div>" * 100_000,
    "nested, self-closed": b"<div/>" * 99_000,
    "nested, closed under another name": b"<div></x>" * 49_000,
    "too many tags": b"<p>" * 100_001,
    "too many bytes": b"a" * (MAX_BYTES + 1),
    "attributes": b"<div " + NAMES + b">",
    "attributes by slashes": b"<div " + NAMES.replace(b" ", b"/") + b">",
    "attributes behind a quoted >": b'<div a=">" ' + NAMES + b">",
    "attributes behind a quoted <": b'<div a="<" ' + NAMES + b">",
    "attributes after a stray quote": b'<div " ' + NAMES + b' ">',
    "attributes cut up by quoted <": b"<div " + NAMES.replace(b" a5", b' x="<" a5') + b">",
    "attributes whose values hold <": b"<div " + b" ".join(b'a%d="x<y"' % i for i in range(20_000)) + b">",
    "attributes whose values hold <>": b"<div " + b" ".join(b'a%d="<p>"' % i for i in range(20_000)) + b">",
    "attributes whose names hold <": b"<div " + b" ".join(b"a%d<y" % i for i in range(20_000)) + b">",
    "attributes behind a quote in an unquoted value": b'<div a=x" b="> " ' + NAMES + b">",
    "attributes behind a comment with a quote": b'<!-- <p a=" --><div ' + NAMES + b' b="">',
    "attributes behind a script with a quote": b'<script>x<a b="</script><div x ' + QUOTED + b">",
    "attributes behind a comment in a script": b'<script><!--<script></script><p a="</script>--></script><div x '
    + QUOTED
    + b">",
    "attributes behind an empty comment": b"<!--><div " + NAMES + b">-->",
    "attributes behind a comment with a wrong end": b"<!-- --!><div " + NAMES + b">-->",
    "open formatting": b"<p>" + FORMATS + b"</p>" + b"<p>x" * 1_000,
    "open formatting, closed at the end": b"<p>" + FORMATS + b"</p>" + b"<p>x" * 1_000 + b"</b>" * 1_000,
}
ORDINARY = {
    "a picture as data": b'<img src="data:image/png;base64,' + b"QUJD/+" * 40_000 + b'">',
    "data of a framework": b"<div data-page='" + b'{"a": "b c d e"}, ' * 3_000 + b"'></div>",
    "a drawing": b'<svg><path d="' + b"M 1 2 L 3 4 " * 2_000 + b'"/></svg>',
    "a long comment": b"<!-- " + b"word " * 6_000 + b"-->",
    "a script": b"<script>for(i=0;i<n;i++){" + b"a b c d e f g; " * 3_000 + b"}</script>",
    "many paragraphs": b"<p>text <b>bold</b></p>" * 5_000,
    "deep but few": b"<div>" * 300 + b"</div>" * 300,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_would_choke_the_parser_is_refused_at_once(body):
    start = process_time()
    refusal = hostile(body)
    assert refusal is not None and refusal[0] in ("too_large", "too_deep")
    assert process_time() - start < 1


@pytest.mark.parametrize("body", ORDINARY.values(), ids=ORDINARY)
def test_what_only_looks_like_it_is_read(body):
    assert hostile(b"<html><body>" + body + b"</body></html>") is None


def test_tags_without_an_end_cost_no_more_than_their_bytes():
    start = process_time()
    hostile(b"<a " * 90_000 + b"<" + b"x" * 500_000)
    assert process_time() - start < 1
