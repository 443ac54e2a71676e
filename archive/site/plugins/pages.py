"""What the front page and the article page show beyond what Datasette hands to their templates."""

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request
from jinja2 import Environment

from archive.site import DATABASE, labels
from archive.site.reading import FILTERS
from archive.site.remembered import Remembering

_OF_ARTICLE = {
    "authors": """select authors.id, authors.name, authors.email from article_authors
        join authors on authors.id = author_id where article_id = :id order by position""",
    "tags": """select tags.id, tags.name from article_tags
        join tags on tags.id = tag_id where article_id = :id order by position""",
    "images": "select url, caption, credit from images where article_id = :id order by position",
    "related": """select related_links.title, related_links.url, related_links.placement, related_links.label,
        related_links.rule, related_links.own, related_links.gone_at, target.id as target_id from related_links
        left join articles as target on target.url_key = related_links.url_key
        where article_id = :id order by position""",
    "ads": "select * from judged_ads where article_id = :id order by gone_at is not null, position",
    "removed": "select role, text, rule from removed_blocks where article_id = :id order by position",
    "revisions": "select * from revisions where article_id = :id order by seen_at desc, id desc",
    "outlet_row": """select outlets.slug, outlets.name, outlets.home from articles
        join outlets on outlets.slug = articles.outlet where articles.id = :id""",
}

_OF_FRONT = {
    "newest": """select articles.id, articles.title, articles.url, articles.outlet, outlets.name as outlet_name,
        kind, published_at,
        (select count(*) from ads where ads.article_id = articles.id) as ads
        from articles left join outlets on outlets.slug = articles.outlet
        where published_at is not null order by published_at desc limit 12""",
    "by_outlet": """
        with article as (select outlet, count(*) as n, max(published_at) as newest from articles group by outlet),
        ad as (select outlet, count(*) as n, sum(undisclosed) as undisclosed
          from judged_ads join articles on articles.id = article_id group by outlet),
        related as (select outlet, count(*) as n
          from related_links join articles on articles.id = article_id group by outlet)
        select outlets.slug, outlets.name, outlets.category, coalesce(article.n, 0) as articles, article.newest,
          coalesce(ad.n, 0) as ads, coalesce(ad.undisclosed, 0) as undisclosed, coalesce(related.n, 0) as related
        from outlets left join article on article.outlet = outlets.slug left join ad on ad.outlet = outlets.slug
        left join related on related.outlet = outlets.slug
        order by articles desc, outlets.name""",
    "totals": """select (select count(*) from articles) as articles, (select count(*) from ads) as ads,
        (select count(*) from judged_ads where undisclosed) as undisclosed, (select count(*) from related_links) as related,
        (select count(*) from revisions) as revisions""",
}

_OF_OPERATIONS = {
    "quarantined": "select count(*) as n from quarantine",
    "crawls": """select outlet, max(coalesce(finished_at, started_at)) as at
        from run_outlets join runs on runs.id = run_id group by outlet""",
    "last_run": "select * from runs order by id desc limit 1",
}
"""What a public copy of the archive leaves out."""


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Filters and words that the templates use."""
    env.filters.update(FILTERS)
    env.globals["labels"] = labels


@hookimpl
def extra_template_vars(view_name: str, table: str | None, request: Request | None, datasette: Datasette) -> Any:
    """Datasette's hook: rows for the two pages, the list of named queries for all."""

    async def rows() -> dict[str, Any]:
        if view_name == "index":
            return await _front(datasette)
        if view_name == "row" and table == "articles" and request:
            return await _ask(datasette, _OF_ARTICLE, {"id": request.url_vars["pks"]})
        return {}

    return rows


async def _front(datasette: Datasette) -> dict[str, Any]:
    tables = set(await datasette.get_database(DATABASE).table_names())
    asked = _OF_FRONT | (_OF_OPERATIONS if {"quarantine", "runs", "run_outlets"} <= tables else {})
    queries = (await datasette.get_canned_queries(DATABASE, None)).values()
    possible = [query for query in queries if query.get("needs", "articles") in tables]
    return {**await _ask(Remembering(datasette), asked), "named_queries": possible}


async def _ask(datasette: Any, asked: dict[str, str], params: dict[str, Any] | None = None) -> dict[str, Any]:
    return {name: list((await datasette.execute(DATABASE, sql, params or {})).rows) for name, sql in asked.items()}
