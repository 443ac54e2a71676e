"""What pages do that no saved page shows: text in scripts, words that look like labels, disclosures far from their link."""

import contextlib
import json
from time import process_time

import pytest

from crawler.outlets import outlets
from crawler.page import PageRefused, open_page
from crawler.reading import is_misdated, normalize, read, separate, validate
from crawler.urls import UrlKeys

PROSE = [
    "온빛거래소가 20일 새 수수료 체계를 내놨다. 회사는 다음 달부터 전 종목에 같은 요율을 적용한다고 밝혔다.",
    "업계는 이번 조치가 다른 거래소로 번질지 지켜보고 있다. 한 관계자는 “중소 거래소가 먼저 움직일 것”이라고 말했다.",
    "금융당국은 수수료 인하가 이용자 보호로 이어지는지 살피겠다는 입장이다. 점검 결과는 내년 상반기에 나온다.",
    "회사 측은 예치금 이용료율도 함께 조정한다고 설명했다. 조정 폭은 시장 금리에 따라 분기마다 달라진다.",
]


def page(body: str, title: str = "온빛거래소 수수료 개편", head: str = "") -> str:
    head = f'<title>{title}</title><meta property="og:title" content="{title}">{head}'
    return f"<html><head>{head}</head><body>{body}</body></html>"


def text_of(*lines: str) -> str:
    return '<div itemprop="articleBody">' + "".join(f"<p>{line}</p>" for line in lines) + "</div>"


def article(html: str, url: str = "https://www.onbit-news.example/news/1"):
    keys = UrlKeys([])
    found = read(open_page(url, html.encode(), fetched_at="2026-11-20T03:00:00+00:00"), None, keys)
    normalize(found)
    separate(found, keys)
    validate(found)
    return found


def test_paragraphs_of_inline_markup_are_found_by_density():
    found = article(
        page("<div><section>" + "".join(f"<p><span>{line}</span></p>" for line in PROSE) + "</section></div>")
    )
    assert found.body == "\n\n".join(PROSE) and found.extractor == "density"


@pytest.mark.parametrize("wrap", ['window.state={"title":%s,"contentHtml":%s}', '[{"headline":%s,"body":%s}]'])
def test_an_article_in_script_data_is_read_when_its_headline_is_the_pages(wrap):
    data = wrap % (json.dumps("온빛거래소 수수료 개편"), json.dumps("".join(f"<p>{line}</p>" for line in PROSE)))
    assert article(page(f"<div id=app></div><script>{data}</script>")).body == "\n\n".join(PROSE)


def test_another_articles_script_data_never_stands_in_for_a_short_text():
    other = {
        "title": "다른 기사",
        "contentHtml": "".join(f"<p>{line}</p>" for line in PROSE),
        "publishedAt": "2019-12-31T00:00:00Z",
    }
    html = page(
        text_of("온빛거래소 수수료 0.05%로 인하.") + f"<script>var x={json.dumps(other)}</script>",
        "[속보] 온빛거래소 수수료 인하",
    )
    found = article(html)
    assert found.body == "온빛거래소 수수료 0.05%로 인하." and found.published_at is None


def test_nesting_in_script_data_is_refused_like_nesting_in_the_page():
    deep = {"title": "온빛거래소 수수료 개편", "body": "<div>" * 120_000 + "".join(PROSE) * 3}
    data = json.dumps(deep).replace("<", "\\u003c")
    start = process_time()
    with pytest.raises(PageRefused, match="too_"):
        article(page(f"<div id=app></div><script>var x={data}</script>"))
    assert process_time() - start < 2


@pytest.mark.parametrize(
    "line",
    [
        '<a href="https://www.fsc.go.kr/no010101/1">금융위원회 보도자료 전문 다운로드</a>',
        '<a href="https://www.seoul.go.kr/apply">서울시 공식 홈페이지 신청하기</a>',
        '<a href="https://docs.onbit.example/paper.pdf">백서 다운로드</a>',
    ],
)
def test_a_pointer_to_a_source_is_no_advertisement(line):
    assert article(page(text_of(PROSE[0], line, *PROSE[1:]))).ads == []


def test_one_disclosure_speaks_for_every_paid_link_of_the_text():
    link = '<a href="https://link.coupang.com/a/xyz">온빛 하드웨어 지갑 최저가 보기</a>'
    say = "이 포스팅은 쿠팡 파트너스 활동의 일환으로, 이에 따른 일정액의 수수료를 제공받습니다."
    (ad,) = article(page(text_of(PROSE[0], link, *PROSE[1:], say))).ads
    assert (ad.kind, ad.network, ad.disclosed) == ("affiliate_link", "coupang", True)


@pytest.mark.parametrize("said", [True, False])
def test_a_banner_is_disclosed_when_its_box_says_so(said):
    label = "<span>광고</span>" if said else ""
    box = f'<div class="cmsBanner">{label}<a href="https://ads.onbit.example/1"><img src="/b.png"></a></div>'
    (ad,) = article(page(text_of(*PROSE) + box)).ads
    assert (ad.kind, ad.disclosed, ad.label) == ("banner", said, "광고" if said else None)


def test_a_bare_label_does_not_take_the_next_sentence_with_it():
    found = article(page(text_of(PROSE[0], "광고", "시장은 조용했다", *PROSE[1:])))
    assert "시장은 조용했다" in found.body and "광고" not in found.body.split("\n\n") and found.ads == []


def test_a_comment_widget_does_not_make_a_short_page_deleted():
    html = page(
        text_of("온빛거래소 수수료 0.05%로 인하.") + "<div>댓글 삭제 <button>댓글 쓰기</button></div>",
        "[속보] 온빛거래소 수수료 인하",
    )
    assert article(html).kind == "flash"


@pytest.mark.parametrize(
    "last",
    [
        "음악 저작권자들은 다음 달 소송을 낼 계획이라고 밝혔다.",
        "경찰은 영상을 무단 배포한 혐의로 A씨를 입건했다.",
        "이용자는 카카오톡 채널에서 상담을 받을 수 있습니다.",
        "이 기사는 로봇이 작성했다는 의혹을 샀다.",
        "이 글은 광고라는 표시가 없었고 대가를 받은 사실이 드러났다.",
    ],
)
def test_a_sentence_of_the_reporter_at_the_tail_stays(last):
    assert article(page(text_of(*PROSE, last))).body.endswith(last)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("(서울=온빛뉴스) 이세원 박의래 기자 = ", ["이세원", "박의래"]),
        ("[부산=온빛뉴스] 홍길동 기자 = ", ["홍길동"]),
        ("〔서울=온빛뉴스〕 김영희·이철수 기자 = ", ["김영희", "이철수"]),
    ],
)
def test_a_dateline_is_cut_and_names_its_reporters(line, names):
    found = article(page(text_of(line + PROSE[0], *PROSE[1:])))
    assert found.body.startswith(PROSE[0]) and [author.name for author in found.authors] == names


PICTURE = "<img src=/a.jpg>"


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("▲ 온빛거래소 본사 전경.", "온빛거래소 본사 전경.", None),
        ("▲ 온빛거래소 본사 (사진=온빛거래소 제공)", "온빛거래소 본사", "온빛거래소 제공"),
        ("[사진=온빛거래소]", None, "온빛거래소"),
        ("(사진=온빛거래소 제공)", None, "온빛거래소 제공"),
        ("사진=홍길동 기자", None, "홍길동 기자"),
        ("사진 제공=온빛거래소", None, "온빛거래소"),
        ("/사진=온빛거래소", None, "온빛거래소"),
        ("출처: 온빛거래소", None, "온빛거래소"),
        ("자료=온빛연구소", None, "온빛연구소"),
        ("[그래픽=홍길동 기자]", None, "홍길동 기자"),
        ("/온빛거래소 제공", None, "온빛거래소 제공"),
        ("게티이미지뱅크", None, "게티이미지뱅크"),
        ("Photo by Jane Doe", None, "Photo by Jane Doe"),
        ("온빛거래소 본사 전경 / 사진=온빛거래소", "온빛거래소 본사 전경", "온빛거래소"),
        ("온빛거래소 본사 전경. 사진=홍길동 기자", "온빛거래소 본사 전경.", "홍길동 기자"),
        ("온빛거래소 본사 전경 ⓒ온빛뉴스", "온빛거래소 본사 전경", "온빛뉴스"),
        ("온빛거래소 본사 전경. 연합뉴스", "온빛거래소 본사 전경.", "연합뉴스"),
        ("[온빛거래소 본사. 사진=온빛거래소 제공]", "온빛거래소 본사.", "온빛거래소 제공"),
        ("홍길동 온빛거래소 대표. 온빛거래소 제공", "홍길동 온빛거래소 대표.", "온빛거래소 제공"),
    ],
)
@pytest.mark.parametrize("place", ["in the text", "at its head", "behind a line break"])
def test_a_caption_in_a_plain_paragraph_goes_to_its_picture(line, caption, credit, place):
    own = [f"<p>{PICTURE}<br>{line}</p>"] if place == "behind a line break" else [f"<p>{PICTURE}</p>", f"<p>{line}</p>"]
    prose = [f"<p>{text}</p>" for text in PROSE]
    parts = [prose[0], *own, *prose[1:]] if place == "in the text" else [*own, *prose]
    found = article(page('<div itemprop="articleBody">' + "".join(parts) + "</div>"))

    assert found.body == "\n\n".join(PROSE)
    assert [(image.caption, image.credit) for image in found.images] == [(caption, credit)]


@pytest.mark.parametrize(
    "line",
    [
        "▲수수료 인하 ▲이용료 인상 ▲공시 확대가 뼈대다.",
        "사진 속 인물은 홍길동 대표다.",
        "출처를 알 수 없는 코인이 쏟아졌다.",
        "회사는 “사진 제공은 없었다”고 밝혔다.",
        "자료를 제출하라고 했다.",
    ],
)
def test_a_sentence_below_a_picture_stays_in_the_text(line):
    assert line in article(page(text_of(PROSE[0], PICTURE, line, *PROSE[1:]))).body


def test_a_credit_without_its_picture_is_no_text_either():
    for line in ("사진=홍길동 기자", "[사진=온빛거래소 제공]", "/사진=온빛거래소"):
        assert article(page(text_of(*PROSE[:2], line, *PROSE[2:]))).body == "\n\n".join(PROSE)


@pytest.mark.parametrize(
    ("printed", "published", "modified"),
    [
        ("입력 3시간 전", "2026-11-20T00:00", None),
        ("입력 3시간 전 | 수정 1시간 전", "2026-11-20T00:00", "2026-11-20T02:00"),
        ("방금 전", "2026-11-20T03:00", None),
        ("어제 오후 3:20", "2026-11-19T06:20", None),
        ("입력 09:12", "2026-11-20T00:12", None),
        ("11.20 09:12", "2026-11-20T00:12", None),
        ("입력 2026.11.20 10:15 수정 2026.11.20 11:00", "2026-11-20T01:15", "2026-11-20T02:00"),
    ],
)
def test_a_printed_date_is_read_by_the_clock_of_the_capture(printed, published, modified):
    found = article(page(f"<span itemprop=datePublished>{printed}</span>" + text_of(*PROSE)))

    assert (found.published_at, found.modified_at) == (f"{published}:00+00:00", modified and f"{modified}:00+00:00")
    assert found.published_source == "selector" and found.published_raw in printed


@pytest.mark.parametrize("value", ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "2026-11-20T12:16:00+09:00"])
def test_a_date_that_cannot_be_true_is_dropped_with_its_text_kept(value):
    found = article(page(text_of(*PROSE), head=f'<meta property="article:published_time" content="{value}">'))

    assert (found.published_at, found.published_raw, found.published_source) == (None, value, "meta")
    assert is_misdated(found)


def test_no_article_is_older_than_its_outlet():
    def published(day: str) -> str | None:
        head = f'<meta property="article:published_time" content="{day}T10:00:00+09:00">'
        body = page(text_of(*PROSE), head=head).encode()
        opened = open_page("https://www.tokenpost.kr/article-1", body, fetched_at="2026-11-20T03:00:00+00:00")
        return read(opened, outlets()["tokenpost"], UrlKeys([])).published_at

    assert outlets()["tokenpost"].launched == "2017"
    assert published("2016-12-31") is None
    assert published("2017-01-01") == "2017-01-01T01:00:00+00:00"


def test_text_nested_deeper_than_any_article_is_kept():
    deep = "<div>" * 130 + f"<p>{PROSE[1]}</p>" + "</div>" * 130
    found = article(
        page('<div itemprop="articleBody">' + f"<p>{PROSE[0]}</p>{deep}<p>{PROSE[2]}</p><p>{PROSE[3]}</p></div>")
    )
    assert PROSE[1] in found.body.replace("\n\n", "")


@pytest.mark.parametrize(
    "body",
    [
        "<p>촬영:" + "촬영촬영촬영:" * 40 + "!</p>",
        "<p><a href='/1'>" + "▶" * 20_000 + "마</a></p>",
        "<h1></h1>" + "<h1><b></b>" * 3_000,
        "<figure><figcaption>" * 3_000,
        "<span>관련기사</span>" * 4_000,
        "<p>" + "가 " * 30_000 + "사진=" + "(" * 30_000 + "</p>",
        "<script>var a={" + '"x":{' * 30_000 + "</script>",
        '<script>self.__next_f.push([1,"' + "a" * 40_000 + '"])</script>',
        '<script>var x={"title":"' + "<" * 60_000 + '","body":"' + "<br" * 60_000 + '"}</script>',
    ],
    ids="crew pointers headings captions labels credit braces flight brackets".split(),
)
def test_no_shape_of_text_takes_long(body):
    start = process_time()
    with contextlib.suppress(PageRefused):
        article(page(text_of(*PROSE, body) + body))
    assert process_time() - start < 2


SIGNED = "<p>[서울=한빛뉴스] 홍길동 김영희 기자 = {}</p>"


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("gildong@news.example, yeonghui@news.example", ["gildong@news.example", "yeonghui@news.example"]),
        ("gildong@news.example", [None, None]),
        ("a@news.example, b@news.example, c@news.example", [None, None]),
        ("press@news.example, yeonghui@news.example", [None, None]),
    ],
)
def test_as_many_addresses_as_authors_are_theirs_in_order(line, addresses):
    html = page(f'<div itemprop="articleBody">{SIGNED.format(PROSE[0])}<p>{PROSE[1]}</p><p>{PROSE[2]}</p><p>{line}</p></div>')

    assert [(author.name, author.email) for author in article(html).authors] == [
        ("홍길동", addresses[0]),
        ("김영희", addresses[1]),
    ]


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("gildong@news.example", "gildong@news.example"),
        ("dl-onbit@editors.example", None),
        ("onbit-news@news.example", None),
        ("webmaster@news.example", None),
    ],
)
def test_the_newsrooms_address_is_not_given_to_the_only_author(line, address):
    found = article(page(text_of(*PROSE, line), head='<meta name="author" content="홍길동">'))

    assert [(author.name, author.email) for author in found.authors] == [("홍길동", address)]


@pytest.mark.parametrize(
    ("line", "label", "title"),
    [
        ("관련기사: <a href=/news/2>온빛거래소, 상장 기준 손본다</a>", "관련기사", "온빛거래소, 상장 기준 손본다"),
        ("<a href=/news/2>[관련 기사] 온빛거래소, 상장 기준 손본다</a>", "관련 기사", "온빛거래소, 상장 기준 손본다"),
        ("<a href=/news/2>▶ 온빛거래소, 상장 기준 손본다</a>", None, "온빛거래소, 상장 기준 손본다"),
    ],
)
def test_the_label_in_the_line_of_a_related_link_is_told(line, label, title):
    found = article(page(text_of(*PROSE[:2], line, *PROSE[2:])))

    assert [(link.label, link.title) for link in found.related] == [(label, title)]


def test_a_text_in_two_columns_is_read_whole():
    first, second = ("".join(f"<p>{line}</p>" for line in lines) for lines in (PROSE[:2], PROSE[2:]))
    column = "<div class=article-column><div class=article-column__content>{}</div></div>"
    whole = f"<div id=remove_no_follow>{column.format(first)}<p>광고</p>{column.format(second)}</div>"
    beside = f"<div id=remove_no_follow>{column.format(first + second)}<p>{PROSE[0][::-1]}</p></div>"

    assert article(page(whole)).body.split("\n\n") == PROSE
    assert article(page(beside)).body.split("\n\n") == PROSE
