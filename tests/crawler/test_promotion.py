"""Articles that are advertising as a whole: said by the page, or shown by calls to one seller from head to tail."""

import pytest
from invented import TITLE, ads, read

SHOP = "https://pogeun.example/"
HEADLINE = "포근이 안마의자 한 달 써 보니"
BEGIN = (
    "<p>하루 종일 앉아서 일하는 사람에게 안마의자는 반가운 물건이다. 온빛랩스는 포근이를 올해 새로 내놓았다고 밝혔다. "
    "값은 한 해 전 제품과 같고 배송은 닷새가 걸린다.</p>"
)
MIDDLE = (
    "<p>포근이 안마의자는 등받이가 뒤로 160도까지 눕고 종아리까지 따뜻하게 데워 준다. "
    "소리가 작아 밤늦게 켜도 식구들이 깨지 않았다.</p>"
)
END = "<p>한 달을 써 보니 포근이 없이는 잠을 이루기 어려웠다. 집에 오면 가장 먼저 앉게 되는 자리가 되었다.</p>"
FIRST = f"<p><a href='{SHOP}s9?ch=ns'>▶ 특가 보러 가기</a></p>"
LAST = f"<p><a href='{SHOP}call'>지금 바로 상담 신청하기</a></p>"
PRESSED = BEGIN + FIRST + MIDDLE + END + LAST


def whole(text: str, title: str = HEADLINE) -> list[dict]:
    """The advertorials among what a page holds; there is one at most."""
    found = read(text, title=title)
    assert "quarantine" not in found
    return [ad for ad in found["ads"] if ad["kind"] == "advertorial"]


def test_an_article_that_presses_one_sellers_pages_is_an_advertorial():
    found = read(PRESSED, title=HEADLINE)

    assert found["kind"] == "advertorial"
    assert ads(found, "kind", "placement", "disclosed", "text", "url", "rule", "evidence") == [
        ("advertorial", "in_body", False, HEADLINE, f"{SHOP}s9?ch=ns", "shape.promotion", "2 calls to pogeun.example")
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (BEGIN + MIDDLE + END + LAST, HEADLINE),
        (BEGIN + MIDDLE + END + FIRST + LAST, HEADLINE),
        (BEGIN + FIRST + MIDDLE + END + LAST.replace("pogeun", "onseok"), HEADLINE),
        (PRESSED, TITLE),
        (PRESSED.replace("pogeun.example", "pogeun.go.kr"), HEADLINE),
        (PRESSED.replace(SHOP, "https://www.onbit.example/shop/"), HEADLINE),
        (PRESSED.replace(SHOP, "https://haesol.example/news/articleView.html?idxno=20"), HEADLINE),
        (
            PRESSED.replace("특가 보러 가기", "사용 설명서")
            .replace("?ch=ns", "")
            .replace("지금 바로 상담 신청하기", "제품 사양"),
            HEADLINE,
        ),
    ],
    ids=["one call", "side by side", "two sellers", "of something else", "public body", "own", "news", "no calls"],
)
def test_what_presses_less_is_no_advertorial(text, title):
    assert whole(text, title) == []


def test_links_inside_the_sentences_of_a_review_press_nothing():
    review = (BEGIN + MIDDLE + END).replace("온빛랩스는", f"<a href='{SHOP}'>온빛랩스</a>는")
    review = review.replace("포근이 없이는", f"<a href='{SHOP}s9'>포근이</a> 없이는")

    assert whole(review) == []


@pytest.mark.parametrize("seller", ["link.coupang.com", "coupa.ng"])
def test_affiliate_links_are_told_for_themselves(seller):
    found = read(PRESSED.replace("pogeun.example", seller), title=HEADLINE)

    assert {ad["kind"] for ad in found["ads"]} == {"affiliate_link"}


@pytest.mark.parametrize(
    ("text", "title", "label", "rule"),
    [
        ("", f"[광고] {HEADLINE}", "광고", "title.ad"),
        (
            "<p>이 글은 온빛랩스로부터 소정의 원고료를 지급받아 작성된 광고성 기사입니다.</p>",
            HEADLINE,
            "광고",
            "line.disclosure",
        ),
        ("<p>본 콘텐츠는 온빛랩스의 협찬을 받아 작성했습니다.</p>", HEADLINE, "협찬", "line.disclosure"),
    ],
)
def test_an_article_that_says_so_is_a_disclosed_advertorial(text, title, label, rule):
    (ad,) = whole(BEGIN + MIDDLE + END + text, title)

    assert (ad["label"], ad["disclosed"], ad["rule"]) == (label, True, rule)


def test_the_advertiser_and_the_calls_of_a_disclosed_advertorial_are_told():
    said = "<p>이 글은 온빛랩스로부터 소정의 원고료를 지급받아 작성된 광고성 기사입니다.</p>"
    (ad,) = whole(PRESSED + said)

    assert (ad["advertiser"], ad["domain"], ad["rule"]) == ("온빛랩스", "pogeun.example", "line.disclosure")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "광고 시장 되살아난다"),
        ("<p>이 글에는 제휴 링크가 포함돼 있으며 수수료를 제공받을 수 있습니다.</p>", HEADLINE),
        ("<p>온빛랩스는 블로거에게 원고료를 주고 광고성 글을 쓰게 한 혐의를 받는다.</p>", HEADLINE),
    ],
    ids=["news of advertising", "links only", "news of paid texts"],
)
def test_what_only_speaks_of_advertising_is_no_advertorial(text, title):
    assert whole(BEGIN + MIDDLE + END + text, title) == []


def test_the_offers_of_others_are_no_part_of_an_advertorial():
    link = "<a href='https://bohum.example/?ch=ns'>무료 견적 받기 ☞</a>"
    other = f"<p>내 보험료, 왜 나만 비쌀까?</p><p>월 4만원 아끼세요</p><p>{link}</p>"
    found = read(BEGIN + FIRST + MIDDLE + other + END + LAST, title=HEADLINE)

    assert ads(found, "kind", "domain") == [("advertorial", "pogeun.example"), ("native_card", "bohum.example")]
