"""Every block gets one role: labels open sections that end where the text resumes, and words alone decide nothing."""

import pytest

from crawler.items import Block, Image, Link
from crawler.links import Context
from crawler.rules import rule_of
from crawler.sections import assign
from crawler.text import squeeze

URL = "https://www.onbit.example/news/1"
PROSE = (
    "온빛거래소가 20일 새 규정을 내놨다. 고객은 다음 달부터 새 규정을 따라야 한다고 회사는 설명했다.",
    "금융 당국은 사전판매를 앞세운 사기가 늘었다며 스테이킹 보상을 미끼로 한 권유를 조심하라고 당부했다.",
    "업계는 환율이 안정을 되찾으면 거래가 살아날 것으로 내다보고 있다고 복수의 관계자가 전했다.",
)
FIRST, SECOND, THIRD = PROSE


def text(value: str, kind: str = "paragraph", **fields) -> Block:
    return Block(kind, value, **fields)


def link(title: str, href: str, rel: str = "", **fields) -> Block:
    return Block("paragraph", title, links=[Link(title.strip("▶☞ "), href, rel)], **fields)


def picture(**fields) -> Block:
    return Block("image", "", images=[Image("https://www.onbit.example/a.jpg")], **fields)


def roles(*blocks: Block) -> list[tuple[str, str]]:
    """Role and text of every block with text; checks on the way that nothing was lost and every cut names a rule."""
    before = squeeze("".join(block.text for block in blocks))
    done = assign(list(blocks), Context(URL, lambda url: "/news/" in url))
    assert squeeze("".join(block.text for block in done)) == before
    for block in done:
        if block.text and block.role != "body":
            rule_of(block.rule)
    return [(block.role, block.text) for block in done if block.text]


def body(*texts: str) -> list[tuple[str, str]]:
    return [("body", value) for value in texts]


def test_prose_is_body():
    assert roles(*map(text, PROSE)) == body(*PROSE)


def test_a_labelled_list_ends_where_the_text_resumes():
    found = roles(
        text(FIRST),
        text("관련기사"),
        link("리플, 소송이 끝났다", "https://www.onbit.example/news/2"),
        text(SECOND),
        text(THIRD),
    )

    assert found == [
        ("body", FIRST), ("label", "관련기사"), ("related", "리플, 소송이 끝났다"), ("body", SECOND), ("body", THIRD),
    ]  # fmt: skip


def card(*, label: str = "관련기사") -> list[Block]:
    return [
        text(label),
        text("달토 펭귄 ($DALTO) - 걸을수록 쌓이는 밈코인", "heading"),
        text("자체 평가지수"),
        picture(),
        *(text(line, "list_item") for line in ("사전판매 물량 85%", "러그풀 방지 장치", "스테이킹 최대 240%")),
        picture(),
    ]


def test_a_card_under_the_label_of_related_articles_is_an_ad():
    found = roles(text(FIRST), text(SECOND), *card())

    assert found[:2] == body(FIRST, SECOND)
    assert [role for role, _ in found[2:]] == ["label", "ad", "ad", "ad", "ad", "ad"]


def test_text_after_a_card_is_body():
    found = roles(text(FIRST), *card(), text(SECOND), text(THIRD))

    assert found[0] == ("body", FIRST)
    assert found[-2:] == body(SECOND, THIRD)
    assert [role for role, _ in found[1:-2]] == ["label", "ad", "ad", "ad", "ad", "ad"]


def test_the_pictures_of_a_card_are_not_the_articles():
    done = assign([text(FIRST), text(SECOND), *card()], Context(URL))

    assert {block.role for block in done if block.kind == "image"} == {"ad"}


def test_a_list_of_facts_about_presales_is_body():
    facts = [
        "사전판매를 가장한 사기가 37건 적발됐다",
        "피해자 절반은 스테이킹 보상에 속았다",
        "러그풀로 사라진 돈은 90억원이다",
    ]
    found = roles(
        text(FIRST), text("당국이 밝힌 수법", "heading"), *(text(fact, "list_item") for fact in facts), text(SECOND)
    )

    assert [role for role, _ in found] == ["body"] * 6


def test_marked_lines_are_links_only_where_they_link():
    found = roles(
        text(FIRST),
        link("▶ 리플, 소송이 끝났다", "https://www.onbit.example/news/2"),
        text("▶ 거래대금: 3조원"),
        text(SECOND),
    )

    assert [role for role, _ in found] == ["body", "related", "body", "body"]


@pytest.mark.parametrize(
    ("block", "rule"),
    [
        (link("온빛 지갑 특가", "https://shop.example/1", "sponsored nofollow"), "link.sponsored"),
        (link("온빛 지갑 특가", "https://link.coupang.com/a/1"), "link.affiliate"),
        (link("온빛 지갑 구매하기", "https://shop.example/?ref=K12"), "link.referral"),
        (link("구름고래 사전판매 바로가기", "https://shop.example/"), "link.landing"),
    ],
)
def test_a_paid_link_is_an_ad(block, rule):
    assign([text(FIRST), block, text(SECOND)], Context(URL))

    assert (block.role, block.rule) == ("ad", rule)


def test_a_link_inside_a_sentence_is_body():
    sentence = text(FIRST, links=[Link("새 규정", "https://law.example/1")])

    assert roles(sentence, text(SECOND)) == body(FIRST, SECOND)


def test_a_label_of_advertising_takes_what_stands_under_it():
    found = roles(text(FIRST), text("AD"), link("지금 가입하면 5만원", "https://shop.example/"), text(SECOND))

    assert [role for role, _ in found] == ["body", "label", "ad", "body"]


def test_disclosures_count_at_the_edges_only():
    line = "이 글은 온빛랩스로부터 소정의 원고료를 지급받아 작성된 광고성 기사입니다."

    assert roles(*map(text, PROSE), text(line))[-1] == ("label", line)
    assert roles(*map(text, PROSE * 2), text(line), *map(text, PROSE * 2))[6] == ("body", line)


def test_bylines_are_cut_off_the_first_and_last_sentence():
    found = roles(
        text(f"[한빛신문 홍길동 기자] {FIRST}"), text(SECOND), text(f"{THIRD} 홍길동 기자 gildong@news.example")
    )

    assert found == [
        ("byline", "[한빛신문 홍길동 기자]"), ("body", FIRST), ("body", SECOND), ("body", THIRD),
        ("byline", "홍길동 기자 gildong@news.example"),
    ]  # fmt: skip


def test_boilerplate_is_cut_at_the_tail_and_never_in_the_middle():
    line = "저작권자 © 한빛신문 무단전재 및 재배포 금지"

    assert roles(*map(text, PROSE), text("홍길동 기자 gildong@news.example"), text(line))[-2:] == [
        ("byline", "홍길동 기자 gildong@news.example"), ("boilerplate", line),
    ]  # fmt: skip
    assert roles(text(FIRST), text(line), text(SECOND), text(THIRD), text(FIRST))[1][0] == "body"


def test_captions_stand_beside_a_picture():
    found = roles(picture(), text("▲ 온빛거래소 본사 (사진=온빛거래소 제공)"), text(FIRST), text(SECOND))

    assert [role for role, _ in found] == ["caption", "body", "body"]
    assert roles(text(FIRST), text("▲ 온빛거래소는 웃었다"), text(SECOND))[1][0] == "body"


@pytest.mark.parametrize(
    ("rule", "value", "role"),
    [
        ("css.caption", "온빛거래소 본사", "caption"),
        ("css.subtitle", "거래소의 속사정", "subtitle"),
        ("css.drop", "공유하기", "boilerplate"),
        ("css.drop", "홍길동 기자", "byline"),
        ("css.related", "관련기사", "label"),
        ("slot.google", "광고", "label"),
        ("slot.google", "지금 가입하세요", "ad"),
    ],
)
def test_what_the_markup_says_goes_first(rule, value, role):
    block = text(value, rule=rule)
    assign([block, text(FIRST), text(SECOND)], Context(URL))

    assert (block.role, block.rule) == (role, rule)


def test_a_subtitle_stands_before_the_text():
    assert roles(text(FIRST), text("거래소의 속사정", rule="css.subtitle"), text(SECOND))[1] == (
        "body",
        "거래소의 속사정",
    )


def test_lines_of_different_kinds_in_one_block_are_parted():
    found = roles(text(f"{FIRST}\n홍길동 기자\n관련기사"), text(SECOND), text(THIRD))

    assert [value for _, value in found][:3] == [FIRST, "홍길동 기자", "관련기사"]


def test_a_poem_stays_whole():
    poem = "산에는 꽃 피네\n꽃이 피네\n갈 봄 여름 없이"

    assert roles(text(FIRST), text(poem), text(SECOND))[1] == ("body", poem)


def test_own_hosts():
    context = Context("https://www.onbit.co.kr/news/1")

    assert context.own("https://m.onbit.co.kr/x")
    assert context.own("https://cdn.onbit.co.kr/x")
    assert not context.own("https://other.co.kr/x")
    assert not context.own("mailto:a@b.example")


def test_a_credit_below_the_caption_of_a_table():
    shown = picture(boxes=(1,)), text("한빛랩 본사 전경", boxes=(1,)), text("(사진=한빛랩 제공)")

    assert [role for role, _ in roles(text(FIRST), *shown, text(SECOND))].count("caption") == 2


@pytest.mark.parametrize(
    "line",
    [
        "온빛랩 연구원이 마이크를 묻는 모습(사진:온빛랩)",
        "새 지갑의 얼개 <출처: 온빛랩>",
    ],
)
def test_a_line_under_a_picture_that_says_whose_it_is(line):
    assert roles(picture(), text(line), text(FIRST), text(SECOND))[0] == ("caption", line)
    assert roles(text(FIRST), text(line), text(SECOND), text(THIRD))[1][0] == "body"


def test_a_wires_caption_is_not_taken_for_the_lead():
    line = "[춘천=한빛통신] 온빛거래소 앞에 줄이 서 있다. (사진=온빛 제공) 2026.11.20. photo@news.example *재판매 및 DB 금지"
    found = roles(picture(), text(line), text(f"[서울=한빛통신]홍길동 기자 = {FIRST}"), text(SECOND))

    assert found == [("caption", line), ("byline", "[서울=한빛통신]홍길동 기자 ="), ("body", FIRST), ("body", SECOND)]


def test_a_line_under_a_picture_that_says_what_a_browser_would_print_in_its_place():
    line, shown = "연구진이 비탈에 선 모습", Image("https://www.onbit.example/a.jpg", caption="연구진이 비탈에 선 모습")

    assert roles(Block("image", "", images=[shown]), text(line), text(FIRST), text(SECOND))[0] == ("caption", line)
    assert roles(picture(), text(line), text(FIRST), text(SECOND))[0] == ("body", line)


def test_a_sentence_with_a_credit_under_a_picture_is_cut_in_two():
    found = roles(picture(), text(f"{FIRST} (사진:온빛랩)"), text(SECOND))

    assert found == [("body", FIRST), ("caption", "(사진:온빛랩)"), ("body", SECOND)]


def test_the_heads_of_several_items_are_no_sub_headlines():
    lead = f"[한빛신문 홍길동 기자] {FIRST}"
    items = ["◆온빛, 새 지갑 공개", lead, SECOND, "◆달토, 앱을 고치다", THIRD]

    assert [role for role, _ in roles(*map(text, items))] == ["body", "byline", "body", "body", "body", "body"]
    assert [role for role, _ in roles(*map(text, items[:3]))] == ["subtitle", "byline", "body", "body"]


def test_whose_text_it_is_stays_in_one_line_with_the_reporter():
    line = "글. 한빛네트워크\n<홍길동 기자> gildong@news.example"

    assert roles(*map(text, PROSE), text(line))[-1] == ("byline", line)


POINTS = ("누가 심사하나", "다시 심사받는 코인")


def contents(*, head: str = "목차", below: tuple[str, ...] = POINTS) -> list[tuple[str, str]]:
    listed = [text(f"{number}. {point}", "list_item") for number, point in enumerate(POINTS, start=1)]
    heads = [piece for point in below for piece in (text(point, "heading"), text(SECOND))]
    return roles(text(FIRST), text(head), *listed, *heads)


def test_a_table_of_contents_goes_with_its_head():
    assert [role for role, _ in contents()] == ["body", *["boilerplate"] * 3, *["body"] * 4]
    assert [role for role, _ in contents(head="규정의 두 축")] == ["body", "body", *["boilerplate"] * 2, *["body"] * 4]


def test_a_list_that_is_not_repeated_in_headings_is_body():
    assert {role for role, _ in contents(below=POINTS[:1])} == {"body"}


DISCLAIMED = (
    "온빛 원칙에 따라 이 글은 정보 제공 목적으로만 작성되었으며 투자 권유가 아닙니다.",
    "독자는 스스로 판단하시기 바랍니다.",
)


def test_what_stands_under_the_head_of_a_disclaimer_and_ends_the_text_is_cut():
    end = text("저작권자 © 한빛신문 무단전재 및 재배포 금지")
    found = roles(*map(text, PROSE), text("면책조항"), *map(text, DISCLAIMED), end)

    assert [role for role, _ in found] == [*["body"] * 3, *["boilerplate"] * 4]


@pytest.mark.parametrize(
    "below",
    [
        (*DISCLAIMED, THIRD),
        (SECOND,),
        ("보험사는 고의로 낸 사고를 보상하지 않습니다.", "법원도 같은 뜻을 밝혔습니다."),
        DISCLAIMED * 3,
    ],
    ids=["prose behind", "reported", "no disclaimer", "too much"],
)
def test_an_article_may_have_a_heading_about_disclaimers(below):
    found = roles(*map(text, PROSE * 2), text("면책 조항", "heading"), *map(text, below))

    assert {role for role, _ in found} == {"body"}


def test_a_label_within_the_link_is_taken_off_the_title():
    line = link("[관련 기사] 온빛, 소송에서 이겼다", "https://www.onbit.example/news/2")
    aside = link("[현장] 온빛, 소송에서 이겼다", "https://www.onbit.example/news/3")
    assign([text(FIRST), line, text(SECOND), aside, text(THIRD)], Context(URL, lambda url: "/news/" in url))

    assert (line.role, line.rule, line.evidence, line.links[0].text) == (
        "related", "label.related", "관련 기사", "온빛, 소송에서 이겼다",
    )  # fmt: skip
    assert (aside.rule, aside.links[0].text) == ("link.line", "[현장] 온빛, 소송에서 이겼다")
