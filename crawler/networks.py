"""Advertising networks as they show in markup: the elements they fill and the hosts they load from."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode


@dataclass(frozen=True, slots=True)
class Network:
    """One network: ``css`` of the boxes it fills, ``hosts`` (a regex) of the frames, scripts and links it serves."""

    name: str
    css: str
    hosts: str


NETWORKS = (
    Network("google", 'ins.adsbygoogle, div[id^="google_ads_iframe"], div[id^="div-gpt-ad"], div[id^="google_dfp"]',
            r"googlesyndication\.com|doubleclick\.net|googletagservices\.com|googleadservices\.com"),
    Network("dable", 'div[id^="dablewidget_"], [data-widget_id][class*="dable"]',
            r"(?:api|static)\.dable\.io/(?:widgets|dist/plugin)|\bdable\.io/widget"),
    Network("taboola", 'div[id^="taboola-"], [data-ga4^="out_taboola"]', r"taboola\.com"),
    Network("mobon", 'div[id^="mobonDivBanner_"], div[class^="mobon"]', r"mobon\.net|mediacategory\.com"),
    Network("realclick", 'div[class^="realclickInner_"], div[id^="realssp"], div[id*="realclick"]',
            r"realclick\.co\.kr|realssp\.co\.kr|realdsp"),
    Network("adop", 'ins.adop, div[id^="adop"]', r"compass\.adop\.cc|adop\.co"),
    Network("targetpush", 'div[id^="targetpushAd_"]', r"targetpush\.co\.kr"),
    Network("adfit", "ins.kakao_ad_area", r"daumcdn\.net/(?:adfit|kas)|display\.ad\.daum\.net"),
    Network("tenping", "[tenping-ad-display-type]", r"tenping\.kr"),
    Network("coupang", 'div[id^="coupang"], .coupang-ad', r"(?:ads-partners|link)\.coupang\.com|coupa\.ng"),
    Network("criteo", 'div[id^="crt-"], div[class^="criteo"]', r"criteo\.(?:net|com)"),
    Network("interworksmedia", 'div[id^="iwm"]', r"interworksmedia\.co\.kr"),
    Network("adpnut", 'div[id^="adpnut"]', r"adpnut\.com"),
    Network("naver", 'div._da_banner, div[id^="nmap_"]', r"veta\.naver\.com|adcr\.naver\.com|ssl\.pstatic\.net/tveta"),
    Network("unknown", '.ad-template, .cmsBanner, div[id^="AD"], .payload-ad, .adsense', r""),
)  # fmt: skip

CALLS = (
    ("google", re.compile(r"googletag\.display\(")),
    ("criteo", re.compile(r"Criteo\.DisplayAd")),
    ("naver", re.compile(r"displaySspAd\(|veta\.naver\.com")),
)
"""Calls in inline scripts that fill a box whose markup does not name its network."""
LOADERS = (("google", "adsbygoogle.js"), ("taboola", "cdn.taboola.com"))
"""Scripts that place advertisements by themselves, without any box in the markup."""

CSS = ", ".join(network.css for network in NETWORKS)
_OWN_SERVER = re.compile(
    r"//(?:ad|ads|adserver|adimg|ar)\d?\.|/RealMedia/ads/|/adserver|/adstream|/ads?/|[?&]adzone=", re.I
)
_HOSTS = [(network.name, re.compile(network.hosts)) for network in NETWORKS if network.hosts]
_ANY_HOST = re.compile("|".join(network.hosts for network in NETWORKS if network.hosts))


def network_of_host(address: str | None) -> str | None:
    """Return the network that serves an address (a frame, script or link), or None."""
    if not address or not _ANY_HOST.search(address):
        return None
    return next(name for name, hosts in _HOSTS if hosts.search(address))


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
