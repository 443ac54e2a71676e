"""Reading a page, body, related links, advertising and dates together, against one lxml parse of the same bytes.

    python bench/reading.py [DIRECTORY]

reads every ``*.html`` below the directory (default: the saved pages of the tests), several rounds of both in turn, and
prints CPU milliseconds a page and their ratio, then where that time goes, stage by stage, and the slowest pages.
Addresses come from ``gold/*.json`` of a directory of labelled pages or from the JSON beside a page.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import lxml.html

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from crawler import outlets, reading
from crawler.page import PageRefused, decode, open_page, refuse_hostile
from crawler.pipelines import finish, read_response

PAGES = Path(__file__).parent.parent / "tests" / "pages"
ROUNDS = 7
SLOWEST = 3
STAGES = ("scan", "decode", "parse", "read", "normalize", "separate", "validate")

Page = tuple[str, bytes]


def pages_of(where: Path) -> list[Page]:
    """Address and bytes of every page below a directory."""
    gold = {}
    for path in where.glob("gold/*.json"):
        label = json.loads(path.read_text("utf-8"))
        gold[where / "pages" / label["page"]] = label["url"]
    found = []
    for path in sorted(where.rglob("*.html")):
        beside = path.with_suffix(".json")
        told = json.loads(beside.read_text("utf-8"))["url"] if beside.exists() else None
        found.append((gold.get(path) or told or f"https://{path.parent.name}/{path.stem}", path.read_bytes()))
    return found


def ours(url: str, body: bytes) -> None:
    """Everything between the bytes and the article that the archive is handed."""
    keys = outlets.url_keys()
    finish(
        read_response(url, lambda: body, content_type="", fetched_at=None, outlet=outlets.outlet_of(url), keys=keys),
        keys,
    )


def lxml_parse(url: str, body: bytes) -> None:
    """The yardstick: the tree alone, nothing taken from it."""
    lxml.html.document_fromstring(body)


def best(work: Callable[[str, bytes], None], pages: list[Page]) -> float:
    """CPU milliseconds a page in one pass over all pages."""
    start = process_time()
    for url, body in pages:
        work(url, body)
    return (process_time() - start) / len(pages) * 1000


def staged(url: str, body: bytes) -> list[float]:
    """CPU milliseconds of every stage, as far as the page gets."""
    outlet: Any = outlets.outlet_of(url)
    keys = outlets.url_keys()
    times: list[float] = []

    def timed(work: Callable[[], Any]) -> Any:
        start = process_time()
        try:
            return work()
        finally:
            times.append((process_time() - start) * 1000)

    try:
        timed(lambda: refuse_hostile(body))
        timed(lambda: decode(body))
        page = open_page(url, body)
        timed(lambda: page.tree)
        article = timed(lambda: reading.read(page, outlet, keys))
        for step in (reading.normalize, partial(reading.separate, keys=keys), reading.validate):
            timed(partial(step, article))
    except PageRefused:
        pass
    return times + [0.0] * (len(STAGES) - len(times))


def main() -> None:
    """Print the tables."""
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    pages = pages_of(where)
    if not pages:
        sys.exit(f"no *.html below {where}")
    times = [(best(lxml_parse, pages), best(ours, pages)) for _ in range(ROUNDS)]
    parse, read = (min(column) for column in zip(*times, strict=True))
    size = sum(len(body) for _, body in pages) / len(pages) / 1024
    print(f"{len(pages)} pages, {size:.0f} KB on average, best of {ROUNDS} alternating rounds, CPU time")
    print(f"lxml parse only     {parse:6.2f} ms a page")
    print(f"read and separated  {read:6.2f} ms a page   {read / parse:.2f} × the parse")
    print_stages(pages, parse)


def print_stages(pages: list[Page], parse: float) -> None:
    """A line for every stage, and the slowest pages."""
    rounds = [[staged(*page) for page in pages] for _ in range(ROUNDS)]
    fastest = [[min(times) for times in zip(*of_page, strict=True)] for of_page in zip(*rounds, strict=True)]
    whole = sum(map(sum, fastest))
    for stage, spent in zip(STAGES, map(sum, zip(*fastest, strict=True)), strict=True):
        each = spent / len(pages)
        print(f"  {stage:18}{each:6.2f} ms a page   {each / parse:.2f} × the parse   {spent / whole:4.0%}")
    slowest = sorted(zip(fastest, pages, strict=True), key=lambda row: sum(row[0]), reverse=True)
    for times, (url, body) in slowest[:SLOWEST]:
        most = STAGES[times.index(max(times))]
        print(f"  {sum(times):6.2f} ms for {len(body) / 1024:.0f} KB, most in {most}: {url}")


if __name__ == "__main__":
    main()
