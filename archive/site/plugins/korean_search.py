"""Makes Datasette's search box Korean-aware and quick, and gives SQL what a search needs.

``escape_fts(query)`` and ``word_starts(query)`` are what ``articles_fts`` is asked for: every hit, and those where words
stand at word starts. ``hit_level(query, title, subtitle, body)`` says how well they stand there, 0 best. ``search_hits(query)``
has a byte for every article id, 1 where the article is a hit. ``excerpt(text, query)`` marks hits with ⟦⟧.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils import await_me_maybe, escape_sqlite

from archive.search import excerpt, level, match_expression, word_starts
from archive.site.remembered import remember, version

_COMMON = 2000
"""From so many hits on, reading the articles newest first and asking "is it a hit?" beats sorting all hits."""

_ROOM = 16
_hits: dict[tuple[Any, ...], bytes] = {}
"""By file, its version and the query: one page asks six times for the same hits, for its rows, their number, each facet."""

_FOUND = f"rowid in (select rowid from {escape_sqlite('articles_fts')} where"


@hookimpl(trylast=True)  # after Datasette's own escape_fts, which this replaces
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Register the functions on a connection."""
    path = next((file for _, name, file in conn.execute("pragma database_list") if name == "main"), "")
    functions: dict[str, Callable[..., Any]] = {
        "escape_fts": match_expression,
        "word_starts": word_starts,
        "search_hits": lambda query: _hits_of(conn, path, query),
    }
    for name, function in functions.items():
        conn.create_function(name, 1, lambda query, of=function: of(str(query or "")), deterministic=True)
    conn.create_function("hit_level", -1, lambda query, *fields: level(str(query or ""), *fields), deterministic=True)
    conn.create_function("excerpt", 2, _excerpt, deterministic=True)


def _excerpt(text: str | None, query: str | None) -> str:
    return excerpt(text, str(query or ""), before="⟦", after="⟧")


def _hits_of(conn: sqlite3.Connection, path: str, query: str) -> bytes:
    asked = (path, version(path), query)
    known = _hits.get(asked)
    if known is not None and path:
        return known
    marks = bytearray(1 + conn.execute("select coalesce(max(id), 0) from articles").fetchone()[0])
    found = "select rowid from articles_fts where articles_fts match ?"
    for (number,) in conn.execute(found, [match_expression(query)]):
        marks[number] = 1
    return remember(_hits, asked, bytes(marks), _ROOM)


@hookimpl(wrapper=True)
def filters_from_request(database: str, datasette: Datasette) -> Generator[None, list[Any], list[Any]]:
    """Around Datasette's own search filter: for a common word SQLite shall not look hits up one by one."""
    found_by_others = yield
    return [_planned(found, database, datasette) for found in found_by_others]


def _planned(found: Any, database: str, datasette: Datasette) -> Callable[[], Awaitable[FilterArguments | None]]:
    async def filters() -> FilterArguments | None:
        arguments = await await_me_maybe(found)
        if arguments and any(clause.startswith(_FOUND) for clause in arguments.where_clauses):
            arguments.where_clauses = [
                await _clause(clause, arguments.params, database, datasette) for clause in arguments.where_clauses
            ]
        return arguments

    return filters


async def _clause(clause: str, params: dict[str, Any], database: str, datasette: Datasette) -> str:
    if not clause.startswith(_FOUND):
        return clause
    if not str(params.get("search", "-")).strip():
        return "1"  # an empty search box asks for nothing, so it takes nothing away
    subquery = clause.removeprefix("rowid in (").removesuffix(")")
    counted = await datasette.execute(database, f"select count(*) from ({subquery} limit {_COMMON})", params)
    if counted.rows[0][0] < _COMMON:
        return clause
    everywhere = clause == f"{_FOUND} {escape_sqlite('articles_fts')} match escape_fts(:search))"
    return "substr(search_hits(:search), rowid + 1, 1) = x'01'" if everywhere else f"+{clause}"
