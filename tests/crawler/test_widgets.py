"""Boxes and lists, item by item: whose offer it is, who brings it, under which head it stands."""

import re
from time import process_time

import pytest

from crawler import rules
from crawler.links import Context
from crawler.page import Page
from crawler.widgets import Item, Shelf, head_of, item_rule, items_in, split

URL = "https://www.onbit.example/news/view/310477"
OWN = "https://www.onbit.example/news/view/310102"
AWAY = "https://www.sodam-pay.example/join"
PATTERNS = (rules.PITCH, rules.HOUSE, rules.LIST_PAGE, rules.WIDGET_HEAD, rules.WIDGET_ITEM, rules.WIDGET_OWN)


def box(inside: str, before: str = ""):
    return Page(URL, f"<body><main>{before}<div id=box>{inside}</div></main>").tree.css_first("#box")


def items(inside: str) -> list[Item]:
    return items_in(box(inside), URL)


@pytest.mark.parametrize("rule", PATTERNS, ids=lambda rule: rule.id)
def test_a_pattern_finds_its_example_and_spares_its_counter(rule):
    pattern = re.compile(rule.pattern, re.I)
    found = pattern.fullmatch if rule in (rules.WIDGET_HEAD, rules.WIDGET_ITEM) else pattern.search

    assert found(rule.example)
    assert not found(rule.counter)


def test_a_picture_and_a_title_that_lead_to_one_page_are_one_item():
    found = items(f"<div><a href='{AWAY}'><img src=a.jpg></a><a href='{AWAY}'>만원 바로 지급</a></div>")

    assert [(item.title, item.href) for item in found] == [("만원 바로 지급", AWAY)]


@pytest.mark.parametrize(
    ("inside", "marked", "brand"),
    [
        ("<li><a href='{}'>만원 바로 지급</a></li>", False, None),
        ("<li><a href='{}'>만원 바로 지급</a><em>AD</em></li>", True, None),
        ("<li><a href='{}'><i>광고</i> <strong>만원 바로 지급</strong></a></li>", True, None),
        ("<li><a href='{}'><i>AD</i> 만원 바로 지급</a></li>", True, None),
        ("<li><a href='{}'>만원 바로 지급</a><span>by 소담페이</span></li>", False, "소담페이"),
        ("<li><a href='{}'>만원 바로 지급</a><span>광고주: 소담페이</span></li>", True, "소담페이"),
        ("<li><a href='{}'>만원 바로 지급</a><span class=branding>소담페이</span></li>", False, "소담페이"),
        ("<li><a href='{}'>만원 바로 지급</a><span>by 홍길동 기자</span></li>", False, None),
        ("<li><a href='{}'>만원 바로 지급</a></li><li><a href='/b'>다른 기사의 제목</a><em>AD</em></li>", False, None),
    ],
)
def test_the_marks_of_one_item(inside, marked, brand):
    item = items(inside.format(AWAY))[0]

    assert (item.title, item.marked, item.brand) == ("만원 바로 지급", marked, brand)


@pytest.mark.parametrize(
    ("item", "in_list", "in_box"),
    [
        (Item("리플, 소송 끝났다", OWN), "", ""),
        (Item("리플, 소송 끝났다", f"https://trc.taboola.com/x/click?redir={OWN}"), "", ""),
        (Item("리플, 소송 끝났다", OWN, marked=True), "widget.item", "widget.item"),
        (Item("리플, 소송 끝났다", OWN, brand="온빛뉴스"), "", ""),
        (Item("리플, 소송 끝났다", "https://haesol.example/news/articleView.html?idxno=1"), "", ""),
        (Item("만원 바로 지급", AWAY), "", "widget.item"),
        (Item("만원 바로 지급", AWAY, brand="소담페이"), "widget.item", "widget.item"),
        (Item("사전판매 바로가기", AWAY), "widget.item", "widget.item"),
        (Item("만원 바로 지급", AWAY, "nofollow sponsored"), "link.sponsored", "link.sponsored"),
        (Item("로켓배송 거치대", "https://link.coupang.com/a/x1"), "link.affiliate", "link.affiliate"),
        (Item("온빛 아침 편지 받기", "https://www.onbit.example/newsletter"), "link.house", "link.house"),
    ],
)
def test_who_bought_an_item(item, in_list, in_box):
    context = Context(URL)

    assert (item_rule(item, context), item_rule(item, context, widget=True)) == (in_list, in_box)


@pytest.mark.parametrize(
    ("inside", "before", "head"),
    [
        ("<p>추천 콘텐츠</p><a href=/a>기사의 제목이다</a>", "", "추천 콘텐츠"),
        ("<a href=/a>기사의 제목이다</a>", "<h3>[추천 콘텐츠]</h3>", "추천 콘텐츠"),
        ("<a href=/a>기사의 제목이다</a>", "<p>본문의 마지막 문장이 이렇게 끝났다.</p>", None),
        ("<a href=/a>기사의 제목이다</a>", "<p><a href=/b>이전 기사</a></p>", None),
        ("<a href=/a>기사의 제목이다</a>", "<script>var x = 1</script>", None),
    ],
)
def test_the_head_of_a_box(inside, before, head):
    assert head_of(box(inside, before)) == head


def test_a_box_is_split_and_each_part_knows_its_head():
    offers = [
        Item("리플, 소송 끝났다", f"{OWN}?utm_source=x"),
        Item("만원 바로 지급", AWAY, marked=True, brand="소담페이"),
    ]
    ads, related = split(offers, Shelf("추천 콘텐츠", "after_body", "dable"), Context(URL))

    assert [(ad.kind, ad.text, ad.network, ad.label, ad.disclosed, ad.advertiser, ad.url) for ad in ads] == [
        ("widget_item", "만원 바로 지급", "dable", "추천 콘텐츠", True, "소담페이", AWAY)
    ]
    assert [(link.title, link.url, link.label, link.rule) for link in related] == [
        ("리플, 소송 끝났다", OWN, "추천 콘텐츠", "widget.own")
    ]


@pytest.mark.parametrize(
    ("head", "said"), [("추천 콘텐츠", False), ("Promoted Links", True), ("추천 콘텐츠 (AD)", True)]
)
def test_the_head_of_a_box_may_disclose_its_items(head, said):
    ads, _ = split([Item("만원 바로 지급", AWAY)], Shelf(head, "after_body", "taboola"), Context(URL))

    assert [ad.disclosed for ad in ads] == [said]


def test_a_box_that_the_outlet_sells_offers_no_further_reading():
    offers = [Item("리플, 소송 끝났다", OWN), Item("무릎 보호대 특가", "https://shop.example/news/881234")]
    ads, related = split(offers, Shelf(None, "sidebar"), Context(URL))

    assert [ad.text for ad in ads] == ["무릎 보호대 특가"]
    assert related == []


def test_the_lists_that_stand_under_every_article_are_no_related_links():
    assert split([Item("리플, 소송 끝났다", OWN)], Shelf("많이 본 뉴스", "sidebar", "dable"), Context(URL)) == ([], [])


@pytest.mark.parametrize(
    "inside",
    [
        "<a href='/news/2'>리플, 소송이 끝났다</a>" * 5_000,
        "<div><div><div>" + "<a href='/news/2'>리플, 소송이 끝났다</a>" * 5_000 + "</div></div></div>",
        "<div><div><a href='/news/2'>리플, 소송이 끝났다</a>" + "<i>가나</i>" * 20_000 + "</div></div>",
        "".join(f"<li><a href='/news/{number}'>리플, 소송이 끝났다</a></li>" for number in range(5_000)),
    ],
)
def test_no_box_takes_long(inside):
    stuffed = box(inside)
    start = process_time()
    items_in(stuffed, URL)
    head_of(stuffed)

    assert process_time() - start < 0.5
