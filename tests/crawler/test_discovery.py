"""Feeds and sitemaps as outlets really serve them: without zones, mislabelled, damaged, or not feeds at all."""

import gzip
from time import monotonic

import pytest

from crawler.discovery import Candidate, DiscoveryError, parse_when, read_feed, read_sitemap

FEED = "https://www.example-coin.kr/rss"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>가상일보</title>{"".join(items)}</channel></rss>'


def item(number: int, title: str = "제목", date: str = "Fri, 20 Nov 2026 10:30:00 +0900") -> str:
    link = f"https://www.example-coin.kr/news/{number}"
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def numbers(candidates: list[Candidate]) -> list[int]:
    return [int(candidate.url.rsplit("/", 1)[1]) for candidate in candidates]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20 10:30:00", "2026-11-20T01:30:00+00:00"),
        ("Fri, 20 Nov 2026 10:30:00 +0900", "2026-11-20T01:30:00+00:00"),
        ("Fri, 20 Nov 2026 01:30:00 +0000", "2026-11-20T01:30:00+00:00"),
        ("Fri, 20 Nov 2026 01:30:00 GMT", "2026-11-20T01:30:00+00:00"),
        ("Fri, 20 Nov 2026 01:30:00 -0000", "2026-11-20T01:30:00+00:00"),
        ("Fri, 20 Nov 2026 10:30:00", "2026-11-20T01:30:00+00:00"),
        ("2026-11-20T10:30:00+09:00", "2026-11-20T01:30:00+00:00"),
        ("2026-11-20T01:30:00Z", "2026-11-20T01:30:00+00:00"),
        ("2026-11-20", "2026-11-19T15:00:00+00:00"),
        ("어제", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_without_zone_are_kst(text: str | None, utc: str | None) -> None:
    assert parse_when(text) == utc


def test_feed_keeps_order_title_raw_date_and_source() -> None:
    feed = rss(item(2, "리플 &amp; 이더리움", "2026-11-20 10:30:00"), item(1))
    first, second = read_feed(feed.encode(), FEED)
    assert first == Candidate(
        "https://www.example-coin.kr/news/2",
        "2026-11-20T01:30:00+00:00",
        "2026-11-20 10:30:00",
        FEED,
        "리플 & 이더리움",
        "2026-11-20T01:30:00+00:00",
    )
    assert second.url.endswith("/1")


@pytest.mark.parametrize(
    ("dates", "dated_at", "changed_at"),
    [
        ("<published>P</published><updated>U</updated>", "2026-11-20T01:30:00+00:00", "2026-11-21T02:00:00+00:00"),
        ("<published>U</published><updated>P</updated>", "2026-11-21T02:00:00+00:00", "2026-11-21T02:00:00+00:00"),
        ("<published>P</published>", "2026-11-20T01:30:00+00:00", "2026-11-20T01:30:00+00:00"),
        ("<updated>U</updated>", "2026-11-21T02:00:00+00:00", "2026-11-21T02:00:00+00:00"),
        ("<published>어제</published><updated>U</updated>", None, "2026-11-21T02:00:00+00:00"),
        ("", None, None),
    ],
)
@pytest.mark.filterwarnings("error::DeprecationWarning")
def test_a_change_is_told_apart_from_the_publication(dates: str, dated_at: str | None, changed_at: str | None) -> None:
    told = dates.replace(">P<", ">2026-11-20T10:30:00+09:00<").replace(">U<", ">2026-11-21T02:00:00Z<")
    link = '<link href="https://www.example-coin.kr/news/1"/>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry>{link}{told}</entry></feed>'
    (found,) = read_feed(feed.encode(), FEED)
    assert (found.dated_at, found.changed_at) == (dated_at, changed_at)


def test_second_date_without_zone_does_not_displace_the_first() -> None:
    entry = item(1, date="Fri, 20 Nov 2026 01:30:00 +0000").replace(
        "</item>", "<pubDate2>2026-11-20 10:30:00</pubDate2></item>"
    )
    assert read_feed(rss(entry).encode(), FEED)[0].dated_at == "2026-11-20T01:30:00+00:00"


def test_feedburner_gives_the_original_link() -> None:
    feed = (
        '<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>'
        "<title>제목</title><link>http://feeds.example.net/~r/x/1</link>"
        "<feedburner:origLink>https://www.example-coin.kr/view/?no=20261120103000</feedburner:origLink>"
        "</item></channel></rss>"
    )
    assert read_feed(feed.encode(), FEED)[0].url == "https://www.example-coin.kr/view/?no=20261120103000"


def test_atom_and_relative_links() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>제목</title>'
        '<link href="/topic/7"/><updated>2026-11-20T10:30:00+09:00</updated></entry></feed>'
    )
    (found,) = read_feed(feed.encode(), FEED)
    assert (found.url, found.dated_at) == ("https://www.example-coin.kr/topic/7", "2026-11-20T01:30:00+00:00")


@pytest.mark.parametrize("label", ["euc-kr", "ks_c_5601-1987", "utf-8", None])
def test_cp949_under_any_label(label: str | None) -> None:
    head = f'<?xml version="1.0" encoding="{label}"?>' if label else '<?xml version="1.0"?>'
    body = rss(*(item(n, "펲시콜라 똠방각하 보안뉴스") for n in (1, 2, 3)), head=head).encode("cp949")
    assert [c.title for c in read_feed(body, FEED)] == ["펲시콜라 똠방각하 보안뉴스"] * 3


def test_utf8_labelled_euc_kr() -> None:
    body = rss(item(1, "환율"), head='<?xml version="1.0" encoding="euc-kr"?>').encode()
    assert read_feed(body, FEED)[0].title == "환율"


@pytest.mark.parametrize(
    "bad",
    [
        item(2, "A & B &nbsp; C"),
        item(2, "제어\x01문자"),
        item(2, "5 < 7 그리고 <b>굵게"),
        "<item><title>닫지 않은<link>https://www.example-coin.kr/news/2</link></item>",
        "<item><title>끝 없는 항목</title><link>https://www.example-coin.kr/news/2</link>",
        "<item><title><![CDATA[A & B]]></title><link>https://www.example-coin.kr/news/2?a=1&b=2</link></item>",
    ],
)
def test_damaged_entry_costs_no_other(bad: str) -> None:
    found = read_feed(rss(item(1), bad, item(3)).encode(), FEED)
    assert [c.url for c in found if c.url.endswith(("/1", "/3"))] == [
        "https://www.example-coin.kr/news/1",
        "https://www.example-coin.kr/news/3",
    ]
    assert all(c.url.startswith("https://www.example-coin.kr/news/") for c in found)


def test_entry_cut_off_by_the_end_is_dropped() -> None:
    whole = rss(item(1), item(2), item(345678))
    cut = whole[: whole.index("345678") + 3]
    assert numbers(read_feed(cut.encode(), FEED)) == [1, 2]


@pytest.mark.parametrize("piece", ["<![CDATA[", "<!DOCTYPE[", "<rss ", "<item>", "&a", "<item><title>"])
def test_hostile_repetition_does_not_stall(piece: str) -> None:
    started = monotonic()
    with pytest.raises(DiscoveryError):
        read_feed((piece * (200_000 // len(piece))).encode(), FEED)
    assert monotonic() - started < 5


def test_byte_order_mark_leading_space_and_gzip() -> None:
    text = "\n  " + rss(item(1))
    assert numbers(read_feed(b"\xef\xbb\xbf" + text.encode(), FEED)) == [1]
    assert numbers(read_feed(gzip.compress(text.encode()), FEED)) == [1]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty answer"),
        (b"  \n", "empty answer"),
        ("<!DOCTYPE html><html><body><form>로그인</form></body></html>".encode(), "web page"),
        (b"<html><head></head></html>", "web page"),
        (rss().encode(), "names no article"),
        (b"not a feed", "names no article"),
        (b"\x1f\x8b\x08broken", "gzip"),
    ],
)
def test_no_feed_is_an_error_never_silence(body: bytes, why: str) -> None:
    with pytest.raises(DiscoveryError, match=why):
        read_feed(body, FEED)


def test_only_web_addresses_are_candidates() -> None:
    bad = [
        f"<item><title>x</title><link>{link}</link></item>"
        for link in ("file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ftp://example.net/a")
    ]
    assert numbers(read_feed(rss(*bad, item(1)).encode(), FEED)) == [1]


def test_entities_are_not_expanded(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    feed = rss(item(1, "&x; &b;"), head=doctype)
    assert "geheim" not in (read_feed(feed.encode(), FEED)[0].title or "")
    sitemap = (
        f"{doctype}<urlset><url><loc>https://www.example-coin.kr/news/1</loc><lastmod>&x;</lastmod></url></urlset>"
    )
    assert "geheim" not in (read_sitemap(sitemap.encode(), FEED).candidates[0].raw or "")


NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://cdn.example-coin.kr/1.jpg</image:loc><image:title>사진</image:title></image:image>
 <loc>https://www.example-coin.kr/news/1</loc><lastmod>2026-11-21</lastmod>
 <news:news><news:publication><news:name>가상일보</news:name></news:publication>
 <news:publication_date>2026-11-20T10:30:00+09:00</news:publication_date><news:title>환율 급등</news:title>
 </news:news></url>
<url><loc>https://www.example-coin.kr/news/2?a=1&b=2</loc></url>
<url><loc>javascript:alert(1)</loc></url>
<url><loc>https://www.example-coin.kr/news/3</loc><lastmod>2026-11-20 10:30:00</lastmod></url>
</urlset>"""


def test_news_sitemap() -> None:
    first, second, third = read_sitemap(NEWS_SITEMAP.encode(), FEED).candidates
    assert first == Candidate(
        "https://www.example-coin.kr/news/1",
        "2026-11-20T01:30:00+00:00",
        "2026-11-20T10:30:00+09:00",
        FEED,
        "환율 급등",
        changed_at="2026-11-20T15:00:00+00:00",
    )
    assert (second.url, second.dated_at) == ("https://www.example-coin.kr/news/2?a=1&b=2", None)
    assert (third.dated_at, third.changed_at) == (None, "2026-11-20T01:30:00+00:00")


def test_sitemap_index_gzip_and_truncation() -> None:
    index = (
        "<sitemapindex><sitemap><loc>https://www.example-coin.kr/post-sitemap9.xml</loc>"
        "<lastmod>2026-11-20T01:30:00Z</lastmod></sitemap></sitemapindex>"
    )
    sitemap = read_sitemap(gzip.compress(index.encode()), FEED)
    assert sitemap.children == [("https://www.example-coin.kr/post-sitemap9.xml", "2026-11-20T01:30:00+00:00")]
    cut = NEWS_SITEMAP[: NEWS_SITEMAP.index("news/3") + 6]
    assert len(read_sitemap(cut.encode(), FEED).candidates) == 2


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"<urlset></urlset>", b"\x00\x01"])
def test_no_sitemap_is_an_error(body: bytes) -> None:
    with pytest.raises(DiscoveryError):
        read_sitemap(body, FEED)
