"""The labelled queries of ``queries.tsv`` and how a search engine fares with them.

``scan`` says what the articles hold that must be found: regular expressions over title and body, joined by ``&&``, with
``!`` before what they must not hold. ``wanted`` says which articles somebody means who types the query, in the words an
article is labelled with: ``&`` binds closer than ``|``, ``!`` negates.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from search_corpus import Article

HERE = Path(__file__).parent
FIRST = 20


class Query(NamedTuple):
    """One line of the table."""

    kind: str
    query: str
    scan: str
    wanted: str

    def is_held(self, article: Article) -> bool:
        """Whether a scan of the text finds it."""
        patterns = [part.strip() for part in self.scan.split("&&")]
        return all(bool(re.search(p.removeprefix("!"), article.text)) != p.startswith("!") for p in patterns)

    def is_wanted(self, article: Article) -> bool:
        """Whether somebody who types the query means this article."""
        return any(all(self._says(word, article) for word in way.split("&")) for way in self.wanted.split("|"))

    def _says(self, word: str, article: Article) -> bool:
        return (word.removeprefix("!") in article.words) != word.startswith("!")


class Score(NamedTuple):
    """What one query found: shares between 0 and 1, and the articles that spoil them."""

    query: Query
    recall: float
    precision: float
    """Of the first twenty, or of as many as are wanted when these are fewer."""
    of_all: float
    """The share of everything found that is wanted; nothing the order could change."""
    missed: Sequence[Article]
    wrong: Sequence[Article]


def queries() -> list[Query]:
    """The table."""
    with (HERE / "queries.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Query(row["class"], row["query"], row["scan"], row["wanted"]) for row in rows]


def score(query: Query, articles: Sequence[Article], found: Sequence[int]) -> Score:
    """Judge the numbers (places in ``articles``) that a search gave, best first."""
    held = [number for number, article in enumerate(articles) if query.is_held(article)]
    wanted = {number for number, article in enumerate(articles) if query.is_wanted(article)}
    missed = set(held) - set(found)
    top = found[: min(FIRST, len(wanted))]
    wrong = [number for number in top if number not in wanted]
    short = min(FIRST, len(wanted)) - len(top)
    return Score(
        query,
        1 - len(missed) / len(held),
        1 - (len(wrong) + short) / min(FIRST, len(wanted)),
        sum(number in wanted for number in found) / max(1, len(found)),
        [articles[number] for number in sorted(missed)],
        [articles[number] for number in wrong],
    )


def scores(articles: Sequence[Article], search: Callable[[str], Sequence[int]]) -> list[Score]:
    """Every query asked and judged."""
    return [score(query, articles, search(query.query)) for query in queries()]


def by_kind(results: Iterable[Score]) -> Mapping[str, list[Score]]:
    """The scores of each class of queries."""
    kinds: defaultdict[str, list[Score]] = defaultdict(list)
    for result in results:
        kinds[result.query.kind].append(result)
    return kinds
