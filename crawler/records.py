"""Separated blocks become records: images with captions, related links, advertisements."""

import re
from collections.abc import Iterable, Iterator

from crawler import rules
from crawler.cards import advertiser_in, first_link, native_card
from crawler.evidence import matches
from crawler.items import Ad, Article, Block, Image, RelatedLink
from crawler.networks import network_of_host
from crawler.rules import bare, without_marks
from crawler.urls import UrlKeys, clean_url, host

_CREDIT = re.compile(
    r"\s*(?:[\[(<【]\s*(?:(?:사진|자료|그래픽|이미지|출처|일러스트|영상)(?:\s?(?:제공|출처))?\s?[=:|]?\s?)?(?P<in>[^\])>】]{1,40}?)\s*[\])>】]"
    r"|(?:사진|자료|그래픽|이미지|출처)(?:\s?(?:제공|출처))?\s?[=:|]\s?(?P<after>[^.()\[\]]{1,40})|(?:[ⓒ©]|\s/)\s?(?P<sign>[^.()]{1,30}))\s*$"
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)|image|photo", re.I)
_LONGEST_CREDIT = 200  # characters
_POINTER = re.compile(r"^[▲△▴◀▶▼▽■]\s*")
_TITLE_MARK = re.compile(rules.TITLE_AD.pattern, re.I)


def images_of(blocks: Iterable[Block], lead: list[Image]) -> list[Image]:
    """Return the pictures of the article in order, captions and credits beside them; pictures of ads are left out."""
    images: list[Image] = [Image(image.url) for image in lead]
    known = {image.url: image for image in images}
    current: Image | None = None
    waiting: str | None = None
    for block in blocks:
        if block.links and block.images and not _PICTURE.search(block.links[0].href):
            continue  # the picture of a link to another page
        if block.images and block.role in ("", "body", "caption"):
            for image in block.images:
                if image.url not in known:
                    known[image.url] = Image(image.url)
                    images.append(known[image.url])
                current = known[image.url]
            if waiting and current:
                _caption(current, waiting)
                waiting = None
        elif block.role == "caption":
            if current is not None and (current.caption is None or current.credit is None):
                _caption(current, block.text)
            else:
                waiting = block.text
        elif block.text and block.role == "body":
            current = None
    if waiting and images:
        _caption(images[-1], waiting)
    return images


def _caption(image: Image, text: str) -> None:
    caption, credit = split_credit(text.replace("\n", " "))
    image.caption = image.caption or caption
    image.credit = image.credit or credit


def split_credit(text: str) -> tuple[str | None, str | None]:
    """Split ``▲ 한빛랩 본사 (사진=한빛랩 제공)`` into caption and credit; either may be None."""
    text = _POINTER.sub("", text).strip()
    match = _CREDIT.search(text, max(len(text) - _LONGEST_CREDIT, 0))
    if not match:
        return text or None, None
    credit = (match["in"] or match["after"] or match["sign"] or "").strip()
    return text[: match.start()].strip() or None, credit or None


def related_of(
    blocks: list[Block], outside: list[RelatedLink], keys: UrlKeys | None, own: str = ""
) -> list[RelatedLink]:
    """Return all related links, those of the text first; one record per address, none for the page's ``own``."""
    found: dict[str, RelatedLink] = {}
    label: str | None = None
    for block in blocks:
        if block.role == "label":
            label = bare(block.text)
        elif block.role == "related":
            placement = "after_body" if block.rule == "css.related" else block.placement
            head = label if block.rule != rules.LINK_LINE.id else None
            for link in block.links:
                title = without_marks(link.text)
                url = clean_url(link.href)
                if title and url not in found and url != own:
                    found[url] = RelatedLink(title, url, placement, head, block.rule)
        elif block.text:
            label = None
    for link_outside in outside:
        if link_outside.url != own:
            found.setdefault(link_outside.url, link_outside)
    if keys:
        for related in found.values():
            related.url_key = keys.key(related.url)
    return list(found.values())


def ads_of(article: Article) -> list[Ad]:
    """Return the advertisements in document order: above the text, in it, then below and beside it."""
    outside = article.ads
    inside = list(_in_text(article.blocks, host(article.url)))
    shown = {ad.network for ad in inside}
    head = [
        ad for ad in outside if ad.placement == "head" and not (ad.rule == rules.SLOT_SCRIPT.id and ad.network in shown)
    ]
    rest = [ad for ad in outside if ad.placement != "head"]
    if any(block.rule == rules.DISCLOSURE.id for block in article.blocks):
        for ad in inside:  # one sentence at the head or tail speaks for the links of the whole text
            ad.disclosed = ad.disclosed or ad.kind in ("affiliate_link", "native_card")
    return head + _advertorial(article) + inside + rest


def _advertorial(article: Article) -> list[Ad]:
    mark = _TITLE_MARK.match(article.title or "")
    line = next((b for b in article.blocks if b.rule == rules.DISCLOSURE.id and b.role == "label"), None)
    affiliate_only = line is not None and rules.AFFILIATE_ONLY.search(line.text) is not None
    if not mark and (line is None or affiliate_only):
        return []
    text = line.text if line else (article.title or "")
    label = mark[1] if mark else ("광고" if "광고" in text else "협찬" if "협찬" in text else None)
    rule = line.rule if line else rules.TITLE_AD.id
    return [Ad("advertorial", "in_body", text, label=label, disclosed=True, advertiser=advertiser_in(text), rule=rule)]


def _in_text(blocks: list[Block], site: str) -> Iterator[Ad]:
    label: Block | None = None
    group: list[Block] = []
    for block in [*blocks, Block("end", "")]:
        if block.kind == "image" and not block.rule.startswith("slot."):
            continue
        if group and not (block.role == "ad" and block.text and _same_ad(group[-1], block)):
            yield _record(group, label)
            group, label = [], None
        if block.role == "label":
            label = block
        elif block.rule.startswith("slot.") and not block.text:
            yield _slot(block, label, site)
            label = None
        elif block.role == "ad" and block.text:
            group.append(block)
        elif block.text:
            label = None


def _same_ad(last: Block, block: Block) -> bool:
    if last.rule != block.rule:
        return False
    if last.rule in (rules.CARD.id, rules.AD_LABEL.id):
        return last.evidence == block.evidence
    return bool(last.links and block.links and last.links[0].href == block.links[0].href)


def _slot(block: Block, label: Block | None, site: str) -> Ad:
    disclosed = label is not None and matches(rules.AD_LABEL, label.text)
    network = block.rule.removeprefix("slot.")
    ad = Ad(
        "slot",
        block.placement,
        network=network,
        label=bare(label.text) if label and disclosed else None,
        disclosed=disclosed,
        rule=block.rule,
    )
    if block.kind == "image" and block.links:
        ad.url = block.links[0].href
        ad.kind = banner_kind(ad.url, site)
    return ad


def banner_kind(url: str, site: str) -> str:
    """Return ``house`` for a picture that leads to the outlet's own pages (any host below its name), else ``banner``."""
    name = host(url)
    return "house" if name == site or name.endswith(f".{site}") else "banner"


def _record(group: list[Block], label: Block | None) -> Ad:
    first, link = group[0], first_link(group)
    text = "\n".join(b.text for b in group)
    head = bare(label.text) if label else None
    disclosed = label is not None and matches(rules.AD_LABEL, label.text)
    if first.rule.startswith("slot."):
        network, url = first.rule.removeprefix("slot."), link.href if link else None
        return Ad("slot", first.placement, text, network, head, disclosed, url=url, rule=first.rule)
    if first.rule in (rules.CARD.id, rules.AD_LABEL.id) and (first.rule == rules.CARD.id or len(group) > 1):
        return native_card(group, head, disclosed)
    affiliate = first.rule in (rules.AFFILIATE.id, rules.SPONSORED.id, rules.REFERRAL.id)
    return Ad(
        "affiliate_link" if affiliate else "native_card",
        first.placement,
        text,
        (network_of_host(link.href) if link else None) or "unknown",
        head,
        disclosed or rules.SAID_INSIDE.search(text) is not None,
        url=link.href if link else None,
        rule=first.rule,
    )
