"""Messages, lists and halves are refused with their reason; a short or odd article is not."""

from time import process_time

import pytest
from refused import LINE, LONG, page, result


def message(text: str, title: str = "온빛뉴스", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><div><p>{text}</p></div></body></html>"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("deleted", "삭제된 기사입니다."),
        ("deleted", "언론사의 요청에 의해 삭제된 기사입니다."),
        ("deleted", "존재하지 않는 기사입니다."),
        ("deleted", "서비스하지 않는 기사입니다."),
        ("deleted", "노출 중단 된 기사입니다."),
        ("deleted", "해당 기사를 찾을 수 없습니다."),
        ("deleted", "이 기사는 삭제되었습니다."),
        ("soft_404", "페이지를 찾을 수 없습니다."),
        ("soft_404", "요청하신 페이지가 없거나 주소가 바뀌었습니다."),
        ("soft_404", "404 Not Found"),
        ("soft_404", "잘못된 접근입니다."),
        ("challenge", "비정상적인 접근이 감지되었습니다."),
        ("challenge", "Checking your browser before accessing onbit.example."),
        ("challenge", "Verify you are human by completing the action below."),
        ("login", "로그인 후 이용할 수 있습니다."),
        ("login", "로그인이 필요한 서비스입니다."),
        ("consent", "쿠키 사용에 동의하셔야 서비스를 이용할 수 있습니다."),
        ("consent", "Before you continue to Onbit"),
        ("consent", "이 콘텐츠를 보려면 성인 인증이 필요합니다."),
    ],
)
def test_a_page_that_prints_a_message(reason, text):
    assert result(message(text)) == reason


@pytest.mark.parametrize(
    ("reason", "script"),
    [
        ("deleted", "alert('삭제된 기사입니다.');history.back();"),
        ("deleted", 'alert("존재하지 않는 기사입니다."); location.href="/";'),
        ("soft_404", "alert('잘못된 접근입니다.');history.go(-1);"),
        ("soft_404", "location.href='/'"),
        ("soft_404", "location.replace('https://www.onbit.example/index.html')"),
        ("empty", "location.href='https://m.onbit.example/news/1'"),
    ],
)
def test_a_page_that_is_a_script(reason, script):
    assert result(f"<html><head><title>온빛뉴스</title><script>{script}</script></head><body></body></html>") == reason


@pytest.mark.parametrize(
    "line",
    [
        "온빛뉴스가 20일 오보 기사를 삭제했다. 삭제된 기사는 3건이다.",
        "정부 누리집 첫 화면에 페이지를 찾을 수 없다는 글이 떴다.",
        "온빛거래소가 로그인 후 이용할 수 있던 시세 조회를 모두에게 열었다.",
        "온빛거래소가 비정상적인 접근 9만건을 막았다.",
        "온빛뉴스가 구독자 전용 기사를 무료로 풀었다.",
        "온빛지갑이 쿠키 사용 동의 창을 없앴다.",
    ],
)
def test_a_flash_about_messages_is_a_flash(line):
    assert result(page(line, title=f"[속보] {line[:14]}")) == "article"


@pytest.mark.parametrize(
    "below",
    [
        "<ul><li>삭제된 댓글입니다.</li><li>작성자가 삭제한 글입니다.</li></ul>",
        "<form><div class='g-recaptcha'></div>로그인 후 이용해 주세요</form>",
        "<div class=comments>로그인 후 댓글을 쓸 수 있습니다. 전체 댓글을 보려면 로그인하세요.</div>",
        "<div class=cookie>쿠키 사용에 동의합니다</div>",
        "<div>뉴스레터를 구독하고 더 많은 기사를 보세요</div>",
    ],
)
def test_what_stands_below_a_flash_says_nothing_of_it(below):
    assert (
        result(page("온빛거래소가 입출금을 멈췄다.", title="[속보] 온빛거래소 입출금 중단", below=below)) == "article"
    )
    assert result(page(*LONG, below=below)) == "article"


WHOLE = page(*LONG[:4])


@pytest.mark.parametrize(
    ("cut_at", "reason"),
    [
        (WHOLE.index("3. 온빛거래소가") + 9, "truncated"),  # in a sentence
        (WHOLE.index("<p>4. ") + 2, "truncated"),  # in a tag
        (WHOLE.index("</body>"), "article"),  # the ends of elements are often left out
        (WHOLE.index("</div></body>"), "article"),
    ],
)
def test_a_page_that_ends_too_early(cut_at, reason):
    assert result(WHOLE[:cut_at]) == reason


def test_a_page_cut_in_a_script_or_below_the_text():
    script = WHOLE.replace("<p>4. ", "<script>var a = {b: 1};</script><p>4. ")
    below = page(*LONG[:4], below="<div>많이 본 뉴스 모음")

    assert result(script[: script.index("b: 1")]) == "truncated"
    assert result(below[: below.index("본 뉴스")]) == "article"


def items(count: int) -> str:
    return "".join(f"<div><h3><a href=/news/{n}>온빛거래소 소식 {n}</a></h3><p>{LINE}</p></div>" for n in range(count))


@pytest.mark.parametrize(
    ("url", "head", "below"),
    [
        ("/category/coin/", '<meta property="og:type" content="website">', ""),
        ("/tag/wallet", "", "<div class=pagination><a href=?page=2>2</a></div>"),
        ("/ranking", '<script type="application/ld+json">{"@type": "ItemList"}</script>', ""),
        ("/reporter/hong", '<meta property="og:type" content="profile">', ""),
        ("/news/articleList.html?sc_word=x", "", "<ul class=pagination></ul>"),
    ],
)
def test_a_page_of_many_articles(url, head, below):
    html = f"<html><head><title>온빛거래소 소식</title>{head}</head><body><section>{items(8)}</section>{below}</body></html>"

    assert result(html, f"https://www.onbit.example{url}") == "not_article"


def test_an_article_under_an_odd_address_or_with_a_pager_is_one():
    for url, below in (
        ("/category/coin/onbit-fees", ""),
        ("/news/1", "<div class=pagination><a href=?p=2>2</a></div>"),
    ):
        assert result(page(*LONG, head="", below=below + items(6)), f"https://www.onbit.example{url}") == "article"
    assert (
        result(page(*LONG, below=items(8) + "<div class=pagination></div>"), "https://www.onbit.example/tag/1")
        == "article"
    )


@pytest.mark.parametrize("tag", ["포토", "화보", "영상", "카드뉴스", "사진"])
def test_pictures_and_videos_without_a_text(tag):
    picture = "<figure><img src=/a.jpg><figcaption>온빛거래소 본사</figcaption></figure>"
    title = f"[{tag}] 온빛거래소 본사"

    assert result(page(picture, "온빛거래소 본사 앞.", title=title)) == "not_article"
    assert result(page(picture, *LONG, title=title)) == "article"


@pytest.mark.parametrize(
    "unit",
    [
        "<p>구독자 전용",
        "<b>회원 전용</b>",
        "<div class=paywall>이 기사는 유료",
        "삭제된 ",
        "<a href=/1>로그인 후 ",
        "alert('",
    ],
)
def test_no_page_takes_long(unit):
    html = f"<html><head><title>온빛</title></head><body>{unit * (200_000 // len(unit))}"
    begin = process_time()
    result(html)

    assert process_time() - begin < 2
