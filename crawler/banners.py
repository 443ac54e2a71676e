"""Pictures that lead to another page: somebody's banner, or what the outlet promotes of its own."""

import re

from crawler import rules
from crawler.items import Ad, Block
from crawler.landing import landing
from crawler.links import Context, bought_link, is_house, is_news
from crawler.urls import host, site

PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)|image|photo", re.I)
"""Addresses of pictures: a link there shows the picture itself."""
_VIEWER = re.compile(r"img|thumb|viewer|gallery|attach|zoom|popup", re.I)  # pages that show one picture larger


def captioned(blocks: list[Block], i: int) -> bool:
    """Say whether a caption belongs to a picture: the next block, when both stand in the same boxes."""
    after = blocks[i + 1] if i + 1 < len(blocks) else None
    return after is not None and after.role == "caption" and after.boxes[: len(blocks[i].boxes)] == blocks[i].boxes


def banner_in(blocks: list[Block], i: int, context: Context) -> Ad | None:
    """A picture without a caption that leads to another page: somebody's banner or a promotion of the outlet's own."""
    block = blocks[i]
    if block.role not in ("", "body") or not block.links or captioned(blocks, i):
        return None
    url = landing(block.links[0].href)[0]
    bought, name = bought_link(block, context), host(url)
    if PICTURE.search(url) or (not bought and _VIEWER.search(url)) or name in rules.CHANNELS:
        return None
    if context.own(url):
        ours = is_house(url, context) or url.rstrip("/").endswith(name)
        return Ad("house", block.placement, url=url, rule=rules.BANNER.id) if ours else None
    quoted = site(name) in rules.SOURCES or rules.PUBLIC_BODY.search(name) or is_news(url, context)
    if quoted and not bought:
        return None
    return Ad("banner", block.placement, url=block.links[0].href, rule=rules.BANNER.id)


def banner_kind(url: str, outlet: str) -> str:
    """Return ``house`` for a picture that leads to the outlet's own pages (any host below its name), else ``banner``."""
    name = host(landing(url)[0])
    return "house" if name == outlet or name.endswith(f".{outlet}") else "banner"
