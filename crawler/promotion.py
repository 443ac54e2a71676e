"""Articles that are advertising as a whole: the page says so, or one product is pressed on the reader from head to tail."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from crawler import rules
from crawler.cards import TITLE_MARK, advertiser_in, product_in
from crawler.evidence import is_prose
from crawler.items import Ad, Article, Block
from crawler.landing import landing
from crawler.links import Context, is_affiliate
from crawler.selling import PHONE, PROMISE, calls_off
from crawler.urls import host, site

_WORD = re.compile(r"[가-힣A-Za-z0-9]{2,}")
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|의|에|와|과|로|도|만|에서|으로|에게|까지|부터)$")
_EMPTY_WORDS = frozenset(
    "공식 사이트 홈페이지 지금 바로 무료 구매 확인 신청 보기 혜택 방문 자세히 이벤트 가입 상담 할인 특가 오늘".split()
)
_CLOSING = 3  # lines
_LEAST_CALLS = 2
_SPREAD = 0.3  # of the text between the first call and the last


def advertorial(article: Article, context: Context) -> Ad | None:
    """Return the record of an article that is advertising, disclosed by its headline or a sentence, or by neither."""
    said = _disclosure(article)
    calls = _pressed(article, context)
    talk = None if calls else _sales_talk(article, context)
    if not (said or calls or talk):
        return None
    text, label, rule = said or (article.title or "", None, rules.PROMOTION.id)
    ad = Ad("advertorial", "in_body", text, label=label, disclosed=said is not None, rule=rule)
    ad.advertiser = advertiser_in(text)
    ad.product, ad.ticker = product_in(article.title or "")
    if calls:
        ad.url, ad.evidence = calls[0], f"{len(calls)} calls to {host(calls[0])}"
    elif talk:
        ad.url, ad.evidence = talk[0] or None, talk[1]
    return ad


def disclosing_line(blocks: Sequence[Block]) -> Block | None:
    """Return the line of a text that says it was paid for, or that its links are."""
    return next((block for block in blocks if block.rule == rules.DISCLOSURE.id and block.role == "label"), None)


def _disclosure(article: Article) -> tuple[str, str | None, str] | None:
    """The words that disclose the whole article, their label and their rule: of a line, a headline, a bracket at an edge."""
    line, mark = disclosing_line(article.blocks), TITLE_MARK.match(article.title or "")
    if mark:
        return (line.text, mark[1], rules.DISCLOSURE.id) if line else (article.title or "", mark[1], rules.TITLE_AD.id)
    brackets = (match[0] for text in _edges(article) if (match := rules.SAID_IN_BRACKETS.search(text)))
    sentence = line.text if line and not rules.AFFILIATE_ONLY.search(line.text) else next(brackets, "")
    label = next((word for word in ("광고", "협찬") if word in sentence), None)
    return (sentence, label, rules.DISCLOSURE.id) if sentence else None


def _edges(article: Article) -> list[str]:
    """The first two and the last two lines of a text: where a disclosure has to stand."""
    texts = [block.text for block in article.blocks if block.text and block.role in ("", "body")]
    return [*texts[:2], *texts[-2:]]


def of_advertorial(ad: Ad, article: Ad) -> bool:
    """Say whether an offer in the text belongs to what the whole article advertises."""
    same = ad.url and article.url and _seller(ad.url) == _seller(article.url)
    return bool(same) and ad.placement == "in_body" and ad.kind in ("native_card", "affiliate_link")


def _seller(url: str) -> str:
    """The site that an address leads to behind known redirectors."""
    return site(host(landing(url)[0]))


def _pressed(article: Article, context: Context) -> list[str]:
    """The addresses of the calls to one site that stand far apart in a text about what its headline names; or nothing."""
    calls = list(_calls(article.blocks, context))
    if len(calls) < _LEAST_CALLS:
        return []
    (target, count), *_ = Counter(name for _, _, name in calls).most_common(1)
    places = [place for place, _, name in calls if name == target]
    if count < _LEAST_CALLS or max(places) - min(places) < _SPREAD:
        return []
    return [href for _, href, name in calls if name == target] if _about(article, target, context) else []


def _sales_talk(article: Article, context: Context) -> tuple[str, str] | None:
    """The address and the line that close a text which only praises, or None: what the headline or that line names runs
    through the paragraphs, two of them praise, an occasion or two promises press the reader, and none finds fault."""
    paragraphs = _paragraphs(article)
    closing = _closing(article, context)
    if closing is None or any(rules.FAULT.search(text) for text in paragraphs):
        return None
    url, line = closing
    before = [text for text in paragraphs if text != line]
    names = _headline_words(article) | {_PARTICLE.sub("", word) for word in _WORD.findall(line) if len(word) > 2}
    named = any(sum(name in text for text in before) >= max(2, 0.3 * len(before)) for name in names - _EMPTY_WORDS)
    praised = sum(bool(rules.PRAISE.search(text)) for text in paragraphs) > 1
    promises = sum(bool(PROMISE.search(text)) for text in paragraphs)
    pressed = promises > 1 or any(rules.OCCASION.search(text) for text in paragraphs)
    return (url, line) if named and praised and pressed else None


def _closing(article: Article, context: Context) -> tuple[str, str] | None:
    """Address and text of the last line that calls on the reader: by a link that counts or calls, or by a number."""
    lines = [b for b in article.blocks if b.text and b.role in ("", "body", "ad", "byline", "caption")]
    for block in reversed(lines[-_CLOSING:]):
        calls = calls_off(block, context) if not _of_affiliate(block) else []
        if calls or (PHONE.search(block.text) and rules.ORDER.search(block.text)):
            return (calls[0].href if calls else ""), block.text
    return None


def _of_affiliate(block: Block) -> bool:
    return any(is_affiliate(link.href) for link in block.links)


def _headline_words(article: Article) -> set[str]:
    words = {_PARTICLE.sub("", word) for word in _WORD.findall(article.title or "")} - _EMPTY_WORDS
    return {word for word in words if len(word) > 1}


def _calls(blocks: Sequence[Block], context: Context) -> Iterator[tuple[float, str, str]]:
    """Place in the text (0 to 1), address and site of every call to act on a third party's pages."""
    total = sum(len(block.text) for block in blocks) or 1
    seen = 0
    for block in blocks:
        for link in calls_off(block, context) if block.text and not _of_affiliate(block) else ():
            yield seen / total, link.href, _seller(link.href)
        seen += len(block.text)


def _about(article: Article, target: str, context: Context) -> bool:
    """Whether a word of the headline is what a link to the seller is called, or runs through the paragraphs."""
    words = _headline_words(article)
    links = [link for block in article.blocks for link in block.links if _seller(link.href) == target]
    if any(word in link.text for word in words for link in links):
        return True
    paragraphs = _paragraphs(article)
    return any(sum(word in text for text in paragraphs) >= max(2, 0.4 * len(paragraphs)) for word in words)


def _paragraphs(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.role in ("", "body") and is_prose(block)]
