"""Where a block leads decides what it is: further reading, a paid link, the outlet's own channels; and whose page it is."""

import re
from collections.abc import Callable

from crawler import rules
from crawler.evidence import LANDING, MARKED, SENTENCE_END, covered_by_links, matches, take, undecided
from crawler.items import Block
from crawler.networks import network_of_host
from crawler.urls import host

_SPONSORED = re.compile(rules.SPONSORED.pattern, re.I)
_AFFILIATE = re.compile(rules.AFFILIATE.pattern, re.I)
_REFERRAL = re.compile(rules.REFERRAL.pattern, re.I)
_ARTICLE_LIKE = re.compile(rules.PROMO.pattern)


class Context:
    """What the passes need to know about the page: its outlet's host and which URLs are articles."""

    def __init__(self, url: str, is_article: Callable[[str], bool] | None = None):
        self.url = url
        self.host = host(url)
        self.is_article = is_article or (lambda _: False)

    def own(self, url: str) -> bool:
        """Say whether a URL belongs to the outlet: the same host or one below the same registered name."""
        other = host(url)
        return bool(other) and (_site(other) == _site(self.host))


def _site(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in ("co", "or", "go", "ne", "com", "pe") else parts[-2:])


def decide_by_links(blocks: list[Block], context: Context) -> None:
    """Give a role to undecided blocks that are little more than a link, or that carry a link somebody paid for."""
    for _, block in undecided(blocks):
        if not block.links:
            continue
        covered = covered_by_links(block)
        bought = bought_link(block, context)
        if bought and (covered > 0.5 or matches(rules.DISCLOSURE, block.text) or rules.SAID_INSIDE.search(block.text)):
            take(block, "ad", bought, block.links[0].href)
        elif covered > 0.9 and _is_further_reading(block, context):
            take(block, "related", rules.LINK_LINE.id, block.links[0].href)
        elif covered > 0.9 and MARKED.match(block.text) and not _leads_to_article(block, context):
            take(block, "boilerplate", rules.PROMO.id, block.links[0].href)
        elif covered > 0.9 and _is_landing(block, context):
            take(block, "ad", rules.LANDING.id, block.links[0].href)


def _is_landing(block: Block, context: Context) -> bool:
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
    if not _leads_to_article(block, context):
        return False
    if MARKED.match(block.text):
        return True
    return block.kind != "heading" and (context.is_article(href) or context.own(href)) and 12 <= len(block.text) < 120


def _leads_to_article(block: Block, context: Context) -> bool:
    return any(context.is_article(link.href) or _ARTICLE_LIKE.search(link.href) for link in block.links)


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
        name = host(link.href)
        if _SPONSORED.search(link.rel):
            return rules.SPONSORED.id
        if _AFFILIATE.search(name) or network_of_host(link.href):
            return rules.AFFILIATE.id
        if not context.own(link.href) and _REFERRAL.search(link.href) and LANDING.search(block.text):
            return rules.REFERRAL.id
    return ""
