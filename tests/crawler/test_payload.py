"""Articles that a page holds only as data for its scripts."""

import contextlib
import json
from time import process_time

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


def told(script: str, kind: str = "text/javascript", head: str = ""):
    """The article that is read from a page of nothing but this script."""
    body = f"<div id=app></div><script {kind}>{script}</script>"
    whole = Page(URL, f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>")
    article = read(whole, None, url_keys())
    normalize(article)
    separate(article, url_keys())
    return article


NUXT_2 = (
    "window.__NUXT__=(function(a,b,c){c.title=b;c.leadText='이용자는 다음 달부터 따른다';return {layout:\"default\",error:a,"
    "state:{post:{current:{id:'1',title:b,leadText:c.leadText,fullText:\"\\u003Cp\\u003E%s\\u003C\\u002Fp\\u003E\","
    "category:{slug:'rules',title:b},tags:[{title:'거래소'},{title:'규정'}],"
    "relatedPosts:[{title:'거래소 다섯 곳의 새 규정 비교',url:'\\u002Fnews\\u002F7'},c]}}}}}(null,\"%s\",{}));"
)
NUXT_3 = [
    ["ShallowReactive", 1], {"data": 2, "state": 3}, {"article-1": 4}, {},
    {"headline": 5, "summary": 6, "contentHtml": 7, "publishedAt": 8,
     "reporter": 9, "category": 12, "tags": 14, "relatedNews": 17},
    TITLE, "요약", f"<p>{TEXT}</p>", ["Date", "2026-11-20T01:30:00Z"],
    {"name": 10, "email": 11}, "홍길동", "gildong@onbit.example", {"name": 13}, "산업",
    [15, 16], "거래소", "규정", [18], {"title": 19, "url": 20}, "거래소 다섯 곳의 새 규정 비교", "/news/7",
]  # fmt: skip


def test_a_page_of_nuxt_2():
    article = told(NUXT_2 % (TEXT, TITLE))

    assert (article.body, article.title, article.tags) == (TEXT.strip(), TITLE, ["거래소", "규정"])
    assert [(link.title, link.url) for link in article.related] == [
        ("거래소 다섯 곳의 새 규정 비교", "https://www.onbit.example/news/7")
    ]


def test_a_page_of_nuxt_3():
    article = told(dumped(NUXT_3), 'type="application/json" id="__NUXT_DATA__" data-ssr="true"')

    assert (article.body, article.section, article.tags) == (TEXT.strip(), "산업", ["거래소", "규정"])
    assert [(author.name, author.email) for author in article.authors] == [("홍길동", "gildong@onbit.example")]
    assert (article.published_at, article.published_source) == ("2026-11-20T01:30:00+00:00", "payload")
    assert [link.url for link in article.related] == ["https://www.onbit.example/news/7"]


ORIGINAL = {"byline": "홍길동 기자", "email": "gildong@onbit.example"}
PERSON = {"name": "홍길동 기자", "additional_properties": {"original": ORIGINAL}}
ARC = {
    "headlines": {"basic": TITLE},
    "content_elements": [
        {"type": "text", "content": TEXT},
        {"type": "raw_html", "content": "<div class=mid><div id=div-gpt-ad-1></div>"},
        {"type": "raw_html", "content": "<!-- <p>끝나지 않는 말</p>"},
        {"type": "raw_html", "content": "<script>googletag.display('div-gpt-ad-1')"},
        {"type": "text", "content": OTHER},
    ],
    "credits": {"by": [PERSON, {"name": "김영희 기자"}]},
    "taxonomy": {"primary_section": {"name": "ICT"}, "tags": [{"text": "규정"}, {"text": "규정"}, {"text": 7}]},
}


def test_a_story_of_arc_tells_its_section_tags_and_the_reporters_addresses():
    article = told(f"Fusion.globalContent={dumped(ARC)};Fusion.load=function(){{googletag.display('div-gpt-ad-1')}};")

    assert article.body == f"{TEXT.strip()}\n\n{OTHER.strip()}"  # what raw HTML leaves open swallows nothing
    assert (article.section, article.tags) == ("ICT", ["규정"])
    assert [(author.name, author.email) for author in article.authors] == [("홍길동", "gildong@onbit.example"), ("김영희", None)]
    assert [(ad.network, ad.placement) for ad in article.ads] == [("google", "in_body")]


def test_an_address_in_the_data_completes_who_the_page_names():
    article = told(f"Fusion.globalContent={dumped(ARC)};", head='<meta name="author" content="홍길동">')

    assert [(author.name, author.email) for author in article.authors] == [("홍길동", "gildong@onbit.example")]


PLACES = 3_000
SHARED = {  # what a small page of Nuxt's can say endlessly often: the places of its members are theirs to choose
    "one text in many objects": ["본문 " * 30_000, *({"content": 1, "title": 1} for _ in range(PLACES))],
    "one list in many objects": [[2] * PLACES, *({"content_elements": 1} for _ in range(PLACES))],
    "one list in many lists": [*([n + 2] * 10 for n in range(PLACES)), "홍길동", {"content": PLACES + 3, "reporter": 1}, TEXT],
    "one item in a list": [{"type": 2, "items": 3}, "list", [4] * PLACES, {"content": 5}, "본문 " * 30_000,
                           *({"content_elements": PLACES + 6} for _ in range(PLACES)), [1] * PLACES],
    "nothing in a list": [{"type": 2, "items": 3}, "list", [2] * PLACES,
                          *({"content_elements": PLACES + 4} for _ in range(PLACES)), [1] * PLACES],
    "lists of themselves": [{"content_elements": 2, "authors": 2}, [1, 2, 2], *({"reporter": 2} for _ in range(PLACES))],
}  # fmt: skip


@pytest.mark.parametrize("parts", SHARED.values(), ids=SHARED)
def test_no_sharing_of_parts_takes_long(parts):
    flat = [list(range(1, len(parts) + 1)), *parts]
    begin = process_time()
    with contextlib.suppress(PageRefused):
        told(dumped(flat), 'type="application/json" id="__NUXT_DATA__"')

    assert process_time() - begin < 3


@pytest.mark.parametrize(
    ("values", "section"),
    [
        ({"category": {"name": "산업"}}, "산업"),
        ({"category": "P01"}, None),
        ({"categoryName": "산업"}, "산업"),
        ({"section": "경제", "category": {"name": "산업"}}, "경제"),
        ({"taxonomy": {"primary_section": None}}, None),
    ],
)
def test_a_section_is_told_by_its_name(values, section):
    assert told(f"x = {dumped({'title': TITLE, 'content': f'<p>{TEXT}</p>'} | values)}").section == section


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
        "window.__NUXT__=" + "{a:" * 100_000,
        "window.__NUXT__=(function(a){a.a=a;a.b=[a,a];return a}({}));" + " " * 500,
    ],
)  # fmt: skip
def test_what_holds_no_article(script):
    assert find_payload(page(script), TITLE, alone=True) is None


def test_scripts_with_an_address_are_not_read():
    script = f"<script src=/a.js>x = {dumped({'title': TITLE, 'content': TEXT})}</script>"

    assert find_payload(Page(URL, script), TITLE, alone=True) is None


NAMES = st.sampled_from(
    ["title", "headlines", "basic", "name", "content_elements", "type", "content", "items", "url", "authors", "credits", "by",
     "published_at", "section", "subtitle", "byline", "email", "taxonomy", "tags", "primary_section", "category", "original"]
)  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.integers()
    | st.sampled_from(["", TITLE, "text", "list", "image", "2026-11-20", "https://[", f"<p>{TEXT}</p>"])
    | st.sampled_from(["a@b.example", "raw_html"]),
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
