"""Reading a page, body, related links, advertising and dates together, against one lxml parse of the same bytes.

    python bench/reading.py [DIRECTORY]

reads every ``*.html`` below the directory (default: the saved pages of the tests), several rounds of both in turn, and
prints CPU milliseconds a page and their ratio.
"""

import sys
from pathlib import Path
from time import process_time

import lxml.html

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from crawler import outlets
from crawler.pipelines import finish, read_response

PAGES = Path(__file__).parent.parent / "tests" / "pages"
ROUNDS = 7


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


def best(work, pages: list[tuple[str, bytes]]) -> float:
    """CPU milliseconds a page in one pass over all pages."""
    start = process_time()
    for url, body in pages:
        work(url, body)
    return (process_time() - start) / len(pages) * 1000


def main() -> None:
    """Print the table."""
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    pages = [(f"https://{path.parent.name}/{path.stem}", path.read_bytes()) for path in sorted(where.rglob("*.html"))]
    if not pages:
        sys.exit(f"no *.html below {where}")
    times = [(best(lxml_parse, pages), best(ours, pages)) for _ in range(ROUNDS)]
    parse, read = (min(column) for column in zip(*times, strict=True))
    size = sum(len(body) for _, body in pages) / len(pages) / 1024
    print(f"{len(pages)} pages, {size:.0f} KB on average, best of {ROUNDS} alternating rounds, CPU time")
    print(f"lxml parse only     {parse:6.2f} ms a page")
    print(f"read and separated  {read:6.2f} ms a page   {read / parse:.2f} × the parse")


if __name__ == "__main__":
    main()
