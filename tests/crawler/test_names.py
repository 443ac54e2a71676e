"""Selectors left out because a page lacks their names match nothing there: whatever is asked, the answer stays the same."""

from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler import outlets
from crawler.families import GENERIC, RECOGNISED
from crawler.names import Names

PAGES = {
    str(page.relative_to(page.parents[1])): page for page in (Path(__file__).parents[1] / "pages").glob("*/*.html")
}
STATED = [*RECOGNISED, GENERIC, *outlets.outlets().values()]
SELECTORS = sorted(
    {
        selector
        for stated in STATED
        for field in fields(stated.selectors)
        for selector in getattr(stated.selectors, field.name)
    }
    | {sign for family in RECOGNISED for sign in family.signs}
)
WORDS = st.sampled_from("a b Byline byline news-body news news_body 기사 x".split())
SIMPLE = st.one_of(
    st.sampled_from(["p", "div", "*", ""]).flatmap(lambda tag: WORDS.map(lambda word: f"{tag}.{word}")),
    WORDS.map(lambda word: f"#{word}"),
    st.tuples(
        st.sampled_from("class id itemprop rel href".split()),
        st.sampled_from(["=", "*=", "^=", "$=", "~=", "|="]),
        WORDS,
    ).map(lambda part: f'[{part[0]}{part[1]}"{part[2]}"]'),
    st.sampled_from(["p", "[class]", "[itemprop]", "p:first-child", "p:not(.a)", "div:has(.a, .x)", "p:is(.b, #a)"]),
)
LISTS = st.lists(st.lists(SIMPLE, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3).map(", ".join)
ELEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["p", "div"]),
        st.sampled_from("class id itemprop rel href".split()),
        st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    ),
    max_size=4,
)


@lru_cache(maxsize=1)
def parsed(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(page.read_text("utf-8", "replace"))


def matched(tree: LexborHTMLParser, selector: str) -> set[int]:
    return {node.mem_id for node in tree.css(selector)}


@pytest.mark.parametrize("name", PAGES)
def test_no_selector_of_any_outlet_loses_a_match_on_a_saved_page(name):
    tree = parsed(PAGES[name])
    names = Names(tree)
    lost = []
    for selector in SELECTORS:
        kept = names.possible((selector,))
        if matched(tree, selector) != (matched(tree, kept[0]) if kept else set()):
            lost.append(selector)

    assert lost == []


@given(ELEMENTS, LISTS, st.sampled_from(["<!doctype html>", ""]))
@settings(max_examples=400, deadline=None)
def test_no_selector_loses_a_match_on_any_page(elements, selector, doctype):
    opened = "".join(f'<{tag} {name}="{value}">가' for tag, name, value in elements)
    tree = LexborHTMLParser(f"{doctype}<body>{opened}")
    kept = Names(tree).possible((selector,))

    assert matched(tree, selector) == (matched(tree, kept[0]) if kept else set())


def test_most_selectors_are_not_asked_of_a_page():
    page = next(page for name, page in PAGES.items() if name.endswith("wordpress.html"))
    kept = Names(parsed(page)).possible(SELECTORS)

    assert 0 < len(kept) < 0.5 * len(SELECTORS)


def test_alternatives_that_cannot_match_are_left_out():
    names = Names(LexborHTMLParser("<p class='Byline top'><a rel=author>홍길동</a></p><p id=body>가</p>"))

    assert names.possible([".byline, .writer", "#body", ".writer", "[rel=author], #foot", "p > a"]) == [
        ".byline",
        "#body",
        "[rel=author]",
        "p > a",
    ]
