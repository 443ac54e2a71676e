"""What the tests of refusals share: a page of invented lines, and what comes of reading it."""

from crawler.page import PageRefused, open_page
from crawler.reading import normalize, read, separate, validate
from crawler.urls import UrlKeys

URL = "https://www.onbit.example/news/1"
AT = "2026-11-20T03:00:00+00:00"
LINE = "온빛거래소가 20일 새 수수료 체계를 내놨다. 회사는 다음 달부터 전 종목에 같은 요율을 적용한다고 밝혔다."
SAYS = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T09:00:00+09:00">'
LONG = [f"{number}. {LINE}" for number in range(1, 21)]


def result(html: str, url: str = URL) -> str:
    """``article`` or the reason why a page is none."""
    keys = UrlKeys([])
    try:
        article = read(open_page(url, html.encode(), fetched_at=AT), None, keys)
        normalize(article)
        separate(article, keys)
        validate(article)
    except PageRefused as refused:
        return refused.reason
    return "article"


def page(*lines: str, title: str = "온빛거래소, 새 규정", head: str = SAYS, below: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    frame = "<header><a href=/login>로그인</a><ul><li><a href=/pro>구독자 전용</a></li></ul></header>"
    html = (
        f"<html><head><title>{title}</title>{head}</head><body>{frame}<h1>{title}</h1><div id=articleBody>{text}</div>"
    )
    return f"{html}{below}</body></html>"
