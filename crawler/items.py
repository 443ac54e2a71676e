"""The items a page becomes: plain dataclasses that itemadapter reads and the archive keeps."""

from dataclasses import dataclass, field

PLACEMENTS = ("in_body", "after_body", "sidebar", "head")
"""Where a reader meets a block: inside the text, below it, beside it, or above the headline."""


@dataclass(slots=True)
class Link:
    """A hyperlink inside a block; ``href`` is absolute."""

    text: str
    href: str
    rel: str = ""


@dataclass(slots=True)
class Image:
    """A picture of the article; ``url`` is absolute and already past lazy-loading placeholders."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class Block:
    """One visible piece of a page in document order, before and after it was given a role.

    ``kind`` is the shape (paragraph, heading, list_item, table_row, quote, caption, image, embed, slot); ``path`` holds
    the tag, id and classes of the element; ``boxes`` numbers the lists, tables, figures and boxes around the block,
    outermost first. ``rule`` may name a selector rule that matched the markup; ``role`` stays empty until Separate decides.
    """

    kind: str
    text: str
    placement: str = "in_body"
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    path: str = ""
    boxes: tuple[int, ...] = ()
    role: str = ""
    rule: str = ""
    evidence: str = ""


@dataclass(slots=True)
class Author:
    """A reporter as the page names them; either part may be missing."""

    name: str
    email: str | None = None


@dataclass(slots=True)
class RelatedLink:
    """A link the outlet offers as further reading; ``label`` is the head it stands under (관련기사, ▶ …).

    ``url`` is the target itself, past redirectors and without tracking; ``own`` says whether that is the outlet's page.
    """

    title: str
    url: str
    placement: str
    label: str | None = None
    rule: str = ""
    url_key: str | None = None
    own: bool | None = None


@dataclass(slots=True)
class Ad:
    """An advertisement in or around the article.

    ``kind``: native_card, advertorial, affiliate_link, widget_item, slot, banner or house. ``disclosed`` says whether
    the page itself calls it advertising; ``label`` is the head under which a reader saw it; ``rule`` is the rule that decided.
    ``url`` is the landing page past known redirectors and ``domain`` whose page that is, for counting. ``evidence`` is
    what the rule saw where its id does not tell: the text of a filter.
    """

    kind: str
    placement: str
    text: str = ""
    network: str = "unknown"
    label: str | None = None
    disclosed: bool = False
    bullets: list[str] = field(default_factory=list)
    advertiser: str | None = None
    product: str | None = None
    ticker: str | None = None
    url: str | None = None
    rule: str = ""
    domain: str | None = None
    evidence: str = ""


@dataclass(slots=True)
class Removed:
    """A block that stood in the container and is not body text, with the rule that took it out."""

    role: str
    text: str
    rule: str


@dataclass(slots=True)
class Article:
    """One article page, read. Times are UTC ISO 8601 (``2026-11-20T01:30:00+00:00``) or None, never a guess."""

    url: str
    url_key: str
    outlet: str | None
    kind: str = "news"
    title: str | None = None
    subtitle: list[str] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    published_at: str | None = None
    published_raw: str | None = None
    published_source: str | None = None
    modified_at: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    body: str = ""
    images: list[Image] = field(default_factory=list)
    related: list[RelatedLink] = field(default_factory=list)
    ads: list[Ad] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    extractor: str = ""
    fetched_at: str | None = None
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Quarantined:
    """A page that is not an article we may keep, and why; ``reason`` is one of a small set, ``detail`` is for people."""

    url: str
    url_key: str
    outlet: str | None
    reason: str
    detail: str = ""
    fetched_at: str | None = None
