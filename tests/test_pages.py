"""Every saved page says what its JSON says, and nothing that stood in its text is lost."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler import outlets
from crawler.apis import read_api_pages
from crawler.container import find_container
from crawler.extract import told
from crawler.families import levels
from crawler.page import decode, open_page
from crawler.pipelines import Item, finish, read_response
from crawler.rules import rule_of
from crawler.text import visible

PAGES = Path(__file__).parent / "pages"
AT = "2026-11-21T03:00:00+00:00"
UNPRINTED = ("script", "style", "noscript", "template")


class Answered(NamedTuple):
    """One article of a saved JSON answer: it stands where the path of a saved page does."""

    page: bytes
    expected: dict

    def read_bytes(self) -> bytes:
        return self.page


def articles_of(answer: Path) -> list[Answered]:
    """The articles of ``*.api.json`` as the pages that a crawl makes of them; the JSON beside it may be a list, in order."""
    expected = json.loads(answer.with_name(answer.name.replace(".api.json", ".json")).read_text(encoding="utf-8"))
    outlet = outlets.outlets()[answer.parent.name]
    api = outlet.page_api or outlet.apis[0]
    pages = read_api_pages(answer.read_bytes(), api.address, api)
    wanted = expected if isinstance(expected, list) else [expected]
    assert [*pages] == [one["url"] for one in wanted], answer
    return [Answered(page, one) for page, one in zip(pages.values(), wanted, strict=True)]


SAVED = {str(page.relative_to(PAGES)): page for page in PAGES.glob("*/*.html") if page.with_suffix(".json").exists()}
SAVED |= {
    f"{answer.relative_to(PAGES)}:{number}": article
    for answer in PAGES.glob("*/*.api.json")
    for number, article in enumerate(articles_of(answer), start=1)
}


def expected_of(page: Path | Answered) -> dict:
    if isinstance(page, Answered):
        return page.expected
    return json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))


def item_of(page: Path | Answered) -> Item:
    """What ``sinmungo extract`` reads a saved page into, with the clock stopped at AT."""
    url, keys, extractor = expected_of(page)["url"], outlets.url_keys(), "api" if isinstance(page, Answered) else ""
    how = {"content_type": "", "fetched_at": AT, "extractor": extractor}
    return finish(read_response(url, page.read_bytes, outlet=outlets.outlet_of(url), keys=keys, **how), keys)


ITEMS = {name: item_of(page) for name, page in SAVED.items()}
EXTRACTED = {name: told(item, expected_of(SAVED[name])["url"]) for name, item in ITEMS.items()}
ARTICLES = [name for name, value in EXTRACTED.items() if "quarantine" not in value]


def without_rules(value):
    if isinstance(value, list):
        return [without_rules(member) for member in value]
    return {key: part for key, part in value.items() if key != "rule"} if isinstance(value, dict) else value


def named(got, expected):
    """What was read, member by member, cut down to the keys that the JSON names; a list of another length stays whole."""
    if isinstance(expected, list) and len(got) == len(expected):
        return [named(member, wanted) for member, wanted in zip(got, expected, strict=True)]
    return {key: got.get(key) for key in expected} if isinstance(expected, dict) else got


def letters(text: str) -> Counter:
    return Counter(visible("".join(text.split())))


def printed(node) -> str:
    """The text of an element as a browser prints it, found without any code of the reader."""
    if node.tag == "-text":
        return node.text_content or ""
    if node.tag in UNPRINTED:
        return ""
    return "".join(map(printed, node.iter(include_text=True)))


def payload_text(script: str) -> str:
    """The text that a page's scripts hold: the elements that Arc lists, else the longest of all strings."""
    rows = "".join(json.loads(piece) for piece in re.findall(r'__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)', script)) or script
    if found := re.search(r'"content_elements":', rows):
        elements, _ = json.JSONDecoder().raw_decode(rows, found.end())
        markup = "".join(f"<div>{element.get('content') or element.get('caption')}</div>" for element in elements)
    else:
        markup = max(re.findall(r'"(?:[^"\\]|\\.)*"', rows), key=len)
        markup = json.loads(markup)
    return printed(LexborHTMLParser(f"<div>{markup}</div>").body)


def container_text(page: Path, extractor: str) -> str:
    """The text of the element that was chosen; where there was none, that of the page's scripts or JSON-LD."""
    tree = LexborHTMLParser(decode(page.read_bytes())[0])
    if extractor == "payload":
        return payload_text("".join(node.text() for node in tree.css("script")))
    if extractor == "jsonld":
        scripts = [json.loads(node.text()) for node in tree.css('script[type="application/ld+json"]')]
        body = next(thing["articleBody"] for thing in scripts if "articleBody" in thing)
        return printed(LexborHTMLParser(f"<div>{body}</div>").body)
    url = expected_of(page)["url"]
    opened = open_page(url, page.read_bytes())
    node, _ = find_container(opened, levels(opened, outlets.outlet_of(url))[1])
    assert node is not None
    return printed(node)


def test_the_saved_pages_are_found():
    assert len(SAVED) >= 40
    assert {name.split("/")[0] for name in SAVED} >= {*outlets.outlets(), "unknown"}


@pytest.mark.parametrize("name", SAVED)
def test_the_page_says_what_its_json_says(name):
    expected, got = expected_of(SAVED[name]), EXTRACTED[name]
    if "quarantine" in expected:
        assert got.get("quarantine", {}).get("reason") == expected["quarantine"]["reason"]
        return

    assert "quarantine" not in got, got
    told_of = {key: without_rules(named(got[key], expected[key])) for key in expected}
    assert told_of == {key: without_rules(expected[key]) for key in expected}


@pytest.mark.parametrize("name", ARTICLES)
def test_every_advertisement_tells_what_its_rule_saw(name):
    assert all(ad["rule"] and ad["evidence"] for ad in EXTRACTED[name]["ads"])


@pytest.mark.parametrize("name", ARTICLES)
def test_nothing_is_lost(name):
    got = EXTRACTED[name]
    kept = got["body"] + "".join(block["text"] for block in got["removed"])

    assert letters(kept) == letters(container_text(SAVED[name], got["extractor"]))


@pytest.mark.parametrize("name", ARTICLES)
def test_what_is_told_of_the_text_was_cut_from_the_text(name):
    got = EXTRACTED[name]
    removed = "".join("".join(block["text"].split()) for block in got["removed"])
    titles = [link["title"] for link in got["related"] if link["placement"] == "in_body"]
    of_title = ("title.ad", "shape.promotion")  # such an article is told by its headline
    ads = [ad["text"] for ad in got["ads"] if ad["placement"] == "in_body" and ad["rule"] not in of_title]

    assert [text for text in titles + ads if "".join(text.split()) not in removed] == []


@pytest.mark.parametrize("name", ARTICLES)
def test_every_decision_names_a_rule_of_the_table(name):
    item = ITEMS[name]
    named = {found.rule for found in (*item.removed, *item.ads, *item.related)}

    assert "" not in named
    for rule in named:
        rule_of(rule)


@pytest.mark.parametrize("name", ARTICLES)
def test_the_body_is_paragraphs_of_visible_text(name):
    body = EXTRACTED[name]["body"]

    assert body == visible(body)
    assert all(paragraph and paragraph == " ".join(paragraph.split()) for paragraph in body.split("\n\n"))


def test_a_presale_card_under_the_label_of_related_articles():
    got = EXTRACTED["tokenpost/2026-11-20-presale-card.html"]
    cards = [ad for ad in got["ads"] if ad["kind"] == "native_card"]
    card = cards[0]

    assert len(cards) == 1
    assert (card["label"], card["disclosed"], card["placement"]) == ("관련기사", False, "in_body")
    assert (card["product"], card["ticker"]) == ("달토 펭귄", "DALTO")
    assert "자체 평가지수" in card["text"].split("\n")
    assert len(card["bullets"]) == 5
    assert got["related"] == []
    assert not [line for line in card["text"].split("\n") if line in got["body"]]
    assert got["body"].endswith("경영권의 향방을 가를 전망이다.")


def test_news_about_presales_is_no_advertisement():
    got = EXTRACTED["tokenpost/2026-11-20-presale-scam-news.html"]

    assert "사전판매" in got["body"]
    assert [ad for ad in got["ads"] if ad["kind"] != "slot"] == []
    assert [block for block in got["removed"] if block["role"] == "ad"] == []


def test_text_goes_on_after_an_ad_in_the_middle():
    page = "blockmedia/2026-11-20-ad-in-text.html"
    got, text = EXTRACTED[page], container_text(SAVED[page], "outlet")
    ad = next(block["text"] for block in got["removed"] if block["role"] == "ad" and block["text"] in text)
    paragraphs = got["body"].split("\n\n")

    assert any(text.find(paragraph) < text.find(ad) for paragraph in paragraphs)
    assert text.find(ad) < text.find(paragraphs[-1])
