"""What finding coins and companies costs: ``python bench/mentions.py [ARTICLES]`` prints ms per article and MB/s.

Articles are invented: about 1,500 characters of sentences from ``tests/mentions``, names and traps as they come. Beside
:func:`archive.mentions.mentions_in` run two scans for the same spellings that know neither words nor contexts: a loop of
``str.find`` over all of them, and one ``re`` alternation, the longest first. *found* is what each counts in an article.
"""

import csv
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from archive import names
from archive.mentions import mentions_in

SENTENCES = Path(__file__).parents[1] / "tests" / "mentions"
CHARACTERS = 1_500
ROUNDS = 5


def articles(count: int, characters: int = CHARACTERS) -> list[str]:
    """Invented articles, the same ones every time."""
    chance, sentences = random.Random(11), []
    for path in sorted(SENTENCES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            sentences += [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    made = []
    for _ in range(count):
        text = ""
        while len(text) < characters:
            text += chance.choice(sentences) + chance.choice((" ", " ", "\n\n"))
        made.append(text)
    return made


def ours(text: str) -> int:
    """The dictionary with all its rules."""
    return sum(mention.times for mention in mentions_in(None, text))


def finding(spellings: list[str]) -> Callable[[str], int]:
    """``str.find`` for every spelling, from hit to hit."""

    def count(text: str) -> int:
        found = 0
        for spelling in spellings:
            at = text.find(spelling)
            while at >= 0:
                found, at = found + 1, text.find(spelling, at + len(spelling))
        return found

    return count


def alternation(spellings: list[str]) -> Callable[[str], int]:
    """One regular expression of all spellings, the longest first."""
    pattern = re.compile("|".join(map(re.escape, spellings)))
    return lambda text: sum(1 for _ in pattern.finditer(text))


def measure(count: Callable[[str], int], texts: list[str]) -> tuple[float, float]:
    """CPU seconds per text, the best of several rounds, and what is found in one on average."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        found = sum(map(count, texts))
        best = min(best, time.process_time() - start)
    return best / len(texts), found / len(texts)


def main() -> None:
    """Print the table."""
    texts = articles(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
    size = sum(len(text.encode()) for text in texts) / len(texts) / 1e6
    spellings = sorted({s.text for some in names.index().values() for s in some if s.name}, key=len, reverse=True)
    print(f"{len(texts)} articles of {CHARACTERS:,} characters ({size * 1000:.1f} kB), {len(spellings):,} spellings")
    sides = {"mentions_in": ours, "str.find loop": finding(spellings), "re alternation": alternation(spellings)}
    for side, count in sides.items():
        seconds, found = measure(count, texts)
        print(f"  {side:15} {seconds * 1000:7.3f} ms per article  {size / seconds:6.1f} MB/s  found {found:5.1f}")
    seconds, _ = measure(ours, articles(max(1, len(texts) // 10), CHARACTERS * 10))
    print(f"  {'ten times as long':15} {seconds * 1000:5.3f} ms per article")


if __name__ == "__main__":
    main()
