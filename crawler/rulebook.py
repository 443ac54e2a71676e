"""The rules as people read them: ``docs/rules.md`` and the archive site's ``rules.json``, written anew by ``make docs``."""

import json
import re
from itertools import groupby
from pathlib import Path

from archive.site import DIRECTORY
from crawler.rules import TABLE, Rule

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
SITE = DIRECTORY / "rules.json"

FAMILIES = {
    "css": "elements that are never body text, wherever they stand in it",
    "slot": "boxes that an advertising network fills; the rest of the id is the network's name",
    "label": "lines that head what follows: further reading, the outlet's own lists, advertising",
    "card": "signs of a product card",
    "line": "whole lines, after marks (▶ ☞ ■) and brackets are taken off",
    "link": "where a line leads, and whether somebody pays for the click",
    "widget": "offers in recommendation boxes",
    "signal": "signs of an offer; three of them make one, see `shape.offer`, none decides alone",
    "data": "what the data of a page drawn by scripts says",
    "shape": "how blocks stand to each other: what no single line shows",
    "title": "what the headline says of the article",
    "filter": "advertising by public filter lists",
}
"""What the rules of one family, named by the first part of their ids, look at."""

INTRO = """\
# Rules

<!-- Written by `make docs` from crawler/rules: edit that table, then run it again. -->

Every piece of text that stands in an article's container is body text unless one of these rules says otherwise; what a
rule takes is stored with the rule's id. Words such as 사전판매 or 제휴 are news as often as advertising, so no rule
decides on words alone. `sinmungo extract --explain PAGE --url URL` shows which rule decided what on a page, and why.

Each rule has a page that it must take a line from and a near miss that it must spare, under `tests/rules/`.
Deleting a rule makes a test fail.

| role | what becomes of it |
|---|---|
| related | a related link, with the label it stood under |
| ad | an advertisement, with network, label and whether the page called it one |
| label | the head of a list or box; it tells what follows |
| caption, subtitle, byline | kept with the picture, as sub-headline, as author |
| boilerplate | furniture of the page: copyright, share and subscribe lines, lists of the whole site |
"""

_WORD = re.compile(r"[가-힣]+(?:(?:\\s\??)[가-힣]+)*")
_BLANK = re.compile(r"\\s\??")


def words(rule: Rule) -> list[str]:
    """The Korean words of two or more syllables that a pattern looks for, in its order, each once."""
    found = (_BLANK.sub(" ", word) for word in _WORD.findall(rule.pattern))
    return list(dict.fromkeys(word for word in found if len(word) > 1))


def family_of(rule: Rule) -> str:
    """The first part of a rule's id."""
    return rule.id.partition(".")[0]


def markdown() -> str:
    """The page of all rules, a section for each family in the order of the table."""
    ordered = sorted(TABLE, key=lambda rule: list(FAMILIES).index(family_of(rule)))
    parts = [INTRO]
    for family, rules in groupby(ordered, key=family_of):
        parts.append(f"## `{family}.` {FAMILIES[family]}\n")
        parts += [_section(rule) for rule in rules]
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    name = rule.id if rule.id[-1] != "." else f"{rule.id}<network>"
    lines = [f"### `{name}`\n", f"**{rule.role}** — {rule.why}\n"]
    lines += [f"- takes {_code(rule.example)}", f"- spares {_code(rule.counter)}"]
    if korean := words(rule):
        lines.append(f"- Korean: {', '.join(korean)}")
    if rule.pattern:
        kind = "selectors" if family_of(rule) == "css" else "pattern"
        lines.append(f"\n<details><summary>{kind}</summary>\n\n```\n{rule.pattern}\n```\n\n</details>")
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def site_json() -> str:
    """What the archive's site tells of each rule, by id: it knows nothing of the crawler."""
    told = {rule.id: {name: getattr(rule, name) for name in ("role", "why", "example", "counter")} for rule in TABLE}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write both files."""
    PAGE.write_text(markdown(), encoding="utf-8")
    SITE.write_text(site_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
