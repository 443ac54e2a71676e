"""List pages read without selectors: rows, dates and titles in the shapes that outlets print."""

import json
from contextlib import suppress
from time import process_time

import pytest

from crawler.discovery import DiscoveryError, NothingNamed
from crawler.listing import read_list
from crawler.urls import UrlKeys

KEYS = UrlKeys(
    [
        ("onbit", ("onbit.example",), r"/news/(?P<key>\d+)"),
        ("dated", ("dated.example",), r"/(?P<key>(?P<day>\d{8})\d+)"),
    ]
)
URL, NOW = "https://www.onbit.example/list?page=1", "2026-11-20T03:00:00+00:00"


def read(body: str, slug="onbit", url=URL):
    return read_list(body.encode(), url, slug, KEYS, NOW)


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ('<time class="day" datetime="2026.11.17 21:10">어제</time>', "2026-11-17T12:10:00+00:00"),
        ("<em>산업</em><em>여누리 기자</em><em>2026.11.17 21:10</em>", "2026-11-17T12:10:00+00:00"),
        ("<span>2026.11.17 PM 09:10</span>", "2026-11-17T12:10:00+00:00"),
        ("<p>2시간 전</p>", "2026-11-20T01:00:00+00:00"),
        ("<i>11-17 21:10</i>", "2026-11-17T12:10:00+00:00"),
        ("<i>09:12</i>", "2026-11-20T00:12:00+00:00"),
        ("<p>기사 요약 2026년까지 온빛거래소는 거래지원 심사를 세 단계로 나누어 진행한다고 20일 밝혔다.</p>", None),
    ],
)
def test_the_date_of_a_row_is_what_is_printed_in_it(row, at):
    other = '<li><a href="/news/8">여덟째</a><em>2020.01.01 00:00</em></li>'
    found = read(f'<ul><li><a href="/news/7"><h4>일곱째</h4></a>{row}</li>{other}</ul>')

    assert [(one.url, one.dated_at) for one in found] == [
        ("https://www.onbit.example/news/7", at),
        ("https://www.onbit.example/news/8", "2019-12-31T15:00:00+00:00"),
    ]


def test_an_article_is_one_row_however_often_it_is_linked():
    row = '<a href="/news/7"><img src="a.jpg"></a><div><a href="/news/7?ref=list"><b>일곱째 기사</b></a><em>2026.11.17</em></div>'
    [one] = read(f"<ul><li>{row}</li></ul>")
    assert (one.title, one.dated_at) == ("일곱째 기사", "2026-11-16T15:00:00+00:00")


@pytest.mark.parametrize(
    "row",
    [
        '<a href="/news/7"><img src="a.jpg"></a><a href="/news/7"><span>일곱째 기사</span></a><a href="/news/7">요약</a>',
        '<a href="/news/7"><strong></strong><img src="a.jpg"></a><a href="/news/7">일곱째 기사</a>',
        '<strong>산업</strong><a href="https://shop.example/"><h2>일곱째 기사</h2></a><a href="/news/7">요약</a>',
        '<span class="subtitle">산업</span><a href="/news/7"><strong>일곱째 기사</strong></a>',
    ],
    ids=["a link with text", "an empty head", "a heading before the rest", "strong before a class"],
)
def test_the_title_of_a_row_is_its_surest_head_that_says_something(row):
    [one] = read(f"<ul><li>{row}</li></ul>")
    assert one.title == "일곱째 기사"


def test_links_to_other_outlets_and_to_other_pages_are_passed_over():
    hrefs = ("https://dated.example/2026111700001", "/about", "javascript:x()", "/news/7")
    body = "".join(f'<a href="{href}">a</a>' for href in hrefs)
    assert [one.url for one in read(body)] == ["https://www.onbit.example/news/7"]


def test_the_day_may_stand_in_the_address_alone():
    [one] = read('<a href="/2026111700001">d</a>', "dated", "https://dated.example/")
    assert one.dated_at == "2026-11-16T15:00:00+00:00"


def test_a_list_that_a_script_loads_may_come_as_json():
    html = '<li><a href="/news/7"><strong>일곱째</strong><span class="date">2026-11-17 21:10</span></a></li>'
    for value in ({"html": html, "more": True}, [{"row": html}]):
        [one] = read(json.dumps(value))
        assert (one.title, one.dated_at) == ("일곱째", "2026-11-17T12:10:00+00:00")


@pytest.mark.parametrize("body", ["", "<html><body>login</body></html>", "[]", "{", '<a href="/about">a</a>'])
def test_a_page_that_names_no_article_is_said_to(body):
    with pytest.raises(NothingNamed, match="names no article"):
        read(body)


def test_hostile_lists_are_refused():
    with pytest.raises(DiscoveryError):
        read("<div>" * 100_000 + '<a href="/news/7">x</a>')


@pytest.mark.parametrize(
    "body",
    [
        '<div><a href="/news/1">' + "x</a><i>n번 조회 12</i><a href='/news/1'>" * 2_000 + "</a></div>",
        '<div><a href="/news/1">x</a>' + '<time datetime="1x">' * 5_000 + "</div>",
        "<div>" * 400 + "".join(f'<a href="/news/{n}">n</a>' for n in range(1_400)),
    ],
)
def test_a_list_made_to_take_long_does_not(body):
    started = process_time()
    with suppress(DiscoveryError):
        read(body)
    assert process_time() - started < 3
