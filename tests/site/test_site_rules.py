"""What took something out of a text is told with its reason, on the article's page and on a page of all rules."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from archive.site import DIRECTORY
from archive.store import Archive

Get = Callable[[str], Any]
TOLD = json.loads((DIRECTORY / "rules.json").read_text("utf-8"))
RULES = TOLD["rules"]
NAMED = ("shape.card", "label.related", "slot.dable", "related.head")
SAW = 'onbit.example##.promo[title="<b>"]'
ADS = [
    {"kind": "native_card", "placement": "in_body", "text": "새벽별 ($DAWN)", "rule": "shape.card", "evidence": SAW},
    {"kind": "slot", "placement": "after_body", "network": "dable", "rule": "slot.dable", "evidence": SAW},
]
REMOVED = [{"role": "ad", "text": "가", "rule": rule} for rule in NAMED]
LINK = {"title": "리플 다시 오르나", "url": "https://haneulcoin.example/2", "placement": "in_body", "rule": "link.line"}


@pytest.fixture
def tree(fresh_file: Path, asking: Any, another_article: dict[str, Any]) -> LexborHTMLParser:
    """The page of an article of which rules took blocks, links and advertising."""
    with Archive(fresh_file) as archive:
        archive.keep(None, another_article | {"ads": ADS, "removed": REMOVED, "related": [LINK]})
        archive.flush()
    return LexborHTMLParser(asking(fresh_file)("/sinmungo/articles/7").text)


def test_a_removed_block_tells_its_role_its_rule_and_why(tree: LexborHTMLParser) -> None:
    rows = [[cell.text(strip=True) for cell in row.css("td")] for row in tree.css(".removed tbody tr")]

    assert rows[0] == ["광고", "가", f"shape.card{RULES['shape.card']['why_ko']}"]
    assert rows[-1] == ["광고", "가", "related.head"]  # a rule that this version does not know


def test_what_a_rule_saw_stands_beside_it_as_text(tree: LexborHTMLParser) -> None:
    for place in (".adcard", ".slots li"):
        assert [saw.text(strip=True) for saw in tree.css(f"{place} .evidence")] == [SAW]


def test_every_page_leads_to_the_rules(get: Get) -> None:
    for path in ("/", "/sinmungo/articles", "/nothing"):
        assert LexborHTMLParser(get(path).text).css_first("footer a[href='/-/rules']"), path


def test_rules_lead_to_their_reasons(tree: LexborHTMLParser) -> None:
    for place, rule, anchor in (
        (".removed", "slot.dable", "slot."),
        (".adcard", "shape.card", "shape.card"),
        (".slots", "slot.dable", "slot."),
        (".related", "link.line", "link.line"),
    ):
        [link] = [a for a in tree.css(f"{place} a.rule") if a.text() == rule]
        assert (link.attributes["href"], link.attributes["title"]) == (f"/-/rules#{anchor}", RULES[anchor]["why_ko"])


def test_the_page_of_rules_holds_every_rule(get: Get, get_public: Get) -> None:
    for ask in (get, get_public):
        answer = ask("/-/rules")
        tree = LexborHTMLParser(answer.text)
        rows = {row.id: row.text() for row in tree.css("section.rule")}
        assert answer.status_code == 200
        assert not tree.css("script, ins, img, main button")  # examples of markup are text
        assert list(rows) == list(RULES)
        for id, rule in RULES.items():
            assert all(rule[name] in rows[id] for name in ("why_ko", "why", "example", "counter"))


def test_the_page_of_rules_is_in_families_with_a_table_of_contents(get: Get) -> None:
    tree = LexborHTMLParser(get("/-/rules").text)
    families = {section.id: [rule.id for rule in section.css("section.rule")] for section in tree.css("section.family")}
    contents = [link.attributes["href"] for link in tree.css("nav.contents a")]

    assert list(families) == [*(f"{family}-rules" for family in TOLD["families"]), "evidence-words"]
    assert contents == [f"#{anchor}" for anchor in families]
    for family, told in TOLD["families"].items():
        assert families[f"{family}-rules"] == [id for id, rule in RULES.items() if rule["family"] == family]
        assert told["ko"] in tree.css_first(f"[id='{family}-rules'] > h2").text()


def test_the_page_of_rules_tells_every_role_and_what_is_only_a_sign(get: Get) -> None:
    tree = LexborHTMLParser(get("/-/rules").text)
    heads = {rule.id: rule.css_first("h3") for rule in tree.css("section.rule")}

    for id, rule in RULES.items():
        assert [span.attributes["class"] for span in heads[id].css("[class^=role-]")] == [
            f"role-{r}" for r in rule["roles"]
        ]
        assert ("단서" in heads[id].text()) is (not rule["roles"])


def test_the_page_of_rules_explains_the_words_of_evidence(get: Get) -> None:
    words = LexborHTMLParser(get("/-/rules").text).css_first("#evidence-words dl")

    assert [word.text() for word in words.css("dt")] == list(TOLD["evidence"])
    assert all(told["ko"] in dd.text() for told, dd in zip(TOLD["evidence"].values(), words.css("dd"), strict=True))


def test_rules_in_tables_lead_to_their_reasons(fresh_file: Path, asking: Any, another_article: dict[str, Any]) -> None:
    with Archive(fresh_file) as archive:
        archive.keep(None, another_article | {"removed": REMOVED})
        archive.flush()
    ask = asking(fresh_file)
    cells = LexborHTMLParser(ask("/sinmungo/removed_blocks").text).css("td.col-rule")
    hrefs = {cell.text(strip=True): cell.css_first("a[href*=rules]") for cell in cells}

    assert hrefs["slot.dable"].attributes["href"] == "/-/rules#slot."
    assert hrefs["related.head"] is None
    assert "/-/rules#shape.card" in ask("/sinmungo/rules").text
