"""Adds an outlet to a checkout: looks at its site, writes the declaration, saves two of its pages and tests both."""

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from keyword import iskeyword
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from crawler import outlets
from crawler.container import find_container
from crawler.dates import KST
from crawler.discoverer import Unanswered, fetch
from crawler.discovery import Candidate, DiscoveryError, is_sitemap, read_feed, read_sitemap
from crawler.families import GENERIC, Family, levels, recognise
from crawler.page import Page, PageRefused, open_page
from crawler.patterns import article_pattern
from crawler.text import unescape
from crawler.urls import absolute, clean_url, host, site
from crawler.warc import utc_now

ROOT = Path(__file__).resolve().parents[1]
USUAL_FEEDS = ("rss/allArticle.xml", "feed/", "rss", "rss.xml", "feed", "sitemap.xml")
SAVED_PAGES = 2
SYSTEMS = {
    **{
        "ndsoft": "NDsoft",
        "wordpress": "WordPress",
        "foundry": "Foundry's WordPress",
        "sedaily": "the system of 서울경제",
    },
    **{"arc": "Arc XP", "breaknews": "the system of 브레이크뉴스", "next": "a Next app", "nuxt": "a Nuxt app"},
}


class CannotAdd(Exception):
    """Why no outlet was added, for the person who asked."""


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


def add_outlet(name: str, url: str, settings: Settings, *, korean_name: str, category: str, list_page: str) -> int:
    """Add the outlet that has its home page or an article at ``url``; returns the exit code of its tests.

    ``list_page`` is where a site without a feed lists its articles, ``{page}`` for the number of the page.

    Raises :class:`CannotAdd` where the site cannot be read well enough, before anything is written.
    """
    _refuse(name, url)
    found = _look(url, list_page, settings)
    if found.problem:
        raise CannotAdd(found.problem)
    family = recognise(_opened(*next(iter(found.pages.items()))))
    declaration = _declaration(name, korean_name or _site_name(found), category, family, found)
    spider = ROOT / "crawler" / "spiders" / f"{name}.py"
    spider.write_text(declaration, "utf-8")
    print(f"{spider.relative_to(ROOT)}:\n\n{declaration}")
    return _save_and_test(name, found)


def _refuse(name: str, url: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,29}", name) or iskeyword(name):
        raise CannotAdd(f"{name!r} is no name: lower-case letters and digits, a letter first")
    if name in outlets.outlets():
        raise CannotAdd(f"there is an outlet {name} already")
    if not url.startswith(("https://", "http://")) or not host(url):
        raise CannotAdd(f"{url!r} is no web address")
    if known := outlets.outlet_of(url):
        raise CannotAdd(f"{host(url)} is the outlet {known.name} already")
    if not (ROOT / "tests" / "pages").is_dir():
        raise CannotAdd(f"{ROOT} is no checkout of the project: there is no tests/pages to save pages in")


# --- looking at the site


def _look(url: str, list_page: str, settings: Settings) -> Site:
    found = Site(url, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/", list_page=list_page)
    settings.setdict({"ITEM_PIPELINES": {}, "CLOSESPIDER_TIMEOUT": 300}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    domain = urlsplit(url).hostname or ""
    spider = type("Look", (_Look,), {"name": "look", "allowed_domains": [site(host(url)), domain]})
    process.crawl(spider, found=found)
    process.start()
    return found


class _Look(scrapy.Spider):
    def __init__(self, *args: Any, found: Site, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.found = found

    async def start(self) -> AsyncIterator[Any]:
        try:
            await self._look()
        except DiscoveryError as error:
            self.found.problem = str(error)
        return
        yield  # what makes it the generator that Scrapy wants

    async def _look(self) -> None:
        found = self.found
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
        articles = [clean_url(one.url) for one in found.announced]
        if urlsplit(found.url).path.strip("/") and found.url not in articles and _is_article(found.url, first.body):
            articles.insert(0, found.url)
        for url in articles[:8]:  # some may be no article that is kept
            if len(found.pages) == SAVED_PAGES:
                break
            body = first.body if url == found.url else (await self._fetch(url)).body
            if _is_article(url, body):
                found.pages[url] = body
        if not found.pages:
            raise DiscoveryError(f"no article was found from {found.url}; name the address of one")

    async def _find_feed(self, first: Response) -> None:
        links = 'link[rel=alternate][type="application/rss+xml"], link[rel=alternate][type="application/atom+xml"]'
        page = _opened(first.url, first.body)
        named = [urljoin(page.base, node.attributes.get("href") or "") for node in page.tree.css(links)[:5]]
        sitemaps = re.findall(r"(?im)^\s*sitemap:\s*(\S{1,500})", self.found.robots[1].decode("utf-8", "replace"))
        usual = [urljoin(self.found.home, address) for address in (*recognise(page).feeds, *USUAL_FEEDS)]
        for url in dict.fromkeys([*named, *usual, *sitemaps]):
            try:
                body = (await self._fetch(url)).body
                announced = read_sitemap(body, url).candidates if is_sitemap(body) else read_feed(body, url)
            except DiscoveryError:
                continue
            if own := [one for one in announced if host(one.url) == host(self.found.home)]:
                self.found.feed, self.found.feed_body, self.found.announced = url, body, own
                return

    async def _find_list(self) -> None:
        """A page that links to articles: the one that was named, else the home page."""
        found = self.found
        url = found.list_page.format(page=1) if found.list_page else found.home
        body = found.first[1] if url == found.url else (await self._fetch(url)).body
        page = _opened(url, body)
        links = [absolute(page.base, node.attributes.get("href")) for node in page.tree.css("a[href]")[:500]]
        own = list(dict.fromkeys(clean_url(link) for link in links if link and host(link) == host(found.home)))
        pattern = article_pattern([found.url] if found.first[0] != found.home and _is_article(*found.first) else own)
        alike = [link for link in own if pattern and re.match(pattern, _target(link))]
        if len(alike) < 2:
            raise DiscoveryError(
                f"no feed was found, and {url} links to no articles like {found.url}; name a page that does with --list"
            )
        found.list_page, found.feed_body = found.list_page or found.home, body
        found.announced = [Candidate(link, None, None, url, None) for link in alike]

    async def _fetch(self, url: str, meta: dict[str, Any] | None = None) -> Response:
        try:
            return await fetch(self.crawler.engine, url, meta)
        except Unanswered as error:
            raise Unanswered(f"{url}: {error}", error.status) from error


def _opened(url: str, body: bytes) -> Page:
    try:
        return open_page(url, body)
    except PageRefused as refused:
        raise DiscoveryError(f"{url}: {refused}") from refused


def _is_article(url: str, body: bytes) -> bool:
    from crawler.extract import extract

    return "quarantine" not in extract(body, url)


# --- the declaration


def _site_name(found: Site) -> str:
    """What the site calls itself: in its meta tags, in its feed, else the shortest part of its page's title."""
    page = _opened(*found.first)
    node = page.tree.css_first('meta[property="og:site_name"]')
    channel = re.search(rb"<title>\s*(?:<!\[CDATA\[)?([^<\]]{2,80})", found.feed_body) if found.feed else None
    named = (node.attributes.get("content") if node else None) or (
        channel[1].decode("utf-8", "replace") if channel else ""
    )
    title = re.split(r"\s*[-–—|:<>]\s+", page.first_text(("title",)))
    return _plain(unescape(named or min(filter(None, title), key=len, default=host(found.home))))[:40]


def _declaration(name: str, korean_name: str, category: str, family: Family, found: Site) -> str:
    urls = [one.url for one in found.announced] or list(found.pages)
    pattern = article_pattern(urls)
    if family.article_url and all(re.match(family.article_url, _target(url)) for url in urls):
        pattern = None
    elif pattern is None:
        raise CannotAdd(f"the addresses of its articles have nothing in common: {' '.join(urls[:3])}")
    body = _body_selector(found, family)
    imports = ["from crawler.article import ArticleSpider" + (", Selectors" if body else "")]
    if family is not GENERIC:
        imports.append(f"from crawler.families import {family.name.upper()}")
    lines = [
        f"name = {_quoted(name)}",
        f"korean_name = {_quoted(korean_name)}",
        f"home = {_quoted(found.home)}",
        f"category = {_quoted(category)}",
        *([f"family = {family.name.upper()}"] if family is not GENERIC else []),
        *([f"feeds = ({_quoted(found.feed.removeprefix(found.home))},)"] if found.feed else []),
        *([f"lists = ({_quoted(found.list_page.removeprefix(found.home))},)"] if not found.feed else []),
        *([f'article_url = r"{pattern}"'] if pattern else []),
        *([f"selectors = Selectors(body=({_quoted(body)},))"] if body else []),
    ]
    what = SYSTEMS.get(family.name, "its own system")
    head = f'"""{_plain(korean_name)}: {what}."""\n\n' + "\n".join(imports)
    return (
        head
        + f"\n\n\nclass {name.title().replace('_', '')}(ArticleSpider):\n"
        + "".join(f"    {line}\n" for line in lines)
    )


def _target(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _quoted(text: str) -> str:
    """A Python string literal of what a stranger's page said."""
    return json.dumps(_plain(text), ensure_ascii=False)


def _plain(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable() and c not in '"\\')


def _body_selector(found: Site, family: Family) -> str:
    """A selector for the element whose density alone gave the text away, where it has a name of its own."""
    url, body = next(iter(found.pages.items()))
    page = _opened(url, body)
    node, source = find_container(page, levels(page, None)[1])
    if node is None or source != "density":
        return ""
    names = [f"#{node.attributes.get('id')}", *(f".{name}" for name in (node.attributes.get("class") or "").split())]
    usable = [name for name in names if re.fullmatch(r"[.#][A-Za-z][\w-]{2,40}", name)]
    return next((name for name in usable if len(page.tree.css(name)) == 1), "")


# --- pages and tests


def _save_and_test(name: str, found: Site) -> int:
    """Save what the site served, with what is read from it beside, and run the tests of this outlet."""
    folder = ROOT / "tests" / "pages" / name
    folder.mkdir(parents=True, exist_ok=True)
    at, day = utc_now()[:19] + "Z", f"{datetime.now(KST):%Y-%m-%d}"
    entries: list[dict[str, Any]] = [
        {"url": urljoin(found.home, "/robots.txt"), "status": found.robots[0] or 404, "at": at}
    ]
    if found.robots[1]:
        (folder / "robots.txt").write_bytes(found.robots[1])
        entries[0] |= {"file": "robots.txt"}
    announces = "feed.xml" if found.feed else "list.html"
    (folder / announces).write_bytes(found.feed_body)
    entries.append({"url": found.feed or found.list_page.format(page=1), "file": announces, "at": at})
    for number, (url, body) in enumerate(found.pages.items(), 1):
        (folder / f"{day}-page-{number}.html").write_bytes(body)
        entries.append({"url": url, "file": f"{day}-page-{number}.html", "at": at})
    lines = ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    (folder / "site.json").write_text(f"[\n  {lines}\n]\n", "utf-8")
    examples = ROOT / "tests" / "outlet_urls.json"
    known = json.loads(examples.read_text("utf-8"))
    known[name] = {"articles": [[url] for url in found.pages], "others": [found.home]}
    rows = ",\n".join(f"{json.dumps(slug)}: {json.dumps(known[slug], ensure_ascii=False)}" for slug in sorted(known))
    examples.write_text(f"{{\n{rows}\n}}\n", "utf-8")
    return _test(name, folder, list(found.pages))


def _test(name: str, folder: Path, urls: list[str]) -> int:
    """In processes of their own, which know the new declaration."""
    here: dict[str, Any] = {"cwd": ROOT, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    python = [sys.executable, "-m", "crawler.cli"]
    for page, url in zip(sorted(folder.glob("*-page-*.html")), urls, strict=True):
        told = subprocess.run([*python, "extract", str(page), "--url", url], capture_output=True, text=True, **here)
        value = json.loads(told.stdout)
        page.with_suffix(".json").write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"{page.relative_to(ROOT)}: {value.get('title') or value.get('quarantine')}")
    subprocess.run([sys.executable, "tests/test_announcements.py", name], stdout=subprocess.DEVNULL, **here)
    tests = ("tests/test_pages.py", "tests/test_announcements.py", "tests/crawler/test_outlets.py")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", *tests, "-k", name], **here)
    print(
        f"\nNow read {folder.relative_to(ROOT)}/*.json against the pages, and correct by hand what was read wrongly;"
        f"\n  sinmungo outlets --check {name}\nsays what else its site offers. The saved pages are the outlet's own:"
        " publish none of them."
    )
    return done.returncode
