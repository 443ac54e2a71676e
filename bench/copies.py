"""The labelled articles of ``tests/stories`` and what an update of the stories made of their pairs.

An *event* has one or several stories, told in different words. A story has *paragraphs*; the body of an article names
them by number or has words of its own, and its *edits* are put in afterwards. A *template* gives an article per row.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from archive.grouping import Groups
from archive.likeness import Text, figures_agree, normalized, similarity
from bench.scoring import agreement

SETS = [Path(__file__).parents[1] / "tests" / "stories" / f"{name}.json" for name in ("tuning", "heldout")]
TOGETHER = ("exact", "edited", "flash", "revision")
"""Classes of pairs that belong together: equal letters, edited, a flash and its article, one outlet's later version."""
APART = ("anew", "template", "disclaimer", "digest", "other")
"""Classes that do not: the event in other words, one template, one disclaimer, a digest and its items, all others."""

Json = dict[str, Any]


@dataclass(slots=True)
class Labelled:
    """An article of the set, as the crawler would hand it over, and what it is."""

    event: str
    story: str
    kind: str
    page: Json


@dataclass(slots=True)
class Score:
    """Pairs that belong together or not, and how many of them an update put together, by class."""

    articles: int
    pairs: Counter[str]
    joined: Counter[str]

    def rates(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of the pairs."""
        right = sum(self.joined[name] for name in TOGETHER)
        return agreement(right, sum(self.pairs[name] for name in TOGETHER), self.joined.total())


def read_set(path: Path) -> list[Labelled]:
    """The labelled articles of a file."""
    content = json.loads(path.read_text("utf-8"))
    found = [labelled for event in content["events"] for labelled in _of_event(event)]
    for template in content["templates"]:
        for number, (at, *values) in enumerate(template["rows"]):
            body = "\n\n".join(template["body"]).format(*values)
            page = _page(template["outlet"], at, template["title"].format(*values), body)
            found.append(Labelled(template["template"], f"{template['template']} {number}", "template", page))
    return found


def _of_event(event: Json) -> Iterator[Labelled]:
    for number, story in enumerate(event["stories"]):
        for article in story["articles"]:
            body = "\n\n".join(story["paragraphs"][part] if isinstance(part, int) else part for part in article["body"])
            for before, after in article.get("edits", ()):
                body = body.replace(before, after)
            page = _page(article["outlet"], article["published_at"], article["title"], body)
            yield Labelled(event["event"], f"{event['event']} {number}", article["kind"], page)


def _page(outlet: str, at: str, title: str, body: str) -> Json:
    key = f"{outlet}:{at}:{title}"
    page = {
        "url": f"https://{outlet}.example/{len(key)}",
        "url_key": key,
        "outlet": outlet,
        "title": title,
        "body": body,
    }
    return page | {"published_at": at, "published_raw": at, "fetched_at": "2026-11-21T00:00:00+00:00"}


def class_of(one: Labelled, other: Labelled) -> str:
    """What kind of pair two labelled articles are."""
    kinds = {one.kind, other.kind}
    if one.story != other.story:
        return _apart(one, other, kinds)
    if one.page["outlet"] == other.page["outlet"]:
        return "flash" if "flash" in kinds else "revision"
    return "exact" if normalized(one.page["body"]) == normalized(other.page["body"]) else "edited"


def _apart(one: Labelled, other: Labelled, kinds: set[str]) -> str:
    if one.event == other.event:
        return "template" if kinds == {"template"} else "anew"
    if kinds == {"disclaimer"}:
        return "disclaimer"
    return "digest" if "digest" in kinds else "other"


def score(labelled: Sequence[Labelled], story_of: dict[str, int | None]) -> Score:
    """Judge what an update did to the articles of a set, by their keys."""
    pairs, joined = Counter[str](), Counter[str]()
    for one, other in combinations(labelled, 2):
        name = class_of(one, other)
        pairs[name] += 1
        story = story_of[one.page["url_key"]]
        joined[name] += story is not None and story == story_of[other.page["url_key"]]
    return Score(len(labelled), pairs, joined)


def jaccard(one: Text, other: Text) -> float:
    """The share that both texts have in common of all that stands in either, from 0 to 1."""
    return len(one.shingles & other.shingles) / (len(one.shingles | other.shingles) or 1)


MEASURES: dict[str, tuple[Callable[[Text, Text], float], bool]] = {
    "Jaccard": (jaccard, False),
    "containment": (similarity, False),
    "Jaccard, figures agree": (jaccard, True),
    "containment, figures agree": (similarity, True),
}
"""Simpler rules: pairs above a threshold of one number belong together, with or without a look at their figures."""


def best_threshold(labelled: Sequence[Labelled], name: str) -> tuple[float, float]:
    """The best F1 of one of the ``MEASURES`` on a set, and the threshold that reaches it."""
    measure, figures = MEASURES[name]
    texts = [Text(one.page["outlet"], one.page["title"], one.page["body"]) for one in labelled]
    near = [(measure(texts[i], texts[j]), i, j) for i, j in combinations(range(len(texts)), 2)]
    near = [
        (value, i, j) for value, i, j in near if value > 0.03 and (not figures or figures_agree(texts[i], texts[j]))
    ]
    return max((_f1(labelled, near, step / 50), step / 50) for step in range(2, 50))


def _f1(labelled: Sequence[Labelled], near: Sequence[tuple[float, int, int]], threshold: float) -> float:
    groups = Groups()
    for value, i, j in near:
        if value >= threshold:
            groups.join(i, j)
    return score(labelled, {one.page["url_key"]: groups.root(i) for i, one in enumerate(labelled)}).rates()[2]
