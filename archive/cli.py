"""The commands that need only an archive: serve, search, show, export; crawler/cli.py adds them to ``sinmungo``."""

import errno
import json
import re
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from archive.connection import DEFAULT_ARCHIVE
from archive.errors import ArchiveError, CannotExport
from archive.export import FORMATS, export
from archive.health import crawl_health, health_lines
from archive.public import public_copy
from archive.search import search
from archive.store import Archive

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
    """Search titles and bodies; all words must occur, "quoted words" together."""
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
@click.argument("table")
@archive_option
@click.option("--since", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="First day (Korean time).")
@click.option("--until", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Last day (Korean time).")
@click.option("--outlet", metavar="OUTLET")
@click.option("--query", metavar="QUERY", help="Only articles that a search finds.")
@click.option("--format", "fmt", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("-o", "out", metavar="FILE", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export_command(table: str, archive_path: Path, fmt: str, out: Path, **filters: object) -> None:
    """Write a table to a file, complete or not at all; "excel" is a CSV made safe for a spreadsheet."""
    given = {name: f"{value:%Y-%m-%d}" if hasattr(value, "year") else value for name, value in filters.items()}
    with _reading(archive_path) as archive:
        try:
            count = export(archive.db, table, fmt, out, **given)  # type: ignore[arg-type]
        except CannotExport as error:
            raise click.UsageError(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(f"{count} rows → {out}")


commands: list[click.Command] = [serve_command, search_command, show_command, health_command, export_command]
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
