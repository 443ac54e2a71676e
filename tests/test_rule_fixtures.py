"""Every rule takes what its fixture shows and spares the near miss; without the rule, its fixture would come out otherwise.

A file of ``tests/rules`` bears the id of its rule and holds two pieces of an invented article. A piece opens with what is
expected: ``yes: ROLE [RULE] | TEXT`` for the rule's own work (RULE only where another rule completes it) and
``no: ROLE [RULE] | TEXT`` for the near miss (``nothing`` for what stands beside the text and is left alone). ``{prose}`` and
``{more}`` are paragraphs, ``{end}`` closes the text.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from crawler import filterlists, filters, outlets, promotion, reading, rules, scripts
from crawler.banners import banner_in
from crawler.evidence import LINE, take
from crawler.families import GENERIC
from crawler.items import Article, Block, Quarantined
from crawler.neighbours import Neighbours
from crawler.pipelines import finish, read_response
from crawler.rules import LINES, TABLE, Rule, rule_of

FIXTURES = Path(__file__).parent / "rules"
URL = "https://www.onbit.example/news/1"
AT = "2026-11-21T03:00:00+00:00"
FILTERS = ("onbit.example##.promo", "||ads.example^")
NEVER, EVERYTHING = re.compile(r"(?!)"), re.compile(r".*", re.S)
CRAWLER = [module for name, module in sys.modules.items() if name.startswith("crawler.")]
BY_MORE_THAN_A_PATTERN = (rules.BYLINE, rules.PROMO)
"""Bylines are found by their words as well; the pattern of link.promo is what spares a line."""
TITLE = "온빛거래소, 새 상장 규정 내놨다"
PROSE = (
    "<p>온빛거래소가 20일 새 상장 규정을 내놨다. 고객은 다음 달부터 새 규정을 따라야 한다고 회사는 설명했다. "
    "거래소는 심사 위원 아홉 명 가운데 다섯 명을 바깥에서 모셔 오기로 했다. 위원의 이름은 심사가 끝난 뒤에 알린다.</p>\n"
    "<p>금융 당국은 규정을 살펴본 뒤 이달 말까지 의견을 내겠다고 밝혔다. 업계는 심사가 길어질 것을 걱정하면서도 "
    "기준이 또렷해진 점은 반긴다고 복수의 관계자가 전했다. 이미 상장된 코인도 한 해에 한 번 다시 심사를 받는다.</p>"
)
MORE = "<p>온빛거래소의 하루 거래 대금은 한 달 전보다 두 배로 늘었다고 회사는 집계했다. 새 규정은 다음 달 1일에 시행된다.</p>"
PAGE = "<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1><div id=articleBody>\n{text}\n</div>{rest}"
PIECE = re.compile(
    r"(?:<!-- title: (?P<title>.+) -->\n)?<!-- (?P<sort>yes|no): (?P<role>\w+)(?: (?P<rule>[\w.]+))? \| (?P<text>.+) -->\n"
    r"(?P<html>(?:(?!<!-- (?:title|yes|no):).*\n)+)"
)


@dataclass(frozen=True)
class Piece:
    """One half of a fixture: what is expected of a page, and the page."""

    role: str
    rule: str | None
    text: str
    page: str


@pytest.fixture(autouse=True)
def lists(monkeypatch) -> Iterator[None]:
    """No filter lists but the one of the fixtures, and nothing remembered of patterns that a test puts in place of others."""
    read_filters(FILTERS, monkeypatch)
    forget()
    yield
    forget()


def forget() -> None:
    """Empty the caches of the crawler's functions."""
    for function in [value for module in CRAWLER for value in vars(module).values() if hasattr(value, "cache_clear")]:
        function.cache_clear()


def read_filters(lines: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> None:
    read = filters.Filters([filterlists.parse("fixtures", "\n".join(lines))])
    monkeypatch.setattr(filters, "loaded", lambda: read)


def file_of(rule: Rule) -> Path:
    return FIXTURES / f"{rule.id.rstrip('.')}.html"


def pieces(rule: Rule) -> dict[str, Piece]:
    """The halves of a rule's fixture, ``yes`` and ``no``."""
    written = file_of(rule).read_text("utf-8")
    found = {m["sort"]: m for m in PIECE.finditer(written)}
    assert "".join(m[0] for m in PIECE.finditer(written)) == written, "a line of the fixture belongs to no piece"
    return {sort: Piece(m["role"], m["rule"], m["text"], page(m["html"], m["title"])) for sort, m in found.items()}


def page(html: str, title: str | None) -> str:
    text, _, rest = html.replace("{prose}", PROSE).replace("{more}", MORE).partition("{end}")
    return PAGE.format(title=title or TITLE, text=text, rest=rest)


def outcome(html: str) -> list[tuple[str, str, str]]:
    """Role, rule and text of all that was decided on a page; an empty box is told by its network."""
    keys = outlets.url_keys()
    item = finish(
        read_response(URL, html.encode, content_type="text/html", fetched_at=AT, outlet=None, keys=keys), keys
    )
    if isinstance(item, Quarantined):
        return [("quarantined", "", f"{item.reason}: {item.detail}")]
    assert isinstance(item, Article)
    texts = [(block.role, block.rule, block.text.replace("\n", " ")) for block in item.blocks if block.text]
    links = [("related", link.rule, link.title) for link in item.related]
    return [*texts, *links, *(("ad", ad.rule, ad.text or ad.network) for ad in item.ads)]


def named(rule: Rule, found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The decisions that name a rule; boxes of all networks are one rule."""
    return [decision for decision in found if decision[1] and rule_of(decision[1]) is rule]


def names(rule: Rule) -> str:
    return rule.id


@pytest.mark.parametrize("rule", TABLE, ids=names)
def test_every_rule_has_a_fixture_with_both_halves(rule):
    assert file_of(rule).is_file()
    assert list(pieces(rule)) == ["yes", "no"]


def test_no_fixture_is_of_a_rule_that_does_not_exist():
    assert {path.name for path in FIXTURES.iterdir()} == {file_of(rule).name for rule in TABLE}


@pytest.mark.parametrize("rule", TABLE, ids=names)
def test_the_rule_takes_what_it_should(rule):
    piece = pieces(rule)["yes"]

    assert (piece.role, piece.rule or rule.id, piece.text) in outcome(piece.page)


@pytest.mark.parametrize("rule", TABLE, ids=names)
def test_the_rule_spares_the_near_miss(rule):
    piece = pieces(rule)["no"]
    found = outcome(piece.page)

    assert found[0][0] != "quarantined"
    assert named(rule, found) == []
    if piece.role == "nothing":
        assert piece.text in piece.page and piece.text not in str(found)
    else:
        assert (piece.role, piece.rule or "", piece.text) in found


@pytest.mark.parametrize("rule", TABLE, ids=names)
def test_without_the_rule_its_fixture_comes_out_otherwise(rule, monkeypatch):
    piece = pieces(rule)["yes"]
    without(rule, monkeypatch)
    found = outcome(piece.page)

    assert (piece.role, piece.rule or rule.id, piece.text) not in found
    assert named(rule, found) == []


@pytest.mark.parametrize("rule", LINES, ids=names)
def test_a_line_rule_that_took_everything_would_not_spare_the_near_miss(rule, monkeypatch):
    piece = pieces(rule)["no"]
    compiled(rule, EVERYTHING, monkeypatch)

    assert (piece.role, piece.rule or "", piece.text) not in outcome(piece.page)


def without(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a rule match nothing, as if it had been deleted: its selectors, its pattern, or else the passes that name it."""
    if rule in (rules.FILTER_ELEMENT, rules.FILTER_NETWORK):
        others = [line for line in FILTERS if ("##" in line) != (rule is rules.FILTER_ELEMENT)]
        read_filters(others, monkeypatch)
    elif rule is rules.BANNER:
        everywhere(banner_in, lambda *_: None, monkeypatch)
    elif rule is rules.LIST:
        monkeypatch.setattr(Neighbours, "found", lambda *_: ([], []))
    elif rule is rules.PROMOTION:
        monkeypatch.setattr(promotion, "_pressed", lambda *_: [])
    elif rule is rules.DATA_RELATED:
        monkeypatch.setattr(reading, "related_in", lambda *_: [])
    elif rule is rules.SLOT:
        monkeypatch.setattr(reading, "NETWORK_CSS", "never")
    elif rule is rules.SLOT_SCRIPT:
        monkeypatch.setattr(scripts, "LOADERS", ())
    elif rule in rules.CSS:
        monkeypatch.setattr(rules, "CSS", tuple(other for other in rules.CSS if other is not rule))
        name = rule.id.removeprefix("css.")
        fewer = replace(GENERIC.selectors, **({name: ()} if hasattr(GENERIC.selectors, name) else {}))
        everywhere(GENERIC, replace(GENERIC, selectors=fewer), monkeypatch)
    elif rule.pattern and rule not in BY_MORE_THAN_A_PATTERN:
        compiled(rule, NEVER, monkeypatch)
    else:
        everywhere(take, partial(take_unless, rule), monkeypatch)


def compiled(rule: Rule, other: re.Pattern[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the modules that compiled a rule's pattern find another one in its place."""
    for pattern in {value for module in CRAWLER for value in vars(module).values() if isinstance(value, re.Pattern)}:
        if pattern.pattern == rule.pattern:
            everywhere(pattern, other, monkeypatch)
    if rule in LINES:
        monkeypatch.setitem(LINE, rule.id, other)


def everywhere(thing: object, other: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what a module of the crawler defines in all modules that imported it."""
    for module in CRAWLER:
        for name, value in list(vars(module).items()):
            if value is thing:
                monkeypatch.setattr(module, name, other)


def take_unless(rule: Rule, block: Block, role: str, decided: str, evidence: str = "") -> None:
    if decided != rule.id:
        take(block, role, decided, evidence)
