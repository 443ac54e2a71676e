"""Articles that a page holds only as data for its scripts."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.outlets import url_keys
from crawler.page import Page, PageRefused
from crawler.payload import find_payload
from crawler.reading import normalize, read, separate

URL = "https://www.onbit.example/news/1"
TITLE = "온빛거래소, 새 규정"
TEXT = "온빛거래소가 20일 새 규정을 내놨다. 고객은 다음 달부터 새 규정을 따라야 한다. " * 14
OTHER = "다른 기사의 글이다. 금융 당국은 이 글을 읽지 않았다고 회사는 덧붙여 설명했다. " * 18


def page(script: str, kind: str = "text/javascript") -> Page:
    return Page(URL, f"<html><body><div id=app></div><script type='{kind}'>{script}</script></body></html>")


def dumped(value) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    "script",
    [
        "window.__DATA__ = %s;",
        "%s",
        "window.app.start({debug: true}, %s);",
        "var broken = {a: 1}; window.data=%s",
        "window.__DATA__ = {a: {b: [1, 2, {]}; x = %s;",
    ],
)
def test_an_article_in_an_assigned_object(script):
    value = {"props": {"news": [{"title": TITLE, "content": f"<p>{TEXT}</p>", "writerName": "홍길동"}]}}
    found = find_payload(page(script % dumped(value)), TITLE, alone=True)

    assert found is not None
    assert found.html == f"<p>{TEXT}</p>"
    assert found.text("headline", "title") == TITLE
    assert found.text("writername") == "홍길동"


def test_the_article_of_the_page_and_never_another():
    value = [{"title": "다른 기사의 긴 제목", "content": OTHER * 2}, {"title": TITLE, "content": TEXT}]
    data = page(f"x = {dumped(value)}")

    assert TEXT[:20] in find_payload(data, TITLE, alone=False).html
    assert find_payload(data, "또 다른 제목", alone=True) is None
    assert find_payload(data, None, alone=True) is None


def test_an_article_without_headline_counts_only_where_the_page_prints_nothing():
    data = page(f"x = {dumped([{'content': TEXT}, {'content': OTHER}])}")

    assert OTHER[:20] in find_payload(data, TITLE, alone=True).html
    assert find_payload(data, TITLE, alone=False) is None


def test_plain_text_becomes_paragraphs():
    value = {"title": TITLE, "body": f"{TEXT}\n\n1 < 2 & 3 <\n".replace("<", "&lt;")}

    assert find_payload(page(f"x = {dumped(value)}"), TITLE, alone=True).html.startswith(
        f"<p>{TEXT}</p><p>1 &amp;lt; 2"
    )


def test_content_elements_in_order():
    elements = [
        {"type": "text", "content": TEXT},
        {"type": "header", "content": "속사정"},
        {"type": "image", "url": 'https://img.example/a.jpg?a=1&b="2"', "caption": "본사 <1>"},
        {"type": "list", "items": [{"content": "하나"}, {"content": "둘"}, "셋"]},
        {"type": "text", "content": None},
        "이것은 아님",
    ]
    content = {"content_elements": elements, "headlines": {"basic": TITLE}}
    found = find_payload(page(f"Fusion.globalContent={dumped(content)};"), TITLE, alone=True)

    assert found.text("headlines") == TITLE
    assert found.html == (
        f"<p>{TEXT}</p><h3>속사정</h3>"
        '<figure><img src="https://img.example/a.jpg?a=1&amp;b=&quot;2&quot;"><figcaption>본사 &lt;1&gt;</figcaption></figure>'
        "<ul><li>하나</li><li>둘</li></ul>"
    )


def test_an_object_kept_as_a_string_inside_another():
    inner = dumped({"title": TITLE, "content": f"<p>{TEXT}</p>"})

    assert find_payload(page(f"x = {dumped({'state': inner})}"), TITLE, alone=True).html == f"<p>{TEXT}</p>"


def test_rows_of_a_flight_stream():
    row = f"5:{dumped(['$', 'div', None, {'title': TITLE, 'content': f'<p>{TEXT}</p>'}])}\n"
    half = len(row) // 2
    pushes = "".join(f"self.__next_f.push([1,{dumped(part)}])" for part in (row[:half], row[half:]))

    assert find_payload(page(pushes), TITLE, alone=True).html == f"<p>{TEXT}</p>"


def test_ad_markers_become_slots():
    value = {"title": TITLE, "content": f"<p>{TEXT}</p>$$ARTICLEAD$$<p>끝</p>"}

    assert (
        '<ins class="payload-ad" data-marker="ARTICLEAD"></ins>'
        in find_payload(page(f"x = {dumped(value)}"), TITLE, alone=True).html
    )


@pytest.mark.parametrize(
    "script",
    [
        "",
        "var x = 1;" * 100,
        "x = {" * 300,
        f"x = {json.dumps({'title': 'a', 'content': 'no Hangul at all in this text. ' * 30})}",
        f"x = {json.dumps({'title': '가', 'content': '짧다'})}" + " " * 500,
        f"x = {json.dumps({'content': '[' + TEXT})}",
        'self.__next_f.push([1,"\\q' + "a" * 600 + '"])',
        'self.__next_f.push([1,"5:{broken' + "a" * 600 + '"])',
        "x = " + "[" * 100_000,
        "x = " + json.dumps({"a": "[" * 100_000}),
    ],
)  # fmt: skip
def test_what_holds_no_article(script):
    assert find_payload(page(script), TITLE, alone=True) is None


def test_scripts_with_an_address_are_not_read():
    script = f"<script src=/a.js>x = {dumped({'title': TITLE, 'content': TEXT})}</script>"

    assert find_payload(Page(URL, script), TITLE, alone=True) is None


NAMES = st.sampled_from(
    ["title", "headlines", "basic", "name", "content_elements", "type", "content", "items", "url", "authors", "credits", "by",
     "published_at", "section", "subtitle", "byline"]
)  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.integers()
    | st.sampled_from(["", TITLE, "text", "list", "image", "2026-11-20", "https://[", f"<p>{TEXT}</p>"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.dictionaries(NAMES, VALUES))
def test_script_data_may_hold_anything(values):
    value = {"content_elements": [{"type": "text", "content": TEXT}]} | values
    whole = page(f"x = {dumped(value | {'body': f'<p>{TEXT}</p>'})}{' ' * 500}")
    try:
        article = read(whole, None, url_keys())
        normalize(article)
        separate(article, url_keys())
    except PageRefused:
        return
    assert isinstance(article.body, str)
