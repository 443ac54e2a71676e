"""Decides which addresses may be fetched, before a request leaves and again when its name is resolved."""

import ipaddress
import logging
import socket
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import DNSLookupError

logger = logging.getLogger(__name__)

DEFAULT_PORTS = {"http": 80, "https": 443}


class Refused(IgnoreRequest):
    """A request this crawler does not send. ``reason`` is a quarantine reason, ``detail`` a sentence for people."""

    def __init__(self, reason: str, detail: str):
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class AllowList:
    """The exceptions of ``GUARD_ALLOW``: entries ``host``, ``ip``, ``host:port``, ``[ipv6]:port``.

    An entry with a port opens that port of that name; one without opens every port. An IP address without a port is
    also accepted as the answer of a name look-up, so a test may serve real host names from loopback.
    """

    def __init__(self, entries: Iterable[str]):
        self._ports: dict[str, set[int | None]] = {}
        for entry in entries:
            split = urlsplit("//" + entry.strip())
            if split.hostname:
                self._ports.setdefault(normal_host(split.hostname), set()).add(split.port)

    def endpoint(self, host: str, port: int) -> bool:
        """Whether a URL may name this host and port."""
        ports = self._ports.get(host, ())
        return None in ports or port in ports

    def answer(self, name: str, address: str) -> bool:
        """Whether ``address`` may be connected to as the answer for ``name``."""
        return normal_host(name) in self._ports or None in self._ports.get(address, ())


def normal_host(host: str) -> str:
    """The host in the one spelling that is compared: compatibility forms folded, lower case, no final dot."""
    return unicodedata.normalize("NFKC", host).lower().rstrip(".")


def is_ip_literal(host: str) -> bool:
    """Whether a resolver would read the (normal) host as an address: dotted, short, decimal, octal, hex or IPv6."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return True
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether the address belongs to the public internet."""
    ip = ipaddress.ip_address(address)
    return ip.is_global and not ip.is_multicast


def refusal(url: str, allow: AllowList) -> str | None:
    """Why this URL must not be fetched whatever the spider, or None."""
    try:
        split = urlsplit(url)
        port = split.port or DEFAULT_PORTS.get(split.scheme, 0)
    except ValueError as error:
        return f"not a URL: {error}"
    if split.scheme not in DEFAULT_PORTS:
        return f"scheme {split.scheme!r} is not fetched"
    if split.username is not None or split.password is not None:
        return "a URL with user information is not fetched"
    return _host_refusal(split, port, allow)


def _host_refusal(split: SplitResult, port: int, allow: AllowList) -> str | None:
    host = normal_host(split.hostname or "")
    if not host:
        return "no host"
    if allow.endpoint(host, port):
        return None
    if is_ip_literal(host):
        return f"address {host} instead of a name"
    if port not in DEFAULT_PORTS.values():
        return f"port {port} is not fetched"
    return None


def on_outlet(host: str, spider: Spider | None) -> bool:
    """Whether the host belongs to the spider: exactly one of its ``allowed_hosts``, or, where a spider has none, a
    subdomain of its ``allowed_domains``. A spider with neither (``scrapy shell``) may visit every public host."""
    hosts = getattr(spider, "allowed_hosts", None)
    if hosts is not None:
        return host in {normal_host(allowed) for allowed in hosts}
    domains = [normal_host(domain) for domain in getattr(spider, "allowed_domains", None) or ()]
    return not domains or any(host == domain or host.endswith("." + domain) for domain in domains)


class GuardMiddleware:
    """Refuses what must not be fetched on every hop: first requests, redirects, retries, ``dont_filter`` or not.

    Raises :class:`Refused` with the reason ``off_host``; counts ``guard/refused``.
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.allow = AllowList(crawler.settings.getlist("GUARD_ALLOW"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        why = refusal(request.url, self.allow)
        if why is None:
            host = normal_host(urlsplit(request.url).hostname or "")
            if on_outlet(host, self.crawler.spider):
                return
            why = f"{host} is not a host of this outlet"
        if self.crawler.stats:
            self.crawler.stats.inc_value("guard/refused")
        logger.info("Not fetched: %s (%s)", request.url, why, extra={"spider": self.crawler.spider})
        raise Refused("off_host", why)


class GuardResolver(CachingThreadedResolver):
    """Answers only with public addresses, checked on the very address that is connected to; with nothing in a replay.

    IPv4 only, like the resolver it extends.
    """

    def __init__(self, reactor: Any, cache_size: int, timeout: float):
        super().__init__(reactor, cache_size, timeout)
        self.allow = AllowList(())
        self.replaying = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow = AllowList(crawler.settings.getlist("GUARD_ALLOW"))
        resolver.replaying = bool(crawler.settings.getlist("REPLAY_WARC"))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        if self.replaying:
            return fail(DNSLookupError(f"a replay never uses the network, and {name} was asked for"))
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if is_public(address) or self.allow.answer(name, address):
            return address
        # The reactor turns this error into a bare "no results", so the reason is said here.
        logger.warning("Not connected: %s resolves to %s, which is not a public address", name, address)
        raise DNSLookupError(f"{name} resolves to {address}, which is not a public address")
