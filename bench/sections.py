"""How well our reading parts advertising, related links and editorial text on labelled sections of pages.

    python bench/sections.py [--show] [DIRECTORY…]

scores every page of a directory that has a JSON of labels beside it (default: ``tests/sections/tuning`` and ``heldout``,
each by itself). A label is a section of the page: its kind, its lines as printed, and for advertising the network, the
address it leads to, the head it stands under and whether the page says that it is paid for. What our output says of a
section is decided line by line: in the body, in a record, among what was cut and why, or nowhere. ``--show`` lists the
sections that were read wrongly, but never those of a directory called heldout: rules must not be fitted to these.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from bench.judging import ADS, KINDS, OF_ARTICLE, Json, Judged, Output, judge, line_of
from crawler.extract import extract

DIRECTORIES = [Path(__file__).parents[1] / "tests" / "sections" / name for name in ("tuning", "heldout")]


@dataclass(slots=True)
class Result:
    """All judged sections of a directory, and the records that belong to none."""

    pages: int = 0
    sections: list[Judged] = field(default_factory=list, repr=False)
    invented: list[Json] = field(default_factory=list, repr=False)
    """Advertisements with text that no labelled section holds."""
    lost: list[Json] = field(default_factory=list, repr=False)
    """Sentences that were cut from a text and stand in no labelled section: most likely body text."""
    unlabelled: Counter[str] = field(default_factory=Counter)
    """Slots by network, banners and house promotions that are not labelled; pages are not labelled completely."""


def read_page(path: Path) -> tuple[Json, list[Judged], Output]:
    """One labelled page, read and judged; ``path`` is that of the labels."""
    labels = json.loads(path.read_text("utf-8"))
    output = Output(extract(path.with_suffix(".html").read_bytes(), labels["url"]), labels["url"])
    sections = [Judged(path.stem, label, *judge(label, output)) for label in labels["sections"]]
    return labels, sections, output


def score(directory: Path) -> Result:
    """Read and judge all pages of a directory."""
    result = Result()
    for path in sorted(directory.glob("*.json")):
        labels, sections, output = read_page(path)
        result.pages += 1
        result.sections += sections
        lines = lines_of(labels["sections"])
        result.lost += [cut | {"page": path.stem} for cut in output.cut_prose() if not held(cut["text"], lines)]
        for ad in _unlabelled(labels["sections"], output):
            if ad["text"] and ad["kind"] != "slot":
                result.invented.append(ad | {"page": path.stem})
            else:
                result.unlabelled[f"slot {ad['network']}" if ad["kind"] == "slot" else ad["kind"]] += 1
    return result


def _unlabelled(labels: list[Json], output: Output) -> Iterator[Json]:
    lines = lines_of(labels)
    linked = [ad for label in labels for ad in output.leading_to(label["url"])]
    networks = {label["network"] for label in labels if label["kind"] == "slot"}
    of_article = any(label["kind"] in OF_ARTICLE for label in labels)
    for ad in output.ads:
        text = "\n".join([ad["text"], *ad["bullets"]])
        known = held(text, lines) or any(ad is found for found in linked)
        if not (known or ad["network"] in networks and not text or of_article and ad["kind"] == "advertorial"):
            yield ad


def lines_of(labels: list[Json]) -> list[str]:
    """The lines of all labels as they are compared."""
    return [line for label in labels for text in label["texts"] if (line := line_of(text))]


def held(text: str, lines: list[str]) -> bool:
    """Whether a text holds one of the lines or is part of one."""
    text = line_of(text)
    return any(line in text or (text and text in line) for line in lines)


def rates(true: int, given: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of counts."""
    return (
        true / given if given else 1.0,
        true / gold if gold else 1.0,
        2 * true / (given + gold) if given + gold else 1.0,
    )


def ad_or_not(result: Result) -> tuple[float, float, float]:
    """Precision, recall and F1 of the question whether a section is advertising."""
    gold = [s for s in result.sections if s.label["kind"] in ADS]
    given = [s for s in result.sections if s.said in (*ADS, "ad")]
    true = sum(s.label["kind"] in ADS for s in given)
    return rates(true, len(given) + len(result.invented), len(gold))


def by_kind(result: Result) -> dict[str, tuple[float, float, float, int]]:
    """Precision, recall, F1 and number of labels of every kind that is labelled."""
    gold = Counter(s.label["kind"] for s in result.sections)
    true = Counter(s.label["kind"] for s in result.sections if s.right)
    wrong = Counter(s.said for s in result.sections if not s.right) + Counter(ad["kind"] for ad in result.invented)
    return {k: (*rates(true[k], true[k] + wrong[k], gold[k]), gold[k]) for k in KINDS if gold[k]}


def macro_f1(result: Result) -> float:
    """The mean F1 of the kinds that are labelled."""
    figures = by_kind(result)
    return sum(f1 for _, _, f1, _ in figures.values()) / len(figures)


def told(result: Result, name: str) -> tuple[int, int]:
    """How many of the sections with a record agree in ``disclosed`` or ``label``, and how many there are."""
    found = [s for s in result.sections if s.record is not None and s.label.get(name) is not None]
    found = [s for s in found if name == "label" or s.label["kind"] in ADS and s.said in ADS]
    return sum(_same(s.label[name], (s.record or {}).get(name)) for s in found), len(found)


def _same(label: Any, said: Any) -> bool:
    if isinstance(label, bool):
        return label == said
    bare = [re.sub(r"\W", "", text or "").lower() for text in (label, said)]
    return bool(bare[1]) and (bare[0] in bare[1] or bare[1] in bare[0])


def report(name: str, result: Result) -> str:
    """All figures of a directory as a table."""
    precision, recall, f1 = ad_or_not(result)
    ads = sum(s.label["kind"] in ADS for s in result.sections)
    lines = [
        f"{name}: {result.pages} pages, {len(result.sections)} labelled sections, {ads} of them advertising",
        f"  advertising or not   P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   (invented: {len(result.invented)})",
        f"  macro-F1 of kinds    {macro_f1(result):.3f}",
    ]
    lines += [
        f"    {kind:16} P {p:.3f}  R {r:.3f}  F1 {f:.3f}  n {n}" for kind, (p, r, f, n) in by_kind(result).items()
    ]
    lines += ["  {} right    {} of {}".format(of, *told(result, of)) for of in ("disclosed", "label")]
    lines.append(f"  sentences cut, though in no labelled section  {len(result.lost)}")
    boxes = ", ".join(f"{count} {what}" for what, count in result.unlabelled.most_common())
    return "\n".join([*lines, f"  boxes without label  {boxes or 'none'}"])


def mistakes(result: Result) -> Iterator[str]:
    """A line for every section that was read wrongly."""
    for section in (s for s in result.sections if not s.right):
        label, record = section.label, section.record or {}
        what = " | ".join(label["texts"]) or label.get("network") or label.get("url") or ""
        rule = f" by {record['rule']}" if "rule" in record else ""
        yield f"  {section.page}: {label['kind']} read as {section.said}{rule}: {what[:160]}"
    for cut in result.lost:
        yield f"  {cut['page']}: a sentence read as {cut['role']} by {cut['rule']}: {cut['text'][:160]}"
    for ad in result.invented:
        yield f"  {ad['page']}: {ad['kind']} where none is labelled, by {ad['rule']}: {ad['text'][:160]!r}"


def main() -> None:
    """Print the figures of every directory."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("directories", nargs="*", type=Path)
    cli.add_argument("--show", action="store_true")
    options = cli.parse_args()
    for directory in options.directories or DIRECTORIES:
        result = score(directory)
        if not result.sections:
            print(f"{directory}: no labelled sections")
            continue
        print(report(directory.name, result))
        if options.show and directory.resolve().name != "heldout":
            print("\n".join(mistakes(result)))


if __name__ == "__main__":
    main()
