"""What a page says about itself: JSON-LD, then OpenGraph and article:* tags, then selectors; the first that answers wins."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.banners import PICTURE
from crawler.blocks import image_url
from crawler.bylines import authors_in, name_alone
from crawler.datelines import edited_anywhere, printed_dates
from crawler.dates import parse_date
from crawler.families import GENERIC, Selectors
from crawler.items import Author
from crawler.page import Page, visible_text
from crawler.text import normalize, squeeze, unescape
from crawler.urls import absolute, clean_url, host

_ARTICLE_TYPES = re.compile(
    r"(?:News|Reportage|Opinion|Analysis|Review|Tech)?\w*Article|BlogPosting|Report|DiscussionForumPosting", re.I
)
_PUBLISHED = ("article:published_time", "article:published", "og:article:published_time", "datePublished", "og:regDate",
              "date", "pubdate", "dc.date", "dc.date.issued", "sailthru.date", "parsely-pub-date")  # fmt: skip
_MODIFIED = ("article:modified_time", "article:updated_time", "dateModified", "og:updated_time", "lastmod")
_AUTHOR = ("article:author", "og:article:author", "dable:author", "author", "byl", "parsely-author")
_SECTION = ("article:section", "og:article:section", "dable:section", "articleSection", "parsely-section")
_SITE_NAME = ("og:site_name", "application-name", "twitter:site", "copyright")
_SUFFIX = re.compile(r"\s*(?:\s[-–—|:<·»ㅣ]+|\s*(?:::|\|))\s*(?=[^-–—|:»ㅣ]+$)")
_PREFIX = re.compile(r"^.{2,14}?(?:\s*::\s*|\s\|\s)(?=.{10,}$)")
_OUTLET_NAME = re.compile(
    r"[|]|(?:뉴스|뉴시스|일보|신문|닷컴|타임[즈스]?|미디어|경제|투데이|네이버|다음|방송|포스트|저널|데일리|이데일리|TV)\s*(?:24|\d+)?$|^(?:네이버|다음)",
    re.I,
)
_BRACKET = re.compile(r"\s*[\[【〔]\s?([^\]】〕]{1,40}?)\s?[\]】〕]\s*(?=\S)")
_OTHERS = re.compile(r"related|similar|recommend", re.I)
_MOST_TAGS = 40
_MOST_AUTHORS = 20
_LONGEST_TITLE = 500  # characters
_CUT_OFF = re.compile(r"(?:\.\.\.|…)$")


@dataclass
class Metadata:
    """The facts of a page, each already normalized; ``published_source`` is jsonld, meta, selector or payload.

    ``outlets`` holds the names the page gives its outlet, in lower case without white space.
    """

    title: str | None = None
    subtitle: list[str] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    published: datetime | None = None
    published_raw: str | None = None
    published_source: str | None = None
    modified: datetime | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    lead_image: str | None = None
    article_body: str | None = None
    outlets: frozenset[str] = frozenset()


def metadata(
    page: Page, selectors: Selectors, *, site_names: Iterable[str] = (), now: datetime | None = None
) -> Metadata:
    """Read the metadata of a page; ``site_names`` are names of the outlet, never taken for an author or kept in a title."""
    said = _said(page, selectors, site_names)
    found = Metadata(title=_title(said), authors=_authors(said), section=_section(said), tags=_tags(said))
    _dates(said, now, found)
    found.lead_image = _lead_image(said)
    found.outlets = frozenset(said.outlets)
    if body := said.ld.get("articleBody"):
        found.article_body = str(body)
    return found


@dataclass
class _Said:
    """What is asked for every fact: the page, its meta tags and JSON-LD, the selectors, and the outlet's own names."""

    page: Page
    selectors: Selectors
    meta: dict[str, str]
    ld: dict[str, Any]
    outlets: set[str]


def _said(page: Page, selectors: Selectors, site_names: Iterable[str]) -> _Said:
    meta, ld = _meta(page.tree), _json_ld(page.tree)
    names = [*site_names, *(meta[name] for name in _SITE_NAME if name in meta), _publisher(ld)]
    outlets = {squeeze(name).lower() for name in names if name} | {host(page.url).split(".")[0]}
    return _Said(page, selectors, meta, ld, outlets)


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """First value of every meta tag by name, property or itemprop; repeated article:tag values joined by commas."""
    values: dict[str, str] = {}
    tags: list[str] = []
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes["content"]
        if not name or not content or content.isspace():
            continue
        if name == "article:tag":
            tags.append(content)
        else:
            values.setdefault(name, content)
    if tags:
        values["article:tag"] = ",".join(tags[:_MOST_TAGS])
    return values


def _json_ld(tree: LexborHTMLParser) -> dict[str, Any]:
    """The first JSON-LD object of an article type, or ``{}``; broken JSON is passed over."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text() or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kind = thing.get("@type") or ""
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(k, str) and _ARTICLE_TYPES.fullmatch(k) for k in kinds):
                return thing
    return {}


def _things(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        if depth < 4:
            yield from _things(data.get("@graph"), depth + 1)
            yield from _things(data.get("mainEntity"), depth + 1)
    elif isinstance(data, list) and depth < 4:
        for thing in data[:50]:
            yield from _things(thing, depth + 1)


def _publisher(ld: dict[str, Any]) -> str:
    publisher = ld.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name if isinstance(name, str) else ""


def _title(said: _Said) -> str | None:
    headline = said.ld.get("headline") or said.ld.get("name")
    candidates = (
        headline if isinstance(headline, str) else "",
        said.meta.get("og:title", ""),
        said.page.first_text(said.selectors.title),
        said.meta.get("twitter:title", ""),
        said.page.first_text(("title",)),
    )
    printed, document = (unescape(candidates[i][:_LONGEST_TITLE]) for i in (2, 4))
    for raw in candidates:
        title = _without_outlet(_without_site(unescape(raw[:_LONGEST_TITLE]), said.outlets, printed), said.outlets)
        if not title or squeeze(title).lower() in said.outlets or _is_site_title(title, document):
            continue
        if _CUT_OFF.search(title) and printed.startswith(_CUT_OFF.sub("", title).strip()):
            title = _without_outlet(printed, said.outlets)  # meta titles are cut at a length, the page prints the whole
        return title
    return None


def _is_site_title(title: str, document: str) -> bool:
    """A short og:title that the document's own title does not repeat names the site, not the article."""
    return len(title) < 12 and len(document) > 2 * len(title) and squeeze(title) not in squeeze(document)


def _without_site(title: str, outlets: set[str], printed: str) -> str:
    if printed and title != printed and title.startswith(printed):
        return printed
    for _ in range(3):
        cut = _SUFFIX.search(title)
        if not cut:
            break
        rest = squeeze(title[cut.end() :]).lower()
        if any(rest == name or (len(rest) > 2 and (rest in name or name in rest)) for name in outlets if name):
            title = title[: cut.start()]
        else:
            break
    return _PREFIX.sub("", title).strip() if not printed else title.strip()


def _without_outlet(title: str, outlets: set[str]) -> str:
    """The title without a bracket at its head that holds the outlet's name and nothing else; ``[한빛신문 사설]`` stays."""
    bracket = _BRACKET.match(title)
    return title[bracket.end() :] if bracket and squeeze(bracket[1]).lower() in outlets else title


def _dates(said: _Said, now: datetime | None, found: Metadata) -> None:
    meta, ld, page = said.meta, said.ld, said.page
    published = [("jsonld", ld.get("datePublished")), *(("meta", meta.get(name)) for name in _PUBLISHED)]
    found.published, found.published_raw, found.published_source = _first_date(published, now)
    modified, _, _ = _first_date(
        [("jsonld", ld.get("dateModified")), *(("meta", meta.get(name)) for name in _MODIFIED)], now
    )
    printed, edited = ("", "") if found.published and modified else printed_dates(page, said.selectors)
    if found.published is None:
        found.published, found.published_raw, found.published_source = _first_date([("selector", printed)], now)
    found.modified = modified or _first_date([("selector", edited or edited_anywhere(page))], now)[0]


def _first_date(
    candidates: Iterable[tuple[str, Any]], now: datetime | None
) -> tuple[datetime | None, str | None, str | None]:
    for source, raw in candidates:
        if isinstance(raw, str) and (when := parse_date(raw, now=now)):
            return when, normalize(raw), source
    return None, None, None


def _authors(said: _Said) -> list[Author]:
    author = said.ld.get("author")
    people = author[:_MOST_AUTHORS] if isinstance(author, list) else [author]
    names = [f"{p.get('name') or ''} {p.get('email') or ''}".strip() if isinstance(p, dict) else p for p in people]
    candidates = [
        [n for n in names if isinstance(n, str)],
        *([said.meta[name]] for name in _AUTHOR if name in said.meta),
    ]
    boxes = [
        _people(map(_with_address, said.page.tree.css(css)[:6]), said.outlets, named=False)
        for css in said.selectors.authors
    ]
    known = (_people(texts, said.outlets, named=True) for texts in candidates)
    found = next(filter(None, known), None) or next(filter(None, boxes), None) or _alone(said)
    return _completed(found, boxes)


def _alone(said: _Said) -> list[Author]:
    """Who stands alone in a box that the outlet or its system has for authors; the generic names hold other words as well.

    Such boxes stand in the cards of other articles too, so it is the first that counts, and what stands beside it.
    """
    for css in said.selectors.authors:
        nodes = said.page.tree.css(css)[:6] if css not in GENERIC.selectors.authors else []
        # items of a list (li) are particulars of every sort: 글자크기, 기사공유
        boxes = [(node.parent, name) for node in nodes if node.tag != "li" and (name := name_alone(visible_text(node)))]
        named = [(box.mem_id, name) for box, name in boxes if box is not None and name not in said.outlets]
        if named:
            return [Author(name) for name in dict.fromkeys(name for box, name in named if box == named[0][0])]
    return []


def _with_address(node: LexborNode) -> str:
    """The text of a reporter's box with the addresses that stand only in its mailto: links."""
    addresses = [(a.attributes.get("href") or "")[7:] for a in node.css('a[href^="mailto:"]')[:3]]
    return " ".join([visible_text(node), *addresses])


def _completed(found: list[Author], boxes: list[list[Author]]) -> list[Author]:
    """Add addresses printed on the page, and colleagues named in the same boxes as the authors already known."""
    names = {author.name for author in found}
    for box in boxes:
        if names < {author.name for author in box} and len(box) <= 5:
            found = found + [author for author in box if author.name not in names]
            break
    addresses = {author.name: author.email for box in boxes for author in box if author.email}
    for author in found:
        author.email = author.email or addresses.get(author.name)
    return found


def _people(texts: Iterable[str], outlets: set[str], *, named: bool) -> list[Author]:
    found: dict[str, Author] = {}
    for text in texts:
        for author in authors_in(unescape(text), named=named and not _OUTLET_NAME.search(text.strip()), outlets=outlets):
            if not _OUTLET_NAME.search(author.name):
                known = found.setdefault(author.name, author)
                known.email = known.email or author.email
    return list(found.values())


def _section(said: _Said) -> str | None:
    section = said.ld.get("articleSection")
    if isinstance(section, list):
        section = section[0] if section else None
    first = section.split(",")[0] if isinstance(section, str) else ""  # plug-ins join all categories and tags
    candidates = [first, *(said.meta.get(name, "") for name in _SECTION)]
    for raw in candidates:
        text = unescape(raw)
        if text and squeeze(text).lower() not in said.outlets and not text.isascii():
            return text
    return said.page.first_text(said.selectors.section) or next((unescape(raw) for raw in candidates if raw), None)


def _tags(said: _Said) -> list[str]:
    keywords = said.ld.get("keywords")
    texts: list[str] = (
        keywords.split(",") if isinstance(keywords, str) else [k for k in _members(keywords) if isinstance(k, str)]
    )
    if not any(texts):
        texts = said.meta.get("article:tag", "").split(",")
    for selector in said.selectors.tags:
        if any(texts):
            break
        links = [node for node in said.page.tree.css(selector)[:40] if not _leads_to_category(node)]
        texts = [visible_text(node) for node in links]
    if not any(texts):
        texts = said.meta.get("news_keywords", "").split(",")
    return list(dict.fromkeys(tag for text in texts if (tag := unescape(text).lstrip("#").strip())))[:_MOST_TAGS]


def _leads_to_category(node: LexborNode) -> bool:
    """Themes of WordPress print the section as a tag too."""
    attributes = node.attributes
    return "/category/" in (attributes.get("href") or "") or "category" in (attributes.get("rel") or "")


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lead_image(said: _Said) -> str | None:
    for selector in said.selectors.lead_image:
        for node in said.page.tree.css(selector)[:10]:
            if (url := image_url(node, said.page.base)) and not _of_another_page(node, said.page):
                return url
    return None


def _of_another_page(node: LexborNode, page: Page) -> bool:
    """Whether a picture stands in a link to another page, or in a box of other articles: the cards below a text."""
    around = node.parent
    while around is not None and around.tag != "body":
        attributes = around.attributes
        if around.tag == "a" and (href := absolute(page.base, attributes.get("href"))):
            return not PICTURE.search(href) and clean_url(href) != clean_url(page.url)
        if around.tag in ("aside", "footer", "nav") or _OTHERS.search(f"{attributes.get('class')} {attributes.get('id')}"):
            return True
        around = around.parent
    return False
