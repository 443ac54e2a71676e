"""What one content management system says on every page it serves: selectors, best first, and its URL shapes."""

from dataclasses import dataclass, field, fields, replace
from typing import Protocol

from crawler.apis import Api
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
    """One CMS: how its markup is recognised, its selectors, and where its sites have and announce their articles.

    ``article_url``, ``feeds``, ``sitemaps``, ``lists`` and ``apis`` are what an outlet has that does not state its own;
    see :class:`crawler.article.ArticleSpider`. Addresses are relative to the outlet's home page.
    """

    name: str
    signs: tuple[str, ...] = ()
    selectors: Selectors = field(default_factory=Selectors)
    article_url: str = ""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    apis: tuple[Api, ...] = ()


NDSOFT = Family(
    "ndsoft",
    signs=("#article-view-content-div",),
    article_url=r"/news/(?:article(?:View|Print)|amp/article\w*)\.html\?(?:.*&)?idxno=(?P<key>\d+)",
    feeds=("rss/allArticle.xml", "sitemap.xml"),  # the latter a Google-News sitemap
    lists=("news/articleList.html?page={page}&view_type=sm",),
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
    feeds=("feed/",),
    # bounds without a zone are in the site's own, and both are exclusive
    apis=(Api("wp-json/wp/v2/posts?after={day_before:%Y-%m-%d}T23:59:59&before={next_day:%Y-%m-%d}T00:00:00&per_page=100"
              "&page={page}&_fields=id,date_gmt,modified_gmt,link,title",
              title=("title.rendered",), published=("date_gmt",), modified=("modified_gmt",), utc=True),),
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
        drop=(".sharedaddy", ".addtoany_share_save_container", "#toc_container", "#ez-toc-container", ".post-navigation",
              ".sd-sharing", ".author-box"),
    ),
)  # fmt: skip

ARC = Family(
    "arc",
    signs=("script#fusion-metadata", 'script[src*="/pf/dist/"]'),
    feeds=("arc/outboundfeeds/rss/?outputType=xml",),
    sitemaps=("arc/outboundfeeds/sitemap/{day:%Y-%m-%d}/?outputType=xml", "arc/outboundfeeds/news-sitemap/?outputType=xml"),
    selectors=Selectors(
        body=("section.article-body", ".article-body"), title=("h1.article-header__headline",),
        published=(".inputDate",), modified=(".upDate",), authors=("a.article-byline__author", ".article-byline"),
    ),
)  # fmt: skip

SEDAILY = Family(
    "sedaily",
    signs=(".article_view[itemprop=articleBody]", "#article-body[itemprop=articleBody]", "#v-left .view_con"),
    article_url=r"/(?:NewsView/(?P<key>[0-9A-Z]{10})(?:/\w+)?|article/(?P<key_number>\d{8}))(?![\w])",
    selectors=Selectors(
        body=("[itemprop=articleBody]", "#ttsBody", "#contents-article-view #v-left .view_con", "#articleBody", ".con_left"),
        title=("h1.title", ".article_head h2", ".art_tit"),
        subtitle=(".article_summary",),
        published=(".article_info .url_txt", ".article-info .date", ".url_txt"),
        caption=("figure.art_photo figcaption", ".article-photo-wrap figcaption", ".art_photo_wrap .caption"),
        drop=(".view_top_btn", ".article_copy", ".tts_area"),
        ads=(".sub_ad",),
    ),
)  # fmt: skip

BREAKNEWS = Family(
    "breaknews",
    signs=(".td_sub_read_contents #textinput",),
    article_url=r"/(?P<key>\d+)(?:\?|$)",
    feeds=("rss/rss_news.php", "rss/all_news_section.xml"),
    selectors=Selectors(
        body=(".td_sub_read_contents #textinput", "#textinput"),
        title=("h1.read_title", ".read_title"),
        published=(".read_option_top .writer_time", ".writer_time"),
        authors=(".read_option_top .writer", ".writer_name"),
        caption=(".body_img_caption", ".body_img_table .caption"),
    ),
)  # fmt: skip

NEXT = Family("next", signs=("#__NEXT_DATA__", 'script[src*="/_next/"]'))

NUXT = Family("nuxt", signs=("#__nuxt", "#__NUXT_DATA__"))

FOUNDRY = replace(
    WORDPRESS, name="foundry", signs=("#remove_no_follow", ".article-column__content"),
    selectors=Selectors(
        # what stands between the columns of one text parts it
        body=("#remove_no_follow:has(.article-column ~ .article-column)", "#remove_no_follow .article-column__content",
              ".article-column__content"),
        title=("h1.article-hero__title",),
        subtitle=("h2.content-subheadline",), published=(".card__info--light span:first-child",),
        section=(".breadcrumb__item:last-child a",), caption=(".imageCredit",), ads=("[class*=-banner]",),
    ).then(WORDPRESS.selectors),
)  # fmt: skip

_NO_ARTICLES = "category|tag|author|page|feed|about|contact|login|membership|subscribe|newsletter|events?|terms|privacy"
SLUG = rf"/(?!(?:{_NO_ARTICLES}|wp-[\w-]+|learn-kr)(?:[/?]|$))(?P<key>[^/?#.]+)/?(?:\?|$)"
"""The addresses of a WordPress that has its articles right below its home page."""

NAVER = Family(
    "naver",
    signs=("#dic_area", "#newsct_article", "#newsEndContents", "#articleBodyContents"),
    selectors=Selectors(
        body=("#dic_area", "#newsct_article", "#newsEndContents", "#articleBodyContents", "#articeBody"),
        title=("#title_area", ".media_end_head_headline", "#articleTitle", ".news_headline h4"),
        subtitle=(".media_end_summary",),
        published=(".media_end_head_info_datestamp_time[data-date-time]", ".sponsor .t11", ".info span"),
        modified=(".media_end_head_info_datestamp_time[data-modify-date-time]",),
        authors=(".media_end_head_journalist_name", ".byline_s", ".byline"),
        section=(".media_end_categorize_item", ".guide_categorization_item"),
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


RECOGNISED = (NDSOFT, NAVER, DAUM, BREAKNEWS, SEDAILY, ARC, FOUNDRY, WORDPRESS, NEXT, NUXT)


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
