"""The stock search box and the search page find Korean words."""

from collections.abc import Callable
from typing import Any

import pytest

Get = Callable[[str], Any]

FOUND = [
    ("코인", {1}),
    ("리플", {2}),
    ("환율", {3}),
    ("거래소", {1}),
    ("SK하이닉스", {4}),
    ("챗GPT", {5}),
    ("상장 폐지", {1}),
    ("리플이", {2}),
    ("없는낱말", set()),
    ('"', set()),
    ("", {1, 2, 3, 4, 5, 6}),
]


@pytest.mark.parametrize(("query", "ids"), FOUND)
def test_stock_search_box(get: Get, query: str, ids: set[int]) -> None:
    data = get(f"/sinmungo/articles.json?_search={query}").json()
    assert {row[0] for row in data["rows"]} == ids


@pytest.mark.parametrize(("query", "ids"), FOUND[:-1])
def test_search_page(get: Get, query: str, ids: set[int]) -> None:
    assert {row["id"] for row in get(f"/sinmungo/search.json?_shape=array&query={query}").json()} == ids


def test_hits_are_marked(get: Get) -> None:
    text = get("/sinmungo/search?query=리플").text
    assert "<mark>리플</mark>이 하루 만에" in text
    assert 'href="/sinmungo/articles/2"' in text


def test_a_common_word_is_looked_up_the_other_way_round(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    from datasette.plugins import pm

    monkeypatch.setattr(pm.get_plugin("korean_search.py"), "_COMMON", 1)
    data = get("/sinmungo/articles.json?_search=리플&outlet=haneulcoin").json()
    assert "search_hits(:search)" in data["query"]["sql"]
    assert [row[0] for row in data["rows"]] == [2]
