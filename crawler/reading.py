"""From a page to an article: read, normalize, separate, validate. Pure: no request, no disk, no clock of its own."""

from datetime import datetime
from functools import lru_cache
from typing import Protocol

from selectolax.lexbor import LexborNode

from crawler import filters, rules
from crawler.blocks import blocks as walk
from crawler.bylines import authors_in, is_office
from crawler.container import find_container, inside, text_length
from crawler.dates import iso, launch, plausible
from crawler.drawn import related_in, slots_in
from crawler.families import Family, Selectors, levels
from crawler.filters import Hit
from crawler.items import Ad, Article, Author, Block, Image, Removed
from crawler.kinds import kind_of
from crawler.links import Context
from crawler.metadata import Metadata, metadata
from crawler.networks import CSS as NETWORK_CSS
from crawler.networks import network_of
from crawler.page import Page, PageRefused
from crawler.payload import Payload, apply_payload, find_payload, json_ld_body
from crawler.records import ads_of, images_of, related_of
from crawler.refusals import refuse_bare_media, refuse_non_article
from crawler.sections import assign
from crawler.surroundings import Surroundings
from crawler.text import normalize as normalize_text
from crawler.text import normalize_lines
from crawler.urls import UrlKeys, clean_url, host

SHORTEST_BODY = 200  # characters; kinds that are short by nature are let through
_SHORT_KINDS = frozenset(("flash", "notice", "correction", "market"))
_MOST_LINES, _MOST_LINKS = 5_000, 1_000  # of one container; an article has hundreds, and the rules compare neighbours
_MOST_MARKS = 500  # of one rule in one text
_MOST_SLOTS = 200  # in one text; nested boxes cost their own length each
_HEAD_MARKS = "-·■◆▶ "  # printed before and after the lines of a sub-headline
_MOSTLY = 0.5  # a furniture selector that would take more of the text than this is mistaken


class Outlet(Protocol):
    """What reading needs to know of an outlet; a spider class is one."""

    name: str
    korean_name: str
    home: str
    launched: str
    kind: str
    family: Family
    selectors: Selectors


def read(page: Page, outlet: Outlet | None, keys: UrlKeys) -> Article:
    """Read one page into an article whose ``blocks`` wait for Separate; raise :class:`PageRefused` for no article."""
    family, by_level = levels(page, outlet)
    whole = _whole(*by_level)
    chain = whole.possible(page.names)
    now = datetime.fromisoformat(page.fetched_at) if page.fetched_at else None
    facts = metadata(page, chain, site_names=(outlet.korean_name,) if outlet else (), now=now)
    container, source = find_container(page, by_level)
    length = text_length(container) if container is not None else 0
    refuse_non_article(page, facts.title, container, length)
    payload: Payload | None = None
    if length < SHORTEST_BODY and (payload := find_payload(page, facts.title, alone=length == 0)):
        container, source, chain = apply_payload(payload, facts, now), "payload", whole
    elif facts.article_body and len(facts.article_body) >= SHORTEST_BODY and length < 0.2 * len(facts.article_body):
        container, source, chain = json_ld_body(facts.article_body), "jsonld", whole
    url = clean_url(page.url)
    article = Article(url, keys.key(url), outlet.name if outlet else None, title=facts.title)
    article.kind = outlet.kind if outlet else "news"
    _date(article, facts, outlet, now)
    article.subtitle = facts.subtitle or _subtitles(page, container, chain)
    article.authors, article.section, article.tags = facts.authors, facts.section, facts.tags
    article.fetched_at = page.fetched_at
    article.extractor = {"family": family.name}.get(source, source)
    _blocks(article, page, container, chain, facts, Context(article.url, lambda url: keys.match(url)[1] is not None))
    if payload:
        _drawn(article, page, payload)
    return article


def _drawn(article: Article, page: Page, payload: Payload) -> None:
    """Add what the page's scripts will draw around the text; a network that has a slot in it needs no other sign."""
    article.related += related_in(payload.data, page.base)
    slots = {block.rule.removeprefix(rules.SLOT.id) for block in article.blocks if block.rule.startswith(rules.SLOT.id)}
    article.ads = [ad for ad in article.ads if ad.network not in slots or not _by_script(ad)]
    known = slots | {ad.network for ad in article.ads}
    article.ads += [ad for ad in slots_in(page) if ad.network not in known]


def _by_script(ad: Ad) -> bool:
    """Whether only a script tells of an advertisement: a loader, or one without an address, maybe the one that holds the text."""
    return ad.rule == rules.SLOT_SCRIPT.id or ad.evidence.startswith("script")


def _date(article: Article, facts: Metadata, outlet: Outlet | None, now: datetime | None) -> None:
    """Set the times that the page tells; one that cannot be true is left out, as printed it stays."""
    since = launch(outlet.launched) if outlet else None
    article.published_at, article.modified_at = (
        iso(when) if when and plausible(when, now=now, since=since) else None
        for when in (facts.published, facts.modified)
    )
    article.published_raw, article.published_source = facts.published_raw, facts.published_source


@lru_cache(maxsize=64)
def _whole(own: Selectors, family: Selectors, generic: Selectors) -> Selectors:
    return own.then(family).then(generic)


def _blocks(
    article: Article, page: Page, container: LexborNode | None, chain: Selectors, facts: Metadata, context: Context
) -> None:
    on_page = article.extractor not in ("payload", "jsonld")
    around = Surroundings(page, container if on_page else None, context, facts.outlets)
    named = around.named()
    if container is not None:
        article.blocks = walk(container, page.base, _marks(page, container, chain, named))
        _refuse_crowded(article.blocks)
    article.ads, article.related = around.found(chain, named)
    if facts.lead_image:
        article.images = [Image(facts.lead_image)]


def _refuse_crowded(blocks: list[Block]) -> None:
    lines = sum(1 + block.text.count("\n") for block in blocks)
    links = sum(len(block.links) for block in blocks)
    if lines > _MOST_LINES or links > _MOST_LINKS:
        raise PageRefused(
            "too_large", f"{lines} lines and {links} links in the text, limits {_MOST_LINES} and {_MOST_LINKS}"
        )


def _marks(page: Page, container: LexborNode, chain: Selectors, named: list[Hit]) -> dict[int, str]:
    """Elements of the container that a selector rule names, by ``mem_id``; the first rule that matches wins, filters last."""
    marks: dict[int, str] = {}
    total = text_length(container) or 1
    ours: list[tuple[str, str]] = [
        (rules.CSS_SUBTITLE.id, ", ".join(chain.subtitle)),
        (rules.CSS_CAPTION.id, ", ".join(chain.caption)),
        (rules.CSS_RELATED.id, ", ".join(chain.related)),
        *((rule.id, rule.pattern) for rule in rules.CSS if rule.pattern),
        (rules.CSS_DROP.id, ", ".join(chain.drop)),
    ]
    for node in container.css(", ".join((NETWORK_CSS, *chain.ads)))[:_MOST_SLOTS]:
        if node.mem_id != container.mem_id and node.mem_id not in marks:
            marks[node.mem_id] = rules.slot_of(network_of(node))
    for rule, css in ours:
        for node in container.css(css)[:_MOST_MARKS] if css else ():
            if rule == rules.CSS_CONTROL.id and node.parent is not None and node.parent.tag == "a":
                continue  # the face of a link
            if node.mem_id != container.mem_id and node.mem_id not in marks and text_length(node) < _MOSTLY * total:
                marks[node.mem_id] = rule
    return marks | filters.marks(page, container, named, marks)


def _subtitles(page: Page, container: LexborNode | None, chain: Selectors) -> list[str]:
    """Sub-headlines that stand above the text; those inside the container are found by Separate."""
    for selector in chain.subtitle:
        for node in page.tree.css(selector)[:3]:
            if container is not None and inside(node, container):
                continue
            if lines := lines_of(node):
                return lines
    return []


def lines_of(node: LexborNode) -> list[str]:
    """Return the printed lines of a small element, one per ``<br>`` or block."""
    return [
        line
        for block in walk(node, "")
        for text in block.text.split("\n")
        if (line := normalize_text(text).strip(_HEAD_MARKS))
    ]


def normalize(article: Article) -> None:
    """Normalize every text of the article and its blocks; letters are never altered. Blocks that hold nothing go."""
    for block in article.blocks:
        block.text = normalize_lines(block.text)
        for link in block.links:
            link.text = normalize_text(link.text)
    article.blocks = [b for b in article.blocks if b.text or b.kind in ("image", "slot", "embed")]
    article.title = normalize_text(article.title) or None
    article.section = normalize_text(article.section) or None


def separate(article: Article, keys: UrlKeys | None = None) -> None:
    """Give every block its role and fill body, images, related, ads and removed from them."""
    context = Context(article.url, (lambda url: keys.match(url)[1] is not None) if keys else None)
    article.blocks = assign(article.blocks, context)
    subtitles = [line for b in article.blocks if b.role == "subtitle" if (line := b.text.strip(_HEAD_MARKS))]
    article.subtitle = article.subtitle or subtitles
    article.body = "\n\n".join(text for b in article.blocks if b.role == "body" if (text := _one_line(b.text)))
    article.removed = [
        Removed(b.role, _one_line(b.text), b.rule) for b in article.blocks if b.text and b.role != "body"
    ]
    article.authors = _with_bylines(article)
    article.images = images_of(article.blocks, article.images)
    article.related = related_of(article.blocks, article.related, keys, article.url)
    article.ads = ads_of(article, context)
    told = kind_of(article)
    article.kind = article.kind if told == "news" else told


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _with_bylines(article: Article) -> list[Author]:
    """Authors of the metadata, completed with the addresses and names that the text's own bylines give."""
    bylines = [block.text for block in article.blocks if block.role == "byline"]
    printed: dict[str, Author] = {}
    for text in bylines:
        for author in authors_in(text):
            known = printed.setdefault(author.name, author)
            known.email = known.email or author.email
    article.authors = article.authors or list(printed.values())
    for author in article.authors:
        same = printed.get(author.name)
        author.email = author.email or (same.email if same else None)
    _hand_out(article, [text for text in bylines if "@" in text])
    return article.authors


def _hand_out(article: Article, lines: list[str]) -> None:
    """Give the addresses of the one line that holds any to the authors in order, where there are as many of both."""
    if len(lines) != 1 or any(author.email for author in article.authors):
        return
    offices = {article.outlet or "", host(article.url).split(".")[0]}
    addresses = [one for one in dict.fromkeys(rules.ADDRESS.findall(lines[0])) if not is_office(one, offices)]
    if len(article.authors) == 1 or len(addresses) == len(article.authors):
        for author, address in zip(article.authors, addresses, strict=False):
            author.email = address


def is_misdated(article: Article) -> bool:
    """Whether the page prints a publication time that cannot be true: before its outlet began, or still to come."""
    return article.published_at is None and article.published_raw is not None


def validate(article: Article) -> None:
    """Raise :class:`PageRefused` for an article that may not be kept; drop a change that does not follow the publication."""
    if not article.title:
        raise PageRefused("empty", "no title")
    refuse_bare_media(article)
    if not article.body:
        raise PageRefused("empty", f"no body text in {article.extractor or 'the page'}")
    if len(article.body) < SHORTEST_BODY and article.kind not in _SHORT_KINDS and not article.images:
        wanted = f"at least {SHORTEST_BODY} wanted unless the kind is short or there is a picture"
        raise PageRefused("empty", f"{len(article.body)} characters of body, {wanted}")
    if article.modified_at and article.published_at and article.modified_at <= article.published_at:
        article.modified_at = None
