"""The table of rules: each line rule takes its example and spares its counter, none can be made to run long."""

import re
from functools import partial
from time import process_time

import pytest

from crawler import offers, promotion, rules
from crawler.evidence import LINE, covered_by_links, is_prose, matches
from crawler.items import Block, Link
from crawler.rules import LINES, TABLE, bare, rule_of, without_marks

LONGEST = 400  # the longest line that is matched, in characters
MANY = 15  # times as much text as that is searched
SHAPES = (
    "a", " ", "1", "가", "<", '"', "'", "=", "(", "[", ")", "]", "·", "-", ".", "@", "※", "▲", "©", "#", "\u3000",
    "a.", "a@", "@a.", "기자 ", "가나 ", "홍길동 기자 ", "가나다 기자·", "가·", "가/", "A a ", "Ab ", "사진=", "사진 제공 ",
    "관련 ", "관련기사 ", "함께 읽으면 ", "광고 ", "광고를 받", "이 기사는 ", "본 글은 협찬", "소정의 원고료",
    "파트너스 활동의 일환",
    "텔레그램 ", "채널 구독", "제보 ", "무단 전재 ", "copyright ", "다.", "니다. ", "평점 ", "★", "▶ ", "[가", "(가=", "a a,",
)  # fmt: skip
ENDS = ("", "!", "다", "@", "기자", "a.b", "\n")
SIGNAL_SHAPES = (
    "0", "1,", "1.", "1%", "4.8/", "010-1234-", "24시간", "연 1", "첫 ", "후기 1", "수수료", "추천 ", "링크", "초대코드 A", "A1",
    "$A", "(A", "확인", "하기", "!", " !", "> ", "은", "앱 ", "브리핑", "?a=", "&utm_a",
    "/lp", "x=", "https://a",
)  # fmt: skip
MATCHED = (*LINES, *rules.CSS, rules.PITCH)  # on a line as a whole or from its beginning, or no regular expressions
SEARCHED = {
    value.pattern: name
    for module in (rules, offers, promotion)
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern) and name != "_MARKS"
} | {rule.pattern: rule.id for rule in TABLE if rule.pattern and rule not in MATCHED}
"""Patterns that are looked for anywhere in a text or an address, whose length is the page's."""
SIGNALS = [rule for rule in TABLE if rule.id.startswith("signal.")] + [rules.COUPON]
URL_PATTERNS = (rules.SPONSORED, rules.AFFILIATE, rules.REFERRAL, rules.LANDING, rules.LINK_LINE)


def names(rule) -> str:
    return rule.id


@pytest.mark.parametrize("rule", LINES, ids=names)
def test_a_line_rule_takes_its_example_and_spares_its_counter(rule):
    found = LINE[rule.id].fullmatch if rule is rules.CAPTION_LINE else partial(matches, rule)  # its marks are the sign

    assert rule.example and rule.counter
    assert found(rule.example)
    assert not found(rule.counter)


@pytest.mark.parametrize("rule", URL_PATTERNS, ids=names)
def test_a_link_rule_finds_its_example(rule):
    assert re.search(rule.pattern, rule.example, re.I)


@pytest.mark.parametrize("rule", [rule for rule in URL_PATTERNS if rule is not rules.LINK_LINE], ids=names)
def test_a_link_rule_spares_its_counter(rule):
    assert not re.search(rule.pattern, rule.counter, re.I)


@pytest.mark.parametrize("rule", SIGNALS, ids=names)
def test_a_signal_shows_in_its_example_and_not_in_its_counter(rule):
    pattern = re.compile(rule.pattern, re.I)
    shown = pattern.fullmatch if rule is rules.AD_HEAD else pattern.search

    assert shown(rule.example)
    assert not shown(rule.counter)


@pytest.mark.parametrize("rule", TABLE, ids=names)
def test_every_rule_has_a_role_and_a_reason(rule):
    assert rule.role in ("related", "ad", "boilerplate", "label", "caption", "subtitle", "byline")
    assert rule.why
    assert rule.id == "slot." or rule_of(rule.id) is rule


def test_ids_are_unique():
    ids = [rule.id for rule in TABLE]

    assert len(ids) == len(set(ids))


def test_one_rule_stands_for_the_boxes_of_all_networks():
    assert rule_of("slot.dable") is rule_of("slot.google") is rules.SLOT
    assert rule_of("slot.script") is rules.SLOT_SCRIPT
    with pytest.raises(KeyError):
        rule_of("line.unheard_of")


@pytest.mark.parametrize("rule", LINES, ids=names)
def test_no_line_makes_a_rule_run_long(rule):
    slow = []
    for unit in SHAPES:
        for end in ENDS:
            line = (unit * LONGEST)[: LONGEST - len(end)] + end
            begin = process_time()
            matches(rule, line)
            if (took := process_time() - begin) > 0.1:
                slow.append((unit, end, round(took, 2)))

    assert slow == []


@pytest.mark.parametrize("pattern", SEARCHED, ids=SEARCHED.values())
def test_no_text_makes_a_search_run_long(pattern):
    compiled = re.compile(pattern, re.I)
    slow = []
    for unit in (*SHAPES, *SIGNAL_SHAPES):
        for end in ("", "!", "다"):
            text = unit * (MANY * LONGEST // len(unit)) + end
            if min(seconds(compiled, text) for _ in range(2)) > 0.1:
                slow.append((unit, end))

    assert slow == []


def seconds(pattern: re.Pattern[str], text: str) -> float:
    begin = process_time()
    pattern.search(text)
    return process_time() - begin


def test_a_line_of_any_length_is_passed_over_at_once():
    line = "홍길동 기자 " * 200_000
    begin = process_time()

    assert not any(matches(rule, line) for rule in LINES)
    assert process_time() - begin < 0.1


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("[관련기사]:", rules.RELATED_LABEL),
        ("▶ 함께 읽으면 좋은 기사", rules.RELATED_LABEL),
        ("■ 관련 뉴스", rules.RELATED_LABEL),
        ("<광고>", rules.AD_LABEL),
        ("[AD]", rules.AD_LABEL),
        ("[한빛신문 홍길동 기자]", rules.BYLINE),
        ("홍길동·김철수 기자", rules.BYLINE),
        ("홍길동 기자 gildong@news.example", rules.BYLINE),
        ("(사진=한빛랩)", rules.CREDIT_LINE),
        ("Copyright ⓒ 한빛신문. All rights reserved.", rules.COPYRIGHT),
        ("무단전재 및 재배포 금지", rules.COPYRIGHT),
        ("©️한빛IT의 모든 콘텐츠는 저작권법의 보호를 받는 바, 무단 전재와 복사, 배포 등을 금합니다.", rules.COPYRIGHT),
        ("ⓒ투자가를 위한 아침 경제 플랫폼, 한빛경제신문(www.hanbit.example) 무단전재 배포금지", rules.COPYRIGHT),
        ("한빛인공지능신문의 모든 콘텐츠(영상, 기사, 사진)는 저작권법의 보호를 받은바, 무단 전재를 금함.", rules.COPYRIGHT),
        ("◎공감언론 뉴시스 gildong.h@newsis.example, areum@newsis.example", rules.EMAIL),
        ("글 : 홍길동 온빛클럽 파트너", rules.BYLINE),
        ("글. 한빛네트워크\n<홍길동 기자> gildong@news.example", rules.BYLINE),
        ("★아침을 여는 대표 미디어 한빛데일리!★", rules.SLOGAN),
        ("※ 외부 필자의 글은 본지의 편집 방향과 다를 수 있습니다.", rules.NOTICE),
        ("한빛경제 언론사가 직접 선정한 이슈", rules.SITE_LIST_LABEL),
        (
            "※ 본 기사는 업체로부터 광고료를 제공받아 작성된 스폰서 콘텐츠로, 한빛신문의 편집 방향과 다를 수 있습니다. "
            "투자 판단의 책임은 투자자 본인에게 있습니다.",
            rules.DISCLOSURE,
        ),
        ("▶ 한빛신문 네이버 채널 구독하기", rules.SUBSCRIBE),
    ],
)
def test_lines_as_pages_print_them(line, rule):
    assert matches(rule, line)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("관련기사를 쓴 기자가 소환됐다.", rules.RELATED_LABEL),
        ("광고주협회", rules.AD_LABEL),
        ("홍길동 기자가 단독으로 보도했다.", rules.BYLINE),
        ("저작권 침해 소송에서 법원은 원고의 손을 들어줬다.", rules.COPYRIGHT),
        ("네이버는 채널 구독자를 늘리겠다고 했다.", rules.SUBSCRIBE),
        ("이 기사는 삭제됐다고 회사는 밝혔다.", rules.NOTICE),
        ("법원은 뉴스의 무단 전재를 금지하고 배상하라고 했다.", rules.COPYRIGHT),
        ("◎공감언론 뉴시스 이용자가 두 배로 늘었다", rules.EMAIL),
        ("글: 이렇게 쓰면 읽힌다", rules.BYLINE),
        ("글 : 사람을 움직이는 말 다섯 가지와 그 까닭", rules.BYLINE),
        ("★ 언론이 조용한 까닭은? ★", rules.SLOGAN),
        ("외부 필자의 글은 본지의 편집 방향과 다르다고 그는 말했다.", rules.NOTICE),
        ("언론사가 선정한 까닭", rules.SITE_LIST_LABEL),
        (
            "이 광고는 업체로부터 대가를 받고 제작됐습니다. 하지만 법원의 생각은 달랐다.",
            rules.DISCLOSURE,
        ),
    ],
)
def test_sentences_that_use_the_same_words(line, rule):
    assert not matches(rule, line)


def test_bare_and_without_marks():
    assert bare("[관련기사]:") == bare("▶관련기사") == bare("<관련기사>") == "관련기사"
    assert without_marks("▶ [현장] 리플, 소송 끝났다") == "[현장] 리플, 소송 끝났다"
    assert without_marks("기사 더 보기 >") == "기사 더 보기"


def test_the_share_of_links_in_a_block():
    whole = Block("paragraph", "▶ 리플, 소송 끝났다", links=[Link("리플, 소송 끝났다", "https://a.example/1")])
    half = Block("paragraph", "가나다라 마바사아", links=[Link("마바사아", "https://a.example/1")])

    assert covered_by_links(whole) == 1.0
    assert covered_by_links(half) == 0.5
    assert covered_by_links(Block("paragraph", "가나다라")) == 0.0


def test_prose_is_a_long_sentence_that_is_no_link_and_no_list():
    sentence = "온빛거래소는 다음 달부터 새 규정을 따르겠다고 금융 당국에 보고했다고 20일 밝혔다."

    assert is_prose(Block("paragraph", sentence))
    assert not is_prose(Block("list_item", sentence))
    assert not is_prose(Block("paragraph", "온빛거래소, 새 규정"))
    assert not is_prose(Block("paragraph", sentence, links=[Link(sentence, "https://a.example/1")]))
    assert not is_prose(Block("paragraph", f"▶ {sentence}"))
