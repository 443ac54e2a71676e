"""One page, one key: twins meet, tracking goes, and a cleaned URL stays as it is."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.outlets import outlet_of, url_keys
from crawler.urls import UrlKeys, absolute, clean_url, generic_key, host

OUTLETS = {
    "tokenpost.kr:409412": [
        "https://www.tokenpost.kr/news/ai/409412",
        "http://tokenpost.kr/news/ai/409412/",
        "https://m.tokenpost.kr/news/market/409412?utm_source=naver#top",
        "https://www.tokenpost.kr/article-409412",
        "HTTPS://WWW.TOKENPOST.KR/news/ai/409412",
        "https://www.tokenpost.kr:443/news/ai/409412",
        "https://www.tokenpost.kr./news/ai/409412",
    ],
    "bloter.net:670006": [
        "https://www.bloter.net/news/articleView.html?idxno=670006",
        "https://m.bloter.net/news/articleView.html?idxno=670006",
        "http://bloter.net/news/articleView.html?utm_medium=rss&idxno=670006",
        "https://www.bloter.net/news/articleView.html?sc_section_code=S1N1&idxno=670006&replyAll=",
        "https://www.bloter.net/news/articlePrint.html?idxno=670006",
        "https://www.bloter.net/news/amp/articleView.html?idxno=670006",
    ],
    "blockmedia.co.kr:700123": [
        "https://www.blockmedia.co.kr/archives/700123",
        "https://www.blockmedia.co.kr/archives/700123/amp",
        "https://amp.blockmedia.co.kr/archives/700123/",
        "https://www.blockmedia.co.kr/amp/archives/700123",
    ],
    "zdnet.co.kr:20261120101500": [
        "https://zdnet.co.kr/view/?no=20261120101500",
        "https://www.zdnet.co.kr/view/?no=20261120101500&from=main",
        "https://m.zdnet.co.kr/view?no=20261120101500",
    ],
    "etnews.com:20261120000099": ["https://www.etnews.com/20261120000099", "https://m.etnews.com/20261120000099?mc=ns"],
    "mk.co.kr:11470001": ["https://www.mk.co.kr/news/it/11470001", "https://mk.co.kr/news/economy/11470001/?trc=1"],
    "boannews.com:140001": [
        "https://www.boannews.com/media/view.asp?idx=140001",
        "https://m.boannews.com/media/view.asp?page=1&idx=140001&kind=1",
    ],
}
TWINS = (
    "https://www.onbit.example/news/view?b=2&a=1",
    "http://www.onbit.example/news/view?b=2&a=1",
    "https://onbit.example/news/view?a=1&b=2",
    "https://m.onbit.example/news/view/?a=1&b=2",
    "https://amp.onbit.example/news/view?a=1&b=2",
    "https://mobile.onbit.example/amp/news/view?a=1&b=2",
    "https://www.onbit.example/news/view/amp?a=1&b=2",
    "https://www.onbit.example/news/view?a=1&b=2&utm_source=x&utm_medium=y&fbclid=z&ref=home",
    "https://www.onbit.example/news/view;jsessionid=0A1B?a=1&b=2",
    "https://www.onbit.example/news/view?a=1&b=2#google_vignette",
    "https://WWW.ONBIT.EXAMPLE/news/view?a=1&b=2",
    "https://www.onbit.example/news/\u200bview?a=1&b=2",
    " https://www.onbit.example/news/view?a=1&b=2\n",
)


@pytest.mark.parametrize(("key", "url"), [(key, url) for key, urls in OUTLETS.items() for url in urls])
def test_one_key_for_all_addresses_of_an_article(key, url):
    assert url_keys().key(url) == key


@pytest.mark.parametrize("url", TWINS)
def test_twins_of_a_page_no_outlet_claims(url):
    assert url_keys().key(url) == "onbit.example/news/view?a=1&b=2"


def test_any_host_of_the_common_system_has_its_articles_number():
    expected = "haesol-news.example:20417"

    assert url_keys().key("https://www.haesol-news.example/news/articleView.html?idxno=20417") == expected
    assert url_keys().key("https://www.haesol-news.example/news/articleView.html?idxno=20417#0DKU") == expected


def test_hangul_is_the_same_composed_decomposed_or_escaped():
    keys = {generic_key(f"https://onbit.example/{name}/1") for name in ("코인", "코인", "%EC%BD%94%EC%9D%B8")}

    assert keys == {"onbit.example/코인/1"}


def test_different_pages_keep_different_keys():
    urls = ("https://onbit.example/a", "https://onbit.example/b", "https://onbit.example/a?p=1", "https://x.example/a")

    assert len({url_keys().key(url) for url in urls}) == len(urls)


def test_the_pages_of_an_outlet_that_are_no_articles():
    assert url_keys().match("https://www.tokenpost.kr/rss") == ("tokenpost", None)
    assert url_keys().match("https://www.unheard.example/news/1") == (None, None)
    assert outlet_of("https://m.tokenpost.kr/anything").name == "tokenpost"
    assert outlet_of("https://tokenpost.kr.evil.example/news/ai/409412") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.tokenpost.kr/login?return=tokenpost.kr/news/ai/409412",
        "https://www.tokenpost.kr/go/tokenpost.kr/article-409412",
        "https://www.bloter.net/member/login.html?url=bloter.net/news/articleView.html?idxno=670006",
        "https://www.unheard.example/login?return=/news/articleView.html?idxno=20417",
    ],
)
def test_a_page_that_only_mentions_an_article_is_none(url):
    assert url_keys().match(url)[1] is None
    assert url_keys().key(url) == generic_key(url)


def test_a_host_inside_another_is_not_it():
    keys = UrlKeys([("onbit", ("onbit.example",), r"/(?P<key>\d+)")])

    assert keys.match("https://onbit.example/12") == ("onbit", "onbit.example:12")
    assert keys.match("https://notonbit.example/12") == (None, None)
    assert keys.match("https://evil.example/onbit.example/12") == (None, None)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?utm_source=n&id=3#top", "https://a.example/x?id=3"),
        ("https://A.Example/X?ID=3", "https://a.example/X?ID=3"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/x;jsessionid=12AB?id=3", "https://a.example/x?id=3"),
        ("https://a.example/코인?q=리플", "https://a.example/%EC%BD%94%EC%9D%B8?q=리플"),
        ("https://a.example/a%20b", "https://a.example/a%20b"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("https://a.example/x?a=1&a=2&b=", "https://a.example/x?a=1&a=2&b="),
        ("https://a.example/x?refer=1", "https://a.example/x?refer=1"),
    ],
)
def test_cleaning_keeps_what_names_the_page(url, expected):
    assert clean_url(url) == expected


ADDRESSES = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["a.example", "www.a.example", "M.A.example", "amp.a.co.kr", "www.tokenpost.kr", "a.example:8080"]),
    st.text(st.sampled_from("ab/코ㅋ%20 .;=&-_~+@:!\u200b\u1112"), max_size=20).map(lambda path: f"/{path}"),
    st.text(st.sampled_from("ab=&?utm_ref코%2B +;/"), max_size=20).map(lambda query: f"?{query}" if query else ""),
    st.sampled_from(["", "#top", "#"]),
)


@settings(deadline=None)
@given(ADDRESSES)
@example("https://a.example/amp/amp")
@example("https://a.example/%")
@example("https://a.example/;jsessionid=a;jsessionid=b")
def test_a_cleaned_url_is_clean(url):
    cleaned = clean_url(url)

    assert clean_url(cleaned) == cleaned
    assert host(cleaned) == host(url)
    assert url_keys().key(cleaned) == url_keys().key(url)


@settings(deadline=None)
@given(ADDRESSES)
def test_a_key_needs_no_second_cleaning(url):
    key = generic_key(url)

    assert "#" not in key.split("?")[0] or "%23" in url
    assert generic_key(url.replace("HTTPS", "https").replace("https", "http")) == key


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/news/2", "https://a.example/news/2"),
        ("//b.example/x", "https://b.example/x"),
        ("?page=2", "https://a.example/news/1?page=2"),
        (" /news/2\n", "https://a.example/news/2"),
        ("\u200b/news/2", "https://a.example/news/2"),
        ("http://b.example/", "http://b.example/"),
        ("#top", None),
        ("", None),
        (None, None),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("mailto:a@b.example", None),
        ("tel:021234", None),
        ("http://[::1", None),
        ("http://[x]/", None),
    ],
)
def test_only_web_addresses_are_links(href, expected):
    assert absolute("https://a.example/news/1", href) == expected


@pytest.mark.parametrize(
    "url", ["", "http://[", "not a url", "http://[x]/y", "\udcff", "https://a.example/\ud800", "http://a:b/"]
)
def test_no_address_is_too_broken_for_a_key(url):
    assert url_keys().key(url).encode("utf-8") is not None
