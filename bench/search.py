"""How well and how fast the archive is searched: ``python bench/search.py [ARTICLES…]``, by default 10000 and 100000.

Quality: every labelled query of ``tests/search/queries.tsv`` is put to ``archive.search.search`` over the invented corpus
beside it. Recall is that against a scan of the texts; precision that of the first twenty, or of as many as are wanted.

Speed: archives of articles of about 800 characters, each put together from eight of the corpus, so every word of it
stands in a tenth to a half of them. *filter* is FTS5 alone, counting the hits; *first 20* what ``sinmungo search``
does; the site's pages are asked for through Datasette's in-process client, *search* newest first, *best* by match, *table*
with facets. Before every request but those *again* an article is committed, as while a crawl writes: what the site
remembers of the archive is counted anew.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py
sys.path.insert(1, str(Path(__file__).parents[1] / "tests" / "search"))

from search_corpus import articles as corpus
from search_queries import Score, by_kind, scores

from archive.search import match_expression, search
from archive.site import datasette
from archive.store import Archive

AT = "2026-11-20T03:00:00+00:00"
OUTLETS = [f"garam{number}" for number in range(9)]
KINDS = ["news"] * 6 + ["flash", "press_release", "market", "column"]
ASKED = ["코인", "리플", "상장폐지", "비트코인이", "금", "AI", "SK하이닉스", "2026년", "1,000만", "3.5%", '"상장 폐지"']
ASKED += ["코인 -코인원", "리플 OR 트론", "거래소 해킹", "상장 폐지", "없는낱말"]
PAGES = ["코인", "리플", "상장폐지", "금"]
ROUNDS = 30


def page(number: int, title: str, body: str) -> dict[str, Any]:
    """An article as the crawler hands it over."""
    url = f"https://www.garam.example/news/{number}"
    return {"url": url, "url_key": f"garam.example:{number}", "title": title, "body": body, "fetched_at": AT} | {
        "published_at": f"2026-{1 + number % 11:02}-{1 + number % 28:02}T{number % 24:02}:30:00+00:00",
        "outlet": OUTLETS[number % 9],
        "kind": KINDS[number % 10],
        "section": ["시장", "정책", "기술"][number % 3],
    }


def long_articles(count: int) -> Iterator[dict[str, Any]]:
    """Articles of an ordinary length, the same ones every time."""
    chance, texts = random.Random(5), corpus()
    for number in range(count):
        parts = chance.choices(texts, k=8)
        yield page(number, parts[0].title, "\n\n".join(part.body for part in parts))


def fill(path: Path, pages: Iterator[dict[str, Any]]) -> None:
    """An archive of these articles."""
    with Archive(path, batch_size=500) as archive:
        for one in pages:
            archive.keep(None, one)


def mean(results: list[Score], value: Callable[[Score], float]) -> float:
    """Mean of one figure over some queries."""
    return statistics.mean(map(value, results))


def quality(folder: Path) -> None:
    """Ask every labelled query; print recall and precision of each class, and what is wrong with the worst."""
    texts = corpus()
    fill(folder / "labelled.db", (page(number, text.title, text.body) for number, text in enumerate(texts)))
    with Archive(folder / "labelled.db", readonly=True) as archive:
        results = scores(texts, lambda query: [row["id"] - 1 for row in search(archive.db, query, 100_000)])
    print(f"{len(texts)} articles, {len(results)} queries")
    print(f"{'':10}{'queries':>8}{'recall':>8}{'first 20':>10}{'of all found':>14}")
    for kind, some in {**by_kind(results), "all": results}.items():
        shares = mean(some, lambda s: s.recall), mean(some, lambda s: s.precision), mean(some, lambda s: s.of_all)
        print(f"{kind:10}{len(some):8}{shares[0]:8.3f}{shares[1]:10.3f}{shares[2]:14.3f}")
    for result in results:
        if result.recall < 1 or result.precision < 1:
            print(f"  {result.query.query}: recall {result.recall:.3f}, first 20 {result.precision:.3f}")


def spent(work: Callable[[], Any]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def plain(path: Path) -> None:
    """Latencies of the query alone."""
    print(f"{'plain SQLite, ms':24}{'hits':>8}{'filter':>8}{'p95':>8}{'first 20':>10}{'p95':>8}")
    count = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    with Archive(path, readonly=True) as archive:
        for query in ASKED:
            expression = [match_expression(query)]
            hits = archive.db.execute(count, expression).fetchone()[0]
            alone = spent(lambda asked=expression: archive.db.execute(count, asked).fetchone())
            first = spent(lambda asked=query: search(archive.db, asked))
            width = 24 - sum(ord(letter) > 0x2E7F for letter in query)
            print(f"{query:{width}}{hits:8}{alone[0]:8.1f}{alone[1]:8.1f}{first[0]:10.1f}{first[1]:8.1f}")


async def asked(site: Any, address: str, commit: Callable[[], None]) -> tuple[float, float]:
    """Median and 95th percentile of a page in milliseconds; the first request, which compiles templates, left out."""
    times = []
    for _ in range(ROUNDS + 1):
        commit()
        start = time.perf_counter()
        answer = await site.client.get(address)
        times.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
    return statistics.median(times[1:]), statistics.quantiles(times[1:], n=20)[-1]


async def pages(path: Path, count: int) -> None:
    """Latencies of the site's pages."""
    site = datasette(path)
    best = await site.get_canned_query("sinmungo", "search_best", None)
    print(f"{'Datasette, ms':24}{'median':>8}{'p95':>8}{'again':>8}{'p95':>8}")
    with Archive(path) as archive:
        numbers = iter(range(count, 10 * count))

        def commit() -> None:
            archive.keep(None, page(next(numbers), "새 글", "새로 들어온 글이다."))
            archive.flush()

        for query in PAGES:
            addresses = {"search": "search?query=", "table": "articles?_search="}
            for name, address in (addresses | ({"best": "search_best?query="} if best else {})).items():
                address = f"/sinmungo/{address}{quote(query)}"
                written, again = await asked(site, address, commit), await asked(site, address, lambda: None)
                width = 24 - len(query)
                print(f"{f'{name} {query}':{width}}{written[0]:8.1f}{written[1]:8.1f}{again[0]:8.1f}{again[1]:8.1f}")


def main() -> None:
    """Quality, then speed at every size."""
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000]
    with tempfile.TemporaryDirectory() as folder:
        quality(Path(folder))
        for size in sizes:
            path = Path(folder) / f"{size}.db"
            fill(path, long_articles(size))
            print(f"\n{size} articles")
            plain(path)
            asyncio.run(pages(path, size))


if __name__ == "__main__":
    main()
