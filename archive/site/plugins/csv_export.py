"""CSV links that hand out what ``sinmungo export`` writes, byte by byte: the whole result, streamed, or an error."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils import sqlite_timelimit, tilde_decode
from datasette.utils.asgi import AsgiStream, AsgiWriter, Request, Response

from archive.export.selection import among
from archive.export.text import chunks

_Receive = Callable[[], Awaitable[dict[str, Any]]]
_Plan = tuple[str | Callable[[sqlite3.Connection], str], dict[str, Any]]

_STEP_MS = 30_000
_NOT_FILTERS = {
    *("_size", "_next", "_shape", "_nl", "_json", "_stream", "_dl", "_labels", "_label", "_excel", "_header", "_trace"),
    *("_timelimit", "_ttl", "_facet", "_facet_day", "_facet_size", "_nocount", "_nofacet"),
}


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Takes the place of Datasette's own CSV, which ends a query after ``max_returned_rows`` without a word."""
    return [
        (r"^/(?P<database>[^/.]+)/(?P<table>[^/.]+)\.csv$", whole_csv),
        (r"^/(?P<database>[^/.]+)\.csv$", whole_csv),
    ]


async def whole_csv(request: Request, receive: _Receive, datasette: Datasette) -> Response | AsgiStream:
    """All rows of a table under its filters and search, of a named query, or of ``?sql=``; ``?_excel=on`` for Excel.

    Columns and order are those of the export command; a column chosen or sorted by on the page is heeded.
    """
    if request.method not in ("GET", "HEAD"):
        return Response.text("Method not allowed", status=405)
    names = [tilde_decode(name) for name in request.url_vars.values() if name]
    plan = await _query_plan(request, datasette, names) or await _page_plan(request, datasette, names)
    if isinstance(plan, Response):
        return plan
    limit = None if datasette.setting("allow_csv_stream") else datasette.max_returned_rows
    fmt = "excel" if request.args.get("_excel") == "on" else "csv"
    try:
        reading = await asyncio.to_thread(_Reading, datasette, datasette.get_database(route=names[0]), plan, fmt, limit)
    except sqlite3.Error as error:
        return Response.text(f"{error}\n", status=400)
    if reading.too_long:
        return Response.text(
            f"이 사이트는 한 번에 {limit}줄까지 내려받을 수 있습니다. 조건을 좁혀 주십시오.\n"
            f"More than {limit} rows: refused rather than cut. Narrow the filters.\n",
            status=403,
        )

    async def send(out: AsgiWriter) -> None:
        left = asyncio.ensure_future(_until_left(receive))
        try:
            while request.method == "GET" and not left.done() and (chunk := await asyncio.to_thread(reading.chunk)):
                await out.write(chunk)
        finally:
            left.cancel()
            reading.close()

    filename = "-".join("".join(c for c in name if c.isascii() and (c.isalnum() or c in "_-")) for name in names)
    headers = {"Content-Disposition": f'attachment; filename="{filename}.csv"'}
    return AsgiStream(send, headers=headers, content_type="text/csv; charset=utf-8")


async def _until_left(receive: _Receive) -> None:
    # A server swallows what is sent after the reader went away: the rest would be read for nobody.
    while (await receive())["type"] != "http.disconnect":
        pass


async def _query_plan(request: Request, datasette: Datasette, names: list[str]) -> _Plan | Response | None:
    """The SQL and parameters of a named query; None when it is none. Its page, limited in time, is not run first."""
    database = next((name for name, db in datasette.databases.items() if db.route == names[0]), None)
    if database is None or len(names) == 1:
        return None
    query = await datasette.get_canned_query(database, names[1], request.actor)
    if not query or query.get("write"):
        return None
    asked = [("view-query", (database, names[1])), ("view-database", database), "view-instance"]
    visible, _ = await datasette.check_visibility(request.actor, permissions=asked)
    if not visible:
        return Response.text("Forbidden\n", status=403)
    return query["sql"], _Given(_query(request))


async def _page_plan(request: Request, datasette: Datasette, names: list[str]) -> _Plan | Response:
    """What Datasette would show on the page: its filters, search and permissions hold."""
    kept = [(key, value) for key, value in _query(request) if key not in _NOT_FILTERS]
    asked = urlencode([*kept, ("_size", "0"), ("_nocount", "1"), ("_nofacet", "1")])
    path = "/" + "/".join(name for name in request.url_vars.values() if name)
    answer = await datasette.client.get(f"{path}.json?{asked}")
    if answer.status_code != 200:
        return Response.text(answer.text, status=answer.status_code if answer.status_code >= 400 else 400)
    data = answer.json()
    sql, params = data["query"]["sql"], data["query"]["params"]
    if len(names) == 1 or not data.get("table"):
        return sql, params
    rows = sql.removesuffix(" limit 1")
    if {"_col", "_nocol"} & {key for key, _ in kept}:
        return rows, params  # columns of the visitor's choice, as no export has them
    sorts = [(value, key == "_sort_desc") for key, value in kept if key in ("_sort", "_sort_desc")]
    # Without a condition it is the whole table, which needs no look at which rows those are.
    some = rows if " where " in rows else ""
    return lambda conn: among(conn, names[1], some, sorts[0] if sorts else None), params


def _query(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.query_string, keep_blank_values=True)


class _Given(dict[str, Any]):
    """Parameters of a query as the page takes them: what is not given is empty."""

    def __missing__(self, name: str) -> str:
        return ""


class _Reading:
    """One SELECT on a connection of its own: a snapshot that later writes of a crawl do not disturb."""

    def __init__(self, datasette: Datasette, db: Database, plan: _Plan, fmt: str, limit: int | None) -> None:
        """``limit``: read so many rows at once and note in ``too_long`` whether there are more."""
        mode = "mode=ro" if db.is_mutable else "immutable=1"
        uri = f"{Path(db.path).resolve().as_uri()}?{mode}"
        self._conn = sqlite3.connect(uri, uri=True, check_same_thread=False)
        pm.hook.prepare_connection(conn=self._conn, database=db.name, datasette=datasette)
        try:
            self._chunks = self._opened(plan, fmt, limit)
        except BaseException:
            self._conn.close()
            raise

    def _opened(self, plan: _Plan, fmt: str, limit: int | None) -> Iterator[str]:
        sql, params = plan
        with sqlite_timelimit(self._conn, _STEP_MS):
            self._cursor = self._conn.execute(sql if isinstance(sql, str) else sql(self._conn), params)
            first = [] if limit is None else list(islice(self._cursor, limit + 1))
        self.too_long = limit is not None and len(first) > limit
        if self.too_long:
            self.close()
        return chunks(fmt, [column[0] for column in self._cursor.description], chain(first, self._cursor))

    def chunk(self) -> str:
        """The next piece of the file, at the end ``""``."""
        with sqlite_timelimit(self._conn, _STEP_MS):
            return next(self._chunks, "")

    def close(self) -> None:
        """End the read: an open statement would keep the archive's log from being folded into the file."""
        self._cursor.close()
        self._conn.close()
