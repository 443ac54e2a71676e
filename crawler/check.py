"""First contact with an outlet: what of its declaration holds on the live site, and what would have to change."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy.settings import Settings

from archive.terminal import plain
from crawler import browser, outlets
from crawler.announcement import Announcement, read_announcement
from crawler.apis import read_api_article
from crawler.article import ArticleSpider
from crawler.dates import KST
from crawler.discoverer import DEEPEST, newest_first
from crawler.discovery import Candidate, DiscoveryError, NothingNamed
from crawler.errand import BrokenOff, run_errand
from crawler.fetching import Stopped, Unanswered, fetch
from crawler.items import Article
from crawler.pipelines import finish, read_response
from crawler.report import FAILED, OK
from crawler.routes import Route, routes, routes_back
from crawler.urls import clean_url
from crawler.warc import utc_now

FIELDS = ("title", "published_at", "authors", "section", "tags", "images", "subtitle")
WANTED = ("title", "published_at", "authors")
"""Fields that every article has; notices and flashes have no author."""


@dataclass
class Findings:
    """What was seen, line by line, and what would have to change.

    ``unknown`` is what could not be asked, ``articles`` those announced, ``pages`` what announcements told whole.
    """

    now: str
    lines: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    articles: list[Candidate] = field(default_factory=list)
    pages: dict[str, bytes] = field(default_factory=dict)

    def say(self, good: bool, text: str) -> None:
        self.lines.append(f"  {'ok' if good else '!!'}  {plain(text)}")


def check(outlet: type[ArticleSpider], settings: Settings, at: str | None = None) -> int:
    """Ask an outlet for robots.txt, all its announcements and one article, and print what was found.

    ``at`` is the instant at which a replay stands still. Returns 0 when nothing has to change, else 1; nothing is stored.
    """
    print(f"{outlet.korean_name} ({outlet.name}), {outlet.home}")
    why = f"it is not crawled: {outlet.stored_only}" if outlet.stored_only else ""
    why = why or (browser.missing() if outlet.browser and not at else "")
    if why:
        print(f"not checked: {why}")
        return FAILED
    findings = Findings(at or utc_now())
    contact = _Contact(outlet, findings, drawn=outlet.browser and not at)
    broken = ""
    try:
        run_errand(contact.make, settings, hosts=outlet.allowed_hosts, prepare=outlet.update_settings)
    except (BrokenOff, Stopped) as error:
        broken = str(error) or "the crawl was ended"
    print("\n".join(findings.lines))
    for doubt in findings.unknown:
        print(f"not checked: {plain(doubt)}")
    if broken:
        print(f"not checked to the end: {plain(broken)}")
    for change in findings.changes:
        print(f"to change: {plain(change)}")
    if findings.changes or broken or findings.unknown:
        return FAILED
    verified = "" if at else f', so the declaration may say verified = "{findings.now[:10]}"'
    print(f"nothing to change{verified}")
    return OK


class _Contact:
    def __init__(self, outlet: type[ArticleSpider], findings: Findings, *, drawn: bool):
        self.outlet, self.findings, self.drawn = outlet, findings, drawn
        self.keys = outlets.url_keys_with(outlet)
        self.engine: Any = None

    async def make(self, engine: Any) -> None:
        """Ask for everything, one after the other."""
        self.engine = engine
        await self._robots()
        self.findings.lines.append("announcements")
        for group in routes(self.outlet).values():
            for route in group:
                await self._announcement(route)
        self.findings.lines.append("article")
        await self._article()

    async def _robots(self) -> None:
        """robots.txt of every host that is asked, and what it says of our addresses."""
        self.findings.lines.append("robots.txt")
        asked = {urlsplit(url).netloc: urlsplit(url).scheme for url in (self.outlet.home, *self.outlet.announcements)}
        for netloc, scheme in asked.items():
            url = f"{scheme}://{netloc}/robots.txt"
            try:
                text = (await fetch(self.engine, url, {"dont_obey_robotstxt": True})).text
            except Unanswered as error:
                free = 400 <= error.status < 500 and error.status != 429
                self.findings.say(free, f"{netloc}: {error}" + (", so all is allowed" if free else ""))
                if not free:
                    self.findings.unknown.append(f"{url}: {error}; while that is so, nothing may be fetched from there")
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
        strange = [url for url in sitemaps if url not in self.outlet.announcements]
        if strange and not routes_back(self.outlet):
            self.findings.lines.append(
                f"      nothing declared leads back; these sitemaps might: {plain(' '.join(strange[:5]))}"
            )

    async def _announcement(self, route: Route) -> None:
        yesterday = (datetime.fromisoformat(self.findings.now) - timedelta(days=1)).astimezone(KST).date()
        url = route.url(day=yesterday) if route.daily else route.url()
        try:
            told = await self._read(route, url)
        except NothingNamed as error:
            self.findings.say(route.daily, f"{route.kind} {url}: {error}")
            return
        except Unanswered as error:
            self._unanswered(route, url, error)
            return
        except DiscoveryError as error:
            self.findings.say(False, f"{route.kind} {url}: {error}")
            self.findings.changes.append(f"{route.kind} {route.address}: {error}; take it out of {self._where(route)}")
            return
        self._judge_announcement(route, url, told)

    def _unanswered(self, route: Route, url: str, error: Unanswered) -> None:
        """Only what says that it is not there, or not for us, is to be taken out; anything else may have been the moment."""
        self.findings.say(False, f"{route.kind} {url}: {error}")
        if error.status in (401, 403, 404, 410) or str(error).startswith("forbidden"):
            self.findings.changes.append(f"{route.kind} {route.address}: {error}; take it out of {self._where(route)}")
        else:
            self.findings.unknown.append(f"{route.kind} {url}: {error}")

    def _where(self, route: Route) -> str:
        """Where the address is declared."""
        name = {"feed": "feeds", "sitemap": "sitemaps", "list": "lists", "api": "apis"}[route.kind]
        family = [getattr(one, "address", one) for one in getattr(self.outlet.family, name)]
        inherited = route.address in [urljoin(self.outlet.home, address) for address in family]
        return f"{name}, which the family {self.outlet.family.name} states" if inherited else name

    def _judge_announcement(self, route: Route, url: str, told: Announcement) -> None:
        own = [
            one
            for one in told.candidates
            if self.keys.match(one.url)[0] == self.outlet.name and self.keys.match(one.url)[1]
        ]
        dated = sorted(one.dated_at for one in own if one.dated_at)
        newest = f", newest {_korean(dated[-1])}" if dated else ", none dated"
        good = len(own) == len(told.candidates)
        self.findings.say(good, f"{route.kind} {url}: {len(own)} of {len(told.candidates)} are articles{newest}")
        self.findings.articles += own
        self.findings.pages |= told.pages
        strange = [one.url for one in told.candidates if one not in own]
        if strange:
            self.findings.changes.append(f"article_url does not match what {url} announces: {' '.join(strange[:3])}")
        if own and not dated and route.kind in ("list", "api"):
            self.findings.lines.append("      no dates: a back-fill cannot use it")

    async def _read(self, route: Route, url: str) -> Announcement:
        meta = browser.request_meta() if self.drawn and route.kind == "list" else {}
        for _ in range(DEEPEST):
            body = (await fetch(self.engine, url, meta)).body
            told = read_announcement(body, url, route, slug=self.outlet.name, keys=self.keys, now=self.findings.now)
            if told.candidates or not told.children:
                break
            url = newest_first(told.children)[0][0]
        return told

    async def _article(self) -> None:
        wanted = [one for one in self.findings.articles if re.search(self.outlet.desk, one.url)]
        if not wanted:
            self.findings.say(False, "none was announced")
            if not self.findings.unknown:
                self.findings.changes.append("no article is announced anywhere")
            return
        url = max(wanted, key=lambda one: one.dated_at or "").url
        try:
            body, told = await self._article_body(url)
        except DiscoveryError as error:
            self.findings.say(False, f"{url}: {error}")
            self.findings.unknown.append(f"the article {url}: {error}")
            return
        told |= {"outlet": self.outlet, "keys": self.keys, "fetched_at": self.findings.now}
        item = finish(read_response(url, partial(bytes, body), **told), self.keys)
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
            key = self.keys.key(url).partition(":")[2]
            answer = await fetch(self.engine, api.address.format(key=key))
            return read_api_article(answer.body, api), {"content_type": "", "extractor": "api"}
        meta = browser.request_meta() if self.drawn else {}
        response = await fetch(self.engine, clean_url(url), meta)
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


def _korean(when: str) -> str:
    return f"{datetime.fromisoformat(when).astimezone(KST):%Y-%m-%d %H:%M} KST"
