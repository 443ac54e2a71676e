"""The rules as people read them: ``docs/rules.md`` and the archive site's ``rules.json``, written anew by ``make docs``."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from archive.site import DIRECTORY
from crawler.reasons import ALSO, EVIDENCE, FAMILIES, SIGNS, WHY
from crawler.rules import TABLE, Rule

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
SITE = DIRECTORY / "rules.json"

INTRO = """\
# Rules

<!-- Written by `make docs` from crawler/rules and crawler/reasons.py: edit them, then run it again. -->

Every piece of text that stands in an article's container is body text unless one of these rules says otherwise; what a
rule takes is stored with the rule's id. Words such as 사전판매 or 제휴 are news as often as advertising, so no rule
decides on words alone. `sinmungo extract --explain PAGE --url URL` shows which rule decided what on a page, and why.

Each rule has a page that it must take a line from and a near miss that it must spare, under `tests/rules/`.
Deleting a rule makes a test fail.

A rule may give more than one role: a list has a head, a box of furniture may hold the byline. A *sign* gives no role
itself; other rules count it. What the words of the evidence mean stands [at the end](#what-the-evidence-words-mean).

| role | what becomes of it |
|---|---|
| related | a related link, with the label it stood under |
| ad | an advertisement, with network, label and whether the page called it one |
| label | the head of a list or box; it tells what follows |
| caption, subtitle, byline | kept with the picture, as sub-headline, as author |
| boilerplate | furniture of the page: copyright, share and subscribe lines, lists of the whole site |
"""

TOLD = """\
## What the evidence words mean

Beside its rule, a decision tells what the rule saw: the head that a section stands under, the element, the address, the
text of a filter, or these words, each a sign of a product card (`shape.card`) or of an offer (`shape.offer`). An arrow
(`→ shop.example`) tells where an offer leads.
"""


def family_of(rule: Rule) -> str:
    """The first part of a rule's id."""
    return rule.id.partition(".")[0]


def roles_of(rule: Rule) -> tuple[str, ...]:
    """The roles that a rule gives, its own first; none for a mere sign."""
    if family_of(rule) == "signal" or rule.id in SIGNS:
        return ()
    return (rule.role, *ALSO.get(rule.id, ()))


def ordered() -> list[Rule]:
    """The rules by family, in the order in which they are told."""
    return sorted(TABLE, key=lambda rule: list(FAMILIES).index(family_of(rule)))


def markdown() -> str:
    """The page of all rules, a section for each family in the order of the table."""
    parts = [INTRO]
    for family, rules in groupby(ordered(), key=family_of):
        parts.append(f"## `{family}.` {FAMILIES[family][0]}\n")
        parts += [_section(rule) for rule in rules]
    return "\n".join([*parts, TOLD, *(f"- `{word}`: {english}" for word, (english, _) in EVIDENCE.items())]) + "\n"


def _section(rule: Rule) -> str:
    name = rule.id if rule.id[-1] != "." else f"{rule.id}<network>"
    roles = ", ".join(roles_of(rule)) or f"sign of {_sign(rule)}"
    lines = [f"### `{name}`\n", f"**{roles}** — {rule.why}\n"]
    lines += [f"- takes {_code(rule.example)}", f"- spares {_code(rule.counter)}"]
    if rule.pattern:
        kind = "selectors" if family_of(rule) == "css" else "pattern"
        lines.append(f"\n<details><summary>{kind}</summary>\n\n```\n{rule.pattern}\n```\n\n</details>")
    return "\n".join(lines) + "\n"


def _sign(rule: Rule) -> str:
    return "advertising" if rule.role == "ad" else f"a {rule.role}"


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def site_json() -> str:
    """What the archive's site tells of families, rules and words of evidence: it knows nothing of the crawler."""
    told = {
        "families": {family: _both(texts) for family, texts in FAMILIES.items()},
        "rules": {rule.id: _told(rule) for rule in ordered()},
        "evidence": {word: _both(texts) for word, texts in EVIDENCE.items()},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _both(texts: tuple[str, str]) -> dict[str, str]:
    return {"en": texts[0].replace("`", ""), "ko": texts[1]}


def _told(rule: Rule) -> dict[str, Any]:
    texts = {name: getattr(rule, name) for name in ("role", "why", "example", "counter")}
    return texts | {"family": family_of(rule), "roles": roles_of(rule), "why_ko": WHY[rule.id]}


def main() -> None:
    """Write both files."""
    PAGE.write_text(markdown(), encoding="utf-8")
    SITE.write_text(site_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
