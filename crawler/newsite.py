"""A look at a site that no declaration knows yet: its home page, what announces its articles, and some of those."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response
from scrapy.settings import Settings

from crawler.discovery import Candidate, DiscoveryError, is_sitemap, read_feed, read_sitemap
from crawler.errand import BrokenOff, run_errand
from crawler.extract import extract
from crawler.families import recognise
from crawler.fetching import Stopped, Unanswered, fetch
from crawler.page import Page, PageRefused, open_page
from crawler.patterns import article_pattern
from crawler.urls import absolute, clean_url, host, site

USUAL_FEEDS = ("rss/allArticle.xml", "feed/", "rss", "rss.xml", "feed", "sitemap.xml")
SAVED_PAGES = 2


@dataclass
class Site:
    """What a look at a site found: its home page, what announces articles as it was served, and articles with their pages."""

    url: str
    home: str = ""
    robots: tuple[int, bytes] = (404, b"")
    first: tuple[str, bytes] = ("", b"")
    list_page: str = ""
    feed: str = ""
    feed_body: bytes = b""
    announced: list[Candidate] = field(default_factory=list)
    pages: dict[str, bytes] = field(default_factory=dict)
    problem: str = ""


def look(url: str, list_page: str, settings: Settings) -> Site:
    """What the site of this home page or article serves; ``problem`` says what is missing for an outlet.

    ``list_page`` is a page that links to articles, for a site without a feed.
    """
    found = Site(url, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/", list_page=list_page)
    try:
        run_errand(_Look(found).take, settings, domains={site(host(url)), urlsplit(url).hostname or ""})
    except DiscoveryError as error:
        found.problem = str(error)
    except (BrokenOff, Stopped) as error:
        found.problem = f"{url}: the look at it was broken off: {error}"
    return found


class _Look:
    def __init__(self, found: Site):
        self.found = found
        self.engine: Any = None

    async def take(self, engine: Any) -> None:
        """Ask for robots.txt, the page, what announces articles, and some of those."""
        self.engine, found = engine, self.found
        robots = urljoin(found.home, "/robots.txt")
        try:
            found.robots = (200, (await self._fetch(robots, {"dont_obey_robotstxt": True})).body)
        except Unanswered as error:
            found.robots = (error.status, b"")
        first = await self._fetch(found.url)
        found.first = (found.url, first.body)
        await self._find_feed(first)
        if not found.feed:
            await self._find_list()
        await self._save_articles()

    async def _save_articles(self) -> None:
        found = self.found
        articles = [clean_url(one.url) for one in found.announced]
        if urlsplit(found.url).path.strip("/") and _is_article(*found.first):
            articles = [found.url, *(url for url in articles if url != found.url)]
        for url in articles[:8]:  # some may be no article that is kept
            if len(found.pages) == SAVED_PAGES:
                break
            body = found.first[1] if url == found.url else (await self._fetch(url)).body
            if _is_article(url, body):
                found.pages[url] = body
        if not found.pages:
            raise DiscoveryError(f"no article was found from {found.url}; name the address of one")

    async def _find_feed(self, first: Response) -> None:
        links = 'link[rel=alternate][type="application/rss+xml"], link[rel=alternate][type="application/atom+xml"]'
        page = opened(first.url, first.body)
        named = [urljoin(page.base, node.attributes.get("href") or "") for node in page.tree.css(links)[:5]]
        sitemaps = re.findall(
            r"(?im)^[ \t]{0,20}sitemap:[ \t]{0,20}(\S{1,500})", self.found.robots[1].decode("utf-8", "replace")
        )
        usual = [urljoin(self.found.home, address) for address in (*recognise(page).feeds, *USUAL_FEEDS)]
        for url in dict.fromkeys([*named, *usual, *sitemaps]):
            try:
                body = (await self._fetch(url)).body
                announced = read_sitemap(body, url).candidates if is_sitemap(body) else read_feed(body, url)
            except (DiscoveryError, ValueError):
                continue
            if own := [one for one in announced if host(one.url) == host(self.found.home)]:
                self.found.feed, self.found.feed_body, self.found.announced = url, body, own
                return

    async def _find_list(self) -> None:
        """A page that links to articles: the one that was named, else the home page."""
        found = self.found
        url = found.list_page.format(page=1) if found.list_page else found.home
        body = found.first[1] if url == found.url else (await self._fetch(url)).body
        page = opened(url, body)
        links = [absolute(page.base, node.attributes.get("href")) for node in page.tree.css("a[href]")[:500]]
        own = list(dict.fromkeys(clean_url(link) for link in links if link and host(link) == host(found.home)))
        pattern = article_pattern([found.url] if found.first[0] != found.home and _is_article(*found.first) else own)
        alike = [link for link in own if pattern and re.match(pattern, target(link))]
        if len(alike) < 2:
            raise DiscoveryError(
                f"no feed was found, and {url} links to no articles; name a page that does with --list"
                " (a page that scripts draw shows no links)"
            )
        found.list_page, found.feed_body = found.list_page or found.home, body
        found.announced = [Candidate(link, None, None, url, None) for link in alike]

    async def _fetch(self, url: str, meta: dict[str, Any] | None = None) -> Response:
        try:
            return await fetch(self.engine, url, meta)
        except Unanswered as error:
            raise Unanswered(f"{url}: {error}", error.status) from error


def opened(url: str, body: bytes) -> Page:
    """The page, or :class:`DiscoveryError` for one that cannot be read."""
    try:
        return open_page(url, body)
    except PageRefused as refused:
        raise DiscoveryError(f"{url}: {refused}") from refused


def _is_article(url: str, body: bytes) -> bool:
    return "quarantine" not in extract(body, url)


def target(url: str) -> str:
    """What stands behind the host of an address: the part that a pattern is matched with."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
