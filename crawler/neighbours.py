"""What stands beside the article without label or network: lists of articles, offers, banners, promotions of the outlet."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawler import rules
from crawler.banners import PICTURE
from crawler.blocks import blocks as walk
from crawler.container import inside
from crawler.evidence import matches
from crawler.items import Ad, Block, Link, RelatedLink
from crawler.links import HOUSE, REDIRECT, Context, is_house, is_list_page, is_news, leads_off
from crawler.offers import INVITES, record
from crawler.page import Page
from crawler.rules import bare, without_marks
from crawler.selling import PROMISE, offer, pays
from crawler.text import normalize, normalize_lines, squeeze
from crawler.urls import absolute, clean_url, host
from crawler.whereabouts import Whereabouts
from crawler.widgets import Shelf, is_marked, item_of, line_before, sells_places, title_of

_OWNER = re.compile(r"\s?[‘'<]?([가-힣A-Za-z]{3,15})")  # behind ⓒ or ©
_KIND_OF_PAPER = re.compile(r"(?:일보|신문|뉴스|미디어|네트워크|경제|투데이|타임스|저널|방송|닷컴|코리아)$")
_BUTTON = re.compile(r"(?:더\s?보기|바로\s?가기|홈|view|닫기|목록)\s*$", re.I)
_MOST_HOUSE_LINES = 3
_LISTING = re.compile(r"journalist|reporter|author|list\d?\.|_list|/list|channel|/talk", re.I)
_MOST_LINKS = 400  # of one page
_MOST_LISTED = 12  # articles of a list without a label
_LONGEST_INVITATION = 200  # characters
_SHORTEST_TITLE, _SHORTEST_INVITATION, _LONGEST_LABEL = 8, 12, 40  # characters
_SHORTEST_HEADLINE = 10  # letters
_SMALL = 60  # pixels; logos and icons are smaller

Placement = Callable[[LexborNode, bool], str]


class _Found(NamedTuple):
    """A link that may be of interest: ``own`` says that it leads to the outlet, ``passed`` that it stands below the text."""

    anchor: LexborNode
    href: str
    own: bool
    passed: bool


class Neighbours:
    """The links outside ``container`` (selected by ``here``) that nothing else told of; ``told`` holds ``mem_id``s."""

    def __init__(
        self, page: Page, container: LexborNode, here: str, context: Context, told: set[int], names: Iterable[str]
    ):
        self.page, self.container, self.here, self.context, self.told = page, container, here, context, told
        self.where = Whereabouts(container, told)
        self.names = _stems(names)
        # a portal's page names the paper only where it says whose text it is
        self.all_names = [*self.names, *_stems([_owner(page.text).lower()])]
        self._sites: dict[str, bool] = {}
        title = page.tree.css_first("title")
        self._title = squeeze(normalize(title.text())) if title is not None else ""

    def found(self, placement: Placement) -> tuple[list[Ad], list[RelatedLink]]:
        """Return advertising in document order, and the articles of lists; ``placement`` says where an element stands."""
        links = list(self._links())
        lists: dict[int, list[_Found]] = {}
        groups: dict[int, LexborNode] = {}
        for link in links:
            if (
                link.passed
                and self._is_article(link)
                and (group := self.where.group(link.anchor, link.href)) is not None
            ):
                groups[group.mem_id] = group
                lists.setdefault(group.mem_id, []).append(link)
        listed = {link.anchor.mem_id for members in lists.values() for link in members}
        ads = [
            ad
            for link in links
            if link.anchor.mem_id not in listed and (ad := self._advertising(link, lists, placement))
        ]
        region = self.where.region()
        related = [one for key, members in lists.items() for one in self._list(groups[key], members, region, placement)]
        return _without_repeated(ads), related

    def _is_article(self, link: _Found) -> bool:
        if not link.own:
            return is_news(link.href, self.context)
        if rules.ARTICLE_LIKE.search(link.href):
            return True
        return self.context.like_this(absolute(self.page.base, link.href) or "")

    # --- which links, and where they stand

    def _links(self) -> Iterator[_Found]:
        within = {node.mem_id for node in self.container.css("a[href]")}
        passed = False
        for node in self.page.tree.css(f"a[href], {self.here}")[:_MOST_LINKS]:
            number = node.mem_id
            if number == self.container.mem_id:
                passed = True
            elif number not in within and number not in self.told:
                href = (node.attrs.get("href") or "").strip()
                if href[:1] in ("", "#"):
                    continue
                own = self._own(href)
                wanted = passed or not own or _is_house_like(href)
                if wanted and not self.where.in_furniture(node.parent):
                    yield _Found(node, href, own, passed)

    def _own(self, href: str) -> bool:
        if REDIRECT.search(href):
            return False
        if href[0] == "/" != href[1:2] or not href.startswith(("http://", "https://", "//")):
            return True
        name = href.split("/", 3)[2]
        if name not in self._sites:
            self._sites[name] = self.context.own(f"https://{name}/")
        return self._sites[name]

    def _tell(self, box: LexborNode) -> None:
        self.told.update(node.mem_id for node in box.css("a[href]"))
        self.told.add(box.mem_id)

    # --- lists of articles

    def _list(
        self, group: LexborNode, members: list[_Found], region: LexborNode, placement: Placement
    ) -> Iterator[RelatedLink]:
        if not inside(group, region) or self.where.holds_text(group) or len(members) > _MOST_LISTED:
            return
        where, head = placement(group, True), self.where.head(group)
        if where == "sidebar" or (head and matches(rules.SITE_LIST_LABEL, head)):
            return
        if not members[0].own and not (head and (matches(rules.RELATED_LABEL, head) or sells_places(head))):
            return  # another paper's articles belong to this one only where a head says so
        found: dict[str, RelatedLink] = {}
        for link in members:
            title = title_of(link.anchor)
            url = absolute(self.page.base, link.href)
            if (
                url
                and len(title) >= _SHORTEST_TITLE
                and not _LISTING.search(url)
                and not is_list_page(url, self.context)
            ):
                found.setdefault(url, RelatedLink(without_marks(title), clean_url(url), where, head, rules.LIST.id))
        if len(found) > 1:
            yield from found.values()

    # --- advertising

    def _advertising(self, link: _Found, lists: dict[int, list[_Found]], placement: Placement) -> Ad | None:
        if link.anchor.mem_id in self.told or (url := absolute(self.page.base, link.href)) is None:
            return None
        if link.own or host(url) in rules.CHANNELS:
            return self._house(link, url, placement)
        if not leads_off(url, self.context):
            return None
        group = self.where.group(link.anchor, link.href)
        if (
            group is not None
            and len(lists.get(group.mem_id, ())) in range(1, _MOST_LISTED)
            and (ad := self._bought(link, url, group, placement))
        ):
            return ad
        return self._offer(link, url, placement)

    def _bought(self, link: _Found, url: str, group: LexborNode, placement: Placement) -> Ad | None:
        """A place in a list of the outlet's articles that leads to somebody's own pages."""
        item = item_of(link.anchor, group, self.page.base)
        if item is None or len(item.title) < _SHORTEST_TITLE or self._is_headline(item.title):
            return None
        self._tell(link.anchor)
        return Shelf(self.where.head(group), placement(group, link.passed)).ad(item, rules.WIDGET_ITEM.id)

    def _offer(self, link: _Found, url: str, placement: Placement) -> Ad | None:
        box = self.where.box(link.anchor)
        members = self._blocks(box)
        texts = [block for block in members if block.text]
        where, lines = placement(box, link.passed), [line for b in texts for line in b.text.split("\n")]
        if len("".join(lines)) < 4:
            return self._banner(link.anchor, box, url, where, lines)
        if (where == "head" and _is_front_page(url)) or any(map(self._is_headline, lines)):
            return None
        whole = " ".join(lines)
        pressed = INVITES.search(whole) or PROMISE.search(whole)
        paid = any(pays(other) for block in members for other in block.links)
        if pressed and not paid and len(whole) < _LONGEST_INVITATION and self._names_itself(f"{whole} {host(url)}"):
            self._tell(box)
            return Ad("house", where, "\n".join(lines), url=url, rule=rules.HOUSE.id)
        before = normalize(line_before(box))
        said = next((label for text in (*self.where.lines_over(box), *lines) if (label := _ad_label(text))), None)
        signals = offer(members, self.context, beside=True)
        if not signals and said is None and not is_marked(lines):
            return None
        self._tell(box)
        over = box.prev
        headline = over is not None and (over.tag == "h1" or over.css_first("h1") is not None)
        head = said or (bare(before) if 0 < len(before) < _LONGEST_LABEL and not headline else None)
        ad = record([b for b in texts if bare(b.text) != said], ", ".join(signals), head, said is not None, where)
        ad.url = ad.url or url
        return ad

    def _banner(self, anchor: LexborNode, box: LexborNode, url: str, where: str, lines: list[str]) -> Ad | None:
        picture = anchor.css_first("img")
        logo = where == "head" and _is_front_page(url)
        if picture is None or logo or _is_small(picture) or is_news(url, self.context) or PICTURE.search(url):
            return None
        self._tell(box)
        label = next((said for text in (*lines, normalize(line_before(box))) if (said := _ad_label(text))), None)
        kind = "house" if self._names_itself(picture.attributes.get("alt") or "") else "banner"
        return Ad(kind, where, label=label, disclosed=label is not None, url=url, rule=rules.BANNER.id)

    def _house(self, link: _Found, url: str, placement: Placement) -> Ad | None:
        """A page of the outlet's own that is no article, shown as a picture or in words that invite to it."""
        if is_news(url, self.context) or is_list_page(url, self.context) or PICTURE.search(url):
            return None
        box, picture = self.where.box(link.anchor), link.anchor.css_first("img")
        lines = [block.text for block in self._blocks(box) if block.text]
        text = " ".join(lines)
        said = len(text) >= _SHORTEST_INVITATION
        shown = said or (not text and picture is not None and not _is_small(picture))
        bare_picture = shown and not said and len(urlsplit(url).path) > 1
        told = said and len(lines) <= _MOST_HOUSE_LINES and not _BUTTON.search(text)
        named = told and link.passed and self._names_itself(text, self.names if link.own else self.all_names)
        invited = told and INVITES.search(text) is not None
        if not link.own and not (named or (invited and link.passed)):
            return None
        if not (invited or bare_picture or named or (told and is_house(url, self.context))):
            return None
        self._tell(box)
        return Ad("house", placement(box, link.passed), "\n".join(lines), url=url, rule=rules.HOUSE.id)

    def _names_itself(self, text: str, names: Sequence[str] | None = None) -> bool:
        squeezed = squeeze(text).lower()
        return any(name in squeezed for name in (self.all_names if names is None else names))

    def _is_headline(self, line: str) -> bool:
        """Whether a line is the page's own headline, which a link may surround: it is most of the document's title."""
        squeezed = squeeze(line)
        return len(squeezed) > max(_SHORTEST_HEADLINE, 0.5 * len(self._title)) and squeezed in self._title

    def _blocks(self, box: LexborNode) -> list[Block]:
        """The blocks of a box; those inside a link that is a box itself carry that link."""
        members = walk(box, self.page.base)
        href = absolute(self.page.base, box.attributes.get("href")) if box.tag == "a" else None
        for block in members:
            block.text = normalize_lines(block.text)
            if href:
                block.links.append(Link(block.text, href, box.attributes.get("rel") or ""))
        return [block for block in members if block.text or block.kind == "image"]


def _is_front_page(url: str) -> bool:
    """Whether an address is that of a whole site: a paper's logo on a portal's page leads there."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _stems(names: Iterable[str]) -> list[str]:
    """Names of papers without what kind of paper they are: their events go by the rest."""
    known = (_KIND_OF_PAPER.sub("", name) for name in names if len(name) > 2)
    return list(dict.fromkeys(stem for stem in known if len(stem) > 1))


def _without_repeated(ads: list[Ad]) -> list[Ad]:
    """Without promotions whose words stand on the page more than once: these are its buttons."""
    said = Counter(ad.text for ad in ads if ad.kind == "house" and ad.text)
    return [ad for ad in ads if ad.kind != "house" or said[ad.text] < 2]


@lru_cache(maxsize=4096)  # the menus of an outlet's pages are the same
def _is_house_like(href: str) -> bool:
    return HOUSE.search(href) is not None


def _owner(text: str) -> str:
    """The name behind the first © or ⓒ that has one, else ``""``; to look for one character is quicker than for either."""
    found = [match for sign in "ⓒ©" if (match := _behind(sign, text))]
    return min(found, key=lambda match: match.start())[1] if found else ""


def _behind(sign: str, text: str) -> re.Match[str] | None:
    at = text.find(sign)
    while at != -1:
        if match := _OWNER.match(text, at + 1):
            return match
        at = text.find(sign, at + 1)
    return None


def _ad_label(text: str) -> str | None:
    if not 0 < len(text) < _LONGEST_LABEL:
        return None
    if matches(rules.AD_LABEL, text):
        return bare(text)
    return bare(text) if any(matches(rules.AD_LABEL, word) for word in (text.split()[0], text.split()[-1])) else None


def _is_small(picture: LexborNode) -> bool:
    sizes = [picture.attributes.get(name) or "" for name in ("width", "height")]
    return any(size.isdecimal() and int(size) < _SMALL for size in sizes)
