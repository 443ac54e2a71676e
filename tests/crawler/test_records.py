"""Separated blocks become records: which link goes where, what a picture leads to, who paid for what."""

from time import process_time

import pytest

from crawler.cards import named_in, product_in
from crawler.items import Ad, Article, Block, Image, Link, RelatedLink
from crawler.links import Context
from crawler.outlets import url_keys
from crawler.records import ads_of, images_of, related_of, split_credit

URL = "https://www.onbit.example/news/1"
SHOP = "https://www.shop.example/welcome"
TEXT = Block("paragraph", "온빛거래소가 20일 새 규정을 내놨다.", role="body")


def picture(href: str = "", role: str = "", **fields) -> Block:
    links = [Link("", href)] if href else []
    return Block("image", "", links=links, images=[Image("https://www.onbit.example/a.jpg")], role=role, **fields)


def ads(*blocks: Block, title: str = "온빛거래소 새 규정", outside: list[Ad] | None = None) -> list[Ad]:
    article = Article(URL, "onbit.example/news/1", None, title=title, blocks=list(blocks), ads=outside or [])
    return ads_of(article, Context(URL))


@pytest.mark.parametrize(
    ("href", "kind"),
    [
        (SHOP, "banner"),
        (f"https://l.facebook.com/l.php?u={SHOP}", "banner"),
        ("https://link.coupang.com/a/x1", "banner"),
        ("https://www.onbit.example/event/12", "house"),
        ("https://event.onbit.example/", "house"),
        ("https://www.onbit.example/upload/a.jpg", None),
        ("https://www.onbit.example/viewer?no=3", None),
        ("https://www.onbit.example/news/20261120", None),
        ("https://haesol.example/news/articleView.html?idxno=1", None),
        ("https://www.youtube.com/watch?v=x", None),
        ("https://www.tradingview.com/x/AbC", None),
        ("https://www.fsc.go.kr/", None),
        ("", None),
    ],
)
def test_a_picture_that_leads_to_another_page(href, kind):
    found = ads(TEXT, picture(href), TEXT)

    assert [(ad.kind, ad.rule) for ad in found] == ([(kind, "shape.banner")] if kind else [])


def test_a_captioned_picture_is_the_articles_wherever_it_leads():
    caption = Block("caption", "온빛거래소 화면. 자료=온빛상점", role="caption")

    assert ads(TEXT, picture(SHOP), caption) == []
    assert [(image.caption, image.credit) for image in images_of([picture(SHOP), caption], [])] == [
        ("온빛거래소 화면.", "온빛상점")
    ]
    assert images_of([picture(SHOP), TEXT], []) == []


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("온빛랩 직원이 시연하고 있다. 홍길동 기자", "온빛랩 직원이 시연하고 있다.", "홍길동 기자"),
        ("온빛랩 직원이 시연하고 있다. 홍길동 사진기자", "온빛랩 직원이 시연하고 있다.", "홍길동 사진기자"),
        ("질문을 받는 홍길동 기자", "질문을 받는 홍길동 기자", None),
        ("[온빛랩 제공. 재판매 및 DB 금지]", None, "온빛랩 제공"),
        ("온빛랩 본사 [온빛랩 제공. 재판매 및 DB 금지]", "온빛랩 본사", "온빛랩 제공"),
        ("[서울=뉴시스] 온빛랩. (사진=온빛랩 제공) 2026.11.20. photo@news.example *재판매 및 DB 금지", "[서울=뉴시스] 온빛랩.",
         "온빛랩 제공"),
        ("온빛랩 일정. (그래픽=홍길동 기자) 2026.11.20. gildong@news.example", "온빛랩 일정.", "홍길동 기자"),
        ("온빛랩 본사. 2026.11.20. gildong@news.example", "온빛랩 본사. 2026.11.20. gildong@news.example", None),
        ("온빛랩 포스터. 재판매 및 DB 금지", "온빛랩 포스터. 재판매 및 DB 금지", None),
        ("재판매 및 DB 금지 표시가 붙은 사진", "재판매 및 DB 금지 표시가 붙은 사진", None),
    ],
)  # fmt: skip
def test_a_caption_and_whose_picture_it_is(text, caption, credit):
    assert split_credit(text) == (caption, credit)


@pytest.mark.parametrize("unit", ["2026.11.20. ", "a@", "a.", " ", "재판매 및 DB 금지", "(사진=", "홍길동 기자. "])
def test_no_caption_takes_long(unit):
    begin = process_time()
    split_credit(unit * (1_000_000 // len(unit)))

    assert process_time() - begin < 0.2


def test_an_element_that_calls_itself_a_credit_holds_one():
    caption = Block("caption", "온빛거래소 본사 전경", role="caption", path="figcaption")
    credit = Block("caption", "온빛스튜디오", role="caption", path="p.imageCredit")
    plain = Block("caption", "온빛스튜디오", role="caption", path="p.image-note")

    def told(*blocks):
        return [(image.caption, image.credit) for image in images_of([picture(), *blocks], [])]

    assert told(caption, credit) == [("온빛거래소 본사 전경", "온빛스튜디오")]
    assert told(credit) == [(None, "온빛스튜디오")]
    assert told(plain) == [("온빛스튜디오", None)]


def test_every_ad_is_told_with_its_landing_page_domain_and_network():
    outside = [
        Ad("banner", "sidebar", url="https://ad.doubleclick.net/clk?adurl=https%3A%2F%2Fwww.shop.example%2Fwelcome")
    ]
    (ad,) = ads(TEXT, outside=outside)

    assert (ad.url, ad.domain, ad.network) == (SHOP, "shop.example", "google")


def test_bought_members_of_a_list_keep_its_head_and_so_do_the_links_after_them():
    head = Block("paragraph", "관련기사", role="label", rule="label.related")
    links = [("리플, 소송 끝났다", "/news/2"), ("이더리움 값이 올랐다", "/news/3")]
    first, last = (
        Block("list_item", title, links=[Link(title, f"https://www.onbit.example{path}?utm_source=x")], role="related",
              rule="label.related")
        for title, path in links
    )  # fmt: skip
    bought = Block("list_item", "로켓배송 지갑", links=[Link("로켓배송 지갑", "https://link.coupang.com/a/x1")])
    bought.role, bought.rule = "ad", "link.affiliate"
    blocks = [head, first, bought, last]

    assert [(ad.kind, ad.label, ad.network, ad.disclosed) for ad in ads(*blocks)] == [
        ("widget_item", "관련기사", "coupang", False)
    ]
    found = related_of(blocks, [], None, URL)
    assert [(link.title, link.url, link.label, link.own) for link in found] == [
        (title, f"https://www.onbit.example{path}", "관련기사", True) for title, path in links
    ]


def test_a_paid_link_of_its_own_is_no_widget():
    line = Block("paragraph", "로켓배송 지갑", links=[Link("로켓배송 지갑", "https://link.coupang.com/a/x1")])
    line.role, line.rule = "ad", "link.affiliate"

    assert [(ad.kind, ad.label) for ad in ads(TEXT, line, TEXT)] == [("affiliate_link", None)]


def test_whose_page_a_related_link_leads_to():
    links = [
        RelatedLink("같은 매체", "https://m.mk.co.kr/news/it/11000001", "after_body"),
        RelatedLink("같은 회사의 다른 호스트", "https://stock.mk.co.kr/news/view/1", "after_body"),
        RelatedLink("다른 매체", "https://www.tokenpost.kr/news/ai/409412", "after_body"),
    ]
    found = related_of([], links, url_keys(), "https://www.mk.co.kr/news/it/11000000")

    assert [link.own for link in found] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sponsored by 온빛랩스", "온빛랩스"),
        ("사전판매 안내\n광고주: 온빛랩스", "온빛랩스"),
        ("[제공=온빛랩스]", "온빛랩스"),
        ("협찬 : 온빛 랩스, 문의는 이메일로", "온빛 랩스"),
        ("사진제공=온빛랩스", None),
        ("사진 제공=온빛랩스", None),
        ("온빛랩스 제공", None),
        ("기회를 제공: 누구에게나 열린 문이라고 회사는 설명했으나 아무도 믿지 않았다고 전해진다", None),
    ],
)
def test_who_paid_as_printed(text, name):
    assert named_in(text) == name


@pytest.mark.parametrize(
    ("title", "product", "ticker"),
    [
        ("[광고] 온빛 지갑 출시", "온빛 지갑", None),
        ("[AD] 온빛랩스, ‘온빛 지갑’ 출시", "온빛 지갑", None),
        ("[광고] 달토 펭귄($DALTO), 걸으면 쌓인다", "달토 펭귄", "DALTO"),
        ("[광고] 온빛랩스, 지금이 마지막 기회", None, None),
        ("(협찬) 겨울을 준비하는 다섯 가지 방법", None, None),
    ],
)
def test_what_a_paid_headline_sells(title, product, ticker):
    (ad,) = ads(TEXT, title=title)

    assert product_in(title) == (product, ticker)
    assert (ad.kind, ad.disclosed, ad.product, ad.ticker) == ("advertorial", True, product, ticker)
