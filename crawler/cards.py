"""Product cards that pose as news: the signals of their shape, and the advertising record made of them."""

import re
from collections.abc import Sequence
from typing import Protocol

from crawler import rules
from crawler.evidence import LANDING, LINE
from crawler.items import Ad, Block, Link
from crawler.networks import network_of_host

_SLOGAN = re.compile(r"\s+[-–—:|]\s+")
_BREAK = re.compile(r"[,·…:\n]\s?|\s[-–—|]\s")
TITLE_MARK = re.compile(rules.TITLE_AD.pattern, re.I)
_LONGEST_NAMED = 300  # characters
_SENTENCE = re.compile(r"(?:했|였|이|한|된|있|없|졌|렸|났)다\.?[\"”’]?$")
_NOBODY = frozenset(
    "광고주 업체 해당업체 기업 회사 브랜드 제조사 제조업체 판매사 판매자 판매업체 제작사 협찬사 후원사 고객사 스폰서 파트너 "
    "파트너사 제휴사 당사 본사".split()
)
"""What a disclosure calls whoever paid when it does not name them."""
_TAGS = re.compile(r"(?:\s*[\[<【〈《][^\[\]<>【】〈〉《》]{1,24}[\]>】〉》]){1,3}\s*")
_ADVERTISER = re.compile(r"([가-힣A-Za-z0-9]{2,20}?)(?:으?로부터|에게서|(?:의|이|가)\s?(?:후원|협찬|제작\s?지원))")
_NAMED = re.compile(
    r"(?:sponsored\s+by|광고주\s?[:=]|(?<![진료픽상지] )(?<![진료픽상지])(?:제공|협찬|후원)\s?[:=])\s?"
    r"([가-힣A-Za-z0-9&㈜][가-힣A-Za-z0-9&.㈜() -]{0,24}?)\s*(?:[,\n)\]|/]|$)",
    re.I,
)
_NEW_PRODUCT = re.compile(
    r"(?:^|[,·…]\s?)[‘'“\"]?([가-힣A-Za-z0-9][가-힣A-Za-z0-9 .+-]{1,18}?)[’'”\"]?\s(?:출시|런칭|사전판매)(?:[.,!…]|\s?시작|$)"
)


class Site(Protocol):
    """What a signal needs to know of the page."""

    def own(self, url: str) -> bool:
        """Say whether a URL belongs to the outlet."""
        ...


def card_signals(members: Sequence[Block], site: Site) -> list[str]:
    """Return the names of the signals a group of blocks gives: ticker, rating, bullets, landing, promise, product.

    Three of them under a label, four without one, make a card. A news list gives at most one or two: its lines are
    sentences or links to articles.
    """
    if not members or len(members) > 25:
        return []
    texts = [block.text for block in members]
    head = texts[0]
    bullets = [b for b in members if b.kind == "list_item" and not b.links]
    signals = []
    if len(head) < 90 and rules.TICKER.search(head) and not _SENTENCE.search(head):
        signals.append("ticker")
    if any(LINE[rules.RATING.id].fullmatch(text) for text in texts):
        signals.append("rating")
    if len(bullets) >= 3 and sum(bool(_SENTENCE.search(b.text)) for b in bullets) <= len(bullets) / 3:
        signals.append("bullets")
    if any(not site.own(link.href) and LANDING.search(link.text or b.text) for b in members for link in b.links):
        signals.append("landing")
    promises = {match.lower() for text in texts for match in rules.PROMO_WORDS.findall(text)}
    if len(promises) >= 2:
        signals.append("promise")
    if len(head) < 90 and _SLOGAN.search(head) and not members[0].links:
        signals.append("slogan")
    return signals


def native_card(members: Sequence[Block], label: str | None, disclosed: bool) -> Ad:
    """Make the record of a card from its blocks: product, ticker and bullets as printed, the first off-page link as URL."""
    head = members[0].text if members else ""
    named, ticker = next((found for b in members if (found := _before_ticker(b.text))[1]), (None, None))
    bullets = [b.text for b in members if b.kind == "list_item" and not b.links]
    link = first_link(members)
    product = named or (_SLOGAN.split(rules.TICKER.sub("", head))[0].replace("()", "").strip() if ticker or bullets else None)
    return Ad(
        kind="native_card",
        placement=members[0].placement if members else "in_body",
        text="\n".join(b.text for b in members),
        network=(network_of_host(link.href) if link else None) or "unknown",
        label=label,
        disclosed=disclosed,
        bullets=bullets,
        product=product or None,
        ticker=ticker,
        url=link.href if link else None,
        rule=members[0].rule if members else "",
        evidence=members[0].evidence if members else "",
    )


def first_link(members: Sequence[Block]) -> Link | None:
    """Return the first link of a group of blocks."""
    return next((link for block in members for link in block.links), None)


def advertiser_in(text: str) -> str | None:
    """Return who paid, as a disclosure sentence names them (``…온빛랩스로부터 소정의 원고료를``)."""
    return next((match[1] for match in _ADVERTISER.finditer(text) if match[1] not in _NOBODY), None)


def named_in(text: str) -> str | None:
    """Return who paid, where a label or a line of an ad names them (``광고주: 온빛랩스``, ``Sponsored by 온빛랩스``)."""
    match = _NAMED.search(text[:_LONGEST_NAMED])
    return match[1].strip() if match and match[1].strip() not in _NOBODY else None


def product_in(title: str) -> tuple[str | None, str | None]:
    """Return product and ticker of a paid headline: the name before its ticker or right before 출시; else None.

    ``[광고] 온빛 지갑 출시`` gives ``("온빛 지갑", None)``; a headline that says more than that gives no product.
    """
    text = TITLE_MARK.sub("", title).strip()
    text = text[tags.end() :] if (tags := _TAGS.match(text)) else text
    name, ticker = _before_ticker(text)
    product = _NEW_PRODUCT.search(text) if ticker is None else None
    return (product[1].strip() if product else name), ticker


def _before_ticker(text: str) -> tuple[str | None, str | None]:
    """Return the short name right before a ticker, and the ticker: ``지금 담을 코인, 온빛($ONBT)`` gives 온빛 and ONBT."""
    ticker = rules.TICKER.search(text)
    if ticker is None:
        return None, None
    name = _BREAK.split(text[: ticker.start()])[-1].strip(" (‘'“\"’”")
    return (name if 1 < len(name) <= 20 else None), ticker[1] or ticker[2]
