"""Lines for a terminal: how many columns they take, where they are cut or broken, and that nothing in them is obeyed."""

import pytest

from archive.terminal import columns, cut, plain, table, wrapped


def test_hangul_takes_two_columns_and_what_sits_on_a_letter_none():
    assert (columns("온빛 ab"), columns("a\u0301"), columns("")) == (7, 1, 0)


@pytest.mark.parametrize(
    ("text", "width", "told"),
    [
        ("가나다라", 8, "가나다라"),
        ("가나다라", 7, "가나다…"),
        ("가나다라마", 8, "가나다…"),
        ("ab\ncd", 20, "ab cd"),
        ("가나다라", None, "가나다라"),
        (None, 5, ""),
    ],
)
def test_a_line_is_cut_where_it_does_not_fit(text, width, told):
    assert cut(text, width) == told


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one two three", 7, ["one two", "three"]),
        ("온빛 거래소 소식", 11, ["온빛 거래소", "소식"]),
        ("→ abcdefghijkl", 6, ["→ abcd", "efghij", "kl"]),
        ("가나다", 1, ["가", "나", "다"]),
        ("one two", None, ["one two"]),
        ("", 8, [""]),
    ],
)
def test_a_text_is_broken_at_spaces_and_a_long_word_anywhere(text, width, lines):
    assert list(wrapped(text, width)) == lines


def test_columns_stand_under_each_other():
    assert list(table([("온빛", "1", "x y"), ("abcdef", "22", "z")])) == ["온빛    1   x y", "abcdef  22  z"]
    assert list(table([])) == []


def test_what_a_terminal_would_obey_is_spelled_out():
    assert plain("온빛\x1b[2J\u202e\x07") == "온빛\\x1b[2J\\u202e\\x07"
    for line in (cut("a\x1b", 9), next(wrapped("a\x1b", 9)), next(table([["a\x1b"]]))):
        assert line == "a\\x1b"
