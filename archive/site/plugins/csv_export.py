"""CSV of a table or query that is always the whole result or an error; ``?_excel=on`` makes it open right in Excel."""

import asyncio
import csv
import io
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils import sqlite_timelimit, tilde_decode
from datasette.utils.asgi import AsgiStream, AsgiWriter, Request, Response

from archive.export import excel_cell

_Receive = Callable[[], Awaitable[dict[str, Any]]]

_BATCH = 500
_BATCH_MS = 30_000
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
    """All rows of a table under its filters and search, of a named query, or of ``?sql=``; streamed from one read."""
    if request.method not in ("GET", "HEAD"):
        return Response.text("Method not allowed", status=405)
    names = [tilde_decode(name) for name in request.url_vars.values() if name]
    plan = await _plan(request, datasette)
    if isinstance(plan, Response):
        return plan
    db = datasette.get_database(route=names[0])
    whole = datasette.setting("allow_csv_stream")
    limit = datasette.max_returned_rows
    reading = await asyncio.to_thread(_Reading, datasette, db, *plan)
    first = await reading.batch(_BATCH if whole else limit + 1)
    if not whole and len(first) > limit:
        reading.close()
        return Response.text(
            f"이 사이트는 한 번에 {limit}줄까지 내려받을 수 있습니다. 조건을 좁혀 주십시오.\n"
            f"More than {limit} rows: refused rather than cut. Narrow the filters.\n",
            status=403,
        )
    excel = request.args.get("_excel") == "on"

    async def send(out: AsgiWriter) -> None:
        left = asyncio.ensure_future(_until_left(receive))
        try:
            await out.write(("\ufeff" if excel else "") + _lines([reading.columns], excel=excel))
            rows = first
            while rows and request.method == "GET" and not left.done():
                await out.write(_lines(rows, excel=excel))
                rows = await reading.batch(_BATCH)
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


async def _plan(request: Request, datasette: Datasette) -> tuple[str, dict[str, Any]] | Response:
    """The SQL and parameters behind a page as Datasette builds them: its filters, search and permissions hold."""
    kept = [(key, value) for key, value in _query(request) if key not in _NOT_FILTERS]
    asked = urlencode([*kept, ("_size", "0"), ("_nocount", "1"), ("_nofacet", "1")])
    path = "/" + "/".join(name for name in request.url_vars.values() if name)
    answer = await datasette.client.get(f"{path}.json?{asked}")
    if answer.status_code != 200:
        return Response.text(answer.text, status=answer.status_code if answer.status_code >= 400 else 400)
    data = answer.json()
    sql = data["query"]["sql"]
    return (sql.removesuffix(" limit 1") if data.get("table") else sql), data["query"]["params"]


def _query(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.query_string, keep_blank_values=True)


class _Reading:
    """One SELECT on a connection of its own: a snapshot that later writes of a crawl do not disturb."""

    def __init__(self, datasette: Datasette, db: Database, sql: str, params: dict[str, Any]) -> None:
        mode = "mode=ro" if db.is_mutable else "immutable=1"
        uri = f"{Path(db.path).resolve().as_uri()}?{mode}"
        self._conn = sqlite3.connect(uri, uri=True, check_same_thread=False)
        pm.hook.prepare_connection(conn=self._conn, database=db.name, datasette=datasette)
        with sqlite_timelimit(self._conn, _BATCH_MS):
            self._cursor = self._conn.execute(sql, params)
        self.columns = tuple(column[0] for column in self._cursor.description)

    async def batch(self, size: int) -> list[tuple[Any, ...]]:
        return await asyncio.to_thread(self._fetch, size)

    def _fetch(self, size: int) -> list[tuple[Any, ...]]:
        with sqlite_timelimit(self._conn, _BATCH_MS):
            return self._cursor.fetchmany(size)

    def close(self) -> None:
        self._conn.close()


def _lines(rows: Iterable[Iterable[Any]], *, excel: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([excel_cell(value) for value in row] if excel else row for row in rows)
    return text.getvalue()
