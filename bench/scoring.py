"""Labelled pages, and how well what an extractor says of one agrees with its label.

A directory of labelled pages holds ``pages/``, ``gold/*.json`` (``page``, ``url`` and the fields that ``sinmungo extract``
prints, or ``captions`` and ``not_body``) and, when it wants to judge by itself, a ``score.py`` with ``score(gold, said)``.
Without a directory the saved pages of the tests are taken, whose JSON says what is expected of them.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from crawler.text import normalize, squeeze
from crawler.urls import generic_key

SAVED = Path(__file__).parent.parent / "tests" / "pages"
SHINGLE = 4  # words
_LONG_ENOUGH = 8  # characters; a shorter line may stand in the text as well

Row = dict[str, Any]
Score = Callable[[dict[str, Any], dict[str, Any]], Row]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page and what is expected of it."""

    path: Path
    url: str
    gold: dict[str, Any]


def labelled(directory: Path | None) -> tuple[list[Labelled], Score]:
    """The pages of a directory (None: the saved pages of the tests) in the order of their labels, and their judge."""
    if directory is None:
        labels = [(path.with_suffix(".html"), path) for path in sorted(SAVED.glob("*/*.json"))]
        found = [(page, json.loads(label.read_text("utf-8"))) for page, label in labels if page.exists()]
        return [Labelled(page, gold["url"], gold) for page, gold in found if "quarantine" not in gold], score
    golds = [json.loads(path.read_text("utf-8")) for path in sorted((directory / "gold").glob("*.json"))]
    return [Labelled(directory / "pages" / gold["page"], gold["url"], gold) for gold in golds], _judge(directory)


def _judge(directory: Path) -> Score:
    spec = spec_from_file_location("score", directory / "score.py")
    if spec is None or spec.loader is None or not (directory / "score.py").exists():
        return score
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every four words in a row, with their number; a shorter text is one shingle."""
    words = re.findall(r"\w+", normalize(text))
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 1)))


def agreement(true: int, gold: int, given: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of counts; where nothing is expected and nothing given, all is well."""
    precision, recall = (true / given if given else float(not gold)), (true / gold if gold else float(not given))
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(gold: dict[str, Any], said: dict[str, Any]) -> Row:
    """How well the result for one page agrees with its label."""
    body, expected = shingles(_flat(said.get("body"))), shingles(_flat(gold["body"]))
    p, r, f1 = agreement((body & expected).total(), expected.total(), body.total())
    text = squeeze(_flat(said.get("body")))
    row: Row = {"p": p, "r": r, "f1": f1, "exact": f1 > 0.9999, "leaks": [s for s in _not_body(gold) if s in text]}
    row["title"] = _letters(gold.get("title")) == _letters(said.get("title"))
    if gold.get("published_at"):
        row["date"] = _minute(gold["published_at"]) == _minute(said.get("published_at"))
    for field, of, take in (("authors", _names, 99), ("captions", _captions, 20)):
        if expects := {value[:take] for value in of(gold)}:
            have = {value[:take] for value in of(said)}
            measures = agreement(len(expects & have), len(expects), len(have))
            row[field] = measures[2] if field == "authors" else measures[1]
    row["related"] = _counts(_links(gold), _links(said))
    row["networks"] = _counts(_networks(gold), _networks(said))
    ads = squeeze(" ".join(ad.get("text") or "" for ad in said.get("ads") or []))
    texts = [squeeze(ad["text"]) for ad in gold.get("ads", []) if ad.get("text") and ad["kind"] != "house"]
    row["adtexts"] = (sum(text[:30] in ads for text in texts), len(texts))
    return row


def _flat(body: str | list[Any] | None) -> str:
    return "\n".join(body) if isinstance(body, list) else body or ""


def _not_body(gold: dict[str, Any]) -> set[str]:
    """Lines that were cut from the text and do not stand in it a second time."""
    body = squeeze(_flat(gold["body"]))
    lines = {squeeze(text) for text in (*(cut["text"] for cut in gold.get("removed", [])), *gold.get("not_body", []))}
    return {line for line in lines if len(line) >= _LONG_ENOUGH and line not in body}


def _letters(text: str | None) -> str:
    """The text without white space and marks: quotes are printed in many forms."""
    return re.sub(r"\W", "", normalize(text))


def _minute(value: Any) -> str:
    """The instant to the minute in UTC; a time without a zone is no instant."""
    try:
        when = datetime.fromisoformat(str(value or "").replace("Z", "+00:00"))
    except ValueError:
        return "none"
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if when.tzinfo else "no zone"


def _names(value: dict[str, Any]) -> set[str]:
    authors = value.get("authors") or []
    return {normalize(author if isinstance(author, str) else author.get("name")) for author in authors} - {""}


def _captions(value: dict[str, Any]) -> set[str]:
    captions = value.get("captions") or [image.get("caption") for image in value.get("images") or []]
    return set(map(_letters, captions)) - {""}


def _links(value: dict[str, Any]) -> set[str]:
    return {generic_key(link["url"]) for link in value.get("related") or [] if link.get("placement") != "sidebar"}


def _networks(value: dict[str, Any]) -> set[str]:
    return {ad.get("network") or "unknown" for ad in value.get("ads") or []} - {"unknown"}


def _counts(gold: set[str], said: set[str]) -> tuple[int, int, int]:
    return len(gold & said), len(gold), len(said)


def mean(rows: Iterable[Row], field: str) -> float | None:
    """The mean over the rows that hold the field."""
    values = [float(row[field]) for row in rows if field in row]
    return sum(values) / len(values) if values else None


def f1_of(rows: Iterable[Row], field: str) -> float | None:
    """F1 over all pages as one; None when nothing is expected anywhere."""
    true, gold, given = (sum(column) for column in zip(*(row[field] for row in rows), strict=True))
    return agreement(true, gold, given)[2] if gold else None
