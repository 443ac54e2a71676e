"""What a few lines show when they sell: where their links lead, and the signals of an offer.

No word decides. An offer needs a link (or an order number) that leads off the outlet's pages to no article and no public
body, and several signals beside it; lines in the plain style of a report (…했다) speak against it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice

from crawler import rules
from crawler.items import Block, Link
from crawler.links import REDIRECT, Context, bought_link, leads_off

PHONE = re.compile(rules.PHONE.pattern)
PROMISE = re.compile(rules.PROMISE.pattern, re.I)
COUPON = re.compile(rules.COUPON.pattern, re.I)
REFERS = re.compile(rules.REFERS.pattern)
_CALL = re.compile(rules.CALL.pattern, re.I)
_URGE = re.compile(rules.URGE.pattern)
_RATED = re.compile(rules.RATED.pattern)
_TRACKED = re.compile(rules.TRACKED.pattern, re.I)
_PAYS = re.compile(rules.PAYS.pattern, re.I)
_AD_HEAD = re.compile(rules.AD_HEAD.pattern, re.I)
_ADDRESS = re.compile(r"https?://[\w./?=&%#~-]{4,200}")
_POINTER = re.compile(r"[>→▶☞▷»➜➔]\s*$")
_PLAIN = re.compile(r"(?<!니)다[.\"”’)]*$")
_QUOTED = re.compile(r"[\"“”]")
LONGEST_CALL = 300  # characters of one block that sells
LONGEST = 600  # characters of an offer
_MOST_LINES = 14
_MOST_PRINTED = 100  # addresses of one block
_ENOUGH, _ENOUGH_IN_PLAIN_STYLE, _ENOUGH_BESIDE = 3, 4, 2  # signals
_PLAIN_STYLE = 0.3  # of an offer's characters


def links_of(block: Block) -> list[Link]:
    """Return the links of a block, the first addresses that are merely printed among them."""
    if "http" not in block.text:
        return list(block.links)
    known = {link.href for link in block.links}
    printed = (match[0] for match in islice(_ADDRESS.finditer(block.text), _MOST_PRINTED))
    return block.links + [Link(url, url) for url in printed if url not in known]


def links_off(blocks: Iterable[Block], context: Context) -> list[Link]:
    """Return the links of blocks, printed addresses among them, that lead to a third party's own pages."""
    return [link for block in blocks for link in links_of(block) if leads_off(link.href, context)]


def pays(link: Link) -> bool:
    """Say whether an address carries the code of whoever is paid for the click, or is the outlet's own redirector."""
    return _said_of(link.href)[0]


def _counts(link: Link) -> bool:
    return _said_of(link.href)[1]


@lru_cache(maxsize=1024)  # a link is asked in every group of lines that it may sell with
def _said_of(href: str) -> tuple[bool, bool]:
    """Whether an address pays, and whether it counts."""
    redirects = REDIRECT.search(href) is not None
    return redirects or _PAYS.search(href) is not None, redirects or _TRACKED.search(href) is not None


def calls_off(block: Block, context: Context) -> list[Link]:
    """Return the links of a block whose own words call to act on a third party's pages; in an offer every such link."""
    off = [link for link in block.links if leads_off(link.href, context)]
    sold = block.role == "ad"
    return [link for link in off if sold or _CALL.search(link.text) or _TRACKED.search(link.href)]


def is_report(text: str) -> bool:
    """Say whether a line reports what happened or what somebody said."""
    return len(text) > 12 and rules.REPORTED.search(text) is not None


def is_pitch(block: Block, context: Context) -> bool:
    """Say whether one paragraph that reads like the article's own sells: its link pays or lands, it promises something, it speaks
    to the reader or asks to go by this link, and it neither reports what happened nor quotes anybody."""
    if len(block.text) > LONGEST_CALL or _QUOTED.search(block.text):
        return False
    off = links_off([block], context)
    if off and rules.SAID_INSIDE.search(block.text):
        return not is_report(block.text)
    if not any(_counts(link) or pays(link) for link in off) or not PROMISE.search(block.text):
        return False
    last = links_of(block)[-1]
    if block.text.rstrip().endswith(last.text.strip() or " ") and (_CALL.search(last.text) or last.text == last.href):
        return True  # the paragraph ends in a call that is no part of its sentences
    return bool(REFERS.search(block.text) or _URGE.search(block.text)) and not is_report(block.text)


def offer(members: Sequence[Block], context: Context, *, beside: bool = False) -> list[str]:
    """Return the signals of a group of blocks if they make it an offer, else an empty list."""
    texts = [line for block in members if block.role in ("", "caption") for line in block.text.split("\n") if line]
    length = sum(map(len, texts))
    if not texts or length > LONGEST or len(texts) > _MOST_LINES:
        return []
    if any(bought_link(block, context) for block in members):
        return ["pays"]
    if length < LONGEST_CALL and any(map(rules.SAID_INSIDE.search, texts)) and not any(map(is_report, texts)):
        return ["says so"]
    off = links_off(members, context)
    if (off or any(map(PROMISE.search, texts))) and any(map(COUPON.search, texts)) and not any(map(is_report, texts)):
        return ["code"]
    if len(members) == 1 and is_pitch(members[0], context):
        return ["pitch", *_signals(members, texts, off)]
    if any(is_report(text) or (_QUOTED.search(text) and _PLAIN.search(text)) for text in texts):
        return []
    plain = sum(len(text) for text in texts if _PLAIN.search(text) and not _CALL.search(text)) / length
    found = _signals(members, texts, off)
    pointed = {"call", "pointer", "tracked", "nofollow", "phone"} & set(found)
    if {"pays", "refers"} & set(found) and pointed and len(found) > 2:
        return found
    enough = _ENOUGH_BESIDE if beside else _ENOUGH if plain < _PLAIN_STYLE else _ENOUGH_IN_PLAIN_STYLE
    return found if pointed and len(found) >= enough else []


def _signals(members: Sequence[Block], texts: Sequence[str], links: Sequence[Link]) -> list[str]:
    """The signals of lines and of their ``links`` to a third party."""
    phone = any(PHONE.search(text) for text in texts)
    said = {
        "call": any(_CALL.search(link.text) for link in links) or bool((links or phone) and _CALL.search(texts[-1])),
        "pointer": any(_POINTER.search(link.text) for link in links),
        "tracked": any(map(_counts, links)),
        "nofollow": any(re.search(r"nofollow|sponsored", link.rel) for link in links),
        "pays": any(map(pays, links)),
        "refers": bool(links) and any(REFERS.search(text) for text in texts),
        "lines": len(texts) > 2 and not any(_PLAIN.search(text) for text in texts),
        "phone": phone,
        "promise": any(PROMISE.search(text) for text in texts),
        "promises": sum(bool(PROMISE.search(text)) for text in texts) > 1,
        "urging": any(_URGE.search(text) for text in texts),
        "rating": any(_RATED.search(text) for text in texts),
        "ticker": bool(rules.TICKER.search(texts[0])),
        "one target": len(links) > 2 and len({link.href for link in links}) == 1,
        "picture": any(block.kind == "image" for block in members) and bool(links),
        "head": _AD_HEAD.fullmatch(rules.bare(texts[0])) is not None,
    }
    return [name for name, there in said.items() if there]
