"""What stands beside the article without a label: lists of articles, offers, banners, promotions; the rest is left alone."""

from time import process_time

import pytest
from invented import MORE, PROSE, ads, read

ARTICLES = (
    "<li><a href='/news/view/310101'>은빛코인, 소송에서 이겼다</a></li>"
    "<li><a href='/news/view/310102'>달토은행, 수탁 사업에 나선다</a></li>"
)
LIST = f"<div><ul>{ARTICLES}</ul></div>"
TITLES = ["은빛코인, 소송에서 이겼다", "달토은행, 수탁 사업에 나선다"]
BOHUM = "https://bohum.example/?ch=ns"
OFFER = f"<div><p>내 보험료, 왜 나만 비쌀까?</p><p>월 4만원 아끼세요</p><a href='{BOHUM}'>무료 견적 받기 ☞</a></div>"
MENU = "".join(f"<a href='/{name}/'>{name}</a>" for name in ("home", "market", "coin", "policy", "opinion"))
PICTURE = "<div><a href='{}'><img src=/a.png width=300></a></div>"


def page(**around: str) -> dict:
    """A page with an article of prose alone and something ``above``, ``below`` or ``beside`` it."""
    return read(PROSE + MORE, **around)


def listed(**around: str) -> list[str]:
    return [link["title"] for link in page(**around)["related"]]


# --- lists of articles


def test_a_list_right_after_the_text_is_further_reading():
    assert page(below=LIST)["related"] == [
        {"title": title, "url": url, "placement": "after_body", "label": None, "own": True, "rule": "shape.list"}
        for title, url in zip(
            TITLES,
            ("https://www.onbit.example/news/view/310101", "https://www.onbit.example/news/view/310102"),
            strict=True,
        )
    ]


def test_the_head_of_a_list_is_its_label_whatever_it_says():
    found = page(below=f"<div><h4>놓치면 아쉬운 소식</h4><ul>{ARTICLES}</ul></div>")

    assert [(link["title"], link["label"]) for link in found["related"]] == [
        (title, "놓치면 아쉬운 소식") for title in TITLES
    ]


@pytest.mark.parametrize("head", ["많이 본 뉴스", "실시간 인기 기사", "최신 뉴스"])
def test_a_list_under_a_head_of_the_whole_site_is_not(head):
    assert listed(below=f"<div><h4>{head}</h4><ul>{ARTICLES}</ul></div>") == []


@pytest.mark.parametrize(
    "around",
    [
        {"beside": LIST},
        {"above": LIST},
        {"below": f"<nav>{MENU}{LIST}</nav>"},
        {"below": f"<div class=gnb>{MENU}{LIST}</div>"},
        {"below": f"<div class=comments>{MENU}{LIST}</div>"},
        {"below": "<div><a href='/news/view/310101'>은빛코인, 소송에서 이겼다</a></div>"},
        {
            "below": "<div>"
            + "".join(f"<a href='/news/view/31{n}'>은빛코인, {n}번째 소송</a>" for n in range(200, 230))
            + "</div>"
        },
        {
            "below": "<div><a href='/reporter/12345'>홍길동 기자의 다른 글</a> <a href='/list/310102'>온빛 시장 목록</a></div>"
        },
        {"below": "<ul><li><a href='/news/view/310101'>이전</a><li><a href='/news/view/310102'>다음</a></ul>"},
    ],
    ids=["sidebar", "above", "nav", "menu", "comments", "one link", "too many", "no articles", "buttons"],
)
def test_other_links_of_the_outlet_are_left_alone(around):
    found = page(**around)

    assert (found["related"], found["ads"]) == ([], [])


def test_a_place_in_a_list_that_leads_to_a_shop_was_bought():
    bought = "<li><a href='https://loan.example/apply'>직장인 대환대출 한도 조회</a></li>"
    found = page(below=f"<div><ul>{ARTICLES}{bought}</ul></div>")

    assert [link["title"] for link in found["related"]] == TITLES
    assert ads(found, "kind", "text", "url", "placement", "rule") == [
        ("widget_item", "직장인 대환대출 한도 조회", "https://loan.example/apply", "after_body", "widget.item")
    ]


def test_another_papers_article_in_a_list_was_not_bought():
    other = "https://haesol.example/news/articleView.html?idxno=20388"

    assert (
        page(below=f"<div><ul>{ARTICLES}<li><a href='{other}'>해솔 시장 다시 열렸다</a></li></ul></div>")["ads"] == []
    )


# --- offers and banners


@pytest.mark.parametrize(("around", "placement"), [("above", "head"), ("below", "after_body"), ("beside", "sidebar")])
def test_an_offer_is_told_with_its_place(around, placement):
    found = page(**{around: OFFER})

    assert ads(found, "kind", "placement", "text", "url", "rule") == [
        (
            "native_card",
            placement,
            "내 보험료, 왜 나만 비쌀까?\n월 4만원 아끼세요\n무료 견적 받기 ☞",
            BOHUM,
            "shape.offer",
        )
    ]
    assert found["body"] == page()["body"]


def test_a_label_makes_a_box_that_leads_away_advertising():
    found = page(beside="<div><p>광고</p><p><a href='https://bohum.example/about'>온빛보험 상담 안내</a></p></div>")

    assert ads(found, "text", "label", "disclosed") == [("온빛보험 상담 안내", "광고", True)]


def test_two_signals_are_enough_beside_the_text_and_not_in_it():
    box = "<div><p>비닐온실 200평, 5년 하자 보증</p><a href='https://onsil.example/est'>견적 문의</a></div>"

    assert ads(page(below=box), "kind", "rule", "evidence") == [("native_card", "shape.offer", "call, promise")]
    assert read(PROSE + box + MORE)["ads"] == []


def test_a_page_of_the_outlet_that_only_sends_on_is_no_promotion_of_its_own():
    box = "<div><h4>거래 플랫폼 <sup>협찬</sup></h4><p>민트베이 <a href='/go/mintbay/'>탐색</a></p></div>"

    assert ads(page(below=box), "kind", "rule", "label", "disclosed") == [
        ("affiliate_link", "shape.offer", "거래 플랫폼 협찬", True)
    ]


def test_a_paid_link_is_no_promotion_of_the_outlet_though_its_code_names_it():
    line = "<p>신규 가입 시 수수료 25% 할인 <a href='https://kairos.example/r/ONBIT77'>계정 만들기</a></p>"

    assert ads(page(below=line), "kind", "rule") == [("affiliate_link", "shape.offer")]


def test_a_picture_that_leads_away_is_a_banner():
    found = page(beside=PICTURE.format("https://shop.example/"))

    assert ads(found, "kind", "placement", "url", "text", "rule") == [
        ("banner", "sidebar", "https://shop.example/", "", "shape.banner")
    ]


@pytest.mark.parametrize(
    "markup",
    [
        PICTURE.format("https://www.kisa.or.kr/"),
        PICTURE.format("https://t.me/onbit"),
        PICTURE.format("https://haesol.example/news/articleView.html?idxno=1"),
        PICTURE.format("https://www.onbit.example/"),
        "<div><a href='https://shop.example/'><img src=/logo.png width=40 height=40></a></div>",
        "<div><a href='https://bohum.example/about'>보험 공시 사이트</a></div>",
        f"<div class=family>{MENU}{OFFER}</div>",
        f"<footer>{OFFER}</footer>",
        "<div><a href='#'>무료 견적 받기 ☞</a> 월 4만원 아끼세요</div>",
        "<div><a href='javascript:void(0)'>무료 견적 받기 ☞</a> 월 4만원 아끼세요</div>",
    ],
    ids=["public body", "channel", "news", "home", "logo", "plain", "family sites", "footer", "nowhere", "script"],
)
def test_what_sells_nothing_is_left_alone(markup):
    assert page(beside=markup)["ads"] == []


# --- promotions of the outlet


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<div><a href='/event/12'>매일 아침 7시, 온빛 편지를 받아보세요</a></div>",
            "매일 아침 7시, 온빛 편지를 받아보세요",
        ),
        (PICTURE.format("/event/12"), ""),
    ],
    ids=["words", "picture"],
)
def test_what_the_outlet_invites_to_is_its_own_advertising(markup, text):
    assert ads(page(below=markup), "kind", "placement", "text", "url", "rule") == [
        ("house", "after_body", text, "https://www.onbit.example/event/12", "link.house")
    ]


@pytest.mark.parametrize(
    "markup",
    [
        f"<nav>{MENU}<a href='/event/12'>매일 아침 7시, 온빛 편지를 받아보세요</a></nav>",
        "<div><a href='/about/'>예금 금리가 한 달 새 5%대로 내렸다</a></div>",
        "<div><a href='/about/'>온빛신문을 만드는 사람들을 소개합니다</a></div>",
        "<div><a href='/event/12'><img src=/a.png width=30></a></div>",
        "<div><a href='/event/12'>행사</a></div>",
    ],
    ids=["menu", "headline", "about", "icon", "word"],
)
def test_other_pages_of_the_outlet_are_not(markup):
    assert page(below=markup)["ads"] == []


# --- hostile pages


@pytest.mark.parametrize(
    "markup",
    [
        OFFER * 2_000,
        LIST * 2_000,
        "<div>" * 150 + OFFER * 200 + "</div>" * 150,
        PICTURE.format("https://shop.example/") * 2_000,
        "<div>" + "<p>월 4만원 아끼세요</p>" * 20_000 + f"<a href='{BOHUM}'>무료 견적 받기</a></div>",
        "".join(f"<div><div><a href='https://shop{n}.example/'>받기</a></div>" for n in range(400)),
    ],
    ids=["offers", "lists", "deep", "banners", "long", "nested"],
)
def test_no_page_takes_long(markup):
    begin = process_time()
    page(below=markup)

    assert process_time() - begin < 4


# --- what is read wrongly so far: each of these fails as soon as it is read rightly, and then loses its mark

def test_a_lone_article_about_an_event_is_no_promotion():
    assert page(below="<div><a href='/news/view/310109'>온빛 포럼 참가 신청이 시작됐다</a></div>")["ads"] == []


def test_the_headline_is_no_label_of_the_offer_below_it():
    assert ads(page(above=OFFER), "label") == [None]


def test_a_banner_is_disclosed_by_the_word_beside_it():
    found = page(beside=f"<span>AD</span>{PICTURE.format('https://shop.example/')}")

    assert ads(found, "kind", "label", "disclosed") == [("banner", "AD", True)]


def test_many_links_to_one_page_among_many_elements_take_no_time():
    markup = "<div>" + f"<p><a href='{BOHUM}'>무료 견적</a></p>" * 390 + "<b>가</b>" * 8_000 + "</div>"
    begin = process_time()
    page(below=markup)

    assert process_time() - begin < 0.8


@pytest.mark.parametrize("href", ["http:x", "https:", "http:/x/y", "//", "http://", f"https://x.example/{'a' * 100_000}"])
def test_an_address_that_is_none_costs_nothing(href):
    assert page(below=f"<div><a href='{href}'>무료 견적 바로 받기 ☞</a></div>")["body"]


RANKED = (
    "<ul><li><a href='/news/view/310101'><span>1</span>은빛코인, 소송에서 이겼다</a></li>"
    "<li><a href='/news/view/310102'><em>2</em> 달토은행, 수탁 사업에 나선다</a></li>"
    "<li><a href='/news/view/310103'>3분기 실적, 두 배로</a></li>"
    "<li><a href='/news/view/310104'><b>3</b>분기 실적을 보니</a></li></ul>"
)


def test_the_rank_of_an_article_is_no_part_of_its_title():
    found = listed(below=f"<div><h4>놓치면 아쉬운 소식</h4>{RANKED}</div>")

    assert found == [*TITLES, "3분기 실적, 두 배로", "분기 실적을 보니"]


HEADLINE = "온빛거래소, 지금 바로 신청하면 수수료 할인 혜택"


@pytest.mark.parametrize(
    "box",
    [
        "<div><a href='https://hanbitilbo.example/?ch=1' rel=nofollow><h1>{}</h1></a><p>무료로 보기</p></div>",
        "<h1><a href='https://hanbitilbo.example/?ch=1' rel=nofollow>{}</a></h1>",
        "<div><a href='https://hanbitilbo.example/'><img src=/logo.png></a><h3>{}</h3><button>무료 다운로드하기</button></div>",
    ],
    ids=["around the headline", "in the headline", "beside the headline"],
)
def test_a_link_with_the_headline_is_no_offer(box):
    assert read(PROSE + MORE, title=HEADLINE, above=box.format(HEADLINE))["ads"] == []


def test_another_headline_may_be_an_offers():
    box = "<div><h3><a href='https://bohum.example/?ch=1' rel=nofollow>지금 바로 신청하면 사은품 증정</a></h3></div>"

    assert ads(read(PROSE + MORE, title=HEADLINE, above=box), "kind") == ["native_card"]


def test_a_link_to_a_whole_site_above_the_text_is_no_offer():
    box = "<div><a href='{}'>한빛일보에서 무료로 보기 &gt;</a><p>지금 신청하세요</p></div>"

    assert page(above=box.format("https://hanbitilbo.example/"))["ads"] == []
    assert ads(page(above=box.format("https://bohum.example/?ch=ns")), "kind") == ["native_card"]
