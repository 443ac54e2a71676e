"""Where a paid link ends: redirectors are unwrapped by reading the link, and nothing else is touched."""

import base64
from time import process_time
from urllib.parse import quote

import pytest

from crawler.landing import domain_of, landing

SHOP = "https://www.onbit.example/join?ref=K12"
CODED = quote(SHOP, safe="")


@pytest.mark.parametrize(
    "link",
    [
        f"https://adclick.g.doubleclick.net/pcs/click?xai=AKA&sig=Cg0&adurl={CODED}",
        f"https://www.googleadservices.com/pagead/aclk?sa=L&adurl={SHOP}",
        f"https://ad.doubleclick.net/ddm/clk/4081;1;x?{SHOP}",
        f"https://www.google.com/url?sa=t&url={CODED}&usg=AFQ",
        f"https://trc.taboola.com/hanbit/log/3/click?pi=%2Fnews&redir={CODED}",
        f"https://api.dable.io/click?service=hanbit&target={CODED}",
        f"https://www.mediacategory.com/servlet/drc?s=1&rurl={CODED}",
        f"https://click.realclick.co.kr/go?c=7&url={CODED}",
        f"https://cat.kr.criteo.com/delivery/ckn.php?cppv=3&maxdest={CODED}",
        f"https://click.linkprice.com/click.php?m=onbit&a=A1&l=9999&tu={CODED}",
        f"https://click.linkprice.com/click.php?m=onbit&a=A1&tu={quote(CODED)}",
        f"https://l.facebook.com/l.php?u={CODED}&h=AT0",
        f"https://link.naver.com/bridge?url={CODED}&dst=app",
        f"https://clk.tradedoubler.com/click?p=1&a=2&url={CODED}",
        f"https://t.umblr.com/redirect?z={CODED}&t=x",
        f"https://www.hanbit.example/banner/click.php?no=3&url={CODED}",
        f"https://www.bing.com/ck/a?p=1&u=a1{base64.urlsafe_b64encode(SHOP.encode()).decode().rstrip('=')}",
        f"https://l.facebook.com/l.php?u={quote('https://click.linkprice.com/click.php?m=x&tu=' + CODED, safe='')}",
        f"{SHOP}&gclid=Cj0",
        SHOP,
    ],
)
def test_a_link_ends_at_the_landing_page_with_its_referral_code(link):
    assert landing(link) == (SHOP, "onbit.example")


@pytest.mark.parametrize(
    "link",
    [
        "https://link.coupang.com/a/cBmHw7",
        "https://coupa.ng/abc",
        f"https://www.facebook.com/sharer.php?u={CODED}",
        f"https://www.hanbit.example/login?redirect={CODED}",
        f"https://web.archive.example/save?url={CODED}",
        "https://l.facebook.com/l.php?u=javascript%3Aalert(1)",
        "https://click.linkprice.com/click.php?tu=ftp%3A%2F%2Fonbit.example%2F",
        "https://click.linkprice.com/click.php?tu=https%3A%2F%2Fonbit%22%3E%3Cb%3E",
        "https://click.linkprice.com/click.php?tu=aHR0c!!!!!!!!!!",
        "https://www.hanbit.example/go?url=https%3A%2F%2Fm.hanbit.example%2Fnews%2F1",
        "https://[bad/click?url=https%3A%2F%2Fonbit.example",
    ],
)
def test_what_is_no_known_redirector_or_holds_no_address_stays(link):
    assert landing(link)[0] == link


def test_no_more_than_four_redirectors_are_unwrapped():
    link = SHOP
    for _ in range(6):
        link = f"https://l.facebook.com/l.php?u={quote(link, safe='')}"

    assert landing(link)[0].startswith("https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com")


def test_a_target_that_was_not_encoded_keeps_its_own_parameters():
    link = "https://www.googleadservices.com/pagead/aclk?sa=L&adurl=http://shop.onbit.example/x?a=1&b=2"

    assert landing(link) == ("http://shop.onbit.example/x?a=1&b=2", "onbit.example")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://event.onbit.co.kr/x", "onbit.co.kr"),
        ("https://www.onbit.kr/", "onbit.kr"),
        ("https://smartstore.naver.com/onbit", "smartstore.naver.com"),
        ("https://onbit.github.io/", "onbit.github.io"),
        ("https://link.coupang.com/a/abc", "coupang.com"),
        ("https://203.0.113.9:8080/x", "203.0.113.9"),
        ("mailto:x", None),
    ],
)
def test_the_domain_says_whose_page_it_is(url, domain):
    assert domain_of(url) == domain


@pytest.mark.parametrize(
    "piece", ["&url=https://a.b?", "%25", "/https://", "&u=aHR0c", ";https:/", "&tu=" + "%2525" * 9]
)
def test_no_link_takes_long(piece):
    link = "https://click.linkprice.com/click.php?" + piece * (200_000 // len(piece))
    start = process_time()
    landing(link)

    assert process_time() - start < 0.2
