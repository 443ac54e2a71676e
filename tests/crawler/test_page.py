"""Bytes opened safely: hostile shapes refused at once, Korean decoded whatever the labels say, damage never an accident."""

import json
import random
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler import reading
from crawler.extract import line, told
from crawler.outlets import outlet_of, url_keys
from crawler.page import Page, PageRefused, decode, open_page, refuse_hostile, visible_text
from crawler.scan import MAX_BYTES

URL = "https://www.onbit.example/news/1"
AT = "2026-11-21T03:00:00+00:00"
PAGES = Path(__file__).parents[1] / "pages"
SENTENCE = "온빛거래소가 20일 새 규정을 내놨다. ‘똠방각하’ 펩시콜라 쓩 믜 ― 고객은 다음 달부터 새 규정을 따른다."


def document(label: str | None, codec: str, text: str = SENTENCE * 5) -> bytes:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{meta}<title>{text[:20]}</title></head><body><p>{text}</p></body></html>".encode(codec)


# --- encodings


@pytest.mark.parametrize("codec", ["cp949", "utf-8"])
@pytest.mark.parametrize(
    "label", ["euc-kr", "ks_c_5601-1987", "ksc5601", "cp949", "utf-8", "iso-8859-1", "bogus", None]
)
@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=euc-kr", "text/html; charset=iso-8859-1"])
def test_hangul_is_read_whatever_the_labels_say(codec, label, header):
    text, encoding = decode(document(label, codec), header)

    assert SENTENCE in text
    assert encoding == codec


@pytest.mark.parametrize("text", ["온빛, 새 규정", "<p>똠방각하</p>", "<title>코인</title>", "가"])
def test_short_cp949_without_any_label(text):
    assert decode(text.encode("cp949"))[0] == text


def test_marks_at_the_head_and_nul_bytes_go():
    assert decode(b"\xef\xbb\xbf" + "코인".encode()) == ("코인", "utf-8")
    assert decode(b"\x00co\x00in") == ("coin", "utf-8")
    assert decode("코\x00인".encode("cp949"))[0] == "코인"


def test_utf_16_with_its_mark():
    assert SENTENCE in decode(SENTENCE.encode("utf-16"))[0]


def test_a_few_damaged_bytes_do_not_cost_the_page():
    body = document("euc-kr", "cp949", SENTENCE * 200)
    at = body.index("고객".encode("cp949"))
    text, encoding = decode(body[:at] + b"\xff" + body[at:])

    assert encoding == "cp949"
    assert text.count("온빛거래소가") == 201


@pytest.mark.parametrize("damage", [b"\xff", b"\xfe\xff", b"\x80"])
@pytest.mark.parametrize("header", ["", *(f"text/html; charset={name}" for name in ("iso-8859-1", "utf-8", "euc-kr"))])
@pytest.mark.parametrize("label", ["euc-kr", "iso-8859-1", "windows-1252", "utf-8", None])
@pytest.mark.parametrize("codec", ["cp949", "utf-8"])
def test_damage_never_lets_a_wrong_label_decide(codec, label, header, damage):
    body = document(label, codec, f"<p>{SENTENCE}</p>\n" * 100)
    at = body.index("고객".encode(codec), 3_000)
    text, encoding = decode(body[:at] + damage + body[at:], header)

    assert encoding == codec
    assert text.count(SENTENCE) >= 99 and text.count("똠방각하") == 100
    assert 0 < text.count("\ufffd") <= 0.001 * len(text)


@pytest.mark.parametrize("order", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_whatever_the_header_says(order):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(order, b"")

    assert decode(mark + SENTENCE.encode(order), "text/html; charset=euc-kr")[0] == SENTENCE


@pytest.mark.parametrize(("page", "box"), [("cp949", "utf-8"), ("utf-8", "cp949")])
def test_a_page_of_two_encodings_is_read_piece_by_piece(page, box):
    body = document("euc-kr", page, f"<p>{SENTENCE}</p>" * 20).replace(
        b"</body>", f"<div>{SENTENCE}<b>코인</b></div>".encode(box) + b"</body>"
    )
    text, encoding = decode(body)

    assert (encoding, text.count(SENTENCE), text.count("<b>코인</b>")) == (page, 21, 1)
    assert "\ufffd" not in text


def test_too_much_damage_is_refused_in_either_encoding():
    for codec in ("cp949", "utf-8"):
        body = document("euc-kr", codec, SENTENCE * 20).replace("온".encode(codec), b"\xff\xff")
        with pytest.raises(PageRefused, match="^encoding: "):
            decode(body)


def test_the_last_character_cut_in_half():
    body = document(None, "utf-8", SENTENCE * 50)[: -len("</p></body></html>") - 1]

    assert decode(body)[1] == "utf-8"
    assert "온빛거래소가" in decode(body)[0]


def test_what_no_encoding_fits_is_refused():
    body = random.Random(7).randbytes(20_000)

    with pytest.raises(PageRefused) as refused:
        open_page(URL, body)
    assert refused.value.reason == "encoding"


@settings(deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from(["", "text/html; charset=euc-kr", "text/html; charset=x\udcff"]))
def test_any_bytes_are_read_or_refused(body, header):
    try:
        text, _ = decode(body, header)
    except PageRefused as refused:
        assert refused.reason == "encoding"
    else:
        assert "\x00" not in text
        assert text.count("\ufffd") <= max(0.001 * len(text), body.decode("utf-8", "ignore").count("\ufffd"))


# --- hostile pages

HOSTILE = {
    "a million divs": (b"<div>" * 1_000_000, {"too_large", "too_deep"}),
    "nested boxes": (b"<div>" * 50_000, {"too_deep"}),
    "100,000 bold": (b"<b>" * 100_000, {"too_large", "too_deep"}),
    "nested bold": (b"<b>" * 90_000, {"too_deep"}),
    "nested with attributes": (b'<div class="a>b" id=c>' * 90_000, {"too_large", "too_deep"}),
    "nested tables": (b"<table><tr><td>" * 30_000, {"too_deep"}),
    "40,000 attributes": (b"<p " + b"".join(b"a%d=1 " % i for i in range(40_000)) + b">x", {"too_large"}),
    "attributes by slashes": (b"<p " + b"".join(b"a%d/" % i for i in range(40_000)) + b">x", {"too_large"}),
    "nine megabytes": (b"a " * 4_700_000, {"too_large"}),
    "open angles": (b"<" * 2_000_000, {"too_large"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_refused_in_no_time(name):
    body, reasons = HOSTILE[name]
    begin = process_time()
    with pytest.raises(PageRefused) as refused:
        open_page(URL, body)

    assert refused.value.reason in reasons
    assert refused.value.detail
    assert process_time() - begin < 1


def test_large_honest_pages_pass():
    rows = b"<tr><td>1</td><td>2</td></tr>" * 10_000
    refuse_hostile(b"<table>" + rows + b"</table>")
    refuse_hostile(b"<p>x<br>" * 40_000)
    refuse_hostile(b"<div><span>x</span></div>" * 20_000)
    refuse_hostile(b"a" * MAX_BYTES)


EVIL = {
    "accents on one letter": "가" + "\u0301\u0316" * 300_000,
    "printed addresses": "https://x.example/ " * 50_000,
    "open tags of one kind": "<p " * 11_000,
    "nested below the scan": "<div>" * 11_900,
    "nested inline": "<b><i><u>" * 3_900,
    "unclosed lists": "<ul><li>" * 5_900,
    "one long line": "a" * 1_000_000,
    "spaces": " " * 1_000_000,
    "digits": "1" * 1_000_000,
    "reporters": "기자 " * 300_000,
    "quotes": '"' * 1_000_000,
    "escaped angles": "&lt;" * 250_000,
    "labels": "<b>관련기사</b>" * 10_000,
    "arrows": "▶ " * 300_000,
    "breaks": "a<br>" * 90_000,
    "pictures": "<img src=a.jpg>" * 30_000,
    "links": "<a href=/news/1>제목이 있는 기사</a>" * 10_000,
    "dates": "입력 2026.11.20 " * 60_000,
    "datelines": "[가나=다라 " * 100_000,
    "addresses": "a@a." * 250_000,
    "credits": "(사진=가 " * 120_000,
}


@pytest.mark.parametrize("name", EVIL)
def test_no_page_takes_long(name):
    evil = EVIL[name]
    head = f"<title>{evil[:50_000]}</title><meta name=author content='{evil[:50_000]}'><h1>{evil[:50_000]}</h1>"
    text = f"<p>{SENTENCE * 6}</p><p>{evil}</p><figure><img src=a.jpg><figcaption>{evil[:50_000]}</figcaption></figure>"
    body = f"<html><head>{head}</head><body><div id=articleBody>{text}</div></body></html>".encode()
    begin = process_time()
    told_of(body, URL)

    assert process_time() - begin < 2


CROWDED = {
    "offers": f"<div id=AD1>{''.join(f'<a href=//x{n}.example/>가나다라마바사</a>' for n in range(50))}</div>" * 600,
    "pictures": "".join(f"<img src=a{number}.jpg>" for number in range(30_000)),
    "figures": "".join(f"<figure><img src=a{n}.jpg><figcaption>설명 {n}</figcaption></figure>" for n in range(16_000)),
    "pictures and lines": "<figure>" + "<img src=a.jpg><p>가</p>" * 20_000 + "</figure>",
    "labels": "<p>관련기사</p>" * 30_000,
    "labels of ads": "<p>광고</p>" * 30_000,
    "cards": "<div><p>관련기사</p><p><a href=/n/1>기사 제목은 열두 글자가 넘게</a></p></div>" * 10_000,
    "lines": "관련기사<br>" * 45_000,
    "links and lines": "<p>" + "<a href=/n/1>▶ 가나</a><br>" * 30_000,
    "boxes of networks": "<ins class=adsbygoogle></ins>" * 45_000,
    "calls": "<script>googletag.display(1)</script>" * 20_000,
    "deep boxes": "<div>" * 110 + "<p>x</p>" * 30_000,
    "rows": "<table>" + "<tr><td>x</td></tr>" * 16_000,
    "headings": "<h3>x</h3>" * 30_000,
}


@pytest.mark.parametrize("place", ["in the text", "below it"])
@pytest.mark.parametrize("name", CROWDED)
def test_no_crowd_takes_long(name, place):
    crowd, text = CROWDED[name], f"<p>{SENTENCE * 6}</p>"
    inside, below = (crowd, "") if place == "in the text" else ("", crowd)
    body = f"<title>온빛</title><body><div id=articleBody>{text}{inside}{text}</div>{below}</body>".encode()
    begin = process_time()
    told_of(body, URL)

    assert process_time() - begin < 2


@pytest.mark.parametrize("text", ["<p>가</p>" * 5_100, "가<br>" * 5_100, "<p><a href=/a>가</a></p>" * 1_100])
def test_a_text_of_too_many_pieces_is_refused(text):
    body = f"<title>온빛거래소, 새 규정</title><div id=articleBody><p>{SENTENCE * 6}</p>{text}</div>".encode()

    assert told_of(body, URL)["quarantine"]["reason"] == "too_large"


SCRIPTS = {
    "an unfinished list": "=" + '{"a":' * 30 + "[" + "[]," * 300_000,
    "an unfinished object": "=" + '{"a":' * 30 + "{" + ",".join(f'"k{number}":{{}}' for number in range(200_000)),
    "objects": "={" * 100_000,
    "lists": "[" * 200_000,
    "nested": '={"a":' * 50_000,
    "flight": 'self.__next_f.push([1,"' * 8_000,
    "backslashes": 'self.__next_f.push([1,"' + "\\" * 200_000,
    "bad escapes": 'self.__next_f.push([1,"\\q"])' * 1_000,
    "flight rows": 'self.__next_f.push([1,"' + "1:T1,가나다\\n" * 20_000 + '"])',
}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("kind", ["text/javascript", "application/json", "application/ld+json"])
def test_no_script_takes_long(name, kind):
    body = f"<title>온빛</title><body><script type={kind}>{SCRIPTS[name]}</script><p>짧다.</p></body>".encode()
    begin = process_time()
    told_of(body, URL)

    assert process_time() - begin < 2


# --- pages damaged at random


def told_of(body: bytes, url: str) -> dict:
    """Read a page without the boundary that would turn a crash into a reason."""
    keys = url_keys()
    try:
        article = reading.read(open_page(url, body, fetched_at=AT), outlet_of(url), keys)
        reading.normalize(article)
        reading.separate(article, keys)
        reading.validate(article)
    except PageRefused as refused:
        return {"url": url, "quarantine": {"reason": refused.reason, "detail": refused.detail}}
    return told(article, url)


@cache
def saved() -> list[tuple[str, bytes]]:
    pages = [page for page in sorted(PAGES.glob("*/*.html")) if page.with_suffix(".json").exists()]
    return [(json.loads(page.with_suffix(".json").read_text())["url"], page.read_bytes()) for page in pages]


def cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def left_out(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    return body[:start] + body[start + chance.randrange(2_000) :]


def doubled(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    piece = body[start : start + chance.randrange(2_000)]
    return body[:start] + piece * chance.randrange(20) + body[start:]


def shuffled(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    piece = bytearray(body[start : start + chance.randrange(400)])
    chance.shuffle(piece)
    return body[:start] + bytes(piece) + body[start + len(piece) :]


def spoiled(chance: random.Random, body: bytes) -> bytes:
    damaged = bytearray(body)
    for _ in range(chance.randrange(40)):
        if damaged:
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def planted(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    bits = (b"<", b">", b'"', b"&#xD800;", b"&#0;", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\x00", b"<!--", b"</div>",
            b"<script>", b"<plaintext>", b"<svg>", b"<base href='http://['>", b"<a href='http://[x'>", b"<table>",
            "▶관련기사".encode(), b"<template>", b"<select>", b"<img src='//['>", b"&#x202e;")  # fmt: skip
    return body[:start] + chance.choice(bits) * chance.randrange(1, 4) + body[start:]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 10_000),
    st.lists(st.sampled_from([cut, left_out, doubled, shuffled, spoiled, planted]), min_size=1, max_size=6),
    st.integers(0, 2**32),
)
def test_a_damaged_page_is_an_article_or_a_reason(number, damages, seed):
    url, body = saved()[number % len(saved())]
    chance = random.Random(seed)
    for damage in damages:
        body = damage(chance, body)
    begin = process_time()
    value = told_of(body, url)

    assert process_time() - begin < 2
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    assert line(value)


# --- what a page offers


def test_links_resolve_against_the_base_the_page_names():
    page = open_page(URL, b"<base href='//cdn.onbit.example/a/'><p>x")

    assert page.base == "https://cdn.onbit.example/a/"
    assert open_page(URL, b"<base href='javascript:x'><p>x").base == URL
    assert open_page(URL, b"<p>x").base == URL


def test_the_first_selector_with_text_answers():
    page = Page(URL, "<h1> </h1><h1>온빛 <b>거래소</b><script>x</script></h1><h2>아님</h2>")

    assert page.first_text(("h3", "h1", "h2")) == "온빛 거래소"
    assert page.first_text(("h4",)) == ""
    assert visible_text(page.tree.css("h1")[1]) == "온빛 거래소"


def test_bytes_in_utf_8_are_parsed_as_they_are():
    page = open_page(URL, document(None, "utf-8"))

    assert page.source is not None
    assert SENTENCE in visible_text(page.tree.css_first("p"))
    assert open_page(URL, document(None, "cp949")).source is None
