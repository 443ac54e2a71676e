"""The page of rules is what the table says, every rule on it can be read, and it says truly what a rule does."""

import ast
import inspect
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import cards, filterlists, filters, selling
from crawler.extract import read_page
from crawler.items import Article
from crawler.reasons import ALSO, EVIDENCE, FAMILIES, SIGNS, WHY
from crawler.rulebook import PAGE, SITE, family_of, markdown, roles_of, site_json
from crawler.rules import TABLE, rule_of

PAGES = Path(__file__).parents[1]
URL = "https://www.onbit.example/news/1"
NEWS = "<p>" + "온빛거래소는 다음 달부터 새 규정을 따르겠다고 금융 당국에 보고했다고 20일 밝혔다. " * 5 + "</p>"
OFFER = "<p>AD</p><p>후기 2,114개</p><p><a rel=nofollow href='https://bohum.example/about'>견적 받기</a></p>"
BYLINE = "홍길동 기자 gildong@news.example"
LIST = "<ul class=related-news>{}<li><a href='/news/2'>은빛코인, 소송에서 이겼다</a></li></ul>"
GIVEN = [
    ("css.hidden", "byline", f"<p class=blind>{BYLINE}</p>"),
    ("css.control", "byline", f"<nav>{BYLINE}</nav>"),
    ("css.share", "byline", f"<p class=share_box>{BYLINE}</p>"),
    ("css.drop", "byline", f"<p class=comment_count>{BYLINE}</p>"),
    ("css.related", "label", LIST.format("<li>관련기사</li>")),
    (
        "css.related",
        "boilerplate",
        LIST.format("<li>온빛거래소 기자가 지난 한 달 동안 쓴 기사를 모두 모아 놓은 목록</li>"),
    ),
    ("slot.", "label", "<div id=dablewidget_x><p>광고</p></div>"),
    (
        "filter.element",
        "label",
        "<div class=promo><p>관련기사</p><a href='https://shop.example/'><img src=a.jpg></a></div>",
    ),
    ("label.related", "related", "<p>관련기사</p><p><a href='/news/2'>은빛코인, 소송에서 이겼다</a></p>"),
    (
        "label.related",
        "boilerplate",
        "<p>관련기사</p><p>은빛코인</p><p><a href='/news/2'>은빛코인, 소송에서 이겼다</a></p>",
    ),
    ("label.ad", "ad", "<p>AD</p><p><a href='https://shop.example/'>온빛 지갑</a></p>"),
    ("line.disclosure", "ad", "<p>이 글은 온빛랩스로부터 소정의 원고료를 지급받아 작성된 광고성 기사입니다.</p>"),
    ("link.promo", "ad", "<p><a href='/event/quiz/'>▶ 오늘의 코인 퀴즈 풀기</a></p>"),
    ("shape.offer", "label", OFFER.replace("AD", "이달의 서비스")),
]


@pytest.fixture(autouse=True)
def one_filter(monkeypatch):
    known = filters.Filters([filterlists.parse("test", "onbit.example##.promo\n||ads.example^")])
    monkeypatch.setattr(filters, "loaded", lambda: known)


def given(body: bytes, url: str) -> Iterator[tuple[str, str]]:
    """Rule and role of everything that was decided on a page."""
    item = read_page(body, url)
    if isinstance(item, Article):
        yield from ((rule_of(b.rule).id, b.role) for b in item.blocks if b.rule and b.role)
        yield from ((rule_of(link.rule).id, "related") for link in item.related)
        yield from ((rule_of(ad.rule).id, "ad") for ad in item.ads)


def test_the_page_of_rules_is_up_to_date():
    assert PAGE.read_text("utf-8") == markdown(), "run `make docs`"


def test_what_the_site_tells_is_up_to_date():
    assert SITE.read_text("utf-8") == site_json(), "run `make docs`"


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.id)
def test_every_rule_tells_its_reason_an_example_and_a_counter_example(rule):
    for text in (rule.why, rule.example, rule.counter):
        assert text and text == text.strip() and text.isprintable()
    assert rule.example != rule.counter
    assert f"** — {rule.why}\n\n- takes `{rule.example}`\n- spares `{rule.counter}`\n" in markdown()


def test_every_rule_has_a_korean_reason_and_no_other_has():
    assert set(WHY) == {rule.id for rule in TABLE}
    assert len(set(WHY.values())) == len(WHY)
    assert all(re.search("[가-힣]", why) and why.isprintable() for why in WHY.values())


def test_every_family_is_told_once():
    used = set(map(family_of, TABLE))
    heads = [line.split("`")[1] for line in markdown().splitlines() if line.startswith("## `")]

    assert used <= set(FAMILIES)
    assert heads == [f"{family}." for family in FAMILIES if family in used]


# --- roles


def test_roles_are_told_of_rules_that_exist():
    assert set(ALSO) | set(SIGNS) <= {rule.id for rule in TABLE}
    assert "**label, related, boilerplate** — " in markdown() and "**sign of advertising** — " in markdown()


@pytest.mark.parametrize(("rule", "role", "html"), GIVEN, ids=[f"{rule}-{role}" for rule, role, _ in GIVEN])
def test_a_rule_gives_the_other_roles_that_it_is_said_to_give(rule, role, html):
    body = f"<title>온빛 새 규정</title><h1>온빛 새 규정</h1><div id=articleBody>{NEWS}{html}{NEWS}</div>"

    assert role in ALSO[rule]
    assert (rule, role) in set(given(body.encode(), URL)) | set(
        given(body.replace(f"{NEWS}</div>", "</div>").encode(), URL)
    )


def test_every_other_role_is_shown_by_a_page():
    assert {(rule, role) for rule, roles in ALSO.items() for role in roles} == {(rule, role) for rule, role, _ in GIVEN}


def test_no_rule_gives_a_role_that_it_is_not_said_to_give():
    logging.disable(logging.CRITICAL)
    try:
        saved = [page for page in PAGES.glob("pages/*/*.html") if page.with_suffix(".json").exists()]
        labelled = list(PAGES.glob("sections/tuning/*.html"))
        urls = [json.loads(page.with_suffix(".json").read_text("utf-8"))["url"] for page in saved + labelled]
        found = {
            pair for page, url in zip(saved + labelled, urls, strict=True) for pair in given(page.read_bytes(), url)
        }
    finally:
        logging.disable(logging.NOTSET)

    assert len(found) > 30
    assert not [(rule, role) for rule, role in sorted(found) if role not in roles_of(rule_of(rule))]


# --- words of evidence


def signals_of(function: object) -> set[str]:
    """The names of signals in the source of a function: what it appends, the lists it returns, the keys of what it asks."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(inspect.getsource(function))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            names |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.List):
            names |= {one.value for one in node.value.elts if isinstance(one, ast.Constant)}
        elif isinstance(node, ast.Dict):
            names |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    return names


def test_every_word_of_evidence_is_explained():
    of_cards, of_offers = signals_of(cards.card_signals), signals_of(selling.offer) | signals_of(selling._signals)

    assert {"ticker", "slogan"} <= of_cards and {"pays", "says so", "code", "pitch", "one target"} <= of_offers
    assert set(EVIDENCE) == of_cards | of_offers
    assert list(EVIDENCE) == sorted(EVIDENCE)
    section = markdown().partition("\n## What the evidence words mean\n")[2]
    for word, (english, korean) in EVIDENCE.items():
        assert f"\n- `{word}`: {english}\n" in section and re.search("[가-힣]", korean)


# --- the site


def test_the_site_is_told_every_rule_in_the_order_of_the_page():
    told = json.loads(site_json())
    heads = [line.removeprefix("### `").rstrip("`") for line in markdown().splitlines() if line.startswith("### `")]

    assert list(told["rules"]) == [head.replace("<network>", "") for head in heads]
    assert set(told["rules"]) == {rule.id for rule in TABLE}
    assert {tuple(rule) for rule in told["rules"].values()} == {
        ("role", "why", "example", "counter", "family", "roles", "why_ko")
    }
    assert list(told["families"]) == list(FAMILIES) and list(told["evidence"]) == list(EVIDENCE)
