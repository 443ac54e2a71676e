"""The kinds of articles: what an outlet tags, files or closes so, and what only sounds like it."""

from collections import Counter
from time import process_time

import pytest

from crawler.items import Ad, Article, Block
from crawler.kinds import KINDS, kind_of

PROSE = "온빛거래소가 20일 새 수수료 체계를 내놨다. 회사는 다음 달부터 전 종목에 같은 요율을 적용한다고 밝혔다."


def of(title: str, *lines: str, section: str | None = None, byline: str = "", ads: list[Ad] | None = None) -> str:
    """The kind of an article of these body lines; without any, of four paragraphs of news."""
    blocks = [Block("paragraph", byline, role="byline")] if byline else []
    blocks += [Block("paragraph", line, role="body") for line in lines or [PROSE] * 4]
    body = "\n\n".join(block.text for block in blocks if block.role == "body")
    return kind_of(Article("u", "k", None, title=title, section=section, body=body, blocks=blocks, ads=ads or []))


TITLES = [
    ("press_release", "[보도자료] 온빛지갑, 신제품 출시"),
    ("press_release", "(보도자료) 온빛지갑, 신제품 출시"),
    ("press_release", "[PR] 온빛지갑, 신제품 출시"),
    ("press_release", "온빛지갑, 신제품 출시 [보도자료]"),
    ("press_release", "보도자료 | 온빛지갑, 신제품 출시"),
    ("press_release", "[Press Release] 온빛지갑, 신제품 출시"),
    ("advertorial", "[광고] 온빛지갑 출시 기념 행사"),
    ("advertorial", "[AD] 온빛지갑 출시 기념 행사"),
    ("advertorial", "(광고) 온빛지갑 출시 기념 행사"),
    ("advertorial", "[Sponsored] 온빛지갑 출시 기념 행사"),
    ("advertorial", "[협찬] 온빛지갑 출시 기념 행사"),
    ("advertorial", "온빛지갑 출시 기념 행사 [광고]"),
    ("correction", "[정정보도] 온빛거래소 관련 보도"),
    ("correction", "[바로잡습니다] 11월 19일자 ‘온빛거래소’ 기사"),
    ("correction", "[정정·반론보도] 온빛거래소 관련"),
    ("correction", "[반론보도] 온빛거래소 관련"),
    ("correction", "<정정보도문>"),
    ("correction", "정정보도문"),
    ("correction", "바로잡습니다"),
    ("correction", "정정보도: 온빛거래소 관련"),
    ("notice", "[인사] 한빛부"),
    ("notice", "[부고] 홍길동(온빛랩 대표)씨 부친상"),
    ("notice", "<인사> 한빛부"),
    ("notice", "[인사/부고] 11월 20일"),
    ("notice", "[동정] 홍길동 온빛랩 대표"),
    ("notice", "부고 | 홍길동 온빛랩 대표 모친상"),
    ("notice", "[알립니다] 온빛뉴스가 새 단장을 합니다"),
    ("notice", "한빛부 인사"),
    ("flash", "[속보] 온빛거래소 입출금 중단"),
    ("flash", "(속보) 온빛거래소 입출금 중단"),
    ("flash", "[1보] 온빛거래소 입출금 중단"),
    ("flash", "온빛거래소 입출금 중단(1보)"),
    ("flash", "[속보] [단독] 온빛거래소 입출금 중단"),
    ("flash", "속보: 온빛거래소 입출금 중단"),
    ("flash", "[긴급] 온빛거래소 입출금 중단"),
    ("interview", "[인터뷰] 홍길동 온빛랩 대표"),
    ("interview", "[단독 인터뷰] 홍길동 온빛랩 대표"),
    ("interview", "[인터뷰①] 홍길동 온빛랩 대표"),
    ("interview", "[인터뷰-홍길동 대표] 지갑은 끝났다"),
    ("interview", "<인터뷰> 홍길동 온빛랩 대표"),
    ("interview", "지갑은 끝났다 [인터뷰]"),
    ("interview", "인터뷰 | 홍길동 온빛랩 대표"),
    ("column", "[칼럼] 토큰을 쪼갠다고 시장이 생기지 않는다"),
    ("column", "[홍길동 칼럼] 토큰을 쪼갠다고"),
    ("column", "[기고] 토큰을 쪼갠다고"),
    ("column", "[사설] 거래소의 침묵"),
    ("column", "사설 | 거래소의 침묵"),
    ("column", "[기자수첩] 거래소의 침묵"),
    ("column", "[데스크 칼럼] 거래소의 침묵"),
    ("column", "거래소의 침묵 [홍길동의 기자의 눈]"),
    ("review", "[리뷰] 미르폴드 3"),
    ("review", "[써보니] 미르폴드 3"),
    ("review", "[IT리뷰] 미르폴드 3"),
    ("review", "[체험기] 미르폴드 3"),
    ("review", "[신제품 리뷰②] 미르폴드 3"),
    ("review", "리뷰: 미르폴드 3"),
    ("market", "[시황] 비트코인 1억4380만원"),
    ("market", "[코인시황] 비트코인 1억4380만원"),
    ("market", "[마감 시황] 코스피 0.8% 반등"),
    ("market", "[장마감] 코스피 0.8% 반등"),
    ("market", "[환율] 1438원에 개장"),
    ("market", "[비트코인 시황] 1억4380만원"),
]  # fmt: skip

NEWS = [
    "대통령실 인사 개편…수석 셋 바뀐다",
    "[인사청문회] 홍길동 후보자 “코인 없다”",
    "[인사이트] 거래소가 바꾼 것들",
    "온빛랩 인사 담당 AI, 채용 편향 논란",
    "운세 앱 시장, 3000억원 넘었다",
    "[단독] 리뷰메이커, 코스닥 상장 심사 청구",
    "[리뷰메이커 상장] 첫날 두 배",
    "가짜 리뷰 단속 나선 공정위",
    "인터뷰 거부한 온빛랩 대표, 소환 통보",
    "홍길동 대표, 외신 인터뷰서 “상장 계획 없다”",
    "부고 문자 사칭 피싱 기승…경찰 주의보",
    "“부고장 열었더니 코인 털렸다”",
    "반도체 시황 회복에 온빛전자 실적 급등",
    "얼어붙은 해운 시황",
    "칼럼니스트 홍길동, 온빛랩 사외이사로",
    "[칼럼니스트 논란] 온빛뉴스 해명",
    "‘기고’ 대필 의혹 교수, 사과",
    "정정보도 청구 소송서 이긴 온빛랩",
    "속보 경쟁이 낳은 오보, 그 뒤",
    "[긴급점검] 거래소 보안, 어디까지 왔나",
    "보도자료 베낀 AI 기자, 언론윤리 논란",
    "광고 시장 되살아난다",
    "신입 공채 원서 접수 (마감)",
    "사설 도박장 넘긴 코인 40억",
    "사설 인증서 시대의 종말",
    "[주간 리뷰] 이번 주 코인 뉴스 10",
    "[종합] 온빛거래소 입출금 재개",
    "온빛랩: 지갑의 미래를 묻다",
    "알림 끄기 버튼이 사라졌다",
    "공지 없이 상장 폐지…투자자 반발",
    "[부고장 피싱] 코인 지갑 노렸다",
    "[AD 아스트라] 우승",
]


@pytest.mark.parametrize(("kind", "title"), TITLES)
def test_an_outlet_tags_its_titles(kind, title):
    assert of(title) == kind


@pytest.mark.parametrize("title", NEWS)
def test_a_word_of_the_news_is_no_tag(title):
    assert of(title) == "news"


SECTIONS = [
    ("press_release", "보도자료"), ("press_release", "뉴스 > 보도자료"), ("press_release", "PR뉴스"), ("press_release", "Press"),
    ("advertorial", "스폰서"), ("advertorial", "Sponsored"), ("advertorial", "브랜드 콘텐츠"),
    ("column", "오피니언"), ("column", "사설"), ("column", "칼럼"), ("column", "오피니언 > 기고"), ("column", "데스크칼럼"),
    ("column", "Opinion"), ("interview", "인터뷰"), ("interview", "피플/인터뷰"), ("review", "리뷰"), ("review", "제품리뷰"),
    ("market", "시황"), ("market", "마켓 시황"), ("notice", "인사·부고"), ("notice", "부고"), ("correction", "바로잡습니다"),
    ("news", "인사이트"), ("news", "경제"), ("news", "마켓"), ("news", "Express"), ("news", "광고/마케팅"), ("news", ""),
    ("news", "인물"), ("news", "속보"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "section"), SECTIONS)
def test_a_section_files_its_articles(kind, section):
    assert of("온빛거래소, 새 규정", *[PROSE] * 12, section=section) == kind


def test_the_section_of_flashes_holds_whole_articles_too():
    assert of("온빛거래소 입출금 중단", PROSE, section="속보") == "flash"
    assert of("온빛거래소 입출금 중단", *[PROSE] * 12, section="속보") == "news"


CLOSINGS = [
    ("press_release", "보도자료 제공"), ("press_release", "자료제공=온빛랩 보도자료"), ("press_release", "출처: 온빛랩 보도자료"),
    ("press_release", "이 기사는 온빛랩이 제공한 보도자료입니다."), ("press_release", "(보도자료 제공=온빛랩)"),
    ("press_release", "본 자료는 온빛랩이 배포한 보도자료를 바탕으로 합니다."),
    ("column", "이 글은 홍길동 교수의 기고입니다."), ("column", "※ 외부 필자의 원고는 본지의 편집방향과 다를 수 있습니다."),
    ("column", "본 칼럼은 필자의 개인 의견입니다."), ("column", "*이 칼럼의 내용은 본지의 논조와 무관합니다"),
    ("news", "온빛랩은 이날 보도자료를 냈다."), ("news", "이 글은 기고였다고 회사는 밝혔다."),
    ("news", "이 기사는 AI가 작성했다는 의혹을 샀다."), ("news", "홍길동 기자 gildong@news.example"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "line"), CLOSINGS)
def test_a_closing_line_says_what_was_printed(kind, line):
    assert of("온빛랩, 지갑 내놨다", PROSE, PROSE, line) == kind
    assert of("온빛랩, 지갑 내놨다", line, *[PROSE] * 6) == "news"


ANSWER = "“처음부터 다시 만들었습니다. 사람들은 지갑을 열고 싶어 하지 않으니까요.”"


@pytest.mark.parametrize(
    "lines",
    [
        ["홍길동 대표를 만났다.", *["Q. 왜 다시 만들었나.", ANSWER] * 3],
        ["홍길동 대표를 만났다.", *["Q1: 왜 다시 만들었나.", ANSWER] * 3],
        ["다음은 홍길동 대표와의 일문일답.", *["- 왜 다시 만들었나.", "▲ 처음부터 다시 만들었다."] * 3],
        ["온빛랩 사무실에서 인터뷰에 응했다.", *["―왜 다시 만들었나.", ANSWER] * 4],
        ["홍길동 대표와의 대담이다.", *["문: 왜 다시 만들었나.", "답: 처음부터 다시 만들었다."] * 3],
        ["홍길동 대표를 만나 물었다.", "Q. 왜?\nA. 필요해서.\nQ. 언제?\nA. 내년.\nQ. 어디서?\nA. 서울에서."],
    ],
)
def test_questions_and_answers_are_an_interview(lines):
    assert of("홍길동 대표, 지갑을 말하다", *lines) == "interview"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("가상자산 과세, 무엇이 달라지나", [PROSE, *["Q. 언제부터 내나.", "A. 내년 1월부터다."] * 4]),
        (
            "온빛거래소 “새 규정 시행”",
            [PROSE, "- 전 종목 같은 요율", "- 예치금 이용료 조정", "- 분기마다 공시", "- 고객 보호"],
        ),
        ("“왜 우리만”…거래소의 항변", [PROSE, "Q. 이란 물음에 회사는 답하지 않았다.", PROSE, PROSE]),
    ],
)
def test_questions_without_a_person_are_no_interview(title, lines):
    assert of(title, *lines) == "news"


def test_a_short_wire_item_is_a_flash():
    wired = {"byline": "(서울=온빛뉴스) 홍길동 기자 ="}

    assert of("미 연준, 기준금리 0.25%p 인하", "미 연방준비제도가 기준금리를 내렸다.", **wired) == "flash"
    assert of("미 연준, 기준금리 0.25%p 인하", *[PROSE] * 4, **wired) == "news"
    assert of("미 연준, 기준금리 0.25%p 인하", "미 연방준비제도가 기준금리를 내렸다.") == "news"


def test_a_flat_table_of_prices_is_a_market_report():
    rows = [
        "비트코인 143,820,000원 ▲1.2%",
        "이더리움 4,981,000원 ▼0.4%",
        "리플 3,412원 ▲2.8%",
        "솔라나 290,100원 ▲0.1%",
    ]

    assert of("11월 20일 오전 9시 주요 코인 시세", "온빛뉴스봇이 전합니다.", *rows) == "market"
    assert of("온빛거래소, 상장 종목 넷 공개", *rows) == "news"
    assert of("환율 1438원 마감…달러 쌓는 기업", *["환율은 1438원으로 3% 올랐다. 기업은 달러를 쌓는다."] * 6) == "news"


@pytest.mark.parametrize("title", ["[리뷰] 미르폴드 3", "[칼럼] 지갑의 미래", "[속보] 온빛지갑 출시", "온빛지갑 출시"])
@pytest.mark.parametrize("disclosed", [True, False])
def test_a_text_that_was_paid_for_is_an_advertorial_whatever_form_it_takes(title, disclosed):
    paid = Ad("advertorial", "in_body", "이 글은 원고료를 받았습니다.", disclosed=disclosed)

    assert of(title, ads=[paid]) == "advertorial"
    assert of(title, ads=[Ad("native_card", "in_body"), Ad("slot", "sidebar")]) != "advertorial"


def test_every_kind_has_its_examples():
    shown = Counter(kind for kind, _ in TITLES)

    assert min(shown[kind] for kind in KINDS if kind != "news") >= 6
    assert len(NEWS) >= 20


@pytest.mark.parametrize("unit", "[|(|[가|칼럼|:|가 |[속보]|<인사|Q. |- |보도자료|1".split("|") + [" ", "|"])
def test_no_title_or_line_takes_long(unit):
    text = unit * (200_000 // len(unit))
    begin = process_time()
    of(text, "- " + text, *[text] * 3, section=text)

    assert process_time() - begin < 1
