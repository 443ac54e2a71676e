"""Where a paid link ends: the address inside known redirectors, read from the link itself; nothing is fetched."""

import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from functools import lru_cache
from urllib.parse import unquote, urlsplit, urlunsplit

from crawler.networks import network_of_host
from crawler.text import visible
from crawler.urls import host, site

_DEEPEST = 4  # redirectors within one another
_LONGEST = 8_000  # characters of a link that is looked into
_MOST_PARAMETERS = 60

_REDIRECTORS = re.compile(
    r"(?:^|\.)(?:linkprice\.com|clk\.tradedoubler\.com|click\.linksynergy\.com|awin1\.com|shareasale\.com|digidip\.net"
    r"|anrdoezrs\.net|dpbolvw\.net|jdoqocy\.com|kqzyfj\.com|tkqlhce\.com|prf\.hn|go\.skimresources\.com|redirect\.viglink\.com"
    r"|s\.click\.aliexpress\.com|onelink\.me|app\.adjust\.com|page\.link|abr\.ge|dartsearch\.net|xg4ken\.com"
    r"|l\.facebook\.com|lm\.facebook\.com|l\.instagram\.com|t\.umblr\.com|out\.reddit\.com|href\.li"
    r"|link\.naver\.com|cr\.naver\.com|ad\.daum\.net|track\.kakao\.com|tps\.kr|admixer\.co\.kr|adlib\.co\.kr)$"
)
"""Hosts that only send a click on, beside those of the advertising networks (crawler.networks)."""
_SENDS_ON = re.compile(
    r"google\.[a-z.]{2,6}/(?:url|aclk)|bing\.com/(?:aclick|ck/a)|youtube\.com/redirect"
    r"|/(?:\w*click\w*|redirect\w*|redir\w*|outlink|out|goto|go|bridge|landing|adclick|banner\w*|bannerlink|ad_?link|rd|lnk)"
    r"(?:\.(?:php|asp|aspx|jsp|do|html|htm|nhn))?/?$",
    re.I,
)
"""``host/path`` of pages that send a click on whoever runs them: an outlet's own counters too."""
_TARGETS = (
    "url u target targeturl target_url dest desturl dest_url destination maxdest ds_dest_url adurl redirect redirecturl "
    "redirect_url redirect_uri redir rurl returl landing landingurl landing_url lpurl link linkurl link_url to goto tu murl "
    "ued urllink dl_target_url af_web_dp af_r fallback clk z q p r"
).split()
"""Parameters that hold the target, best first; they count only when their value is a whole address."""
_PATH_TARGET = re.compile(r"[/?;:](https?(?::|%3A)(?:/|%2F)(?:/|%2F)?.+)$", re.I)
_BASE64 = re.compile(r"(?:a1)?(aHR0c[\w-]{8,4000})={0,2}")
_CLICK_ID = re.compile(
    r"(?:gclid|dclid|gbraid|wbraid|fbclid|msclkid|yclid|ttclid|twclid|igshid|napm|tblci|dablena|n_click_id)", re.I
)
"""Parameters that differ from click to click; referral codes and campaign names are evidence and stay."""
_SHARED = frozenset(
    "naver.com daum.net kakao.com google.com github.io notion.site notion.so tistory.com blogspot.com "
    "wordpress.com medium.com substack.com cafe24.com imweb.me wixsite.com typeform.com onelink.me page.link".split()
)
"""Sites whose every host belongs to somebody else, or to another business: their domain is the host."""


@lru_cache(maxsize=4096)
def landing(url: str) -> tuple[str, str | None]:
    """Return ``(url, domain)``: where a link leads behind known redirectors, without click ids, and whose page that is.

    Up to four redirectors within one another are unwrapped. What cannot be read from the link (short links,
    ``link.coupang.com/a/…``) stays as it is; so does whatever would not be a plain http(s) address.
    """
    for _ in range(_DEEPEST):
        inner = _inside(url)
        if inner is None or inner == url:
            break
        url = inner
    return _without_click_ids(url), domain_of(url)


def domain_of(url: str) -> str | None:
    """Return the registered name behind an address, or the whole host where many parties share one name."""
    name = host(url)
    registered = site(name)
    return (name if registered in _SHARED else registered) or None


def _inside(url: str) -> str | None:
    """The address that a redirector's link holds, or None when this is no redirector's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    name = host(url)
    if len(url) > _LONGEST or not name:
        return None
    known = _REDIRECTORS.search(name) is not None or network_of_host(f"//{name}/") is not None
    if not known and not _SENDS_ON.search(name + parts.path):
        return None
    if target := _from_query(parts.query):
        return target if known or site(host(target)) != site(name) else None
    found = _PATH_TARGET.search(url, len(parts.scheme) + 3) if known else None
    return _address(found[1]) if found else None


def _from_query(query: str) -> str | None:
    values: dict[str, str] = {}
    position = 0
    for pair in query.split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS]:
        name, _, value = pair.partition("=")
        bare = value.startswith(("http://", "https://")) and "?" in value
        # A target that was not encoded brings its own parameters: the rest of the link is its.
        values.setdefault(name.lower(), query[position + len(name) + 1 :] if bare else value)
        position += len(pair) + 1
    return next((found for name in _TARGETS if (found := _address(values.get(name, "")))), None)


def _address(value: str) -> str | None:
    """A parameter's value as a plain http(s) address, percent-encoded once or twice or in base64; None for anything else."""
    if coded := _BASE64.fullmatch(value):
        value = _decoded(coded[1])
    for _ in range(2):
        whole = value[:7].lower() in ("http://", "https:/")
        if whole and ("?" in value or "%3f" not in value.lower()):
            break  # else only the scheme was left as it is, and the rest encoded
        value = unquote(value)
    value = visible(value).strip()
    if not value.lower().startswith(("http://", "https://")):
        return None
    return value if "." in host(value) and not re.search(r"[\s<>\"\\]", value) else None


def _decoded(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
    except (NotBase64, ValueError):
        return ""


def _without_click_ids(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    pairs = [pair for pair in parts.query.split("&") if not _CLICK_ID.fullmatch(pair.partition("=")[0])]
    query = "&".join(pairs)
    return url if query == parts.query else urlunsplit(parts._replace(query=query))
