"""What a page says about itself: JSON-LD before OpenGraph before selectors, and never the outlet for the article."""

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.families import GENERIC, Selectors
from crawler.metadata import metadata
from crawler.page import Page

URL = "https://www.onbit.example/news/1"
TITLE = "온빛거래소, 새 규정 내놨다"
OWN = Selectors(title=(".head",), published=(".date",), authors=(".who",), section=(".where",), lead_image=(".lead img",))
SELECTORS = OWN.then(GENERIC.selectors)


def read(head: str = "", body: str = "", names=("한빛신문",), now: str = ""):
    page = Page(URL, f"<html><head>{head}</head><body>{body}</body></html>")
    return metadata(page, SELECTORS, site_names=names, now=datetime.fromisoformat(now) if now else None)


def ld(**values) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | values, ensure_ascii=False)}</script>'


def meta(**values) -> str:
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{value}">' for name, value in values.items())


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (ld(headline=TITLE) + meta(og_title="다른 제목"), "<h1 class=head>또 다른 제목</h1>"),
        (meta(og_title=TITLE), "<h1 class=head>다른 제목이다 아주 다른</h1>"),
        ("", f"<h1 class=head>{TITLE}</h1>"),
        (f"<title>{TITLE} - 한빛신문</title>", ""),
        (f"<title>{TITLE} | 한빛신문</title>", ""),
        (f"<title>{TITLE} &lt; 경제 &lt; 한빛신문</title>", f"<h1>{TITLE}</h1>"),
        (meta(og_title=f"{TITLE} : 한빛신문"), ""),
        (meta(og_title="한빛신문") + f"<title>{TITLE}</title>", ""),
        (meta(og_title="[한빛신문]") + f"<title>{TITLE}</title>", ""),
        (meta(og_title=f"[한빛신문] {TITLE}"), ""),
        (meta(og_title=f"【한빛 신문】{TITLE}"), f"<h1 class=head>{TITLE}</h1>"),
        (meta(og_title=f"[한빛신문] {TITLE}"), f"<h1 class=head>[한빛신문] {TITLE}</h1>"),
    ],
)
def test_the_first_title_that_is_one(head, body):
    assert read(head, body).title == TITLE


@pytest.mark.parametrize("head", ["[한빛신문 사설]", "[현장]", "[별빛신문]", "한빛신문"])
def test_a_title_keeps_what_says_more_than_the_outlet(head):
    assert read(meta(og_title=f"{head} {TITLE}")).title == f"{head} {TITLE}"


def test_a_title_cut_at_a_length_is_read_from_the_page():
    assert read(meta(og_title=f"{TITLE[:8]}..."), f"<h1 class=head>{TITLE}</h1>").title == TITLE


def test_titles_lose_their_double_escapes():
    assert read(meta(og_title="&amp;#39;온빛&amp;#39; 거래소 새 규정")).title == "'온빛' 거래소 새 규정"
    assert read(meta(og_title="새 규정 ‘온빛amp;#39; 거래소")).title == "새 규정 ‘온빛' 거래소"


@pytest.mark.parametrize(
    ("head", "body", "published", "source"),
    [
        (ld(datePublished="2026-11-20T10:30:00+09:00"), "", "2026-11-20T10:30+09:00", "jsonld"),
        (meta(article_published_time="2026-11-20T01:30:00Z"), "", "2026-11-20T10:30+09:00", "meta"),
        (meta(article_published_time="2026-11-20 10:30"), "", "2026-11-20T10:30+09:00", "meta"),
        ("", "<p class=date>입력 2026.11.20 10:30 수정 2026.11.20 11:00</p>", "2026-11-20T10:30+09:00", "selector"),
        ("", "<p class=date>2026-11-20 오후 12:10</p>", "2026-11-20T12:10+09:00", "selector"),
        ("", "<time datetime='2026-11-20T01:30:00Z'>어제</time>", "2026-11-20T10:30+09:00", "selector"),
        ("", "<div>기사입력 : <b>2026.11.20 10:30</b></div>", "2026-11-20T10:30+09:00", "selector"),
        (
            ld(datePublished="2026-02-31") + meta(article_published_time="2026-11-20 10:30"),
            "",
            "2026-11-20T10:30+09:00",
            "meta",
        ),
    ],
)
def test_the_first_date_that_exists(head, body, published, source):
    facts = read(head, body)

    assert facts.published == datetime.fromisoformat(published)
    assert facts.published_source == source
    assert facts.published_raw


def test_a_page_without_a_date_has_none():
    facts = read("", "<p class=date>홍길동 기자</p>", now="2026-11-20T12:00:00+09:00")

    assert (facts.published, facts.published_raw, facts.modified) == (None, None, None)


def test_the_date_of_the_last_change():
    assert read(ld(dateModified="2026-11-20T11:00:00+09:00")).modified == datetime.fromisoformat(
        "2026-11-20T11:00+09:00"
    )
    printed = read("", "<p class=date>입력 2026.11.20 10:30</p><p class=date>수정 2026.11.20 11:00</p>")
    assert printed.modified == datetime.fromisoformat("2026-11-20T11:00+09:00")


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        (ld(author={"name": "홍길동"}), "", [("홍길동", None)]),
        (ld(author=[{"name": "홍길동 기자"}, {"name": "김철수"}]), "", [("홍길동", None), ("김철수", None)]),
        (
            ld(author="홍길동"),
            "<p class=who>홍길동 기자 gildong@news.example</p>",
            [("홍길동", "gildong@news.example")],
        ),
        (ld(author={"name": "한빛신문"}), "<p class=who>홍길동 기자</p>", [("홍길동", None)]),
        (meta(article_author="홍길동"), "", [("홍길동", None)]),
        (
            meta(article_author="https://www.facebook.example/onbit.news"),
            "<p class=who>홍길동 기자</p>",
            [("홍길동", None)],
        ),
        (
            "",
            "<p class=who>홍길동 기자<a href='mailto:gildong@news.example'>메일</a></p>",
            [("홍길동", "gildong@news.example")],
        ),
        ("", "<p class=who>한빛신문</p>", []),
        ("", "<p class=who>홍길동</p>", [("홍길동", None)]),
        ("", "<p>by <b class=who>홍길동</b></p>", [("홍길동", None)]),
        ("", "<p><b class=who>홍길동</b><b class=who>김영희</b></p>", [("홍길동", None), ("김영희", None)]),
        ("", "<p><b class=who>홍길동</b></p><p><b class=who>김영희</b></p>", [("홍길동", None)]),
        ("", "<p class=who>외부기고</p>", []),
        ("", "<ul><li class=who>글자크기</li></ul>", []),
        ("", "<p class=author>홍길동</p>", []),  # a name of the generic selectors, which hold anything
        (ld(author="한빛신문, 홍길동"), "", [("홍길동", None)]),
        (meta(og_article="") + '<meta name="author" content="홍길동 변호사">', "", [("홍길동", None)]),
    ],
)
def test_authors_are_people(head, body, authors):
    assert [(author.name, author.email) for author in read(head, body).authors] == authors


def test_section_and_tags():
    facts = read(
        meta(article_section="경제", article_tag="코인, #리플") + '<meta property="article:tag" content="환율">'
    )

    assert (facts.section, facts.tags) == ("경제", ["코인", "리플", "환율"])
    assert read(meta(article_section="economy"), "<b class=where>경제</b>").section == "경제"
    assert read("", "<div><a rel=tag>#코인</a><a rel=tag>리플</a></div>").tags == ["코인", "리플"]


def test_a_section_is_the_first_of_those_that_are_joined():
    assert read(ld(articleSection="마케팅, 재방문, 단골")).section == "마케팅"
    assert read(ld(articleSection=["마케팅", "단골"])).section == "마케팅"
    assert read(ld(articleSection="게임/문화·생활")).section == "게임/문화·생활"


def test_a_link_to_the_section_is_no_tag():
    section = "<a rel=tag href=/category/device/>기기</a><a rel=tag href=/archives/category/ai>AI</a>"

    assert read("", section).tags == []
    assert read("", section + "<a rel=tag href=/tag/category-theory>범주론</a>").tags == ["범주론"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<div class=lead><img src=/a.jpg></div>", True),
        ("<div class=lead><a href=/a.jpg><img src=/a.jpg></a></div>", True),
        (f"<div class=lead><a href={URL}><img src=/a.jpg></a></div>", True),
        ("<div class=post-footer-boxed><div class='lead has-sidebar'><img src=/a.jpg></div></div>", True),
        ("<a class=lead href=/news/2><img src=/b.jpg></a><div class=lead><img src=/a.jpg></div>", True),
        ("<a class=lead href=/news/2><img src=/a.jpg></a>", False),
        ("<aside><div class=lead><img src=/a.jpg></div></aside>", False),
        ("<div class=entry-related><div class=lead><img src=/a.jpg></div></div>", False),
    ],
)
def test_the_lead_picture_is_of_this_article(body, found):
    assert read("", body).lead_image == ("https://www.onbit.example/a.jpg" if found else None)


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        "null",
        "1",
        '{"@type": 3}',
        '{"@type": ["NewsArticle", null], "headline": 3, "author": [null, 3, {"name": null}], "publisher": []}',
        '{"@type": "NewsArticle", "datePublished": 5, "articleSection": [], "keywords": [1, null]}',
        '{"@type": "NewsArticle", "articleSection": [3], "keywords": 5, "articleBody": {}}',
        '{"@graph": [[[[[[{}]]]]]]}',
        "[" * 50_000,
    ],
    ids=range(10),
)
def test_broken_json_ld_is_passed_over(broken):
    head = f'<script type="application/ld+json">{broken}</script>{meta(og_title=TITLE)}'

    assert read(head).title == TITLE


def test_an_article_inside_a_graph():
    graph = {
        "@graph": [{"@type": "WebSite", "name": "한빛신문"}, {"@type": ["Thing", "NewsArticle"], "headline": TITLE}]
    }
    facts = read(f'<script type="application/ld+json">{json.dumps(graph)}</script>')

    assert facts.title == TITLE


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "홍길동", "2026-11-20", "NewsArticle", TITLE]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "email", "@type", "headline", "@graph"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = (
    "headline",
    "name",
    "author",
    "publisher",
    "datePublished",
    "dateModified",
    "articleSection",
    "keywords",
    "articleBody",
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_json_ld_may_hold_anything(values):
    facts = read(ld(**values) + meta(og_title=TITLE))

    assert facts.title is None or isinstance(facts.title, str)
    assert facts.article_body is None or isinstance(facts.article_body, str)
