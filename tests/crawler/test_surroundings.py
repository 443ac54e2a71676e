"""What stands around the text: boxes of advertising networks and lists of related articles, with where they stand."""

import pytest

from crawler.families import GENERIC, NDSOFT, Selectors
from crawler.page import Page, PageRefused
from crawler.surroundings import Surroundings

URL = "https://www.onbit.example/news/1"
LIST = (
    "<ul><li><a href='/news/2?utm_source=x'>▶ 리플, 소송이 끝났다</a></li>"
    "<li><a href='/news/3'>이더리움 값이 올랐다</a></li></ul>"
)
FOUND = [
    ("리플, 소송이 끝났다", "https://www.onbit.example/news/2"),
    ("이더리움 값이 올랐다", "https://www.onbit.example/news/3"),
]


def around(*, above: str = "", inside: str = "", below: str = "", side: str = "") -> Surroundings:
    article = f"<div id=text><p>온빛거래소가 새 규정을 내놨다.</p>{inside}</div>"
    page = Page(URL, f"<body><header>{above}</header><main>{article}{below}</main><aside>{side}</aside></body>")
    return Surroundings(page, page.tree.css_first("#text"))


def slots(selectors: Selectors = GENERIC.selectors, **places: str) -> list[tuple[str, str, str]]:
    return [(ad.kind, ad.network, ad.placement) for ad in around(**places).slots(selectors)]


def related(selectors: Selectors = GENERIC.selectors, **places: str):
    return around(**places).related(selectors)


@pytest.mark.parametrize(
    ("box", "network"),
    [
        ("<ins class='adsbygoogle'></ins>", "google"),
        ("<div id='div-gpt-ad-1'></div>", "google"),
        ("<div id='dablewidget_x1'></div>", "dable"),
        ("<div id='taboola-below'></div>", "taboola"),
        ("<div id='mobonDivBanner_1'></div>", "mobon"),
        ("<div class='realclickInner_1'></div>", "realclick"),
        ("<ins class='adop'></ins>", "adop"),
        ("<div id='targetpushAd_1'></div>", "targetpush"),
        ("<ins class='kakao_ad_area'></ins>", "adfit"),
        ("<div tenping-ad-display-type='x'></div>", "tenping"),
        ("<div id='coupang1'></div>", "coupang"),
        ("<div id='crt-1'></div>", "criteo"),
        ("<div class='ad-template'></div>", "unknown"),
        ("<div class='ad-template'><ins class='adsbygoogle'></ins></div>", "google"),
        ("<div class='ad-template'><script src='//cdn.taboola.com/x.js'></script></div>", "taboola"),
        ("<div class='mine'><script>googletag.display('x')</script></div>", "google"),
    ],
)
def test_the_box_of_every_network(box, network):
    assert slots(below=box) == [("slot", network, "after_body")]


def test_a_box_that_two_selectors_name_is_one():
    assert slots(below="<div id=AD1 class='ad-template cmsBanner'></div>") == [("slot", "unknown", "after_body")]


def test_places_are_told_apart_and_the_text_left_to_others():
    box = "<ins class=adsbygoogle></ins>"

    assert slots(above=box, inside=box, below=box, side=box) == [
        ("slot", "google", "head"), ("slot", "google", "after_body"), ("slot", "google", "sidebar"),
    ]  # fmt: skip


def test_a_picture_that_leads_away_is_a_banner():
    own = Selectors(ads=(".sold",))
    banner, house = (
        f"<div class=sold><a href='https://{name}.example/x'><img src=a.jpg></a></div>"
        for name in ("shop", "event.onbit")
    )

    assert slots(own, below=banner + house) == [("banner", "unknown", "after_body"), ("house", "unknown", "after_body")]


def test_a_loader_without_a_box_counts_once():
    loader = "<script src='//pagead2.googlesyndication.com/pagead/js/adsbygoogle.js'></script>"
    (ad,) = around(above=loader * 3).slots(GENERIC.selectors)

    assert (ad.network, ad.placement, ad.rule) == ("google", "head", "slot.script")
    assert slots(above=loader, below="<ins class=adsbygoogle></ins>") == [("slot", "google", "after_body")]


def test_a_page_stuffed_with_boxes_is_refused():
    with pytest.raises(PageRefused) as refused:
        slots(below="<ins class=adsbygoogle></ins>" * 2_100)
    assert refused.value.reason == "too_large"


def test_a_labelled_list_below_the_text():
    links = related(below=f"<div><h3>[관련기사]</h3>{LIST}</div>")

    assert [(link.title, link.url) for link in links] == FOUND
    assert {(link.label, link.placement, link.rule) for link in links} == {("관련기사", "after_body", "label.related")}


def test_a_list_that_the_family_names():
    links = related(NDSOFT.selectors, below=f"<div class='article-relation'><strong>관련기사</strong>{LIST}</div>")

    assert [(link.title, link.url) for link in links] == FOUND
    assert {link.rule for link in links} == {"css.related"}


def test_the_sidebar():
    assert {link.placement for link in related(side=f"<div><b>함께 읽으면 좋은 기사</b>{LIST}</div>")} == {"sidebar"}


def test_a_head_that_may_be_either_is_that_of_the_whole_site_beside_the_text():
    box = f"<div><b>주요기사</b>{LIST}</div>"

    assert related(side=box) == []
    assert {(link.label, link.placement) for link in related(below=box)} == {("주요기사", "after_body")}


MIXED = (
    "<p>추천 콘텐츠</p><ul><li><a href='/news/2?utm_source=x'>리플, 소송이 끝났다</a></li>"
    "<li><a href='https://www.loan.example/apply/881234'>대환대출 한도 조회</a><em>AD</em></li>"
    "<li><a href='/newsletter'>온빛 아침 편지 받기</a></li></ul>"
)


@pytest.mark.parametrize(
    ("box", "network", "rule"),
    [
        ("<div id='dablewidget_1'>{}</div>", "dable", "widget.own"),
        ("<div id='taboola-below'>{}</div>", "taboola", "widget.own"),
        ("<section>{}</section>", "unknown", "widget.own"),
        ("<div class='related-news'><div id='dablewidget_1'>{}</div></div>", "dable", "widget.own"),
    ],
)
def test_a_widget_is_split_item_by_item(box, network, rule):
    ads, links = around(below=box.format(MIXED)).found(GENERIC.selectors)

    assert [(ad.kind, ad.text, ad.network, ad.placement, ad.label, ad.disclosed, ad.rule) for ad in ads] == [
        ("widget_item", "대환대출 한도 조회", network, "after_body", "추천 콘텐츠", True, "widget.item"),
        ("house", "온빛 아침 편지 받기", network, "after_body", "추천 콘텐츠", False, "link.house"),
    ]
    assert [(link.title, link.url, link.placement, link.label, link.rule) for link in links] == [
        (*FOUND[0], "after_body", "추천 콘텐츠", rule)
    ]


@pytest.mark.parametrize("head", ["당신을 위한 추천", "관련기사"])
def test_what_leads_away_from_a_list_of_articles_is_bought_whatever_its_head_says(head):
    away = "<li><a href='https://hair.example/serum'>머리숱 고민을 끝내는 앰플</a></li>"
    own = "<li><a href='/news/2'>리플, 소송이 끝났다</a></li>"
    ads, links = around(below=f"<div><h3>{head}</h3><ul>{own}{away}</ul></div>").found(GENERIC.selectors)

    assert [(ad.kind, ad.label) for ad in ads] == [("widget_item", head)]
    assert [link.title for link in links] == ["리플, 소송이 끝났다"]


def test_a_widget_of_own_articles_only_is_no_advertising():
    ads, links = around(below=f"<div id='dablewidget_1'><p>추천 콘텐츠</p>{LIST}</div>").found(GENERIC.selectors)

    assert ads == []
    assert [(link.title, link.url) for link in links] == FOUND


def test_a_sold_box_with_one_offer_is_a_banner_with_its_text():
    offer = "<a href='https://shop.example/x'><img src=a.jpg><b>온빛 지갑 특가</b></a>"
    ads, links = around(side=f"<div class='ad-template'>{offer}</div>").found(GENERIC.selectors)

    assert [(ad.kind, ad.text, ad.placement) for ad in ads] == [("banner", "온빛 지갑 특가", "sidebar")]
    assert links == []


def test_what_the_outlet_sells_is_told_once_though_a_list_holds_it_too():
    offer = "<a href='https://shop.example/x' rel=sponsored>온빛 지갑 특가</a>"
    ads, links = around(below=f"<div><h3>관련기사</h3>{LIST}<div class='ad-template'>{offer}</div></div>").found(
        GENERIC.selectors
    )

    assert [(ad.kind, ad.text) for ad in ads] == [("widget_item", "온빛 지갑 특가")]
    assert [(link.title, link.url) for link in links] == FOUND


def test_a_list_of_articles_is_no_article():
    more = "<a href='/series/12'>온빛 연재 모아 보기</a>"

    assert [link.url for link in related(below=f"<div><h3>관련기사</h3>{LIST}{more}</div>")] == [
        url for _, url in FOUND
    ]


@pytest.mark.parametrize(
    "places",
    [
        {"side": f"<div><h3>많이 본 뉴스</h3>{LIST}</div>"},
        {"below": LIST},
        {"inside": f"<div><h3>관련기사</h3>{LIST}</div>"},
        {"below": "<div><h3>관련기사</h3></div>"},
        {"below": f"<div><a href='/list'>관련기사</a></div><div>{LIST}</div>"},
        {"below": f"<script>var x = '<b>관련기사</b>{LIST}'</script>"},
        {"below": "<div><h3>관련기사</h3><a href='https://shop.example/' rel=sponsored>온빛 지갑 구매하기</a></div>"},
        {"below": "<div><h3>관련기사</h3><a href='javascript:more()'>기사를 더 보여 주기</a></div>"},
    ],
)
def test_what_is_no_list_of_related_articles(places):
    assert related(**places) == []


def test_a_page_without_a_container():
    page = Page(URL, f"<body><ins class=adsbygoogle></ins><div><b>관련기사</b>{LIST}</div></body>")
    nowhere = Surroundings(page, None)

    assert [ad.network for ad in nowhere.slots(GENERIC.selectors)] == ["google"]
    assert [link.url for link in nowhere.related(GENERIC.selectors)] == [url for _, url in FOUND]
