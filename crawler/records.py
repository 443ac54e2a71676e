"""Separated blocks become records: images with captions, related links, advertisements."""

import re
from collections.abc import Iterator
from itertools import groupby

from crawler import rules
from crawler.banners import PICTURE, banner_in, banner_kind, captioned
from crawler.bylines import BARE_CREDIT, SIGNED_CAPTION
from crawler.cards import first_link, named_in, native_card
from crawler.evidence import matches
from crawler.items import Ad, Article, Block, Image, RelatedLink
from crawler.landing import landing
from crawler.links import Context, bought_link, is_house
from crawler.lists import LISTS, item_of_block
from crawler.networks import network_of_host
from crawler.offers import record as offer_record
from crawler.promotion import advertorial, disclosing_line, of_advertorial
from crawler.rules import bare, without_marks
from crawler.urls import UrlKeys, clean_url, host

_CREDIT = re.compile(
    r"\s*(?:[\[(<【]\s*(?:(?:사진|자료|그래픽|이미지|출처|일러스트|영상)(?:\s?(?:제공|출처))?\s?[=:|]?\s?)?(?P<in>[^\])>】]{1,40}?)\s*[\])>】]"
    r"|/?\s?(?:사진|자료|그래픽|이미지|출처)(?:\s?(?:제공|출처))?\s?[=:|]\s?(?P<after>[^.()\[\]]{1,40})|(?:[ⓒ©]|\s/|^/)\s?(?P<sign>[^.()]{1,30})"
    r"|(?<=[.다])\s(?P<by>[가-힣A-Za-z·&]{2,20}\s제공)|(?<=\.)\s(?P<reporter>[가-힣]{2,4}\s?(?:사진|영상|그래픽|선임|인턴)?기자))\s*$"
)
_WHOLE_IN_BRACKETS = re.compile(
    r"[\[(<【]([^\])>】]{2,200}[.\s/](?:사진|자료|그래픽|이미지|출처)\s?[=:|][^\])>】]{1,40})[\])>】]"
)
"""A caption that stands in brackets together with its credit."""
_NO_RESALE = re.compile(r"[\s.,*※]{0,4}재판매\s?및\s?DB\s?금지\.?(?=\s?[\])>】]?\s*$)")
_TAKEN = re.compile(rf"\s{{0,3}}(?:\d{{4}}\.\s?\d{{1,2}}\.\s?\d{{1,2}}\.?)?\s{{0,3}}(?:{rules.ADDRESS.pattern})?\s*$")
_WIRE_ENDS = (_NO_RESALE, _TAKEN, _NO_RESALE)
"""What wires print behind or inside a credit: that nobody may sell it on, the day, the photographer's address."""
_CALLED_CREDIT = re.compile(r"credit", re.I)
"""In the name of an element that holds whose picture it is, and nothing else."""
_LONGEST_CREDIT = 200  # characters
_LONGEST_EVIDENCE = 200  # characters
_POINTER = re.compile(r"^[▲△▴◀▶▼▽■]\s*")


def images_of(blocks: list[Block], lead: list[Image]) -> list[Image]:
    """Return the pictures of the article in order, captions and credits beside them; pictures of ads are left out."""
    images: list[Image] = [Image(image.url) for image in lead]
    known = {image.url: image for image in images}
    current: Image | None = None
    waiting: Block | None = None
    for i, block in enumerate(blocks):
        if block.links and block.images and not PICTURE.search(block.links[0].href) and not captioned(blocks, i):
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
                _caption(current, block)
            else:
                waiting = block
        elif block.text and block.role == "body":
            current = None
    if waiting and images:
        _caption(images[-1], waiting)
    return images


def _caption(image: Image, block: Block) -> None:
    caption, credit = split_credit(block.text.replace("\n", " "))
    if not credit and _CALLED_CREDIT.search(block.path):
        caption, credit = None, caption
    image.caption = image.caption or caption
    image.credit = image.credit or credit


def split_credit(text: str) -> tuple[str | None, str | None]:
    """Split ``▲ 한빛랩 본사 (사진=한빛랩 제공)`` into caption and credit; either may be None."""
    text = _POINTER.sub("", text).strip()
    credited = _without_wire_ends(text)
    if inner := _WHOLE_IN_BRACKETS.fullmatch(credited):
        credited = inner[1]
    if bare_credit := BARE_CREDIT.fullmatch(credited):
        return None, bare_credit["who"]
    if signed := SIGNED_CAPTION.fullmatch(credited):
        return signed["what"] or signed["what2"], signed["who"] or signed["who2"]
    match = _CREDIT.search(credited, max(len(credited) - _LONGEST_CREDIT, 0))
    if not match:
        return (inner[1] if inner else text) or None, None
    credit = next(filter(None, match.groups()), "").strip()
    return credited[: match.start()].strip() or None, credit or None


def _without_wire_ends(text: str) -> str:
    """The text without what a wire prints behind a credit; where no credit is left, that is part of the caption."""
    rest, end = text[:-_LONGEST_CREDIT], text[-_LONGEST_CREDIT:]
    for pattern in _WIRE_ENDS:
        end = pattern.sub("", end)
    return rest + end


def related_of(
    blocks: list[Block], outside: list[RelatedLink], keys: UrlKeys | None, own: str = ""
) -> list[RelatedLink]:
    """Return all related links, those of the text first; one record per address, none for the page's ``own``.

    Addresses are those behind redirectors, without tracking; each link says whether it leads to the outlet's own page.
    """
    found: dict[str, RelatedLink] = {}
    label: str | None = None
    listed = _listed(blocks)
    for block in blocks:
        if block.role == "label":
            label = bare(block.text)
        elif block.role == "related":
            placement = "after_body" if block.rule == rules.CSS_RELATED.id else block.placement
            head = _label_in(block) or (label if block.rule != rules.LINK_LINE.id else None)
            for link in block.links:
                title = without_marks(link.text)
                url = clean_url(landing(link.href)[0])
                if title and url not in found and url != own:
                    found[url] = RelatedLink(title, url, placement, head, block.rule)
        elif block.text and id(block) not in listed:
            label = None
    for link_outside in outside:
        if link_outside.url != own:
            found.setdefault(link_outside.url, link_outside)
    for related in found.values():
        _tell_whose(related, keys, own)
    return list(found.values())


def _label_in(block: Block) -> str | None:
    """The label that stands in the same line as its link: ``관련기사: …``."""
    inline = block.rule == rules.RELATED_LABEL.id and block.evidence and block.evidence in block.text
    return block.evidence if inline else None


def _tell_whose(related: RelatedLink, keys: UrlKeys | None, page: str) -> None:
    """Set the key of the article a link leads to, and whether it is of the outlet that printed ``page``."""
    outlet = keys.match(page)[0] if keys else None
    related.own = Context(page).own(related.url) or bool(outlet and keys and keys.match(related.url)[0] == outlet)
    related.url_key = keys.key(related.url) if keys else None


def ads_of(article: Article, context: Context) -> list[Ad]:
    """Return the advertisements in document order: above the text, in it, then below and beside it.

    Each leads where its link ends behind known redirectors, and names who paid when the page does.
    """
    outside = article.ads
    inside = list(_in_text(article.blocks, context))
    shown = {ad.network for ad in inside}
    head = [
        ad for ad in outside if ad.placement == "head" and not (ad.rule == rules.SLOT_SCRIPT.id and ad.network in shown)
    ]
    rest = [ad for ad in outside if ad.placement != "head" and not (ad.placement == "in_body" and ad.network in shown)]
    said = disclosing_line(article.blocks)
    if said is not None:
        for ad in inside:  # one sentence at the head or tail speaks for the links of the whole text
            ad.disclosed = ad.disclosed or ad.kind in ("affiliate_link", "native_card")
        if rules.AFFILIATE_ONLY.search(said.text) and not any(ad.kind == "affiliate_link" for ad in inside):
            inside.append(Ad("affiliate_link", said.placement, said.text, disclosed=True, rule=said.rule, evidence=said.evidence))
    whole = advertorial(article, context)
    if whole is not None:  # the calls of an advertorial are its own
        inside = [whole, *(ad for ad in inside if not of_advertorial(ad, whole))]
    ads = head + _told_once(inside) + rest
    for ad in ads:
        _complete(ad)
    return ads


def _told_once(ads: list[Ad]) -> list[Ad]:
    """Without the pictures of offers that are told with their text: both lead to the same page."""
    told = {ad.url for ad in ads if ad.text and ad.url}
    return [ad for ad in ads if ad.kind != "banner" or ad.url not in told]


def _complete(ad: Ad) -> None:
    ad.advertiser = ad.advertiser or named_in(ad.label or "") or named_in(ad.text)
    if ad.url:
        ad.network = (network_of_host(ad.url) or ad.network) if ad.network == "unknown" else ad.network
        ad.url, ad.domain = landing(ad.url)
        ad.evidence = ad.evidence or f"→ {host(ad.url)}"
    ad.evidence = ad.evidence or ad.label or ad.text[:_LONGEST_EVIDENCE]


def _in_text(blocks: list[Block], context: Context) -> Iterator[Ad]:
    label: Block | None = None
    group: list[Block] = []
    listed = _listed(blocks)
    for i, block in enumerate([*blocks, Block("end", "")]):
        if block.kind == "image" and not block.rule.startswith(rules.BOXES):
            if banner := banner_in(blocks, i, context):
                if group:
                    yield _record(group, label, context, listed=id(group[0]) in listed)
                    group, label = [], None
                yield banner
            continue
        if group and not (block.role == "ad" and block.text and _same_ad(group[-1], block)):
            yield _record(group, label, context, listed=id(group[0]) in listed)
            label = label if id(group[0]) in listed else None
            group = []
        if block.role == "label":
            label = block
        elif block.rule.startswith(rules.BOXES) and not block.text:
            yield _slot(block, label, context)
            label = None
        elif block.role == "ad" and block.text:
            group.append(block)
        elif block.text:
            if block.rule == rules.PROMO.id and is_house(block.links[0].href, context):
                yield Ad("house", block.placement, block.text, url=block.links[0].href, rule=block.rule)
            in_list = (block.role == "related" and block.rule != rules.LINK_LINE.id) or id(block) in listed
            label = label if in_list else None


def _listed(blocks: list[Block]) -> set[int]:
    """The members of lists that are no related links, by ``id``: bought ones among related links, and lists of articles."""
    listed: set[int] = set()
    texts = [block for block in blocks if block.text]
    for member, run in groupby(texts, key=_may_be_listed):
        members = list(run)
        mixed = any(b.role == "related" and b.rule in (*LISTS, rules.WIDGET_OWN.id) for b in members)
        others = (b for b in members if member and b.role != "related")
        listed |= {id(b) for b in others if mixed or b.rule == rules.WIDGET_ITEM.id}
    return listed


def _may_be_listed(block: Block) -> bool:
    return block.rule == rules.LIST_PAGE.id or (block.role in ("related", "ad") and len(block.links) == 1)


def _same_ad(last: Block, block: Block) -> bool:
    if last.rule != block.rule:
        return False
    if last.rule in (rules.CARD.id, rules.AD_LABEL.id, rules.OFFER.id, rules.FILTER_ELEMENT.id):
        return last.evidence == block.evidence
    return bool(last.links and block.links and last.links[0].href == block.links[0].href)


def _slot(block: Block, label: Block | None, context: Context) -> Ad:
    disclosed = label is not None and matches(rules.AD_LABEL, label.text)
    ad = Ad(
        "slot",
        block.placement,
        network=_network(block),
        label=bare(label.text) if label and disclosed else None,
        disclosed=disclosed,
        rule=block.rule,
        evidence=block.evidence or block.path,
    )
    if block.kind == "image" and block.links:
        ad.url = block.links[0].href
        ad.kind = banner_kind(ad.url, context.host)
    return ad


def _network(block: Block) -> str:
    """The network of a box or link that the markup names: said by the rule's id, else by the host of its link."""
    if block.rule.startswith(rules.SLOT.id):
        return block.rule.removeprefix(rules.SLOT.id)
    return next((name for link in block.links if (name := network_of_host(link.href))), "unknown")


def _record(group: list[Block], label: Block | None, context: Context, *, listed: bool) -> Ad:
    first, link = group[0], first_link(group)
    text = "\n".join(b.text for b in group)
    head = bare(label.text) if label else None
    disclosed = label is not None and matches(rules.AD_LABEL, label.text)
    card = first.rule in (rules.CARD.id, rules.OFFER.id, rules.COUPON.id)
    alone = first.rule.startswith(rules.SLOT.id) and link and len(group) == 1
    if alone or (listed and not card) or first.rule == rules.HOUSE.id:
        return _offer(first, head, disclosed)
    if first.rule == rules.slot_of("unknown") and link and len(group) > 1:
        return offer_record(group, "", head, disclosed, first.placement)
    if first.rule.startswith((rules.SLOT.id, rules.FILTER_ELEMENT.id)):
        ad = Ad("slot", first.placement, text, _network(first), head, disclosed, rule=first.rule)
        ad.url, ad.evidence = link.href if link else None, first.evidence
        return ad
    if first.rule in (rules.OFFER.id, rules.COUPON.id):
        return offer_record(group, first.evidence, head, disclosed, first.placement)
    if first.rule in (rules.CARD.id, rules.AD_LABEL.id) and (first.rule == rules.CARD.id or len(group) > 1):
        return native_card(group, head, disclosed)
    affiliate = len(group) == 1 and bool(bought_link(first, context))
    return Ad(
        "affiliate_link" if affiliate else "native_card",
        first.placement,
        text,
        (network_of_host(link.href) if link else None) or "unknown",
        head,
        disclosed or rules.SAID_INSIDE.search(text) is not None,
        url=link.href if link else None,
        rule=first.rule,
        evidence=first.evidence,
    )


def _offer(block: Block, head: str | None, disclosed: bool) -> Ad:
    """The record of one offer among others in a list or a network's box, or of the outlet's own promotion."""
    item = item_of_block(block)
    kind, said = ("house" if block.rule == rules.HOUSE.id else "widget_item"), disclosed or item.marked
    ad = Ad(kind, block.placement, block.text, _network(block), head, said, url=item.href, rule=block.rule)
    ad.advertiser, ad.evidence = item.brand, block.evidence or item.evidence()
    return ad
