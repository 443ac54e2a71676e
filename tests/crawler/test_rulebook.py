"""The page of rules is what the table says, and every rule on it can be read."""

import json

import pytest

from crawler.rulebook import FAMILIES, PAGE, SITE, family_of, markdown, site_json, words
from crawler.rules import BYLINE, RELATED_LABEL, TABLE


def test_the_page_of_rules_is_up_to_date():
    assert PAGE.read_text("utf-8") == markdown(), "run `make docs`"


def test_what_the_site_tells_is_up_to_date():
    assert SITE.read_text("utf-8") == site_json(), "run `make docs`"


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.id)
def test_every_rule_tells_its_reason_an_example_and_a_counter_example(rule):
    for text in (rule.why, rule.example, rule.counter):
        assert text and text == text.strip() and text.isprintable()
    assert rule.example != rule.counter
    assert f"**{rule.role}** — {rule.why}\n\n- takes `{rule.example}`\n- spares `{rule.counter}`\n" in markdown()


def test_every_family_is_told_once():
    used = set(map(family_of, TABLE))
    heads = [line.split("`")[1] for line in markdown().splitlines() if line.startswith("## ")]

    assert used <= set(FAMILIES)
    assert heads == [f"{family}." for family in FAMILIES if family in used]


def test_the_korean_of_a_pattern_is_told_as_words():
    assert {"관련", "기사", "더 보기", "읽으면", "좋은"} <= set(words(RELATED_LABEL))
    assert "특파원" in words(BYLINE)
    assert all(len(word) > 1 and "\\" not in word for rule in TABLE for word in words(rule))


def test_the_site_is_told_every_rule():
    told = json.loads(site_json())

    assert list(told) == [rule.id for rule in TABLE]
    assert set(map(tuple, told.values())) == {("role", "why", "example", "counter")}
