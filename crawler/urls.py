"""One page, one key: canonical URLs and the keys under which the archive knows an article."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from crawler.text import visible

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|igshid|mc_cid|mc_eid|_ga|ref|ref_src|trc|input|from|ntype|lfrom|outurl|cds|phpsessid)",
    re.I,
)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.I)
_AMP = re.compile(r"^/amp(?=/)|/amp/?$|(?<=/news)/amp(?=/)", re.I)
_TWIN_HOST = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_NDSOFT = re.compile(r"/news/(?:article(?:View|Print)|amp/article\w*)\.html\?(?:.*&)?idxno=(\d+)", re.I)
_SECOND_LEVEL = frozenset("co or go ne com pe re ac net org".split())
_LONGEST = 3_000  # characters of an address
_SAFE = "/:@!$&'()*+,;=~-._%"
# What urljoin would give back as it is: most links are of these two forms, and it takes ten times as long.
_PLAIN_URL = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9_./%&=?~+-]*)?(?<!\?)")
_PLAIN_PATH = re.compile(r"(?:/(?=[A-Za-z0-9_?])[A-Za-z0-9_.%&=?~+-]*)+/?(?<!\?)")


def absolute(base: str, href: str | None) -> str | None:
    """Resolve ``href`` against ``base``; None unless the result is a plain http(s) URL with a host, of a bearable length."""
    if href and len(href) > _LONGEST:
        return None
    if href and _PLAIN_URL.fullmatch(href):
        return href
    if href and _PLAIN_PATH.fullmatch(href) and (origin := _origin(base)):
        return origin + href
    href = visible(href).strip()
    if not href or href[0] == "#" or href[:11].lower() == "javascript:":
        return None
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # a bracketed host that is no IPv6 address
        return None


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    """``https://host`` of an ordinary address, else ``""``."""
    plain = _PLAIN_URL.fullmatch(base)
    return "/".join(base.split("/", 3)[:3]) if plain else ""


@lru_cache(maxsize=4096)
def clean_url(url: str) -> str:
    """Return the URL without fragment, tracking parameters and session ids; it still fetches the same page."""
    parts = urlsplit(visible(url).strip())
    query = parts.query
    if query:
        pairs = [pair for pair in query.split("&") if not _TRACKING.fullmatch(pair.split("=", 1)[0])]
        query = "&".join(pairs)
    path = quote(_SESSION.sub("", parts.path), safe=_SAFE) or "/"
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query.strip(), ""))


@lru_cache(maxsize=8192)  # every link is asked for its host by several rules
def host(url: str) -> str:
    """Return the host in lower case without www., m., mobile., amp. and port; ``""`` when there is none."""
    try:
        return _TWIN_HOST.sub("", (urlsplit(url).hostname or "").rstrip("."))
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def site(name: str) -> str:
    """Return the registered name a host belongs to (``shop.onbit.co.kr`` → ``onbit.co.kr``); an IP address stays whole."""
    parts = name.split(".")
    if parts[-1].isdigit() or ":" in name:
        return name
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in _SECOND_LEVEL else parts[-2:])


def generic_key(url: str) -> str:
    """Return ``host/path?sorted=query`` for a URL no outlet claims; twins (www, m, AMP, http) share it."""
    parts = urlsplit(clean_url(url))
    path = visible(unquote(_AMP.sub("", parts.path))).rstrip("/")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host(url)}{path}" + (f"?{query}" if query else "")


class UrlKeys:
    """The article-URL patterns of all known outlets; ``key(url)`` names the article a URL leads to.

    ``patterns`` gives for each outlet its slug, its hosts without twin prefixes, and a regex that is matched right behind
    the host (``/news/…?…``). The groups whose names begin with ``key``, joined by ``/``, name the article below the first
    of the hosts; a group ``day`` (``20261120``, ``2026/11/20``) holds the day of its publication.
    """

    def __init__(self, patterns: Iterable[tuple[str, Sequence[str], str]]):
        self._by_host: dict[str, list[tuple[str, str, re.Pattern[str]]]] = {}
        for slug, hosts, pattern in patterns:
            for domain in hosts:
                self._by_host.setdefault(domain, []).append((slug, hosts[0], re.compile(pattern)))
        self._matched = lru_cache(maxsize=4096)(self._match)  # several rules ask for every link

    def match(self, url: str) -> tuple[str | None, str | None]:
        """Return ``(outlet slug, article key)``; the slug alone when the host is known but this is no article."""
        slug, key, _ = self._matched(url)
        return slug, key

    def day(self, url: str) -> str | None:
        """Return the day of publication that an article's address tells, ``2026-11-20``, or None."""
        return self._matched(url)[2]

    def _match(self, url: str) -> tuple[str | None, str | None, str | None]:
        domain = host(url)
        outlets = self._by_host.get(domain)
        if not outlets:
            return None, None, None
        target = _target(url)
        for slug, name, pattern in outlets:
            if found := pattern.match(target):
                parts = found.groupdict()
                key = "/".join(value for group, value in parts.items() if group.startswith("key") and value)
                return slug, f"{name}:{visible(unquote(key))}", _day(parts.get("day"))
        return outlets[0][0], None, None

    def key(self, url: str) -> str:
        """Return the article key (``tokenpost.kr:409000``), or the generic key of any other page."""
        if article := self.match(url)[1]:
            return article
        try:
            if ndsoft := _NDSOFT.match(_target(url)):
                return f"{host(url)}:{ndsoft[1]}"
            return generic_key(url)
        except ValueError:
            return visible(url)[:500]


def _day(text: str | None) -> str | None:
    digits = re.sub(r"\D", "", text or "")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else None


def _target(url: str) -> str:
    parts = urlsplit(url)
    path = _AMP.sub("", _SESSION.sub("", parts.path)) or "/"
    return path + (f"?{parts.query}" if parts.query else "")
