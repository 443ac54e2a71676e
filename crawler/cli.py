"""``sinmungo``: the commands that crawl and read; those that need only an archive are added from there."""

import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from archive.cli import archive_option
from archive.cli import commands as archive_commands

VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Log every step, not only what went wrong.")
WARCS = click.Path(exists=True, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sinmungo")
def main() -> None:
    """Sinmungo 신문고: crawl Korean crypto and technology news into an archive, and ask it questions.

    Exit codes: 0 all well, 1 something degraded or failed (said on stderr), 2 usage, 75 another crawl holds the lock.
    """


@main.command()
@click.argument("names", nargs=-1, metavar="[OUTLET]...")
@click.option("--since", default="", metavar="DATE", help="Skip articles dated before, e.g. 2026-11-01 (KST).")
@click.option("--until", default="", metavar="DATE", help="With --since: fill in what was published then, this day included.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most this many articles of each outlet.")
@click.option("--replay", multiple=True, type=WARCS, metavar="WARC", help="Answer every request from this file.")
@click.option("--at", default="", metavar="TIME", help="The instant to --replay, e.g. 2026-11-20T03:00:00Z.")
@VERBOSE
@archive_option
def crawl(
    names: tuple[str, ...],
    since: str,
    until: str,
    limit: int | None,
    replay: tuple[str, ...],
    at: str,
    verbose: bool,
    archive_path: Path,
) -> None:
    """Crawl all outlets once, or those named; with --since and --until fill in what they published in the past.

    A back-fill that was stopped, or ended at the limits of a run, goes on where it was when it is started again.
    """
    from crawler.discovery import parse_when
    from crawler.outlets import outlets
    from crawler.routes import last_instant
    from crawler.runner import Plan
    from crawler.runner import crawl as run
    from crawler.settings import CONTACT

    known = outlets()
    names = tuple(_slug(name, "OUTLET") for name in names)
    if at and not replay:
        raise click.UsageError("--at needs --replay")
    for option, value in (("--since", since), ("--until", until), ("--at", at)):
        if value and parse_when(value) is None:
            raise click.BadParameter(f"{value!r} is no date or time", param_hint=option)
    if until and not (since and (parse_when(since) or "") <= (last_instant(until) or "")):
        raise click.UsageError("--until needs a --since that is not later")
    spiders = [known[name] for name in dict.fromkeys(names)] or [one for one in known.values() if not one.stored_only]
    for spider in spiders:
        if spider.stored_only:
            raise click.BadParameter(f"{spider.name} is never crawled: {spider.stored_only}", param_hint="OUTLET")
    if not (CONTACT or replay):
        click.echo("SINMUNGO_CONTACT is not set: the outlets cannot tell whose crawler this is", err=True)
    sys.exit(run(Plan(spiders, archive_path, since, until, limit, replay, at, _log_level(verbose))))


@main.command()
@click.argument("warcs", nargs=-1, required=True, type=WARCS, metavar="WARC...")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that read pages.")
@VERBOSE
@archive_option
def ingest(warcs: tuple[str, ...], jobs: int, verbose: bool, archive_path: Path) -> None:
    """Read stored responses into the archive: own snapshots, CC-NEWS, any WARC."""
    from scrapy.utils.log import configure_logging

    from crawler.ingest import ingest as run

    configure_logging({"LOG_LEVEL": "INFO" if verbose else "WARNING", "LOG_STDOUT": False})
    sys.exit(run(warcs, archive_path, jobs))


@main.command()
@click.argument("page", required=False, type=click.File("rb"))
@click.option("--url", help="The address the page was served at.")
@click.option(
    "--list",
    "rows",
    type=click.File(encoding="utf-8", errors="surrogateescape"),
    metavar="TSV",
    help="Rows of path and URL instead of one page.",
)
@click.option("--explain", "explained", is_flag=True, help="Show each block with its role, rule and evidence instead.")
@click.option(
    "--color/--no-color", default=None, help="Colours of --explain; by default on a terminal, unless NO_COLOR."
)
def extract(page: BinaryIO | None, url: str | None, rows: TextIO | None, explained: bool, color: bool | None) -> None:
    """Print what would be archived of a page (- for standard input), one JSON object a line; nothing is written."""
    from crawler.extract import extract as one
    from crawler.extract import extract_list, line

    if (page is None) == (rows is None) or (page is not None and not url):
        raise click.UsageError("give PAGE with --url URL, or --list TSV")
    if explained and not page:
        raise click.UsageError("--explain takes one PAGE")
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    if explained and page and url:
        sys.exit(_explain(page.read(), url, color))
    pages = [one(page.read(), url)] if page and url else extract_list(rows or ())
    for result in pages:
        print(line(result))


def _explain(body: bytes, url: str, color: bool | None) -> int:
    """Print a page block by block; 1 for a page that is no article we may keep."""
    from crawler.explain import explain
    from crawler.items import Quarantined

    # what is piped goes to another program or a file, and has no width
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else None
    item, lines = explain(body, url, width)
    for line in lines:
        click.echo(line, color=False if color is None and os.environ.get("NO_COLOR") else color)
    return int(isinstance(item, Quarantined))


@main.command("outlets")
@click.option("--check", "name", metavar="OUTLET", help="Ask the outlet itself what of its declaration holds.")
@click.option("--replay", multiple=True, type=WARCS, metavar="WARC", help="With --check: answer from this file instead.")
@VERBOSE
def list_outlets(name: str | None, replay: tuple[str, ...], verbose: bool) -> None:
    """Print the outlets: slug, name, category, system, when it was checked, home page, where articles are announced.

    With --check, one outlet is asked for robots.txt, for everything that announces articles and for one article, and
    what would have to change is said; exit code 1 when something would.
    """
    from crawler.outlets import outlets

    known = outlets()
    if name:
        from crawler.check import check
        from crawler.runner import Plan, instant, settings_for

        name = _slug(name, "--check")
        plan = Plan([known[name]], Path(), replay=replay, settings=_log_level(verbose))
        sys.exit(check(known[name], settings_for(plan), instant(plan)))
    for outlet in known.values():
        where = " ".join(outlet.announcements) or f"stored pages only: {outlet.stored_only}"
        checked = outlet.verified or "not checked"
        told = (outlet.name, outlet.korean_name, outlet.category, outlet.family.name, checked, outlet.home, where)
        print("\t".join(told))


@main.command("add-outlet")
@click.argument("name")
@click.argument("url")
@click.option("--korean-name", default="", metavar="NAME", help="By default what the site calls itself.")
@click.option("--category", type=click.Choice(("crypto", "tech", "business")), default="tech", show_default=True)
@click.option("--list", "list_page", default="", metavar="URL", help="Where a site without a feed lists its articles.")
@click.option("--replay", multiple=True, type=WARCS, metavar="WARC", help="Look at the site as it is stored in this file.")
@VERBOSE
def add_new_outlet(name: str, url: str, replay: tuple[str, ...], verbose: bool, **told: str) -> None:
    """Add an outlet to this checkout: its system is recognised, a declaration written, two pages saved and tested.

    URL is its home page or, better, one of its articles.
    """
    from crawler.newoutlet import CannotAdd, add_outlet
    from crawler.runner import Plan, settings_for

    plan = Plan([], Path(), replay=replay, settings=_log_level(verbose))
    try:
        sys.exit(add_outlet(name, url, settings_for(plan), **told))
    except CannotAdd as error:
        raise click.ClickException(str(error)) from error


@main.group("filters")
def filter_lists() -> None:
    """Ad-block filter lists that help to find advertising: List-KR, EasyList, your own."""


@filter_lists.command("add")
@click.argument("source", metavar="FILE|URL")
@click.option("--name", help="What to call it; by default the name of the file.")
def add_filters(source: str, name: str | None) -> None:
    """Keep a copy of a list; one of the same name is replaced. Pages that are read from now on are read with it."""
    from crawler import filterlists

    try:
        read = filterlists.add(source, name)
    except filterlists.NotAList as error:
        raise click.ClickException(f"{source}: {error}") from error
    except OSError as error:
        raise click.ClickException(f"{source}: {error.strerror or error}") from error
    click.echo(f"{read.name}: {filterlists.summary(read)}")


@filter_lists.command("list")
def list_filters() -> None:
    """Print the lists that are read: name, source, when it was added, what of it is used."""
    from archive.terminal import table
    from crawler import filterlists

    rows = [(read.name, read.source, read.added or "-", filterlists.summary(read)) for read in filterlists.installed()]
    for line in table(rows):
        click.echo(line)


@filter_lists.command("remove")
@click.argument("name")
def remove_filters(name: str) -> None:
    """Forget a list that was added."""
    from crawler import filterlists

    if not filterlists.remove(name):
        raise click.ClickException(f"no list {name!r} was added; see sinmungo filters list")


def _slug(name: str, hint: str) -> str:
    """The slug of an outlet that was named by it or by its Korean name."""
    from difflib import get_close_matches

    from crawler.outlets import outlets

    known = {one.korean_name: slug for slug, one in outlets().items()} | {slug: slug for slug in outlets()}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1)
    meant = f"; did you mean {known[near[0]]}?" if near else f"; there are: {', '.join(outlets())}"
    raise click.BadParameter(f"no outlet {name}{meant}", param_hint=hint)


def _log_level(verbose: bool) -> dict[str, str]:
    """What a person at a terminal or a cron mail should see, unless SINMUNGO_LOG_LEVEL says otherwise."""
    if os.environ.get("SINMUNGO_LOG_LEVEL") and not verbose:
        return {}
    return {"LOG_LEVEL": "INFO" if verbose else "WARNING"}


for command in archive_commands:
    main.add_command(command)


if __name__ == "__main__":
    main()
