"""Text as it is kept: composed, visible, on one line, and never another letter than was printed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text import hangul_share, normalize, normalize_lines, squeeze, unescape, visible

INVISIBLE = "\x00\x08\x1f\x7f\x80\x9b\x9f\xad\u061c\u200b\u200c\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\ufffe\ud800\udfff"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("비트코인", "비트코인"),
        (unicodedata.normalize("NFD", "비트코인 시세"), "비트코인 시세"),
        ("비트\u200b코인", "비트코인"),
        ("\ufeff비트코인\u200e", "비트코인"),
        ("\u202e비트코인\u202c", "비트코인"),
        ("비트\xad코인", "비트코인"),
        ("비트\xa0코인\u3000시세", "비트 코인 시세"),
        ("  비트 \t\r\n 코인  ", "비트 코인"),
        ("비트\x00코인\x07", "비트코인"),
        ("비트\ud800코인\udfff", "비트코인"),
        ("가족 👨\u200d👩\u200d👧 사진", "가족 👨\u200d👩\u200d👧 사진"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("비\u200d트", "비트"),
        ("👨\u200d", "👨"),
        ("ＡＢ①㈜", "ＡＢ①㈜"),
        ("ㅋㅋ ㄱ", "ㅋㅋ ㄱ"),
        ("", ""),
        (None, ""),
    ],
)
def test_normalize(raw, kept):
    assert normalize(raw) == kept


@pytest.mark.parametrize("character", INVISIBLE)
def test_what_no_reader_sees_is_gone(character):
    assert visible(f"가{character}나") == "가나"


def test_line_breaks_are_kept_where_they_carry_meaning():
    assert normalize_lines(" 가\xa0나 \n\n \n 다\t라 \n") == "가 나\n다 라"


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("&#39;코인&#39; 거래", "'코인' 거래"),
        ("&amp;#39;코인&amp;#39;", "'코인'"),
        ("amp;#39;코인amp;#39;", "'코인'"),
        ("amp;quot;코인amp;quot;", '"코인"'),
        ("&amp;amp; R&amp;D", "& R&D"),
        ("A&D;", "A&D;"),
        ("AT&T", "AT&T"),
        ("&lt;b&gt;", "<b>"),
        ("&#xD800;코인", "코인"),
        (None, ""),
    ],
)
def test_titles_escaped_twice(raw, title):
    assert unescape(raw).replace("\ufffd", "") == title


def test_squeeze_and_share():
    assert squeeze(" 가 나\n다 ") == "가나다"
    assert hangul_share("가나ab") == 0.5
    assert hangul_share("123") == 0.0


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_stored(text):
    for kept in (normalize(text), normalize_lines(text), unescape(text)):
        kept.encode("utf-8")
        assert "\x00" not in kept
        assert unicodedata.is_normalized("NFC", kept)


@settings(deadline=None)
@given(st.text())
def test_what_was_normalized_stays(text):
    assert normalize(normalize(text)) == normalize(text)
    assert normalize_lines(normalize_lines(text)) == normalize_lines(text)


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "N"))))
def test_letters_are_never_altered(text):
    assert normalize(text) == unicodedata.normalize("NFC", text)


@settings(deadline=None)
@given(st.text("가a \u1100\u1161\u11a8\u0301\u0316é\n", min_size=290, max_size=700))
def test_long_texts_are_composed_like_short_ones(text):
    assert visible(text) == unicodedata.normalize("NFC", text)


def test_accents_heaped_on_one_letter_stay():
    heap = "가" + "\u0301\u0316" * 500

    assert visible(f"{heap}\u1100\u1161") == f"{heap}가"
