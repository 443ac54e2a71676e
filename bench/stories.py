"""How well copies are told from new texts on a labelled set, and what an update of the stories costs.

    python bench/stories.py [--cost ARTICLES…]

scores ``tests/stories/tuning.json`` and ``heldout.json`` (rules must not be fitted to the latter): pairs of articles that
belong together and were found, pairs that do not and were joined, class by class; what simpler rules would reach; and how
far a text may be changed. Then it fills archives with that many invented articles (default: 10,000 and 100,000) and measures
a first update, one with nothing to do and one with 1,000 more: seconds, and the memory the process took at most.
"""

import argparse
import multiprocessing
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from archive.likeness import Entry, Index, Text, sketches
from archive.store import Archive
from archive.stories import update_stories
from bench.archive import Inventor
from bench.copies import APART, MEASURES, SETS, TOGETHER, Labelled, Score, best_threshold, read_set, score

A_DAY = 3_000
"""Invented articles a day, about what sixty busy outlets print."""

_INSERT = """INSERT INTO articles(id, url_key, url, outlet, kind, published_at, first_seen_at, last_seen_at, title,
body_chars, body_sha256, details_hash, body)
VALUES (:id, :key, :key, :outlet, 'news', :at, :at, :at, :title, length(:body), :key, '', :body)"""


def stories_of(labelled: Sequence[Labelled], path: Path) -> dict[str, int | None]:
    """Put the articles into a new archive, update its stories; their keys and the stories they came to."""
    with Archive(path) as archive:
        for article in labelled:
            assert archive.keep(None, article.page) == "saved"
        archive.flush()
        update_stories(archive.db)
        return dict(archive.db.execute("SELECT url_key, story_id FROM articles").fetchall())


def print_score(name: str, result: Score) -> None:
    """The table of a set."""
    print(
        f"\n{name}: {result.articles} articles; precision {{:.3f}}, recall {{:.3f}}, F1 {{:.3f}}".format(
            *result.rates()
        )
    )
    wrong = sum(result.joined[each] for each in APART)
    for each in TOGETHER:
        right, pairs = result.joined[each], result.pairs[each]
        print(
            f"  {each:12}{pairs:6} pairs, {right:4} found   recall {right / pairs:.3f}  precision {right / (right + wrong):.3f}"
        )
    for each in APART:
        print(f"  {each:12}{result.pairs[each]:6} pairs, {result.joined[each]:4} joined")


def print_measures() -> None:
    """What simpler rules reach at the best threshold that the tuning set allows."""
    labelled = read_set(SETS[0])
    print("\ntuning, one threshold of one number instead:")
    for name in MEASURES:
        print("  {:28} F1 {:.3f} from {:.2f} on".format(name, *best_threshold(labelled, name)))


def recall_of_edits(kept: float, edited: float, times: int = 100) -> float:
    """How often a copy is found that keeps a share of 20 sentences and has a share of their words changed.

    Half of the copies have as many new sentences as they lost. Sentences are the tuning set's.
    """
    chance = random.Random(f"{kept} {edited}")
    bodies = (labelled.page["body"] for labelled in read_set(SETS[0]) if labelled.kind in ("source", "anew"))
    sentences = [sentence for body in bodies for sentence in re.split(r"(?<=다\.)\s+", body)]
    found = 0
    for turn in range(times):
        source = chance.sample(sentences, 20)
        copy = [_changed(source[i], edited, chance) for i in sorted(chance.sample(range(20), round(20 * kept)))]
        if turn % 2:
            copy = chance.sample(sentences, 20 - len(copy)) + copy
        found += _is_found(Text("hanul", "갑", " ".join(source)), Text("garam", "을", " ".join(copy)))
    return found / times


def _changed(sentence: str, share: float, chance: random.Random) -> str:
    return " ".join(f"또한{word[:2]}" if chance.random() < share else word for word in sentence.split())


def _is_found(*texts: Text) -> bool:
    index = Index(texts.__getitem__)
    for number, (text, sketch) in enumerate(zip(texts, sketches(list(texts)), strict=True)):
        index.add(Entry(number, datetime(2026, 11, 20, tzinfo=UTC), text.outlet, False, sketch))
    return 1 in index.linked(0, lambda one, other: False)


def print_edits() -> None:
    """The table of edited copies."""
    kept, edited = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), (0.0, 0.05, 0.1, 0.2)
    print("\nrecall of copies by the share of sentences kept" + "".join(f"{share:8.0%}" for share in kept))
    for share in edited:
        print(
            f"  {share:4.0%} of their words changed{'':20}" + "".join(f"{recall_of_edits(k, share):8.2f}" for k in kept)
        )


def fill(path: Path, first: int, last: int) -> None:
    """Put invented articles into an archive: a quarter are copies of 40 % or more, a tenth are five forms filled anew."""
    inventor, recent, forms = Inventor(first), deque[str](maxlen=1000), _forms()
    with Archive(path) as archive, archive.db.conn as conn:
        outlets = [(f"o{number}", f"o{number}") for number in range(60)]
        conn.executemany("INSERT OR IGNORE INTO outlets(slug, name) VALUES (?, ?)", outlets)
        for number in range(first, last):
            at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=number / A_DAY)
            row = {"id": number + 1, "key": str(number), "at": at.isoformat(timespec="seconds")}
            row |= {"outlet": f"o{inventor.chance.randrange(60)}", "title": inventor.text(8)}
            conn.execute(_INSERT, row | {"body": _body(inventor, recent, forms)})


def _body(inventor: Inventor, recent: deque[str], forms: Sequence[str]) -> str:
    dice = inventor.chance.random()
    if dice < 0.25 and recent:
        lines = inventor.chance.choice(recent).split("\n\n")
        return "\n\n".join([inventor.text(10), *lines[: inventor.chance.randint(2, 5)]])
    if dice < 0.35:
        return inventor.chance.choice(forms).format(*(inventor.chance.randrange(10, 99999) for _ in range(8)))
    if dice < 0.38:
        return inventor.text(20)
    recent.append("\n\n".join(inventor.text(40) for _ in range(5)))
    return recent[-1]


def _forms() -> list[str]:
    inventor = Inventor()
    return [" ".join(f"{inventor.text(4)} {{}}" for _ in range(8)) for _ in range(5)]


def measure(path: Path, count: int) -> dict[str, float]:
    """Seconds of a first update, of one with nothing to do and of one with 1,000 more articles; memory in MiB."""
    found: dict[str, float] = {"memory before": _memory()}
    with Archive(path) as archive:
        for step in ("first update", "nothing new", "1,000 more"):
            if step == "1,000 more":
                fill(path, count, count + 1000)
            start, busy = time.perf_counter(), time.process_time()
            counts = update_stories(archive.db)
            found |= {step: time.perf_counter() - start, f"  CPU of {step}": time.process_time() - busy}
        found |= {"memory at most": _memory(), "stories": counts.stories, "articles in stories": counts.articles}
        found["MiB of signatures"] = _signatures(archive.db.conn)
    return found


def _memory() -> float:
    """The most this process held so far, in MiB; getrusage would count what its parent held when it began."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def _signatures(conn: sqlite3.Connection) -> float:
    size: int = conn.execute("SELECT sum(length(signature)) FROM story_signatures").fetchone()[0]
    return size / 2**20


def print_cost(counts: Sequence[int]) -> None:
    """The table of costs; each archive has a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, spawn, max_tasks_per_child=1) as fresh:
            path = Path(folder) / "archive.db"
            fresh.submit(fill, path, 0, count).result()
            found = fresh.submit(measure, path, count).result()
            print(f"\n{count} invented articles, {A_DAY} a day")
            for name, value in found.items():
                print(f"  {name:26}{value:10.{2 if value < 1000 else 0}f}")


def main() -> None:
    """Score the sets, then measure the cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cost", nargs="*", type=int, default=[10_000, 100_000], metavar="ARTICLES")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for path in SETS:
            labelled = read_set(path)
            print_score(path.stem, score(labelled, stories_of(labelled, Path(folder) / f"{path.stem}.db")))
    print_measures()
    print_edits()
    print_cost(chosen.cost)


if __name__ == "__main__":
    main()
