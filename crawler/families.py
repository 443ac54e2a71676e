"""What one content management system says on every page it serves: selectors, best first, and its URL shapes."""

from dataclasses import dataclass, field, fields
from typing import Protocol

from crawler.names import Names
from crawler.page import Page


@dataclass(frozen=True)
class Selectors:
    """CSS selectors per field, ordered, newest layout first. Only what differs from the next wider level is stated.

    ``body`` names the article container; ``drop`` what inside it is furniture; ``subtitle`` may stand in it or above it;
    ``related`` lists below or beside the text; ``caption`` elements that hold a picture's caption; ``ads`` boxes the
    outlet sells, beside those of the networks.
    """

    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lead_image: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    ads: tuple[str, ...] = ()

    def then(self, other: "Selectors") -> "Selectors":
        """Return these selectors followed, field by field, by those of a wider level."""
        return Selectors(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    def possible(self, names: Names) -> "Selectors":
        """Return only those selectors that can match on a page with these names."""
        return Selectors(**{f.name: tuple(names.possible(getattr(self, f.name))) for f in fields(self)})


@dataclass(frozen=True)
class Family:
    """One CMS: how its markup is recognised, its selectors, and the article URLs and feeds its sites share.

    ``article_url`` is matched right behind the host (``/news/…``) and names the article in its group ``key``.
    """

    name: str
    signs: tuple[str, ...] = ()
    selectors: Selectors = field(default_factory=Selectors)
    article_url: str = ""


NDSOFT = Family(
    "ndsoft",
    signs=("#article-view-content-div",),
    article_url=r"/news/(?:article(?:View|Print)|amp/article\w*)\.html\?(?:.*&)?idxno=(?P<key>\d+)",
    selectors=Selectors(
        body=("#article-view-content-div #articleBody #_article", "#article-view-content-div"),
        title=("h1.heading", "header.article-view-header .heading", ".aht-title-view", ".article-head-title", "h3.heading"),
        subtitle=(".subheading", ".article-head-sub"),
        published=("ul.breadcrumbs li", "ul.infomation li", ".info-text li", ".infomation li"),
        authors=("article.writer", ".article-writer", "ul.infomation li", ".info-text li"),
        section=(".article-head-path li:last-child a", "nav.breadcrumbs li:last-child a", "ul.location li:last-child a"),
        tags=("ul.tag-group a", ".tag-group a"),
        related=(".article-relation", "[class*=relat]"),
        caption=("figure.photo-layout figcaption", "table.image td + td", ".photo-caption"),
        drop=(".info-options2", ".reveal", ".view-editors", ".view-copyright", ".article-copy", ".article-copyright",
              ".article-sns", ".user-sns-send", ".editor-profile", ".article-writer", "article.writer", ".tag-group"),
    ),
)  # fmt: skip

WORDPRESS = Family(
    "wordpress",
    signs=('meta[name=generator][content^=WordPress]', 'link[href*="/wp-content/"]', 'link[href*="/wp-json/"]', ".entry-content"),
    article_url=r"/archives/(?P<key>\d+)",
    selectors=Selectors(
        body=(".entry-content", ".post-content", ".article-content", ".single-content"),
        title=("h1.entry-title", "h1.post-title", "article h1"),
        published=("time.entry-date", "time.published", "span.updated", ".posted-on time"),
        authors=(".author.vcard", ".byline .author", ".author-name", "[rel=author]"),
        section=(".entry-cat a", ".cat-links a", "a[rel~=category]"),
        tags=("a[rel=tag]", ".entry-tags a", ".tags-links a"),
        lead_image=(".post-thumbnail img", "img.wp-post-image"),
        related=("#jp-relatedposts", ".jp-relatedposts", ".yarpp-related", ".related-posts"),
        caption=("figcaption", ".wp-caption-text"),
        drop=(".sharedaddy", ".addtoany_share_save_container", "#toc_container", ".ez-toc-container", ".post-navigation",
              ".sd-sharing", ".author-box"),
    ),
)  # fmt: skip

NAVER = Family(
    "naver",
    signs=("#dic_area", "#newsct_article", "#newsEndContents", "#articleBodyContents"),
    selectors=Selectors(
        body=("#dic_area", "#newsct_article", "#newsEndContents", "#articleBodyContents", "#articeBody"),
        title=("#title_area", ".media_end_head_headline", ".news_headline h4"),
        subtitle=(".media_end_summary",),
        published=(".media_end_head_info_datestamp_time[data-date-time]", ".info span"),
        modified=(".media_end_head_info_datestamp_time[data-modify-date-time]",),
        authors=(".media_end_head_journalist_name", ".byline_s", ".byline"),
        section=(".media_end_categorize_item",),
        caption=(".img_desc", ".nbd_table td"),
        drop=(
            ".source",
            ".byline",
            ".copyright",
            ".guide_categorization",
            ".reporter_area",
            ".categorize",
            "#reporter_area",
        ),
    ),
)

DAUM = Family(
    "daum",
    signs=("#harmonyContainer", ".article_view [dmcf-ptype]"),
    selectors=Selectors(
        body=("#harmonyContainer > section", "#harmonyContainer", ".article_view section", ".article_view"),
        title=(".tit_view",),
        subtitle=(".summary_view",),
        published=(".num_date", ".txt_info"),
        authors=(".info_view .txt_info",),
        caption=(".txt_caption", "figcaption"),
        drop=(".txt_copyright",),
    ),
)

GENERIC = Family(
    "generic",
    selectors=Selectors(
        body=("[itemprop=articleBody]", "#articleBody", "#article-body", "#article_body", "#newsBody", "#articleContent",
              "#article_content", "#topic_contents", ".article_body", ".article-body", ".news_body", ".article_txt",
              ".article-content", ".article_view"),
        title=("h1[itemprop=headline]", "h1"),
        subtitle=("[class*=sub_tit], [class*=sub-tit], [class*=subtit], .mid_title, [class*=summary_view]",),
        published=("time[datetime], [itemprop=datePublished]",),
        modified=("[itemprop=dateModified]",),
        authors=("[itemprop=author], [rel=author], [class*=reporter], [class*=journalist]",
                 "[class*=writer], [class*=author], .byline"),
        section=("[itemprop=articleSection]",),
        tags=("a[rel=tag]", "[class$=_tag] a, [class$=-tag] a, [class$=tags] a, [class*=tag_] a, [class*=tag-] a, [id*=tag_] a"),
        related=(".article_relation", ".related_news", ".related-news", "#related-article-list", ".topics_related"),
        caption=("figcaption", ".caption", ".img_desc", ".photo_desc", ".thumb_desc", ".img_txt", "[class*=caption]"),
        drop=("[class*=share]", "[class*=sns]", "[class*=copyright]", "[class*=reporter]",
              "[class*=journalist]", "[class*=comment]"),
    ),
)  # fmt: skip

class Stated(Protocol):
    """What an outlet states of its pages."""

    family: Family
    selectors: Selectors


RECOGNISED = (NDSOFT, NAVER, DAUM, WORDPRESS)


def recognise(page: Page) -> Family:
    """Return the family whose signs are in the markup, or GENERIC."""
    for family in RECOGNISED:
        if any(page.tree.css_first(sign) is not None for sign in page.names.possible(family.signs)):
            return family
    return GENERIC


def levels(page: Page, outlet: Stated | None) -> tuple[Family, tuple[Selectors, Selectors, Selectors]]:
    """Return the page's family and the selectors of its three levels: the outlet's own, the family's, the generic ones."""
    family = outlet.family if outlet else recognise(page)
    own = outlet.selectors if outlet else Selectors()
    return family, (own, Selectors() if family is GENERIC else family.selectors, GENERIC.selectors)
