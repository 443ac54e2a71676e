"""Makes Datasette's search box Korean-aware and quick; ``excerpt(text, query)`` in SQL marks hits with ⟦⟧."""

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils import await_me_maybe, escape_sqlite

from archive.search import excerpt, match_expression

_COMMON = 2000
"""From so many hits on, reading the articles newest first and asking "is it a hit?" beats sorting all hits."""


@hookimpl(trylast=True)  # after Datasette's own escape_fts, which this replaces
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Register the two functions on a connection."""
    conn.create_function("escape_fts", 1, lambda query: match_expression(str(query or "")), deterministic=True)
    conn.create_function("excerpt", 2, _excerpt, deterministic=True)


def _excerpt(text: str | None, query: str | None) -> str:
    return excerpt(text, str(query or ""), before="⟦", after="⟧")


@hookimpl(wrapper=True)
def filters_from_request(database: str, datasette: Datasette) -> Generator[None, list[Any], list[Any]]:
    """Around Datasette's own search filter: for a common word SQLite shall not look hits up by rowid (``+rowid``)."""
    found_by_others = yield
    return [_planned(found, database, datasette) for found in found_by_others]


def _planned(found: Any, database: str, datasette: Datasette) -> Callable[[], Awaitable[FilterArguments | None]]:
    async def filters() -> FilterArguments | None:
        arguments = await await_me_maybe(found)
        hits = f"rowid in (select rowid from {escape_sqlite('articles_fts')} where"
        if arguments and any(clause.startswith(hits) for clause in arguments.where_clauses):
            arguments.where_clauses = [
                await _clause(clause, arguments.params, hits, database, datasette) for clause in arguments.where_clauses
            ]
        return arguments

    return filters


async def _clause(clause: str, params: dict[str, Any], hits: str, database: str, datasette: Datasette) -> str:
    if not clause.startswith(hits):
        return clause
    if not str(params.get("search", "-")).strip():
        return "1"  # an empty search box asks for nothing, so it takes nothing away
    subquery = clause.removeprefix("rowid in (").removesuffix(")")
    counted = await datasette.execute(database, f"select count(*) from ({subquery} limit {_COMMON})", params)
    return f"+{clause}" if counted.rows[0][0] == _COMMON else clause
