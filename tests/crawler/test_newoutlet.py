"""``sinmungo add-outlet`` in a copy of the checkout, on three sites whose markup no saved page has."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from servers import ROOT
from test_ingest import warc

from crawler.newoutlet import CannotAdd, _refuse_code
from crawler.patterns import article_pattern

TEXT = (
    "온빛시의 한 연구소가 20일 새 장비를 공개했다. 장비는 물의 온도를 재고 값을 바로 보낸다. 시험은 다음 달 시작된다. "
)
HTML, XML, PLAIN = ({"Content-Type": kind} for kind in ("text/html", "application/rss+xml", "text/plain"))
GARAM, NARAE, BYEOL = "https://www.garam-tech.example", "https://narae.example", "https://news.byeolbit.example"


def rss(title: str, links: list[str]) -> bytes:
    items = "".join(
        f"<item><title>t</title><link>{link}</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0900</pubDate></item>"
        for link in links
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


def garam(number: int) -> bytes:
    """A system of its own: the text in an element whose name no selector knows."""
    head = f"<title>달토 {number}호기 - 가람테크</title><meta property='og:site_name' content='가람테크'>"
    body = f"<h1>달토 {number}호기</h1><p>입력 2026-11-20 10:00 여누리 기자</p><div class='rd_cont'>{f'<p>{TEXT}</p>' * 5}</div>"
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def narae(slug: str) -> bytes:
    """WordPress with dates in its addresses."""
    head = f"<title>{slug}의 하루 | 나래뉴스</title><meta name='generator' content='WordPress 6.6'>"
    head += "<meta property='article:published_time' content='2026-11-20T01:00:00+00:00'>"
    body = f"<h1 class='entry-title'>{slug}의 하루</h1><div class='entry-content'>{f'<p>{TEXT}</p>' * 4}</div>"
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def byeol(title: str) -> bytes:
    """ASP in CP949, tables, no feed."""
    text = f"<td class='txt_body'>{(TEXT + '<br><br>') * 4}</td>"
    head = f"<meta charset='euc-kr'><title>별빛일보 - {title}</title>"
    rows = f"<tr><td class='tit'><h2>{title}</h2></td></tr><tr>{text}</tr>"
    return f"<html><head>{head}</head><body><table>{rows}</table></body></html>".encode("cp949")


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    numbers, slugs = (10231, 10230), ("온빛", "narae-coin")
    links = [f"{BYEOL}/bbs/view.asp?seq={n}&cate=3" for n in (55120, 55119)]
    front = "".join(f"<a href='{link}'>기사</a>" for link in links) + "<a href='/about.asp'>소개</a>"
    posts = [f"{NARAE}/2026/11/{20 - i}/{slug}/" for i, slug in enumerate(slugs)]
    found = "<link rel='alternate' type='application/rss+xml' href='/xml/rss.aspx'>"
    return warc(
        tmp_path_factory.mktemp("new") / "new.warc.gz",
        (f"{GARAM}/robots.txt", b"User-agent: *\nAllow: /\n", dict(PLAIN)),
        (f"{GARAM}/", f"<html><head>{found}<title>가람테크</title></head><body></body></html>".encode(), dict(HTML)),
        (f"{GARAM}/xml/rss.aspx", rss("가람테크", [f"{GARAM}/read/{n}?utm_source=rss" for n in numbers]), dict(XML)),
        *((f"{GARAM}/read/{n}", garam(n), dict(HTML)) for n in numbers),
        (f"{NARAE}/robots.txt", b"User-agent: *\nDisallow: /wp-admin/\n", dict(PLAIN)),
        (f"{NARAE}/feed/", rss("나래뉴스", posts), dict(XML)),
        *((url, narae(slug), dict(HTML)) for url, slug in zip(posts, slugs, strict=True)),
        (f"{BYEOL}/robots.txt", b"", {":status": "404 Not Found", **PLAIN}),
        (f"{BYEOL}/", f"<html><body>{front}</body></html>".encode(), dict(HTML)),
        *((link, byeol(f"장비 소식 {i}"), dict(HTML)) for i, link in enumerate(links)),
    )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("checkout") / "sinmungo"
    for part in ("crawler", "archive", "tests"):
        shutil.copytree(
            ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "sections", "replay.warc.gz")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    for folder in (copy / "tests" / "pages").iterdir():  # what the other outlets' tests read is theirs
        if folder.name not in ("blockmedia", "unknown"):
            shutil.rmtree(folder)
    return copy


@pytest.fixture
def add(sites, checkout):
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "crawler.cli", "add-outlet", *words, "--replay", str(sites)]
        return subprocess.run(command, capture_output=True, text=True, cwd=checkout, timeout=120)

    return run


def spider(checkout: Path, name: str) -> str:
    return (checkout / "crawler" / "spiders" / f"{name}.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "url", "lines"),
    [
        (
            "garamtech",
            f"{GARAM}/",
            ['feeds = ("xml/rss.aspx",)', 'article_url = r"/read/(?P<key>\\d+)"', 'body=(".rd_cont",)', '"가람테크"'],
        ),
        (
            "narae",
            f"{NARAE}/2026/11/19/narae-coin/",
            ["family = WORDPRESS", 'feeds = ("feed/",)', "(?P<key>[^/?#]+)", '"나래뉴스"'],
        ),
        ("byeolbit", f"{BYEOL}/bbs/view.asp?seq=55120&cate=3", ['lists = ("",)', "seq=(?P<key>\\d+)", '"별빛일보"']),
    ],
)
def test_a_site_becomes_an_outlet_with_pages_and_a_passing_test(add, checkout, name, url, lines):
    done = add(name, url, "--category", "crypto")

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    text = spider(checkout, name)
    assert len(text.splitlines()) <= 15 and 'category = "crypto"' in text
    assert [line for line in lines if line not in text] == []
    pages = sorted((checkout / "tests" / "pages" / name).glob("*-page-?.json"))
    told = [json.loads(page.read_text("utf-8")) for page in pages]
    assert len(told) == 2 and all(page["outlet"] == name and len(page["body"]) > 200 for page in told)
    assert name in json.loads((checkout / "tests" / "outlet_urls.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Bad-Name", f"{GARAM}/"], "'Bad-Name' is no name"),
        (["class", f"{GARAM}/"], "'class' is no name"),
        (["zdnet", f"{GARAM}/"], "there is an outlet zdnet already"),
        (["again", "https://www.blockmedia.co.kr/archives/1"], "blockmedia.co.kr is the outlet blockmedia already"),
        (["nowhere", "ftp://onbit.example/"], "is no web address"),
        (["nowhere", "https://onbit.example/"], "https://onbit.example/: not in the replayed files"),
    ],
)
def test_what_cannot_be_added_is_refused_before_anything_is_written(add, checkout, words, said):
    before = sorted(path.name for path in (checkout / "crawler" / "spiders").glob("*.py"))
    done = add(*words)

    assert done.returncode == 1 and said in done.stderr
    assert sorted(path.name for path in (checkout / "crawler" / "spiders").glob("*.py")) == before


HEAD = '"""x"""\n\nfrom crawler.article import ArticleSpider\n\n\nclass X(ArticleSpider):\n'


@pytest.mark.parametrize(
    "link",
    [
        "/v?%22%0a;import%0athis%0a;x%3D%22=10231",
        "/v?%22=1",
        "/v?%00=10231",
        "/v?a=%22%0ahome%3D%22https://evil.example/%22%0a&n=10231",
        "/x%22%0aimport%20os%0a/10231",
    ],
)
def test_addresses_never_become_code(link):
    other = link.replace("10231", "10230")
    pattern = article_pattern([f"{GARAM}{link}", f"{GARAM}{other}"])
    if pattern is None:
        return
    written = HEAD + f'    article_url = r"{pattern}"\n'
    _refuse_code(written)
    assert len(ast.parse(written).body[-1].body) == 1


def test_a_declaration_with_more_than_values_is_refused():
    more = (
        "    import this\n",
        '    name = "a"\n    name = "b"\n',
        "    def f(self): ...\n",
        "    start_urls = []\n",
        "    name = (\n",
    )
    for body in more:
        with pytest.raises(CannotAdd, match="cannot be written down safely"):
            _refuse_code(HEAD + body)
