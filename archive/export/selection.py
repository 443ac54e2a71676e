"""What is exported: a table, a view or a named query under its filters, as one SELECT that always has the same order."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.errors import CannotExport
from archive.export import bigkinds
from archive.export.queries import bound, named_queries
from archive.search import match_expression

_OF_ARTICLES = {
    "since": "a.published_day >= :since",
    "until": "a.published_day <= :until",
    "outlet": "a.outlet = :outlet",
    "query": "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)",
}
_ARTICLE = {
    "article_url_key": "a.url_key",
    "outlet": "a.outlet",
    "article_title": "a.title",
    "published_at": "a.published_at",
}
_DAYS = {"published_day": "published_day", "day": "day", "published_at": "date(published_at, '+9 hours')"}


@dataclass(frozen=True, slots=True)
class Selection:
    """One SELECT and what it is: ``kind`` is table, view or query; ``asked`` holds its filters or parameters as given.

    ``types`` has the SQLite type of each column that declares one. With ``months`` the first two columns are outlet and
    month (``YYYY-MM``), rows of one such pair stand together, and the column ``outlet`` does not come a second time.
    """

    kind: str
    name: str
    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    months: bool = False


@dataclass(slots=True)
class _Source:
    """A table or view as it is exported: columns by name, FROM, ORDER BY, and the filters it knows."""

    kind: str
    columns: dict[str, str]
    tables: str
    order: list[str]
    filters: dict[str, str]
    types: dict[str, str]
    of_articles: bool


def select(
    conn: sqlite3.Connection,
    name: str,
    filters: Mapping[str, str | None],
    parameters: Mapping[str, str] | None = None,
    *,
    header: str = "archive",
    months: bool = False,
) -> Selection:
    """The rows of a table, view or named query; raises :class:`CannotExport` when there is no such thing.

    ``filters`` are since, until (Korean days, both included), outlet and query (a search); ``parameters`` are those of a
    named query. With the header ``bigkinds`` articles come in the columns of :mod:`archive.export.bigkinds`.
    """
    given = {key: value for key, value in filters.items() if value}
    source = _source(conn, name)
    if header == "bigkinds" and name != "articles":
        raise refusal(conn, f"the header bigkinds is for articles, not for {name!r}")
    if source is None:
        return _query(conn, name, given, parameters or {}, months)
    if parameters:
        raise refusal(conn, f"{source.kind} {name!r} takes no --param; only named queries do")
    if months and not source.of_articles:
        raise refusal(conn, f"{source.kind} {name!r} cannot be partitioned: its rows belong to no article")
    _check(conn, f"{source.kind} {name!r}", given, source.filters)
    if header == "bigkinds":
        source.columns, source.types = dict(bigkinds.COLUMNS), dict.fromkeys(bigkinds.COLUMNS, "TEXT")
    values = given | ({"query": match_expression(given["query"])} if "query" in given else {})
    sql = _statement(source, " AND ".join(source.filters[key] for key in given), months)
    return Selection(
        source.kind, name, sql, values, given, source.types | {"_outlet": "TEXT", "_month": "TEXT"}, months
    )


def among(conn: sqlite3.Connection, name: str, rows: str, sort: tuple[str, bool] | None = None) -> str:
    """The SELECT of a table's or view's export for some of its rows: ``rows`` is a SELECT of all its columns.

    ``sort`` is a column to sort by, and whether downwards. Raises :class:`CannotExport` for an unknown name or column.
    """
    source = _source(conn, name, f"({rows})" if rows else "")
    if source is None or (sort and sort[0] not in source.types):
        raise refusal(conn, f"no table or view {name!r} with a column {sort[0] if sort else 'id'!r}")
    if sort:
        source.order.insert(0, source.columns[sort[0]] + (" DESC" if sort[1] else ""))
    return _statement(source, "", False)


def archive_file(conn: sqlite3.Connection) -> Path:
    """The file that a connection reads."""
    return Path(conn.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0])


def refusal(conn: sqlite3.Connection, message: str) -> CannotExport:
    """The error to raise when this archive cannot give what was asked."""
    return CannotExport(archive_file(conn), message)


def _source(conn: sqlite3.Connection, name: str, rows: str = "") -> _Source | None:
    """A table or view, or those of its rows that the SELECT ``rows`` gives; None when there is none of that name."""
    found = conn.execute(
        "SELECT type FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')", (name,)
    ).fetchone()
    if found is None or "_fts" in name or name.startswith(("_", "sqlite_")):
        return None
    info = conn.execute("SELECT name, type, pk FROM pragma_table_info(?)", (name,)).fetchall()
    types = {column: kind for column, kind, _ in info}
    keys = [column for column, _, pk in sorted(info, key=lambda each: each[2]) if pk] or [
        key for key in types if key == "id"
    ]
    if "article_id" not in types:
        columns = {column: f'a."{column}"' for column in types}
        filters = _OF_ARTICLES if name == "articles" else _own_filters(types, "a.")
        order = [f'a."{key}"' for key in keys] or [str(number) for number in range(1, len(columns) + 1)]
        return _Source(found[0], columns, f"{rows or _quoted(name)} AS a", order, filters, types, name == "articles")
    first = {column: value for column, value in _ARTICLE.items() if column not in types}
    columns = first | {column: f't."{column}"' for column in types}
    order = ["a.id", *(f't."{key}"' for key in keys if key != "article_id")]
    tables = f"{rows or _quoted(name)} AS t JOIN articles AS a ON a.id = t.article_id"
    return _Source(found[0], columns, tables, order, _OF_ARTICLES, dict.fromkeys(first, "TEXT") | types, True)


def _own_filters(names: Mapping[str, Any], alias: str = "") -> dict[str, str]:
    """The filters of rows that are no articles: by their outlet and their day, as far as they have one."""
    filters = {"outlet": f"{alias}outlet = :outlet"} if "outlet" in names else {}
    day = next((value for column, value in _DAYS.items() if column in names), None)
    return filters | ({"since": f"{day} >= :since", "until": f"{day} <= :until"} if day else {})


def _statement(source: _Source, where: str, months: bool) -> str:
    columns, order = source.columns, source.order
    if months:
        columns = {"_outlet": "a.outlet", "_month": "substr(a.published_day, 1, 7)"} | columns
        columns = {name: value for name, value in columns.items() if name != "outlet"}
        # The index of outlets and times gives this order without sorting; a later instant is never in an earlier month.
        order = ["a.outlet", "a.published_at", *order]
    selected = ", ".join(f"{value} AS {_quoted(name)}" for name, value in columns.items())
    return f"SELECT {selected} FROM {source.tables}{' WHERE ' + where if where else ''} ORDER BY {', '.join(order)}"


def _query(
    conn: sqlite3.Connection, name: str, given: Mapping[str, str], parameters: Mapping[str, str], months: bool
) -> Selection:
    queries = named_queries()
    if name not in queries:
        raise refusal(conn, f"no table, view or query {name!r}; queries: {', '.join(queries)}")
    if months:
        raise refusal(conn, f"query {name!r} cannot be partitioned: only articles and what belongs to them can")
    sql = queries[name].rstrip().rstrip(";")
    try:
        columns = bound(conn, sql, parameters)
    except (LookupError, sqlite3.OperationalError) as error:
        raise refusal(conn, f"query {name!r}: {error.args[0]}") from error
    filters = _own_filters(dict.fromkeys(columns))
    _check(conn, f"query {name!r}", given, filters)
    if given:
        sql = f"SELECT * FROM ({sql}) WHERE {' AND '.join(filters[key] for key in given)}"
    return Selection("query", name, sql, {**parameters, **given}, {**parameters, **given})


def _check(conn: sqlite3.Connection, what: str, given: Mapping[str, str], known: Mapping[str, str]) -> None:
    if unknown := given.keys() - known.keys():
        raise refusal(conn, f"{what} cannot be filtered by {', '.join(sorted(unknown))}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
