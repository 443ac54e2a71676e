"""Template filters: archive values as a person reads them, always escaped."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from archive.records import KST
from archive.site import labels

_MARKED = re.compile("⟦([^⟦⟧]*)⟧")


def kst(value: str | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """A stored UTC time as Korean time; what is no time is given back as it is, nothing as ''."""
    if not value:
        return ""
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(KST).strftime(form)
    except (ValueError, OverflowError):
        return value


def words(value: str | None) -> list[str]:
    """A stored JSON array of texts as a list; a plain text is a list of one."""
    try:
        found = json.loads(value or "[]")
    except (ValueError, RecursionError):
        return [str(value)]
    return [str(word) for word in found] if isinstance(found, list) else [str(found)]


def web_url(value: str | None) -> str | None:
    """The address if a browser may be sent there (http or https with a host), else None."""
    try:
        parts = urlsplit((value or "").strip())
    except ValueError:
        return None
    return value.strip() if value and parts.scheme in ("http", "https") and parts.netloc else None


def host(value: str | None) -> str:
    """The host of an address without www., or ''."""
    return (urlsplit(value).hostname or "").removeprefix("www.") if value and web_url(value) else ""


def marked(value: str) -> Markup:
    """An excerpt whose hits stand in ⟦⟧, with the hits in <mark>."""
    return Markup(_MARKED.sub(r"<mark>\1</mark>", str(escape(value))))


def column_name(name: str) -> Markup:
    """A column's Korean word with its own name beside it."""
    korean = labels.COLUMNS.get(name)
    return Markup('{} <span class="en">{}</span>').format(korean, name) if korean else escape(name)


def facet_value(value: Any, column: str, table: str) -> str:
    """A facet value in Korean where the archive's word has one."""
    if column == "kind":
        known = labels.AD_KINDS if table in labels.AD_TABLES else labels.ARTICLE_KINDS
    elif column == "disclosed":
        known = {"0": "표시 못 찾음 none found", "1": "표시 disclosed"}
    elif column == "own":
        known = labels.OWN
    else:
        known = {"placement": labels.PLACEMENTS, "role": labels.ROLES, "state": labels.STATES}.get(column, {})
    return known.get(str(value), str(value))


def shown(cells: Iterable[dict[str, Any]], key: str, names: list[str] | None) -> list[dict[str, Any]]:
    """Columns or cells in the order of ``names``, those not named left out; without names all of them."""
    if names is None:
        return list(cells)
    found = {cell[key]: cell for cell in cells}
    return [found[name] for name in names if name in found]


FILTERS: dict[str, Callable[..., Any]] = {
    "kst": kst,
    "words": words,
    "web_url": web_url,
    "host": host,
    "marked": marked,
    "column_name": column_name,
    "facet_value": facet_value,
    "shown": shown,
}
"""By the name templates use."""
