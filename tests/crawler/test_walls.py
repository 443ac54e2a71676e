"""A teaser is never taken for the article, and an article never for a teaser."""

import pytest
from refused import LINE, LONG, SAYS, page, result

FALSE = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":%s}</script>'


@pytest.mark.parametrize(
    "wall",
    [
        "이 기사는 유료 구독자 전용입니다.", "구독자만 볼 수 있는 기사입니다.", "한빛 PRO 회원 전용 콘텐츠입니다",
        "남은 기사를 읽으시려면 구독이 필요합니다.", "멤버십에 가입하시면 나머지 내용을 읽을 수 있습니다.",
        "구독하고 계속 읽기", "전체 기사를 보시려면 유료 회원으로 가입해 주세요", "Subscribe to continue reading",
    ],
)  # fmt: skip
def test_a_teaser_is_no_article(wall):
    assert result(page(LINE, LINE, wall)) == "paywall"
    assert result(page(LINE, LINE, below=f"<section><h3>{wall}</h3><a href=/join>가입</a></section>")) == "paywall"
    assert result(page(*LONG, below=f"<div class=paywall-box>{wall}</div>", head=SAYS + FALSE % "false")) == "paywall"


@pytest.mark.parametrize(
    "wall", ["로그인하고 전체 기사를 확인하세요.", "남은 기사는 로그인 후 이어서 보실 수 있습니다."]
)
def test_a_wall_that_wants_no_money_is_a_login(wall):
    assert result(page(LINE, LINE, wall)) == "login"


@pytest.mark.parametrize("value", ["false", '"False"', '"false"'])
def test_a_text_said_to_be_paid_is_kept_only_when_it_is_whole(value):
    said = SAYS + FALSE % value

    assert result(page(*LONG, head=said)) == "article"
    assert result(page(LINE, "그런데 은행이 노리는 것은 따로 있다. 수수료가 아니라…" * 2, head=said)) == "paywall"
    assert result(page(*LONG, head=said, below="<div class=paywall hidden>이 기사는 유료입니다.</div>")) == "article"
    assert result(page(*LONG, head=SAYS + FALSE % "true")) == "article"


def test_a_long_teaser_that_stops_in_mid_sentence():
    cut = [*LONG[:-1], "그런데 은행이 노리는 것은 따로"]
    box = "<div class=membership-box>이 글은 멤버십 회원 전용입니다</div>"

    assert result(page(*cut, below=box)) == "paywall"
    assert result(page(*LONG, below=box)) == "article"


def test_news_of_pay_walls_is_news():
    lines = [
        "온빛일보가 구독자 전용 기사를 늘렸다.",
        "“이 기사는 유료입니다”라는 문장이 독자를 돌려세웠다.",
        LINE,
        LINE,
        LINE,
    ]

    assert result(page(*lines, title="남은 기사 읽으려면 구독을…온빛일보의 실험")) == "article"
