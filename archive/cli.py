"""The commands that need only an archive: serve, search, show, export; crawler/cli.py adds them to ``sinmungo``."""

import errno
import json
import re
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from archive.connection import DEFAULT_ARCHIVE
from archive.errors import ArchiveError, CannotExport, Locked
from archive.export import FORMATS, HEADERS, export
from archive.export.progress import Progress
from archive.health import crawl_health, health_lines
from archive.public import public_copy
from archive.search import search
from archive.store import Archive, writer_lock
from archive.stories import update_stories

LOCKED = 75
"""The exit code that says that a crawl is writing the archive."""

archive_option = click.option(
    "--archive",
    "archive_path",
    metavar="DB",
    envvar="SINMUNGO_ARCHIVE",
    default=DEFAULT_ARCHIVE,
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The archive file (also SINMUNGO_ARCHIVE).",
)


@click.command("serve")
@archive_option
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--public", is_flag=True, help="A hardened copy: no SQL, no operations data, no e-mails.")
def serve_command(archive_path: Path, port: int, host: str, public: bool) -> None:
    """Browse the archive in Datasette until Ctrl-C."""
    import uvicorn  # with Datasette half a second to import: only who serves pays for it

    from archive.site import datasette

    with _reading(archive_path), tempfile.TemporaryDirectory(prefix="sinmungo-") as folder:
        _refuse_used(host, port)
        served = archive_path
        if public:
            served = Path(folder) / "sinmungo.db"
            public_copy(archive_path, served)
        click.echo(f"http://{host}:{port}", err=True)
        uvicorn.run(datasette(served, public=public).app(), host=host, port=port, log_level="warning")


@click.command("search")
@click.argument("query")
@archive_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def search_command(query: str, archive_path: Path, limit: int, as_json: bool) -> None:
    """Search titles and bodies; all words must occur, "quoted words" together, -word leaves out, OR."""
    with _reading(archive_path) as archive:
        rows = search(archive.db, query, limit)
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            head = f"{row['published_day'] or '-'}  {row['outlet'] or '-'}  {row['title'] or '-'}"
            click.echo(_plain(f"{head}\n    {row['url']}\n    {row['excerpt']}"))
    if not rows:
        click.echo("nothing found", err=True)


@click.command("show")
@click.argument("url")
@archive_option
def show_command(url: str, archive_path: Path) -> None:
    """Print one article, by URL or url_key, with its related links and ads, as JSON."""
    with _reading(archive_path) as archive:
        article = archive.article(url)
    if article is None:
        raise click.ClickException(f"not in the archive: {url}")
    click.echo(json.dumps(article, ensure_ascii=False, indent=2))


@click.command("stories")
@archive_option
def stories_command(archive_path: Path) -> None:
    """Find copies of the same text across outlets and mark them as stories; only what is new or changed is read."""
    try:
        with writer_lock(archive_path), Archive(archive_path) as archive:
            counts = update_stories(archive.db)
    except Locked as error:
        click.echo(f"{error}; nothing was done", err=True)
        raise SystemExit(LOCKED) from error
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    read = f"{counts.read} articles read, {counts.changed} changed"
    click.echo(f"{read}: {counts.stories} stories of {counts.articles} articles")


@click.command("health")
@archive_option
@click.option("--run", type=int, metavar="ID", help="A crawl by its number; by default the last one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per outlet and line.")
def health_command(archive_path: Path, run: int | None, as_json: bool) -> None:
    """Show how a crawl went, outlet by outlet: what was found, kept and refused, what articles had, how old the newest is."""
    with _reading(archive_path) as archive:
        rows = crawl_health(archive.db, run)
    if not rows:
        raise click.ClickException(f"no crawl {run} in this archive" if run else "no crawl in this archive")
    for line in [json.dumps(row, ensure_ascii=False) for row in rows] if as_json else health_lines(rows):
        click.echo(line)


@click.command("export")
@click.argument("name")
@archive_option
@click.option("--since", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="First day (Korean time).")
@click.option("--until", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Last day (Korean time).")
@click.option("--outlet", metavar="OUTLET")
@click.option("--query", metavar="QUERY", help="Only articles that a search finds.")
@click.option("--param", "parameters", metavar="NAME=VALUE", multiple=True, help="A parameter of a named query.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--header", type=click.Choice(HEADERS), default="archive", help="Column names of articles.")
@click.option("--partition", is_flag=True, help="Parquet files by outlet and month; FILE becomes a directory.")
@click.option("-o", "out", metavar="FILE", required=True, type=click.Path(path_type=Path))
def export_command(name: str, archive_path: Path, fmt: str, out: Path, parameters: tuple[str, ...], **how: Any) -> None:
    """Write a table, view or named query to a file, complete or not at all, and a manifest beside it.

    "excel" is a CSV made safe for a spreadsheet.
    """
    given: dict[str, Any] = {key: f"{value:%Y-%m-%d}" if hasattr(value, "year") else value for key, value in how.items()}
    if unnamed := [text for text in parameters if "=" not in text]:
        raise click.BadParameter(f"{unnamed[0]!r} is not NAME=VALUE", param_hint="--param")
    named = dict(text.split("=", 1) for text in parameters)
    with _reading(archive_path) as archive, Progress() as progress:
        try:
            told = export(archive.db, name, fmt, out, parameters=named, progress=progress, **given)
        except CannotExport as error:
            raise click.UsageError(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{out}: {error.strerror}") from error
        except sqlite3.Error as error:
            raise click.ClickException(f"{archive_path}: {error}") from error
    click.echo(f"{told['rows']} rows → {out}" + (f" ({len(told['files'])} files)" if told["partitioned"] else ""))
    if told["cut_cells"]:
        click.echo(f"{told['cut_cells']} cells were longer than Excel holds; they are cut and end in …", err=True)


commands: list[click.Command] = [serve_command, search_command, show_command, stories_command, health_command, export_command]
"""What crawler/cli.py adds to the group."""


def _refuse_used(host: str, port: int) -> None:
    # Said before the address is printed; whatever else is wrong with host or port uvicorn says itself.
    try:
        for family, *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.create_server(address, family=family):
                pass
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise click.ClickException(f"port {port} is in use; choose another with --port") from error


@contextmanager
def _reading(path: Path) -> Iterator[Archive]:
    try:
        with Archive(path, readonly=True) as archive:
            yield archive
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error


def _plain(text: str) -> str:
    # Titles come from strangers' pages: no control characters reach the terminal.
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text)
