"""How a crawl went, outlet by outlet: the rows of the view ``run_health`` as values and as the lines of a table."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from archive.terminal import table

COUNTS = ("discovered", "new", "revised", "unchanged", "quarantined", "skipped", "pending")
MOST_DAYS = 62
"""Days that are told one by one; of more, only the months."""
SHARES = ("title", "date", "author", "section", "tags", "image", "density")


def crawl_health(db: Database, run: int | None = None) -> list[dict[str, Any]]:
    """A run's outlets, by default the last run's that had any, as the view shows them; ``reasons`` and ``errors`` as values.

    Shares are of the articles that are new or were seen again; ``newest_hours`` is the age of the newest article in the
    archive when the run ended. What a run of an older version did not count is None.
    """
    last = "(SELECT max(run_id) FROM run_outlets)"
    rows = db.query(f"SELECT * FROM run_health WHERE run_id = coalesce(?, {last}) ORDER BY id", (run,))
    return [row | {"reasons": json.loads(row["reasons"] or "{}"), "errors": json.loads(row["errors"])} for row in rows]


def health_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The table for a terminal: a head, a line for each outlet, the total where there are several, and a legend.

    Columns in which nothing but zeros or nothing at all stands are left out.
    """
    lines = [("outlet", "", *COUNTS, *SHARES, "newest", "remarks"), *map(_cells, rows)]
    if len(rows) > 1:
        lines.append(_cells(_total(rows)))
    used = [i for i, column in enumerate(zip(*lines, strict=True)) if i < 4 or set(column[1:]) - {"0", "-", ""}]
    right = [at for at, i in enumerate(used) if 1 < i < len(lines[0]) - 1]
    shown = list(table([[line[i] for i in used] for line in lines], right=right))
    legend = "title … image: share of the articles kept that have one; density: of texts found by density alone"
    return [*shown, *([legend] if any(row["title"] is not None for row in rows) else [])]


def day_counts(db: Database, outlet: str, first: str, last: str) -> dict[str, dict[str, int]]:
    """Korean day → articles in the archive (where they print no date, by the one announced), and URLs that are none, by state."""
    articles = """SELECT coalesce(published_day, date(dated_at, '+9 hours')) AS day, count(*)
    FROM articles LEFT JOIN urls USING (url_key)
    WHERE articles.outlet = ? AND day BETWEEN ? AND ? GROUP BY day"""
    others = """SELECT date(dated_at, '+9 hours') AS day, state, count(*) FROM urls
    WHERE outlet = ? AND state IN ('quarantined', 'skipped', 'pending') AND date(dated_at, '+9 hours') BETWEEN ? AND ?
    GROUP BY day, state"""
    counts: dict[str, dict[str, int]] = {}
    for day, count in db.execute(articles, (outlet, first, last)):
        counts[day] = {"articles": count}
    for day, state, count in db.execute(others, (outlet, first, last)):
        counts.setdefault(day, {})[state] = count
    return counts


def day_lines(days: Sequence[str], counts: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """A line for each day, or for each month where the days are many, with the days that have nothing at its end."""
    by_month = len(days) > MOST_DAYS
    periods: dict[str, list[str]] = {}
    for day in days:
        periods.setdefault(day[:7] if by_month else day, []).append(day)
    for period, members in periods.items():
        total: Counter[str] = Counter()
        for day in members:
            total.update(counts.get(day, {}))
        told = [f"{total[name]} {name}" for name in ("quarantined", "skipped", "pending") if total[name]]
        empty = [day for day in members if not counts.get(day, {}).get("articles")]
        if by_month and empty:
            told.append("none on " + " ".join(day[8:] for day in empty))
        articles = "article" if total["articles"] == 1 else "articles"
        yield f"  {period}  {total['articles']:>5} {articles}" + (f" ({', '.join(told)})" if told else "")


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    counts = ("-" if row[name] is None else str(row[name]) for name in COUNTS)
    shares = ("-" if row[name] is None else f"{row[name]:.0%}" for name in SHARES)
    return (row["outlet"] or "-", row["name"], *counts, *shares, _age(row["newest_hours"]), "; ".join(_remarks(row)))


def _age(hours: float | None) -> str:
    if hours is None:
        return "-"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} d"


def _remarks(row: Mapping[str, Any]) -> Iterator[str]:
    if row["reasons"]:
        yield "quarantined: " + ", ".join(f"{reason} {count}" for reason, count in row["reasons"].items())
    feeds = [f"{row[f'feeds_{name}']} {name}" for name in ("ok", "unchanged", "failed") if row[f"feeds_{name}"]]
    if feeds:
        yield f"feeds: {', '.join(feeds)}"
    if row["finish_reason"] not in ("finished", None):
        yield row["finish_reason"]


def _total(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All outlets as one; shares weighed by their articles."""
    feeds = ("feeds_ok", "feeds_unchanged", "feeds_failed")
    total: dict[str, Any] = {name: sum(row[name] or 0 for row in rows) for name in (*COUNTS, *feeds)}
    kept = [sum(row[name] or 0 for name in ("new", "revised", "unchanged")) for row in rows]
    for name in SHARES:
        told = [(row[name], count) for row, count in zip(rows, kept, strict=True) if row[name] is not None]
        articles = sum(count for _, count in told)
        total[name] = sum(share * count for share, count in told) / articles if articles else None
    reasons: Counter[str] = Counter()
    for row in rows:
        reasons.update(row["reasons"])
    ages = [row["newest_hours"] for row in rows if row["newest_hours"] is not None]
    total |= {"outlet": "total", "name": "", "reasons": dict(reasons.most_common()), "newest_hours": min(ages, default=None)}
    return total | {"finish_reason": None}
