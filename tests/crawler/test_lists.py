"""Lists inside the text: bought members are told from articles, and a network's box from the place it fills."""

from crawler.items import Block, Image, Link
from crawler.links import Context
from crawler.lists import split_lists

URL = "https://www.onbit.example/news/1"
SHOP = "https://link.coupang.com/a/x1"
LOAN = "https://www.loan.example/apply/881234"


def offer(title: str, href: str, rule: str = "label.related", beside: str = "", role: str = "related") -> Block:
    return Block("list_item", f"{title} {beside}".strip(), links=[Link(title, href)], role=role, rule=rule, boxes=(1,))


def split(*blocks: Block) -> list[tuple[str, str, str]]:
    return [(b.text or b.kind, b.role, b.rule) for b in split_lists(list(blocks), Context(URL))]


def test_every_member_of_a_related_list_is_decided_for_itself():
    assert split(
        offer("리플, 소송 끝났다", "https://www.onbit.example/news/2"),
        offer("로켓배송 지갑", SHOP),
        offer("대환대출 한도 조회", LOAN, beside="광고주: 물결론"),
        offer("온빛 연재 모아 보기", "https://www.onbit.example/series/12"),
    ) == [
        ("리플, 소송 끝났다", "related", "label.related"),
        ("로켓배송 지갑", "ad", "link.affiliate"),
        ("대환대출 한도 조회 광고주: 물결론", "ad", "widget.item"),
        ("온빛 연재 모아 보기", "boilerplate", "link.list_page"),
    ]


def test_a_line_of_several_links_falls_into_its_links():
    line = offer("리플, 소송 끝났다", "https://www.onbit.example/news/2")
    line.text += " 로켓배송 지갑"
    line.links.append(Link("로켓배송 지갑", SHOP))

    assert [(text, role) for text, role, _ in split(line)] == [
        ("리플, 소송 끝났다", "related"),
        ("로켓배송 지갑", "ad"),
    ]


def test_a_line_that_says_more_than_its_links_stays_whole():
    line = offer("리플, 소송 끝났다", "https://www.onbit.example/news/2", beside="그리고")
    line.links.append(Link("그리고", "https://www.onbit.example/news/3"))
    line.text += " 더 있다"

    assert [text for text, _, _ in split(line)] == [line.text]


def test_the_box_of_a_network_is_split_and_its_place_is_no_slot_any_more():
    thumbnail = Block("image", "", links=[Link("", LOAN)], images=[Image("a.jpg")], rule="slot.dable", role="ad")
    found = split(
        Block("paragraph", "이런 글은 어때요", rule="slot.dable", role="ad", boxes=(1,)),
        offer("리플, 소송 끝났다", "https://www.onbit.example/news/2", "slot.dable", role="ad"),
        thumbnail,
        offer("대환대출 한도 조회", LOAN, "slot.dable", role="ad"),
        Block("slot", "", rule="slot.dable", role="ad", boxes=(1,)),
        Block("slot", "", rule="slot.google", role="ad", boxes=(2,)),
    )

    assert found == [
        ("이런 글은 어때요", "label", "slot.dable"),
        ("리플, 소송 끝났다", "related", "widget.own"),
        ("image", "ad", "widget.item"),
        ("대환대출 한도 조회", "ad", "slot.dable"),
        ("slot", "ad", "slot.google"),
    ]


def test_an_empty_box_stays_a_slot():
    place = Block("slot", "", rule="slot.dable", role="ad", boxes=(3,))

    assert split(offer("리플, 소송 끝났다", "https://www.onbit.example/news/2", "slot.dable", role="ad"), place)[
        1:
    ] == [("slot", "ad", "slot.dable")]
