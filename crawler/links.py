"""Where a block leads decides what it is: further reading, a paid link, the outlet's own channels; and whose page it is."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from crawler import filters, rules
from crawler.evidence import LANDING, MARKED, SENTENCE_END, covered_by_links, is_prose, matches, take, undecided
from crawler.items import Block
from crawler.networks import network_of_host
from crawler.rules import bare
from crawler.text import squeeze
from crawler.urls import host, site

_SPONSORED = re.compile(rules.SPONSORED.pattern, re.I)
_AFFILIATE = re.compile(rules.AFFILIATE.pattern, re.I)
_REFERRAL = re.compile(rules.REFERRAL.pattern, re.I)
_PITCH = re.compile(rules.PITCH.pattern)
HOUSE = re.compile(rules.HOUSE.pattern, re.I)
REDIRECT = re.compile(rules.REDIRECT.pattern)
_LIST_PAGE = re.compile(rules.LIST_PAGE.pattern, re.I)
_DATED = re.compile(r"\d{5,}|/20\d\d[/-]?\d\d")  # a number or date of its own: the article under a list's name
_NUMBERED = re.compile(r"([A-Za-z_]{1,20})=\d{2,}")
_LONGEST_INLINE = 24  # characters of a label in one line with its links
_LONGEST_INVITATION = 80  # characters


class Context:
    """What the passes need to know about the page: its outlet's host and which URLs are articles."""

    def __init__(self, url: str, is_article: Callable[[str], bool] | None = None):
        self.url = url
        self.host = host(url)
        self.is_article = is_article or (lambda _: False)

    def like_this(self, url: str) -> bool:
        """Say whether an address of the outlet is built like the page's own: so many parts, the same first one, a name or
        number of its own at the end."""
        here, there = (urlsplit(address) for address in (self.url, url))
        mine, other = here.path.strip("/").split("/"), there.path.strip("/").split("/")
        if not self.own(url) or len(mine) != len(other) or other == mine and here.query == there.query:
            return False
        if mine[-1].isdecimal() or other[-1].isdecimal():
            return mine[-1].isdecimal() and other[-1].isdecimal() and mine[:-1] == other[:-1]
        same = len(mine) == 1 or mine[0] == other[0] or mine[0].isdecimal() and other[0].isdecimal()
        if here.query and there.query and mine == other:
            return bool(set(_NUMBERED.findall(here.query)) & set(_NUMBERED.findall(there.query)))
        return same and ("-" in other[-1] or "%" in other[-1] or any(c.isdecimal() for c in other[-1]))

    def own(self, url: str) -> bool:
        """Say whether a URL belongs to the outlet: the same host or one below the same registered name."""
        other = host(url)
        if REDIRECT.search(url):
            return False
        return bool(other) and site(other) == site(self.host)


def decide_by_links(blocks: list[Block], context: Context) -> None:
    """Give a role to undecided blocks that are little more than a link, or that carry a link somebody paid for."""
    for _, block in undecided(blocks):
        if not block.links:
            continue
        covered = covered_by_links(block)
        bought = bought_link(block, context)
        if bought and (covered > 0.5 or matches(rules.DISCLOSURE, block.text) or rules.SAID_INSIDE.search(block.text)):
            take(block, "ad", bought, block.links[0].href)
        elif covered > 0.5 and not is_prose(block) and (blocked := _blocked(block, context)):
            take(block, "ad", rules.FILTER_NETWORK.id, blocked)
        elif (label := _inline_label(block)) and leads_to_article(block, context):
            take(block, "related", rules.RELATED_LABEL.id, label)
        elif covered > 0.9 and _is_further_reading(block, context):
            decided = ("ad", rules.PITCH.id) if _PITCH.match(block.text) else ("related", rules.LINK_LINE.id)
            take(block, *decided, block.links[0].href)
        elif covered > 0.9 and MARKED.match(block.text) and not leads_to_article(block, context):
            take(block, "boilerplate", rules.PROMO.id, block.links[0].href)
        elif covered > 0.9 and len(block.text) < _LONGEST_INVITATION and is_house(block.links[0].href, context):
            take(block, "ad", rules.HOUSE.id, block.links[0].href)
        elif covered > 0.9 and is_landing(block, context):
            take(block, "ad", rules.LANDING.id, block.links[0].href)


def _inline_label(block: Block) -> str:
    """The label that stands in one line with the links it heads (``더 읽어보기: …``, ``[관련기사] …``), or ``""``."""
    before, _, _ = block.text.partition(block.links[0].text.strip() or "\n")
    head = bare(before.strip(" |ㅣ·—–,")) if 0 < len(before) < _LONGEST_INLINE else ""
    rest = squeeze(block.text[len(before) :])
    linked = sum(len(squeeze(link.text)) for link in block.links)
    return head if head and matches(rules.RELATED_LABEL, head) and linked > 0.8 * len(rest) else ""


def _blocked(block: Block, context: Context) -> str:
    """The network rule of a filter list that blocks where one of the block's links leads, or ``""``."""
    lists = filters.loaded()
    hrefs = (link.href for link in block.links if not context.own(link.href)) if lists.engine else ()
    return next((rule for href in hrefs if (rule := lists.blocked(href, context.url, "other"))), "")


def is_landing(block: Block, context: Context) -> bool:
    """A call to act on somebody else's page that also promises something or carries a referral; never a public body's."""
    href = block.links[0].href
    if context.own(href) or rules.PUBLIC_BODY.search(host(href)) or not LANDING.search(block.text):
        return False
    promise = rules.PROMO_WORDS.search(block.text) or rules.TICKER.search(block.text)
    return bool(promise or _REFERRAL.search(href))


def _is_further_reading(block: Block, context: Context) -> bool:
    href = block.links[0].href
    if matches(rules.SUBSCRIBE, block.text) or host(href) in rules.CHANNELS:
        return False
    if not leads_to_article(block, context):
        return False
    if MARKED.match(block.text):
        return True
    return block.kind != "heading" and (context.is_article(href) or context.own(href)) and 12 <= len(block.text) < 120


def leads_to_article(block: Block, context: Context) -> bool:
    """Say whether one of a block's links leads to an article: of a known outlet, or at an address that looks like one."""
    return any(
        context.is_article(link.href) or rules.ARTICLE_LIKE.search(link.href) or context.like_this(link.href)
        for link in block.links
    )


def is_headline(block: Block, context: Context) -> bool:
    """Say whether a block is little more than a link to an article of the outlet's own: never part of what is sold."""
    own = bool(block.links) and all(context.own(link.href) or context.is_article(link.href) for link in block.links)
    return own and covered_by_links(block) > 0.8 and leads_to_article(block, context)


def is_news(url: str, context: Context) -> bool:
    """Say whether an address is an article of a known outlet or built like one of any paper's; a mere number is not enough."""
    return context.is_article(url) or rules.NEWS.search(url) is not None


def leads_off(url: str, context: Context) -> bool:
    """Say whether an address is a page of a third party that is no article, no public body and no source or channel."""
    name = host(url)
    if not name or context.own(url) or rules.PUBLIC_BODY.search(name):
        return False
    if any(name == known or name.endswith(f".{known}") for known in (*rules.CHANNELS, *rules.SOURCES)):
        return False
    return not is_news(url, context)


def is_affiliate(url: str) -> bool:
    """Say whether an address is of a host that pays for the click."""
    return _AFFILIATE.search(host(url)) is not None


def is_house(url: str, context: Context) -> bool:
    """Say whether an address is a page on which the outlet advertises itself: an event, an app, a newsletter."""
    return context.own(url) and not context.is_article(url) and HOUSE.search(url) is not None and not rules.NEWS.search(url)


def is_list_page(url: str, context: Context) -> bool:
    """Say whether an address is a list of the outlet's own articles rather than one of them."""
    if not context.own(url) or context.is_article(url):
        return False
    return _LIST_PAGE.search(url) is not None and not _DATED.search(url)


def list_heads(blocks: list[Block]) -> None:
    """A short line right above two or more link lines is the head of their list, whatever it says."""
    for i, block in undecided(blocks):
        after = [b for b in blocks[i + 1 : i + 4] if b.text]
        lines = [b for b in after[:2] if b.rule == rules.LINK_LINE.id]
        if len(lines) == 2 and len(block.text) < 30 and not SENTENCE_END.search(block.text):
            take(block, "label", rules.LIST_HEAD.id)


def bought_link(block: Block, context: Context) -> str:
    """The link rule that says somebody paid for this block's link, or ``""``."""
    for link in block.links:
        if _SPONSORED.search(link.rel):
            return rules.SPONSORED.id
        if is_affiliate(link.href) or network_of_host(link.href):
            return rules.AFFILIATE.id
        if not context.own(link.href) and _REFERRAL.search(link.href) and LANDING.search(block.text):
            return rules.REFERRAL.id
    return ""
