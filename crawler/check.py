"""First contact with an outlet: what of its declaration holds on the live site, and what would have to change."""

import re
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import scrapy
from protego import Protego
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.terminal import plain
from crawler import browser, outlets
from crawler.apis import read_api, read_api_article
from crawler.article import ArticleSpider
from crawler.dates import KST
from crawler.discovery import Candidate, DiscoveryError, NothingNamed, is_sitemap, read_feed, read_sitemap
from crawler.fetching import Unanswered, fetch
from crawler.items import Article
from crawler.listing import read_list
from crawler.pipelines import finish, read_response
from crawler.report import FAILED, OK
from crawler.routes import Route, routes
from crawler.urls import clean_url
from crawler.warc import utc_now

FIELDS = ("title", "published_at", "authors", "section", "tags", "images", "subtitle")
WANTED = ("title", "published_at", "authors")
"""Fields that every article has; notices and flashes have no author."""


@dataclass
class Findings:
    """What was seen, line by line, and what would have to change.

    ``articles`` are those announced, ``pages`` what announcements told whole, ``answered`` the addresses that answered.
    """

    now: str
    lines: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    articles: list[Candidate] = field(default_factory=list)
    pages: dict[str, bytes] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def say(self, good: bool, text: str) -> None:
        self.lines.append(f"  {'ok' if good else '!!'}  {plain(text)}")


def check(outlet: type[ArticleSpider], settings: Settings, at: str | None = None) -> int:
    """Ask an outlet for robots.txt, all its announcements and one article, and print what was found.

    ``at`` is the instant at which a replay stands still. Returns 0 when nothing has to change, else 1; nothing is stored.
    """
    findings = Findings(at or utc_now())
    settings.setdict({"ITEM_PIPELINES": {}, "CLOSESPIDER_TIMEOUT": 600}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(_contact(outlet), findings=findings)
    process.start()
    print(f"{outlet.korean_name} ({outlet.name}), {outlet.home}")
    print("\n".join(findings.lines))
    verified = "" if at else f', so the declaration may say verified = "{findings.now[:10]}"'
    print("to change" if findings.changes else f"nothing to change{verified}")
    for change in findings.changes:
        print(f"  - {plain(change)}")
    return FAILED if findings.changes else OK


def _contact(outlet: type[ArticleSpider]) -> type[scrapy.Spider]:
    """A spider with the outlet's hosts, settings and browser that makes the contact instead of crawling."""
    declared = {"name": outlet.name, "outlet": outlet, "allowed_hosts": outlet.allowed_hosts, "browser": outlet.browser}
    declared |= {"custom_settings": outlet.custom_settings, "handle_httpstatus_list": outlet.handle_httpstatus_list}
    return type("Contact", (_Contact,), declared)


class _Contact(scrapy.Spider):
    outlet: type[ArticleSpider]

    def __init__(self, *args: Any, findings: Findings, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.findings = findings

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        cls.outlet.update_settings(settings)

    async def start(self) -> AsyncIterator[Any]:
        await self._look()
        return
        yield  # what makes it the generator that Scrapy wants

    async def _look(self) -> None:
        if self.outlet.stored_only:
            self.findings.changes.append(f"it is not crawled: {self.outlet.stored_only}")
            return
        await self._robots()
        self.findings.lines.append("announcements")
        for group in routes(self.outlet).values():
            for route in group:
                await self._announcement(route)
        _compare_routes(self.outlet, self.findings)
        self.findings.lines.append("article")
        await self._article()

    async def _robots(self) -> None:
        """robots.txt of every host that is asked, and what it says of our addresses."""
        self.findings.lines.append("robots.txt")
        asked = {urlsplit(url).netloc: urlsplit(url).scheme for url in (self.outlet.home, *self.outlet.announcements)}
        for netloc, scheme in asked.items():
            url = f"{scheme}://{netloc}/robots.txt"
            try:
                text = (await fetch(self.crawler.engine, url, {"dont_obey_robotstxt": True})).text
            except Unanswered as error:
                free = 400 <= error.status < 500 and error.status != 429
                self.findings.say(free, f"{netloc}: {error}" + (", so all is allowed" if free else ""))
                if not free:
                    self.findings.changes.append(f"{url} cannot be read ({error}): nothing may be fetched from there")
                continue
            self._judge_robots(netloc, Protego.parse(text))

    def _judge_robots(self, netloc: str, rules: Protego) -> None:
        ours = [url for url in self.outlet.announcements if urlsplit(url).netloc == netloc]
        barred = [url for url in ours if not rules.can_fetch(url, "Sinmungo")]
        delay, sitemaps = rules.crawl_delay("Sinmungo"), list(rules.sitemaps)
        told = [f"Crawl-delay {delay:g} s"] if delay else []
        told += [f"sitemaps {' '.join(sitemaps)}"] if sitemaps else []
        self.findings.say(not barred, f"{netloc}: {'; '.join(told) or 'no Crawl-delay, no sitemaps'}")
        self.findings.changes += [f"robots.txt bars {url}: take it out" for url in barred]
        unknown = [url for url in sitemaps if url not in self.outlet.announcements]
        if unknown and not self.outlet.desk:
            self.findings.changes.append(f"robots.txt names sitemaps that are not declared: {' '.join(unknown[:5])}")

    async def _announcement(self, route: Route) -> None:
        yesterday = (datetime.fromisoformat(self.findings.now) - timedelta(days=1)).astimezone(KST).date()
        url = route.url(day=yesterday) if route.daily else route.url()
        try:
            candidates = await self._read(route, url)
        except DiscoveryError as error:
            self.findings.say(False, f"{route.kind} {url}: {error}")
            return
        match = outlets.url_keys_with(self.outlet).match
        own = [one for one in candidates if match(one.url)[0] == self.outlet.name and match(one.url)[1]]
        dated = sorted(one.dated_at for one in own if one.dated_at)
        newest = f", newest {_korean(dated[-1])}" if dated else ", none dated"
        self.findings.say(bool(own), f"{route.kind} {url}: {len(own)} of {len(candidates)} are articles{newest}")
        self.findings.answered.add(route.address)
        self.findings.articles += own
        if candidates and not own:
            self.findings.changes.append(f"article_url does not match what {url} announces: {candidates[0].url}")
        if own and not dated and route.kind in ("list", "api"):
            self.findings.changes.append(f"no date is found in {url}: a back-fill cannot use it")

    async def _read(self, route: Route, url: str) -> list[Candidate]:
        meta = browser.request_meta() if self.outlet.browser and route.kind == "list" else {}
        body = (await fetch(self.crawler.engine, url, meta)).body
        if route.kind == "list":
            keys = outlets.url_keys_with(self.outlet)
            return read_list(body, url, self.outlet.name, keys, self.findings.now)
        if route.api:
            answer = read_api(body, url, route.api)
            self.findings.pages |= answer.pages
            return answer.candidates
        if not is_sitemap(body):
            return read_feed(body, url)
        try:
            sitemap = read_sitemap(body, url)
        except NothingNamed:
            return []
        if sitemap.children and not sitemap.candidates:
            return read_sitemap((await fetch(self.crawler.engine, sitemap.children[-1][0])).body, url).candidates
        return sitemap.candidates

    async def _article(self) -> None:
        wanted = [one for one in self.findings.articles if re.search(self.outlet.desk, one.url)]
        if not wanted:
            self.findings.say(False, "none was announced")
            self.findings.changes.append("no article is announced anywhere")
            return
        url = max(wanted, key=lambda one: one.dated_at or "").url
        keys = outlets.url_keys_with(self.outlet)
        try:
            body, told = await self._article_body(url)
        except DiscoveryError as error:
            self.findings.say(False, f"{url}: {error}")
            self.findings.changes.append(f"the article {url} cannot be read: {error}")
            return
        told |= {"outlet": self.outlet, "keys": keys, "fetched_at": self.findings.now}
        item = finish(read_response(url, partial(bytes, body), **told), keys)
        if not isinstance(item, Article):
            self.findings.say(False, f"{url}: {item.reason}: {item.detail}")
            self.findings.changes.append(f"the article {url} would be quarantined: {item.reason}")
            return
        _judge_article(item, self.findings, WANTED if self.outlet.kind == "news" else WANTED[:2])

    async def _article_body(self, url: str) -> tuple[bytes, dict[str, Any]]:
        """The page of an article, as the crawl would come by it, and what is told of it beside."""
        if url in self.findings.pages:
            return self.findings.pages[url], {"content_type": "", "extractor": "api"}
        if api := self.outlet.page_api:
            key = outlets.url_keys_with(self.outlet).key(url).partition(":")[2]
            answer = await fetch(self.crawler.engine, api.address.format(key=key))
            return read_api_article(answer.body, api), {"content_type": "", "extractor": "api"}
        meta = browser.request_meta() if self.outlet.browser else {}
        response = await fetch(self.crawler.engine, clean_url(url), meta)
        return response.body, {"content_type": (response.headers.get("Content-Type") or b"").decode("latin-1")}


def _judge_article(article: Article, findings: Findings, wanted: Collection[str]) -> None:
    had = [name for name in FIELDS if getattr(article, name)]
    lacking = [name for name in FIELDS if name not in had]
    findings.say(article.extractor != "density" and not set(wanted) & set(lacking), article.url)
    findings.lines += [
        f"      {plain(article.title)}",
        f"      text by {article.extractor}, {len(article.body)} characters;"
        f" {len(article.related)} related, {len(article.ads)} ads",
        f"      has {', '.join(had)}" + (f"; lacks {', '.join(lacking)}" if lacking else ""),
    ]
    if article.extractor == "density":
        findings.changes.append("no selector finds the text: name its element in selectors, body")
    for name in sorted(set(wanted) & set(lacking)):
        findings.changes.append(f"the article has no {name}: look at the page and name a selector")


def _compare_routes(outlet: type[ArticleSpider], findings: Findings) -> None:
    """Say which addresses to take out."""
    for group in routes(outlet).values():
        for route in group:
            if route.address not in findings.answered:
                findings.changes.append(
                    f"{route.kind} {route.address} does not answer: take it out, or find where it went"
                )


def _korean(when: str) -> str:
    return f"{datetime.fromisoformat(when).astimezone(KST):%Y-%m-%d %H:%M} KST"
