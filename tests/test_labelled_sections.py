"""The labelled sections are sound, and our reading of them stays above its floors."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from bench.judging import ADS, KINDS, Judged, Output, judge
from bench.sections import Result, ad_or_not, by_kind, held, lines_of, macro_f1, rates, score
from crawler.page import decode, visible_text
from crawler.text import squeeze, visible

SECTIONS = Path(__file__).parent / "sections"
DIRECTORIES = ("tuning", "heldout")
PRECISION, RECALL, MACRO_F1 = 0.97, 0.92, 0.94
"""Floors: advertising or not, and the mean F1 of the kinds."""
LEAST = 120
"""Sections that are advertising or related links, and as many that are neither."""
NETWORKS = (
    *("google", "dable", "taboola", "mobon", "realclick", "adop", "targetpush", "adfit", "tenping", "coupang"),
    *("criteo", "interworksmedia", "adpnut", "naver"),
)
TEXTLESS = ("slot", "banner", "house", "advertorial", "press_release")
FIELDS = {"kind", "texts", "network", "url", "label", "disclosed", "why"}
LABELS = {path.stem: path for name in DIRECTORIES for path in sorted((SECTIONS / name).glob("*.json"))}

scored = cache(score)


def labels_of(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def printed(page: Path) -> str:
    body = LexborHTMLParser(decode(page.read_bytes())[0]).body
    assert body is not None
    return squeeze(visible(visible_text(body)))


# --- the labels


def faults(section: dict, text: str) -> Iterator[str]:
    """What is wrong with a label, without a word of the page: held-out pages are not shown."""
    kind = section["kind"]
    if kind not in KINDS or not set(section) <= FIELDS:
        yield f"unknown kind or field: {kind}, {sorted(section)}"
    if section["network"] not in (*NETWORKS, None) or (kind == "slot" and not section["network"]):
        yield f"{kind} of network {section['network']}"
    if kind in ADS and kind != "house" and not isinstance(section["disclosed"], bool):
        yield f"{kind} does not say whether it is disclosed"
    if not section["texts"] and kind not in TEXTLESS:
        yield f"{kind} without texts"
    for number, line in enumerate(section["texts"]):
        if not line.strip() or text.count(squeeze(visible(line))) != 1:
            yield f"line {number} of {kind} does not stand in the page exactly once"


@pytest.mark.parametrize("path", LABELS.values(), ids=LABELS)
def test_labels_are_sound(path):
    sections, text = labels_of(path)["sections"], printed(path.with_suffix(".html"))
    wrong = [f"section {n}: {fault}" for n, section in enumerate(sections) for fault in faults(section, text)]
    assert wrong == [] and len(sections) > 0


@pytest.mark.parametrize("path", LABELS.values(), ids=LABELS)
def test_what_is_said_of_a_page_is_said_once(path):
    sections = labels_of(path)["sections"]
    slots = Counter(section["network"] for section in sections if section["kind"] == "slot")
    kinds = Counter(section["kind"] for section in sections)
    assert not slots or max(slots.values()) == 1
    assert kinds["advertorial"] + kinds["press_release"] <= 1


def test_there_are_enough_sections():
    kinds = Counter(section["kind"] for path in LABELS.values() for section in labels_of(path)["sections"])
    paid = sum(kinds[kind] for kind in (*ADS, "related"))
    assert paid >= LEAST and kinds.total() - paid >= LEAST, kinds


def test_every_page_is_labelled_and_no_page_stands_in_both_directories():
    names = [path.stem for name in DIRECTORIES for path in (SECTIONS / name).glob("*.html")]
    assert sorted(names) == sorted(LABELS)


# --- the floors


@pytest.mark.parametrize("name", DIRECTORIES)
def test_advertising_is_told_from_what_is_not(name):
    precision, recall, _ = ad_or_not(scored(SECTIONS / name))
    assert precision >= PRECISION and recall >= RECALL


@pytest.mark.parametrize("name", DIRECTORIES)
def test_kinds_are_told_apart(name):
    result = scored(SECTIONS / name)
    assert macro_f1(result) >= MACRO_F1, by_kind(result)


def test_a_fault_of_a_label_is_found():
    sound = label("related", "가람시 조례, 무엇이 바뀌나")
    assert list(faults(sound, "가람시조례,무엇이바뀌나")) == []
    for broken in (
        *(sound | {"kind": "teaser"}, sound | {"note": ""}, sound | {"network": "nonet"}, sound | {"kind": "slot"}),
        *(sound | {"kind": "native_card"}, sound | {"texts": []}, sound | {"texts": ["가람시 조례"] * 2}),
    ):
        assert list(faults(broken, "가람시조례,무엇이바뀌나가람시조례"))


# --- the scoring itself

URL = "https://www.garam.example/news/1"
AD = {"kind": "native_card", "network": "unknown", "text": "온빛코인 사전판매\n지금 참여하기", "bullets": []}
AD |= {"url": "https://go.garam.example/?to=https%3A%2F%2Fonbit.example%2Fsale", "label": "광고", "disclosed": True}
SLOT = {"kind": "slot", "network": "dable", "text": "", "bullets": [], "url": None, "label": None, "disclosed": False}
SAID = {
    "kind": "news",
    "body": "가람시는 새 조례를 공포했다.\n\n내년부터 시행한다.",
    "ads": [AD, SLOT],
    "related": [
        {"title": "가람시 조례, 무엇이 바뀌나", "url": "https://www.garam.example/news/2", "label": "관련기사"}
    ],
    "removed": [
        {"role": "ad", "text": "표만 남은 광고 문구", "rule": "shape.card"},
        {"role": "byline", "text": "한가람 기자", "rule": "line.byline"},
    ],
}


def label(kind: str, *texts: str, **more) -> dict:
    empty = {"network": None, "url": None, "label": None, "disclosed": None}
    return {"kind": kind, "texts": list(texts)} | empty | more


def said(of: dict) -> str:
    return judge(of, Output(SAID, URL))[0]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (label("editorial", "가람시는 새  조례를 공포했다."), "editorial"),
        (label("native_card", "▶ 온빛코인 사전판매"), "native_card"),
        (label("native_card", "표만 남은 광고 문구"), "ad"),
        (label("related", "가람시 조례, 무엇이 바뀌나"), "related"),
        (label("boilerplate", "한가람 기자"), "boilerplate"),
        (label("widget_item", "어디에도 없는 문구"), "missed"),
        (label("editorial", "내년부터 시행한다.", "온빛코인 사전판매"), "native_card"),  # a tie counts against us
        (label("native_card", "내년부터 시행한다.", "온빛코인 사전판매", "지금 참여하기"), "native_card"),
        (label("slot", network="dable"), "slot"),
        (label("slot", network="mobon"), "missed"),
        (label("banner", url="https://onbit.example/sale?utm_source=g"), "native_card"),  # through the redirect
        (label("banner", url="https://onbit.example/other"), "missed"),
        (label("house", "내년부터 시행한다.", url="/event/9"), "editorial"),
        (label("advertorial"), "editorial"),
    ],
)
def test_what_the_output_says_of_a_section(section, expected):
    assert said(section) == expected


def test_an_article_paid_for_is_told_by_its_record_or_its_kind():
    for value in (SAID | {"kind": "advertorial"}, SAID | {"ads": [AD | {"kind": "advertorial"}]}):
        assert judge(label("advertorial"), Output(value, URL))[0] == "advertorial"
    assert judge(label("press_release"), Output(SAID | {"kind": "press_release"}, URL))[0] == "press_release"
    assert judge(label("editorial", "내년부터"), Output({"quarantine": {}}, URL))[0] == "missed"


def test_a_sentence_that_was_cut_is_told_unless_a_label_holds_it():
    sentence = (
        "가람시는 내년 예산에서 도서관 세 곳을 새로 짓는 데 쓸 돈을 따로 떼어 두었다고 20일 밝히고 승인을 요청했다."
    )
    cut = [{"role": role, "text": sentence, "rule": "line.notice"} for role in ("boilerplate", "caption")]
    cut += [{"role": "ad", "text": "지금 가입하면 쿠폰을 드린다.", "rule": "shape.card"}]

    assert Output(SAID | {"removed": cut}, URL).cut_prose() == cut[:1]
    assert held(sentence, lines_of([label("boilerplate", f"※ {sentence}")]))
    assert not held(sentence, lines_of([label("boilerplate", "저작권자 가람신문")]))


def test_figures_count_what_was_missed_and_what_was_invented():
    sections = [Judged("p", label("native_card"), "native_card"), Judged("p", label("native_card"), "missed")]
    sections += [Judged("p", label("editorial"), "editorial"), Judged("p", label("boilerplate"), "missed")]
    result = Result(1, sections, [AD])

    assert ad_or_not(result) == rates(1, 2, 2) == (0.5, 0.5, 0.5)
    assert by_kind(result)["native_card"] == (0.5, 0.5, 0.5, 2)
    assert by_kind(result)["boilerplate"] == (1.0, 1.0, 1.0, 1)
    assert macro_f1(result) == pytest.approx(2.5 / 3)
