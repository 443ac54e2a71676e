"""The rules that took something out of a text: a page of all of them, and each named rule a link to its reason."""

import json
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import Environment
from markupsafe import Markup

from archive.site import DIRECTORY

TOLD: dict[str, dict[str, dict[str, Any]]] = json.loads((DIRECTORY / "rules.json").read_text(encoding="utf-8"))
"""Families, rules and words of evidence; generated from the crawler's table, which an archive does without."""
RULES = TOLD["rules"]
"""By id: family, role, roles, why, why_ko, example, counter."""


def rule_named(rule_id: str) -> dict[str, Any] | None:
    """The rule an archived id names, with its own ``id``; None for a rule of an older crawler. ``slot.dable`` is ``slot.``."""
    for known in (rule_id, rule_id.partition(".")[0] + "."):
        if known in RULES:
            return RULES[known] | {"id": known}
    return None


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Templates ask ``rule_named(id)``."""
    env.globals["rule_named"] = rule_named


@hookimpl
def render_cell(value: Any, column: str, datasette: Datasette) -> Markup | None:
    """Datasette's hook: a rule in a table leads to its reason."""
    if column != "rule" or not isinstance(value, str) or not (rule := rule_named(value)):
        return None
    href = f"{datasette.urls.path('/-/rules')}#{rule['id']}"
    return Markup('<a href="{}" title="{}"><code>{}</code></a>').format(href, rule["why_ko"], value)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """``/-/rules``: every rule with its reason, an example and a near miss."""
    return [(r"^/-/rules$", rules)]


async def rules(datasette: Datasette, request: Request) -> Response:
    """The page of rules, family by family."""
    families = [(name, told, _of_family(name)) for name, told in TOLD["families"].items()]
    context = {"families": families, "evidence": TOLD["evidence"]}
    return Response.html(await datasette.render_template("rules.html", context, request=request))


def _of_family(name: str) -> dict[str, dict[str, Any]]:
    return {rule_id: rule for rule_id, rule in RULES.items() if rule["family"] == name}
