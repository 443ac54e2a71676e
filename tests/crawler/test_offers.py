"""Offers in the text: several signals around a link that leads away make one; news in the same words stay body text."""

from time import process_time

import pytest
from invented import MORE, PROSE, ads, read, within

BOHUM = "https://bohum.example/?ch=ns"
CALL = f"<p><a href='{BOHUM}'>무료 견적 받기 ☞</a></p>"
CARD = "<p>내 보험료, 왜 나만 비쌀까?</p><p>월 4만원 아끼세요</p>"


def removed(found) -> list[tuple[str, str]]:
    return [(cut["role"], cut["text"]) for cut in found["removed"]]


def test_the_lines_around_a_call_are_one_offer():
    found = within(CARD + CALL)

    assert ads(found, "kind", "placement", "text", "url", "rule") == [
        (
            "native_card",
            "in_body",
            "내 보험료, 왜 나만 비쌀까?\n월 4만원 아끼세요\n무료 견적 받기 ☞",
            BOHUM,
            "shape.offer",
        )
    ]
    assert {"call", "tracked", "promise"} <= set(found["ads"][0]["evidence"].split(", "))
    assert removed(found) == [
        ("ad", "내 보험료, 왜 나만 비쌀까?"),
        ("ad", "월 4만원 아끼세요"),
        ("ad", "무료 견적 받기 ☞"),
    ]


@pytest.mark.parametrize("words", ["보험", "비쌀까", "아끼세요", "견적"])
def test_nothing_of_an_offer_is_left_in_the_body(words):
    assert words not in within(CARD + CALL)["body"]


@pytest.mark.parametrize(
    "offer",
    [
        f"<div><h4>포근이 안마의자</h4><p>후기 2,114개</p><p>첫 달 반값에 사은품</p><a href='{BOHUM}'>지금 주문하기</a></div>",
        "<p>후기 2,114개</p><p>지금 시작하세요</p><p>상담 1533-0000</p>",
        "<p>이달의 서비스</p><p>후기 2,114개</p><p><a href='https://bohum.example/about'>자세히</a></p>",
        "<p>최대 70% 할인</p><p>놓치지 마세요!</p>"
        "<p><a href='https://shop.example/p/3' rel=nofollow>상품 보기 ▶</a></p>",
    ],
    ids=["box", "order number", "head", "nofollow"],
)
def test_what_calls_its_reader_with_three_signals_is_an_offer(offer):
    found = within(offer)

    assert ads(found, "kind", "rule") == [("native_card", "shape.offer")]
    assert found["body"] == within("")["body"]


def test_the_head_of_an_offer_is_its_label():
    found = within("<p>이달의 서비스</p><p>후기 2,114개</p><p><a href='https://bohum.example/about'>자세히</a></p>")

    assert ads(found, "label", "disclosed", "text") == [("이달의 서비스", False, "후기 2,114개\n자세히")]


def test_a_code_is_an_affiliate_link_with_the_code_as_evidence():
    found = within("<p>가입할 때 초대코드 ONBIT24 입력</p>")

    assert ads(found, "kind", "rule", "evidence") == [("affiliate_link", "line.coupon", "초대코드 ONBIT24")]


def test_a_coupon_with_a_hyphen_is_a_code():
    found = within("<p>다시 배우는 CRM, 쿠폰 ONBIT-CRM30 넣으면 30% 할인</p>")

    assert ads(found, "rule", "evidence") == [("line.coupon", "쿠폰 ONBIT-CRM30")]


@pytest.mark.parametrize(
    "line",
    [
        "<a href='/event/12'>온빛 세미나 참가 신청을 받습니다</a>",
        "온빛 세미나 참가 신청은 <a href='/event/12'>여기서</a> 받습니다",
    ],
)
def test_an_invitation_of_the_outlet_is_its_own_advertising(line):
    found = within(f"<p>{line}</p>")

    assert ads(found, "kind", "rule", "url") == [("house", "link.house", "https://www.onbit.example/event/12")]
    assert "세미나" not in found["body"]


def test_a_report_of_the_outlets_own_event_is_no_invitation():
    found = within("<p>온빛신문은 20일 연 <a href='/event/12'>세미나</a>에서 수수료 인하를 제안했다.</p>")

    assert found["ads"] == []
    assert "수수료 인하를 제안했다." in found["body"]


@pytest.mark.parametrize(
    "line",
    [
        f"회사는 <a href='{BOHUM}'>누리집</a>에서 무료 견적 신청을 받는다고 밝혔다.",
        f"고객은 <a href='{BOHUM}'>무료 견적</a>을 최대 70% 싸게 받았다고 이날 밝혔다.",
        f"온빛보험은 첫 달 반값 혜택과 사은품을 준다고 <a href='{BOHUM}'>20일 밝혔다</a>.",
        "경찰은 초대코드 ONBIT24를 뿌린 혐의로 운영자 A씨를 입건했다고 20일 밝혔다.",
        "회사는 추천인코드 KIM2026을 쓴 고객 삼백 명에게 보상을 내놨다.",
        "추천인 코드를 뿌리는 사람을 조심해야 한다고 당국이 경고했다.",
        "신고는 금융감독원 불법사금융신고센터 1533-0000으로 하면 된다고 안내했다.",
        "소비자 후기 2,114개를 분석했더니 지금 바로 가입하라는 문구가 가장 많았다.",
    ],
)
def test_reports_in_the_words_of_offers_stay_body_text(line):
    found = within(f"<p>{line}</p>")

    assert found["ads"] == []
    assert found["removed"] == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>지원금 최대 70만원</p><p>지금 신청하세요!</p><p><a href='https://bokjiro.go.kr/?ch=ns'>무료 신청하기 ☞</a></p>",
        "<p>지원금 최대 70만원</p><p>지금 신청하세요!</p><p><a href='/news/view/310102?ch=ns'>누가 받을 수 있나</a></p>",
        "<p>비트코인 가격</p><p><a href='https://www.tradingview.com/x/?ref=1'>실시간 시세 자세히 ▶</a></p>",
        "<p><a href='https://youtu.be/xyz'>지금 바로 영상 보러 가기 ☞</a></p>",
        "<p>최대 70% 할인</p><p><a href='https://haesol.example/news/articleView.html?idxno=1&ch=ns'>자세히 보기</a></p>",
        "<p>보험 이야기</p><p><a href='https://bohum.example/about'>온빛보험 누리집</a></p>",
    ],
    ids=["public body", "own article", "chart", "clip", "another paper", "one plain link"],
)
def test_links_to_what_sells_nothing_make_no_offer(text):
    assert [ad for ad in within(text)["ads"] if ad["rule"] == "shape.offer"] == []


def test_an_offer_takes_no_paragraph_of_the_article_with_it():
    before = "<p>보험료는 한 해 사이 4만원 올랐고 가입자는 반값 혜택도 받지 못했다고 소비자 단체가 20일 밝혔다.</p>"
    found = read(PROSE + before + CARD + CALL + MORE)

    assert "반값 혜택도 받지 못했다고" in found["body"]
    assert "다음 달 1일에 시행된다." in found["body"]
    assert ads(found, "rule") == ["shape.offer"]


@pytest.mark.parametrize(
    "text",
    [
        "<p>월 4만원 아끼세요</p>" * 2_000,
        f"<p><a href='{BOHUM}'>무료 견적 받기 ☞</a></p>" * 900,
        "<div>" * 100 + f"<p><a href='{BOHUM}'>무료 견적 받기 ☞</a></p><p>월 4만원</p>" * 900 + "</div>" * 100,
        "<p>초대코드 " + "A1" * 50_000 + "</p>",
    ],
    ids=["lines", "links", "boxes", "code"],
)
def test_no_text_takes_long(text):
    begin = process_time()
    found = within(text)

    assert process_time() - begin < 3
    assert "quarantine" not in found


HEADLINES = "<p><a href='/news/2'>이더리움, 수수료 역대 최저</a></p><p><a href='/news/3'>금융위, 2단계 입법 연내 발의</a></p>"
TOKEN = (
    "<h4>문아울($MOWL), 사전판매 120억 돌파</h4>"
    "<ul><li>스테이킹 연 310%</li><li>사전판매 92% 소진</li><li>글로벌 감사 통과</li></ul><p>신뢰지수 ★★★★★</p>"
)


@pytest.mark.parametrize("listed", [HEADLINES + TOKEN, TOKEN + HEADLINES], ids=["after", "before"])
def test_a_card_among_headlines_takes_none_of_them(listed):
    found = within(f"<div><p>관련기사</p>{listed}</div>")

    assert ads(found, "rule", "product", "ticker") == [("shape.card", "문아울", "MOWL")]
    assert "수수료" not in found["ads"][0]["text"]
    assert [link["title"] for link in found["related"]] == ["이더리움, 수수료 역대 최저", "금융위, 2단계 입법 연내 발의"]
    assert found["body"] == within("")["body"]


def test_a_code_that_the_article_quotes_is_body():
    line = "<p>가입할 때 초대코드 ONBIT24 입력</p>"

    assert ads(within("<p>경찰이 공개한 광고 문구는 다음과 같다.</p>" + line)) == []
    assert "ONBIT24" in within("<p>경찰이 공개한 광고 문구는 다음과 같다.</p>" + line)["body"]
    assert len(within(line)["ads"]) == 1
