"""How long the site's pages take: ``python bench/site.py [ARTICLES]`` prints median and 95th percentile of each.

The articles are the invented ones of ``bench/archive.py``, spread over nine outlets and five kinds. Every page is asked
for through Datasette's in-process client, so the figures hold everything but the network. Before each request the
archive gets a new modification time: what the site remembers until the next commit is counted anew, as while a crawl
writes. *again* leaves it alone.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from archive.site import datasette
from archive.store import Archive
from bench.archive import AT, BATCH, Inventor, batches

ROUNDS = 30
OUTLETS = [f"garam{number}" for number in range(9)]
KINDS = ["news"] * 6 + ["flash", "press_release", "market", "column"]


def fill(path: Path, count: int) -> None:
    """An archive of that many invented articles."""
    with Archive(path, batch_size=BATCH) as archive:
        run = archive.start_run("bench", OUTLETS, AT)
        for number, page in enumerate(chain.from_iterable(batches(count))):
            archive.keep(run, page | {"outlet": OUTLETS[number % 9], "kind": KINDS[number % 10]})


def pages(count: int) -> dict[str, str]:
    """What is measured: name and address; the word is one of the most common ones."""
    word = next(word for word in Inventor().words if len(word) == 2)
    return {
        "front page": "/",
        "articles with facets": "/sinmungo/articles",
        "articles, one outlet and kind": "/sinmungo/articles?outlet=garam4&kind=flash",
        "search, a common word": f"/sinmungo/search?query={quote(word)}",
        "table search, a common word": f"/sinmungo/articles?_search={quote(word)}",
        "an article": f"/sinmungo/articles/{count // 2}",
        "undisclosed ads": "/sinmungo/undisclosed_ads",
        "ads by outlet and product": "/sinmungo/ads_by_outlet_and_product",
    }


async def measure(site: Any, address: str, path: Path, *, written: bool) -> tuple[float, float]:
    """Median and 95th percentile of the page in milliseconds; ``written``: as if a crawl had just committed."""
    spent = []
    for _ in range(ROUNDS + 1):
        if written:
            os.utime(path)
        start = time.perf_counter()
        answer = await site.client.get(address)
        spent.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
    spent = spent[1:]  # the first one opens connections and compiles templates
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


async def table(path: Path, count: int) -> None:
    """Ask for every page and print a line of each."""
    site = datasette(path)
    print(f"{count} articles, {ROUNDS} requests a page, milliseconds")
    print(f"{'':32}{'median':>8}{'p95':>8}{'again':>9}{'p95':>8}")
    for name, address in pages(count).items():
        after = await measure(site, address, path, written=True)
        again = await measure(site, address, path, written=False)
        print(f"{name:32}{after[0]:8.1f}{after[1]:8.1f}{again[0]:9.1f}{again[1]:8.1f}")


def main() -> None:
    """Invent the archive, measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        fill(path, count)
        asyncio.run(table(path, count))


if __name__ == "__main__":
    main()
