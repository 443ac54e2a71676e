"""Who wrote an article: names beside a role or an address, and bylines glued to the text."""

from time import process_time

import pytest

from crawler.bylines import LEAD, TAIL, authors_in, is_office, name_alone


def people(text: str, **how) -> list[tuple[str, str | None]]:
    return [(author.name, author.email) for author in authors_in(text, **how)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("홍길동 기자", [("홍길동", None)]),
        ("홍길동기자", [("홍길동", None)]),
        ("홍길동 기자 gildong@news.example", [("홍길동", "gildong@news.example")]),
        ("홍길동 기자(gildong@news.example)", [("홍길동", "gildong@news.example")]),
        ("홍길동·김철수 기자", [("홍길동", None), ("김철수", None)]),
        ("홍길동 선임기자", [("홍길동", None)]),
        ("워싱턴=홍길동 특파원", [("홍길동", None)]),
        ("글 홍길동 논설위원", [("홍길동", None)]),
        ("기자명 홍길동", [("홍길동", None)]),
        ("홍길동 gildong@news.example", [("홍길동", "gildong@news.example")]),
        ("Minsu Kim 기자", [("Minsu Kim", None)]),
        ("홍길동 인턴기자", [("홍길동", None)]),
        ("홍길동 에디터", [("홍길동", None)]),
        ("[블록미디어 홍길동 기자]", [("홍길동", None)]),
        ("[서울=뉴시스] 홍길동 기자 =", [("홍길동", None)]),
        ("취재=홍길동 기자, 사진=김영희 기자", [("홍길동", None), ("김영희", None)]),
        ("[한빛투데이/홍길동 기자(gildong@news.example)]", [("홍길동", "gildong@news.example")]),
        ("[이투데이/홍길동 기자(gildong@news.example)]", [("홍길동", "gildong@news.example")]),
        ("[별빛터/홍길동 기자]", [("홍길동", None)]),
        ("[홍길동/김철수 기자]", [("홍길동", None), ("김철수", None)]),
        ("글 : 홍길동 온빛클럽 파트너", [("홍길동", None)]),
        ("글: 홍길동", [("홍길동", None)]),
        ("글로벌 시장이 움직인다", []),
        ("글 쓰는 사람들", []),
        ("글. 한빛네트워크", []),
        ("글: 편집부", []),
        ("By Jane Doe", [("Jane Doe", None)]),
        ("Jane Doe, Staff Reporter", [("Jane Doe", None)]),
        ("Jane van Doe Contributor", []),
        ("By the way", []),
        ("New York Stock Exchange", []),
        ("온라인 기자", []),
        ("다음 주 발표한다", []),
        ("", []),
    ],
)
def test_names_in_a_line(text, expected):
    assert people(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("홍길동", [("홍길동", None)]),
        ("홍길동, 김철수", [("홍길동", None), ("김철수", None)]),
        ("By Jane Doe", [("Jane Doe", None)]),
        ("홍길동 기자", [("홍길동", None)]),
        ("편집부", []),
        ("외부기고", []),
        ("홍길동 변호사", [("홍길동", None)]),
        ("홍길동 책임연구원, 김영희 작가", [("홍길동", None), ("김영희", None)]),
        ("홍길동 온빛대 교수", [("홍길동 온빛대 교수", None)]),
        ("법무법인 온빛 변호사", [("법무법인 온빛 변호사", None)]),
        ("https://www.facebook.example/onbit.news", []),
        ("홍길동 https://www.facebook.example/onbit", [("홍길동", None)]),
    ],
)
def test_names_in_a_field_that_holds_names(text, expected):
    assert people(text, named=True) == expected


def test_the_outlets_own_name_is_no_colleague():
    line = "[블로터/홍길동 기자 gildong@news.example]"

    assert people(line, outlets={"블로터"}) == [("홍길동", "gildong@news.example")]
    assert people("한빛신문, 홍길동", named=True, outlets={"한빛신문"}) == [("홍길동", None)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("홍길동", "홍길동"),
        ("남궁슬", "남궁슬"),
        ("빛가람", "빛가람"),
        ("by 홍길동", "홍길동"),
        ("글 홍길동", "홍길동"),
        ("글 : 홍길동", "홍길동"),
        ("홍길동 작가", "홍길동"),
        ("외부기고", None),
        ("편집부", None),
        ("관리자", None),
        ("운영자", None),
        ("에디터", None),
        ("한빛일보", None),
        ("홍길동 조회 12", None),
        ("글자 크기 조절", None),
        ("댓글 0", None),
        ("", None),
    ],
)
def test_a_box_that_is_nothing_but_a_name(text, name):
    assert name_alone(text) == name


@pytest.mark.parametrize(
    ("address", "office"),
    [
        ("dl-onbit@editors.example", True),
        ("editor@news.example", True),
        ("news24@news.example", True),
        ("onbitnews@news.example", True),
        ("onbit.press@news.example", True),
        ("mt@news.example", True),
        ("gildong@news.example", False),
        ("gildong.hong@press.example", False),
        ("mthong@news.example", False),
        ("pressman@news.example", False),
    ],
)
def test_the_address_of_a_newsroom_is_no_reporters(address, office):
    assert is_office(address, {"onbit", "mt", ""}) == office


@pytest.mark.parametrize(
    "lead",
    [
        "[블록미디어 홍길동 기자]",
        "[서울=뉴시스] 홍길동 기자 =",
        "(서울=한빛뉴스) 홍길동 기자 =",
        "[한빛신문=홍길동 기자]",
        "홍길동 기자 =",
        "【한빛신문 홍길동·김철수 기자】",
        "[서울=뉴시스]홍길동 기자 =",
        "(안성=뉴스1) 홍길동 기자 =",
        "[뉴욕=한빛뉴스] 홍길동 특파원 =",
        "[한빛뉴스 홍길동 인턴기자]",
        "[한빛뉴스=홍길동 에디터]",
        "[한빛뉴스 Jane Doe 기자]",
        "홍길동·김영희 기자 =",
        "한빛뉴스 홍길동 기자 =",
        "Jane Doe 기자 =",
    ],
)
def test_a_dateline_opens_the_paragraph(lead):
    match = LEAD.match(f"{lead} 온빛거래소가 새 규정을 내놨다.")

    assert match
    assert match[0].strip() == lead


@pytest.mark.parametrize(
    "text",
    [
        "온빛거래소가 새 규정을 내놨다.",
        "[현장] 새 규정이 나왔다",
        "홍길동 기자는 이렇게 전했다",
        "Jane Doe 기자가 = 표시를",
    ],
)
def test_what_is_no_dateline(text):
    assert not LEAD.match(text)


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("새 규정을 내놨다.홍길동 기자 gildong@news.example", "홍길동 기자 gildong@news.example"),
        ("새 규정을 내놨다. /홍길동 기자", "/홍길동 기자"),
        ("새 규정을 내놨다. gildong@news.example", "gildong@news.example"),
        ("새 규정을 내놨다.\n홍길동 기자", "홍길동 기자"),
        ("새 규정은 2027년판 OB-1. 홍길동 기자", "홍길동 기자"),
        ("새 규정을 내놨다.gildong.hong@news.example", "gildong.hong@news.example"),
    ],
)
def test_a_byline_glued_to_the_last_sentence(text, tail):
    match = TAIL.search(text)

    assert match
    assert match[0].strip() == tail


@pytest.mark.parametrize("text", ["공감언론 gil.dong@news.example", "공감언론 a.gil-dong.hong@news.example"])
def test_an_address_is_not_cut_at_the_full_stops_in_it(text):
    assert not TAIL.search(text)


def test_a_reporter_in_the_middle_of_a_sentence_is_no_byline():
    assert not TAIL.search("새 규정을 홍길동 기자가 전했다.")


UNITS = ("a", " ", "1", "가", "기자 ", "홍길동 기자·", "<", '"', "a.", "a@a.", "[가=", "가·", "Ab ", "=", "\n")


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_makes_it_run_long(unit):
    text = unit * (1_000_000 // len(unit))
    begin = process_time()
    authors_in(text)
    authors_in(text, named=True)
    LEAD.match(text)
    LEAD.match(f"[{text}")
    name_alone(text)
    is_office(f"{text}@news.example", {"onbit"})

    assert process_time() - begin < 0.2
