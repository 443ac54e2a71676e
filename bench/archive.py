"""What the archive costs beside SQLite alone: ``python bench/archive.py [ARTICLES]`` prints CPU time and ratios.

*new article* compares ``Archive.keep`` with a loop of ``executemany`` that puts the very same rows into the very same
tables, indexes and search index, 100 articles a transaction. The loop is handed finished rows: it checks nothing,
hashes nothing, looks nothing up. Both cut the texts into bigrams, with a cold cache. Equal files are asserted.

*unchanged* compares handing in an article that is already there with reading its stored hash, comparing it with the
SHA-256 of title and body and, a day later, writing ``last_seen_at``. The archive compares every field of the page.

Every measurement has a fresh process and a fresh file; the sides take turns, and the best round of each counts.
"""

import multiprocessing
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be this file

from archive import search
from archive.connection import connect
from archive.store import Archive

BATCH = 100
ROUNDS = 5
AT = "2026-11-20T03:00:00+00:00"
DAY_LATER = "2026-11-21T03:00:00+00:00"

OF_ARTICLES = ("article_authors", "article_tags", "images", "related_links", "ads", "removed_blocks")
NAMED_BY = {"authors": ("article_authors", "author_id"), "tags": ("article_tags", "tag_id")}

Page = dict[str, Any]


class Inventor:
    """Invents articles of an ordinary shape, the same ones every time; words repeat as they do in news."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        syllables = [chr(code) for code in range(0xAC00, 0xD7A4, 28)]
        self.words = ["".join(self.chance.choices(syllables, k=self.chance.randint(1, 5))) for _ in range(20_000)]

    def article(self, number: int) -> Page:
        """About 800 characters in five paragraphs, three related links, two ads, three blocks cut from the page."""
        card = {"kind": "native_card", "placement": "in_body", "label": "관련기사", "disclosed": False}
        card |= {"product": self.text(1), "ticker": "DODAM", "bullets": [self.text(4) for _ in range(5)]}
        card |= {"text": self.text(12), "url": f"https://www.dodam.example/{number}", "rule": "card"}
        slot = {"kind": "slot", "placement": "sidebar", "network": "google", "rule": "slot"}
        url = f"https://www.garam.example/news/{number}"
        return {
            "url": url,
            "url_key": f"garam.example:{number}",
            "outlet": "garam",
            "kind": "news",
            "title": self.text(8),
            "subtitle": [self.text(7)],
            "authors": [{"name": f"기자{self.chance.randrange(60)}", "email": None}],
            "published_at": f"2026-11-{1 + number % 19:02}T{number % 24:02}:30:00+00:00",
            "published_raw": "2026.11.20 10:30",
            "published_source": "jsonld",
            "modified_at": None,
            "section": self.chance.choice(["시장", "정책", "기술", "칼럼"]),
            "tags": [self.text(1) for _ in range(3)],
            "body": "\n\n".join(self.text(40) for _ in range(5)),
            "images": [{"url": f"{url}.jpg", "caption": self.text(6), "credit": None}],
            "related": [self.link(number + step) for step in (1, 2, 3)],
            "ads": [card, slot],
            "removed": [{"role": "boilerplate", "text": self.text(9), "rule": "copyright"} for _ in range(3)],
            "extractor": "garam",
            "fetched_at": AT,
        }

    def link(self, number: int) -> Page:
        """A related link as a page shows it."""
        target = {"url": f"https://www.garam.example/news/{number}", "url_key": f"garam.example:{number}"}
        return target | {"title": self.text(7), "placement": "after_body", "label": "관련기사", "rule": "head"}

    def text(self, words: int) -> str:
        """Common words often, rare ones rarely."""
        return " ".join(self.words[int(20_000 * self.chance.random() ** 3)] for _ in range(words))


def batches(count: int, at: str = AT) -> Iterator[list[Page]]:
    """The first ``count`` invented articles as fetched at that instant, a hundred at a time."""
    inventor = Inventor()
    for first in range(0, count, BATCH):
        yield [inventor.article(number) | {"fetched_at": at} for number in range(first, min(first + BATCH, count))]


def keep_all(count: int, path: Path, at: str, expected: str) -> float:
    """CPU seconds of handing articles to the archive; each must come back with the expected verdict."""
    spent = 0.0
    with Archive(path, batch_size=BATCH) as archive:
        run = archive.start_run("bench", ["garam"], AT)
        for pages in batches(count, at):
            start = time.process_time()
            verdicts = {archive.keep(run, page) for page in pages}
            archive.flush()
            spent += time.process_time() - start
            assert verdicts == {expected}, verdicts
    return spent


def write_ours(count: int, finished: Path, path: Path) -> float:
    """The archive, from article dicts."""
    return keep_all(count, path, AT, "saved")


def write_raw(count: int, finished: Path, path: Path) -> float:
    """SQLite alone, from the rows of a finished archive."""
    Archive(path).close()
    conn, source = connect(path).conn, connect(finished, readonly=True).conn
    spent = 0.0
    for first in range(1, count + 1, BATCH):
        span = (first, first + BATCH - 1)
        batch = rows_of(source, *span)
        texts = source.execute(
            "SELECT id, title, subtitle, body FROM articles WHERE id BETWEEN ? AND ?", span
        ).fetchall()
        start = time.process_time()
        conn.execute("BEGIN IMMEDIATE")
        for table, rows in batch.items():
            conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        search.index(conn, texts)
        conn.execute("COMMIT")
        spent += time.process_time() - start
    return spent


def rows_of(conn: sqlite3.Connection, first: int, last: int) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that came into the archive with the articles of these ids, in an order that foreign keys allow."""
    queries = {"outlets": "id BETWEEN ? AND ?", "runs": "id BETWEEN ? AND ?", "articles": "id BETWEEN ? AND ?"}
    for table, (links, column) in NAMED_BY.items():
        queries[table] = f"id IN (SELECT {column} FROM {links} GROUP BY 1 HAVING min(article_id) BETWEEN ? AND ?)"
    queries |= dict.fromkeys(OF_ARTICLES, "article_id BETWEEN ? AND ?") | {"urls": "id BETWEEN ? AND ?"}
    found = {name: conn.execute(f"SELECT * FROM {name} WHERE {q}", (first, last)) for name, q in queries.items()}
    return {name: rows for name, cursor in found.items() if (rows := cursor.fetchall())}


def compare(count: int, finished: Path, path: Path) -> float:
    """SQLite alone: the stored hash is read and compared."""
    return compare_all(count, finished, path, AT)


def compare_later(count: int, finished: Path, path: Path) -> float:
    """The same, and the new last_seen_at is written."""
    return compare_all(count, finished, path, DAY_LATER)


def compare_all(count: int, finished: Path, path: Path, at: str) -> float:
    """CPU seconds of SELECT, SHA-256 of title and body, and an UPDATE of those captured later than before."""
    shutil.copy(finished, path)
    conn = connect(path).conn
    hashes = ((text_hash(page), page["url_key"]) for pages in batches(count) for page in pages)
    conn.executemany("UPDATE articles SET body_sha256 = ? WHERE url_key = ?", hashes)
    conn.commit()
    find = "SELECT id, body_sha256, last_seen_at FROM articles WHERE url_key = ?"
    spent = 0.0
    for pages in batches(count, at):
        start, seen = time.process_time(), []
        for page in pages:
            number, stored, last = conn.execute(find, (page["url_key"],)).fetchone()
            assert stored == text_hash(page)
            if last < at:
                seen.append((at, number))
        conn.executemany("UPDATE articles SET last_seen_at = ? WHERE id = ?", seen)
        conn.commit()
        spent += time.process_time() - start
    return spent


def see_same(count: int, finished: Path, path: Path) -> float:
    """The archive, the same captures once more: nothing is written."""
    shutil.copy(finished, path)
    return keep_all(count, path, AT, "unchanged")


def see_later(count: int, finished: Path, path: Path) -> float:
    """The archive, captures of the next day."""
    shutil.copy(finished, path)
    return keep_all(count, path, DAY_LATER, "unchanged")


def text_hash(page: Page) -> str:
    """SHA-256 of title and body."""
    return sha256(f"{page['title']}\x1e{page['body']}".encode()).hexdigest()


Side = Callable[[int, Path, Path], float]

STEPS: dict[str, tuple[Side, Side]] = {
    "new article": (write_raw, write_ours),
    "unchanged, same capture": (compare, see_same),
    "unchanged, a day later": (compare_later, see_later),
}
"""What is measured: SQLite alone, and the archive."""


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a file and of its search index, to show that both sides wrote the same."""
    with Archive(path, readonly=True) as archive:
        names = [*archive.counts(), "articles_fts_data"]
        return {name: archive.db.conn.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}


def measure(count: int, folder: Path) -> dict[Side, float]:
    """Microseconds of CPU time an article, the best of the rounds, for every side."""
    finished = folder / "finished.db"
    best: dict[Side, float] = {}
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as fresh:
        fresh.submit(write_ours, count, finished, finished).result()
        for turn in range(ROUNDS):
            for side in (side for sides in STEPS.values() for side in sides):
                path = folder / f"{turn}-{side.__name__}.db"
                spent = fresh.submit(side, count, finished, path).result() / count * 1e6
                best[side] = min(spent, best.get(side, spent))
                if side is write_raw:
                    assert contents(path) == contents(finished), "the two sides did not write the same"
                path.unlink()
    return best


def main() -> None:
    """Measure and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        best = measure(count, Path(folder))
    print(f"{count} articles, best of {ROUNDS} rounds, µs of CPU time an article")
    print(f"{'':26}{'SQLite alone':>14}{'archive':>10}{'raw / ours':>12}{'ours / raw':>12}")
    for step, (raw, ours) in STEPS.items():
        alone, archive = best[raw], best[ours]
        print(f"{step:26}{alone:14.1f}{archive:10.1f}{alone / archive:12.2f}{archive / alone:12.2f}")


if __name__ == "__main__":
    main()
