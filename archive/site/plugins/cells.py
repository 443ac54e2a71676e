"""How single cells look: Korean time, outlet names, links that lead to the archive first and never to an ad."""

from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.app import Datasette
from markupsafe import Markup, escape

from archive.site import labels
from archive.site.reading import kst, marked, web_url, words

_WORDS: dict[str, dict[str, str]] = {
    "ad_kind": labels.AD_KINDS,
    "placement": labels.PLACEMENTS,
    "role": labels.ROLES,
    "state": labels.STATES,
    "status": labels.RUN_STATES,
    "category": labels.CATEGORIES,
}

_outlets: dict[str, dict[str, str]] = {}
"""Korean names by slug, by archive file; asked again when a slug is not known yet."""


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Datasette) -> Any:
    """Datasette's hook; None leaves the cell to Datasette. What comes back is escaped here."""
    if table == "articles" and column == "title" and not value:
        value = "(제목 없음)"
    if value is None and column == "outlet":
        href = f"{datasette.urls.table(database, 'articles')}?outlet__isnull=1"
        return Markup('<a href="{}">{}<span class="en">other hosts</span></a>').format(href, labels.OTHER_HOSTS)
    if value is None or value == "" or isinstance(value, bytes):
        return None
    if column == "outlet":
        return _outlet(value, database, datasette)
    if column.endswith("_at"):
        return Markup('<time datetime="{}">{}</time>').format(value, kst(str(value)))
    if column in ("title", "article", "article_id", "related_title"):
        return _article_link(row, value, column, table, database, datasette)
    if column == "excerpt":
        return marked(str(value))
    if column == "disclosed":
        return _disclosed(row, value)
    if column == "own" and table == "related_links":
        return labels.OWN[str(value)]
    if column in ("bullets", "changed", "errors", "subtitle", "feeds"):
        return escape(" · ".join(words(value)))
    if isinstance(value, str):
        return _text(value, column, table)
    return None


def _text(value: str, column: str, table: str | None) -> Any:
    if column == "kind":
        return (labels.AD_KINDS if table in labels.AD_TABLES else labels.ARTICLE_KINDS).get(value)
    if column in _WORDS:
        return _WORDS[column].get(value)
    if (column == "url" and table in labels.AD_TABLES) or column in ("landing_url", "evidence"):
        return escape(value)  # where an ad leads is shown, not linked
    if web_url(value):
        short = value if len(value) < 60 else value[:57] + "…"
        return Markup('<a href="{}" rel="nofollow noreferrer noopener">{}</a>').format(value, short)
    return None


def _disclosed(row: Any, value: Any) -> Markup | None:
    # As the view judged_ads judges; a row that does not tell what the ad is keeps its bare 0.
    if value:
        return Markup('<span class="said">표시</span>')
    columns = row.keys() if hasattr(row, "keys") else ()
    kind = next((row[name] for name in ("kind", "ad_kind") if name in columns), None)
    text = row["text"] if "text" in columns else None
    judged = row["undisclosed"] if "undisclosed" in columns else None
    if kind == "house":
        return Markup('<span class="unknown">해당 없음</span>')
    if kind == "slot" or (kind == "banner" and (text == "" or judged == 0)):
        return Markup('<span class="unknown">알 수 없음</span>')
    if judged or (kind and (kind != "banner" or text)):
        return Markup('<span class="unsaid">미표시</span>')
    return None


async def _outlet(value: Any, database: str, datasette: Datasette) -> Markup:
    slug, name = (value["value"], value["label"]) if isinstance(value, dict) else (value, None)
    names = _outlets.setdefault(datasette.get_database(database).path, {})
    if name is None and slug not in names:
        names.update((await datasette.execute(database, "select slug, name from outlets")).rows)
    href = f"{datasette.urls.table(database, 'articles')}?{urlencode({'outlet': slug})}"
    return Markup('<a href="{}" title="{}">{}</a>').format(href, slug, name or names.get(slug, slug))


def _article_link(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Datasette) -> Any:
    columns = row.keys() if hasattr(row, "keys") else ()
    key = "id" if column == "title" and table in ("articles", None) else "article_id"
    if key not in columns or isinstance(row[key], dict) or row[key] is None or (column == "title" and key != "id"):
        return None
    return Markup('<a href="{}">{}</a>').format(datasette.urls.row(database, "articles", row[key]), value)
