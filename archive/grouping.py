"""Articles that hang together become stories: who speaks for each, how alike the others are, which number it keeps."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from archive.likeness import Index, Text, similarity

# A page that gave a day and no clock stands at midnight in Korea, before everything else of its day: it counts from the
# day's last second.
AT = """coalesce(
  CASE WHEN articles.published_raw NOT LIKE '%:%' AND articles.published_at LIKE '%T15:00:00+00:00'
  THEN strftime('%Y-%m-%dT%H:%M:%S+00:00', articles.published_at, '+86399 seconds') END,
  articles.published_at, articles.first_seen_at)"""
"""When an article counts as published, as SQL: UTC ISO 8601, to the second."""
LISTED = "(SELECT value FROM json_each(?))"
"""Any number of ids as one parameter, see :func:`as_list`."""
_MEMBER = f"""SELECT articles.id, url_key, outlet, title, published_at, {AT}, body_chars, story_id, story_similarity
FROM articles WHERE"""
_STORY = """INSERT INTO stories(id, title, first_published_at, representative_id, articles, outlets)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET title = excluded.title, articles = excluded.articles,
outlets = excluded.outlets, first_published_at = excluded.first_published_at,
representative_id = excluded.representative_id RETURNING id"""


class Member(NamedTuple):
    """What of an article its story is made of."""

    id: int
    url_key: str
    outlet: str | None
    title: str | None
    published_at: str | None
    at: str
    chars: int
    story: int | None
    similarity: float | None

    def rank(self) -> tuple[str, int, str]:
        """The least of a story speaks for it: the earliest, of several the longest."""
        return self.at, -self.chars, self.url_key


class Groups:
    """What hangs together (union and find); what was never joined stands alone."""

    def __init__(self) -> None:
        self.parents: dict[int, int] = {}

    def root(self, number: int) -> int:
        """The same for all that hang together."""
        while (parent := self.parents.get(number, number)) != number:
            self.parents[number] = self.parents.get(parent, parent)
            number = parent
        return number

    def join(self, one: int, other: int) -> None:
        """From now on these two, and all that hangs on them, are one group."""
        one, other = self.root(one), self.root(other)
        self.parents[one] = self.parents[other] = min(one, other)

    def link(self, index: Index, numbers: Iterable[int]) -> None:
        """Join each of these articles with those in the index that tell the same story."""
        for number in numbers:
            for other in index.linked(number, self._joined):
                self.join(number, other)

    def of(self, members: Iterable[Member]) -> list[list[Member]]:
        """The groups, the earliest first, each with its representative first."""
        groups: dict[int, list[Member]] = {}
        for member in sorted(members, key=Member.rank):
            groups.setdefault(self.root(member.id), []).append(member)
        return list(groups.values())

    def _joined(self, one: int, other: int) -> bool:
        return self.root(one) == self.root(other)


def members_of(conn: sqlite3.Connection, column: str, values: Iterable[int]) -> list[Member]:
    """The articles whose ``id`` or ``story_id`` is among the values."""
    return [Member._make(row) for row in conn.execute(f"{_MEMBER} articles.{column} IN {LISTED}", (as_list(values),))]


def write(
    conn: sqlite3.Connection, text_of: Callable[[int], Text], groups: Iterable[list[Member]], before: set[int]
) -> int:
    """Enter groups as stories, each under the number most of its members had; returns how many articles changed.

    ``before`` are the stories these articles were in; what nobody keeps of them is deleted.
    """
    kept: set[int] = set()
    rows: list[tuple[int | None, float | None, int]] = []
    for group in groups:
        story = _write_story(conn, group, kept) if len(group) > 1 else None
        for member in group:
            alike = round(similarity(text_of(group[0].id), text_of(member.id)), 3) if story else None
            if (story, alike) != (member.story, member.similarity):
                rows.append((story, alike, member.id))
    conn.executemany("UPDATE articles SET story_id = ?, story_similarity = ? WHERE id = ?", rows)
    conn.execute(f"DELETE FROM stories WHERE id IN {LISTED}", (as_list(before - kept),))
    return len(rows)


def as_list(numbers: Iterable[int]) -> str:
    """Numbers as the parameter of :data:`LISTED`."""
    return json.dumps(list(numbers))


def _write_story(conn: sqlite3.Connection, group: Sequence[Member], kept: set[int]) -> int:
    first, had = (
        group[0],
        Counter(member.story for member in group if member.story is not None and member.story not in kept),
    )
    values = (first.title, first.published_at, first.id, len(group), len({member.outlet for member in group}))
    number: int = conn.execute(
        _STORY, (min(had, key=lambda story: (-had[story], story), default=None), *values)
    ).fetchone()[0]
    kept.add(number)
    return number
