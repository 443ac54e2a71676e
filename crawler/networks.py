"""Advertising networks as they show in markup: the elements they fill and the hosts they load from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode


@dataclass(frozen=True, slots=True)
class Network:
    """One network: ``css`` of the boxes it fills, ``hosts`` (a regex) of the frames, scripts and links it serves."""

    name: str
    css: str
    hosts: str


NETWORKS = (
    Network("google", 'ins.adsbygoogle, [id^="google_ads_iframe"], div[id^="div-gpt-ad"], div[id^="google_dfp"]',
            r"googlesyndication\.com|doubleclick\.net|googletagservices\.com|googleadservices\.com"),
    Network("dable", 'div[id^="dablewidget_"], [class$="_dable"], [data-widget_id][class*="dable"]',
            r"(?:api|static)\.dable\.io/(?:widgets|dist/plugin)|\bdable\.io/widget"),
    Network("taboola", 'div[id^="taboola-"], [data-ga4^="out_taboola"]', r"taboola\.com"),
    Network("mobon", '[id^="mobon"], div[id^="mobonDivBanner_"], div[class^="mobon"]', r"mobon\.net|mediacategory\.com"),
    Network("realclick", '[id^="realclick"], div[class^="realclickInner_"], div[id^="realssp"], div[id*="realclick"]',
            r"realclick\.co\.kr|realssp\.co\.kr|realdsp"),
    Network("adop", 'ins.adop, ins.adsbyadop, div[id^="adop"]', r"compass\.adop\.cc|adop\.co"),
    Network("targetpush", '[id^="targetpush"], div[id^="targetpushAd_"]', r"targetpush\.co\.kr"),
    Network("adfit", "ins.kakao_ad_area, [data-ad-unit^=DAN-], [id^=adfit]",
            r"daumcdn\.net/(?:adfit|kas)|display\.ad\.daum\.net"),
    Network("tenping", "[tenping-ad-display-type], [id^=tenping]", r"tenping\.kr"),
    Network("coupang", 'div[id^="coupang"], .coupang-ad', r"(?:ads-partners|link)\.coupang\.com|coupa\.ng"),
    Network("criteo", '[id^="criteo"], div[id^="crt-"], div[class^="criteo"]', r"criteo\.(?:net|com)"),
    Network("interworksmedia", '[id^="interworks"], div[id^="iwm"]', r"interworksmedia\.co\.kr"),
    Network("adpnut", '[id^="adpnut"], div[id^="adpnut"]', r"adpnut\.com"),
    Network("naver", 'div._da_banner, div[id^="nmap_"], [data-gfp-adunit], div[id^="da_n_"]',
            r"(?:veta|adcr|ad|siape\.veta)\.naver\.com|adimg\d?\.search\.naver\.net|ssl\.pstatic\.net/(?:tveta|adimg)"),
    Network("unknown", 'ad, .ad-template, .cmsBanner, div[id^="AD"], .payload-ad, .adsense', r""),
)  # fmt: skip

CALLS = (
    ("google", "googletag.display("),
    ("criteo", "Criteo.DisplayAd"),
    ("coupang", "PartnersCoupang.G("),
    ("naver", "displaySspAd("),
    ("naver", "veta.naver.com"),
)
"""Calls in inline scripts that fill a box whose markup does not name its network."""
LOADERS = (("google", "adsbygoogle.js"), ("taboola", "cdn.taboola.com"))
"""Scripts that place advertisements by themselves, without any box in the markup."""

CSS = ", ".join(network.css for network in NETWORKS)
_OWN_SERVER = re.compile(
    r"//(?:ad|ads|adserver|adimg|ar)\d?\.|/RealMedia/ads/|/adserver|/adstream|/ads?/|[?&]adzone=", re.I
)
_HOSTS = [(network.name, re.compile(network.hosts)) for network in NETWORKS if network.hosts]
_VARYING = re.compile(r"\\[a-z]|\([^)]*\)")
_ANY_WORD = tuple(
    max(re.findall(r"[a-z0-9]{2,}", _VARYING.sub(" ", alternative)), key=len)
    for network in NETWORKS
    for alternative in re.split(r"\|(?![^(]*\))", network.hosts)
    if alternative
)
"""A word of every host; to look for all of them is quicker than to try the patterns at every character."""


@lru_cache(maxsize=4096)
def network_of_host(address: str | None) -> str | None:
    """Return the network that serves an address (a frame, script or link), or None."""
    if not address or not any(word in address for word in _ANY_WORD):
        return None
    return next((name for name, hosts in _HOSTS if hosts.search(address)), None)


def source_of(frame: LexborNode) -> str | None:
    """Return the address a frame or script loads from, lazily loaded ones too."""
    attributes = frame.attributes
    return attributes.get("src") or attributes.get("data-src")


def serves_ads(address: str | None) -> str | None:
    """Return the network of an address, ``unknown`` for an outlet's own ad server (ad.…, /RealMedia/ads/ …), or None."""
    if not address:
        return None
    return network_of_host(address) or ("unknown" if _OWN_SERVER.search(address) else None)


def network_of(node: LexborNode) -> str:
    """Return the network of an element that matched :data:`CSS`, looking inside boxes that only say "ad"."""
    for network in NETWORKS[:-1]:
        if node.css_first(network.css) is not None:
            return network.name
    for frame in node.css("script[src], iframe[src], iframe[data-src]"):
        if name := network_of_host(source_of(frame)):
            return name
    return "unknown"


_PREFIX = re.compile(r"\[(?:id|class)\^=\"([^\"]+)\"\]")
_BOX_NAMES = tuple((prefix, network.name) for network in NETWORKS[:-1] for prefix in _PREFIX.findall(network.css))
_PREFIXES = tuple(dict.fromkeys(prefix for prefix, _ in _BOX_NAMES))
_HOST_WORDS = tuple(
    (word, network.name) for network in NETWORKS for word in re.findall(r"[a-z0-9]{4,}(?=\\\.)", network.hosts)
)
_WORDS = tuple(dict.fromkeys((*_HOST_WORDS, *_BOX_NAMES)))
_MOST_PLACES = 20  # of one word in one script
_LONGEST_ADDRESS = 300  # characters
_LONGEST_KNOWN = 4_000  # characters of a script that is remembered
_AN_ID = re.compile(r"(?=[\w-]*[\dA-Z])[\w-]+")
"""What follows the prefix of a box's id: a word or address that merely begins like one is all small letters."""


def drawn_by(script: str, *, addresses: bool = True) -> list[str]:
    """Return the networks the ids of whose boxes stand in quotes in a script: it fills them; ``addresses`` count as well in
    a script that writes markup, elsewhere they may only count readers."""
    look = _drawn_by if len(script) <= _LONGEST_KNOWN else _drawn_by.__wrapped__  # long ones are not kept in memory
    return list(look(script, addresses))


@lru_cache(maxsize=512)  # the pages of an outlet share their short scripts
def _drawn_by(script: str, addresses: bool) -> tuple[str, ...]:
    if not addresses and not any(prefix in script for prefix in _PREFIXES):
        return ()
    words = [(word, name) for word, name in _WORDS if word in script]
    named = (name for word, name in words if any(_names(name, quoted, addresses) for quoted in _quoted(word, script)))
    return tuple(dict.fromkeys(named))


def _names(network: str, quoted: str, addresses: bool) -> bool:
    if addresses and "//" in quoted and network_of_host(quoted) == network:
        return True
    prefixes = (prefix for prefix, name in _BOX_NAMES if name == network and quoted.startswith(prefix))
    return any(_AN_ID.fullmatch(quoted, len(prefix)) for prefix in prefixes)


def _quoted(word: str, script: str) -> Iterator[str]:
    """The string literals around a word; escaped quotes count as quotes."""
    at = script.find(word)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        begin = max(script.rfind(quote, max(at - _LONGEST_ADDRESS, 0), at) for quote in "\"'")
        ends = [end for quote in "\"'\\" if (end := script.find(quote, at, at + _LONGEST_ADDRESS)) >= 0]
        if begin >= 0 and ends:
            yield script[begin + 1 : min(ends)]
        at = script.find(word, at + 1)
