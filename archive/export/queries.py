"""The site's named queries outside the site: the same SQL, parameters and functions, so the same rows."""

import sqlite3
from collections.abc import Mapping
from typing import Any


def named_queries() -> dict[str, str]:
    """SQL by name, as ``archive/site/metadata.yml`` has it."""
    # Datasette takes half a second to import; who exports a table does not pay for it.
    from datasette.utils import parse_metadata

    from archive.site import DATABASE, DIRECTORY

    metadata = parse_metadata((DIRECTORY / "metadata.yml").read_text(encoding="utf-8"))
    return {name: query["sql"] for name, query in metadata["databases"][DATABASE]["queries"].items()}


def bound(conn: sqlite3.Connection, sql: str, parameters: Mapping[str, str]) -> list[str]:
    """The columns of a named query, its SQL functions registered and its parameters held against those given.

    Raises LookupError, saying which parameter is missing or unknown, and sqlite3.OperationalError when the archive lacks
    a table.
    """
    from archive.site.plugins.korean_search import prepare_connection

    prepare_connection(conn)
    asked = _Asked(parameters)
    conn.execute(f"EXPLAIN {sql}", asked)
    if missing := [name for name in asked.names if name not in parameters]:
        raise LookupError(f"needs {', '.join(f'--param {name}=…' for name in missing)}")
    if unknown := sorted(parameters.keys() - asked.names.keys()):
        raise LookupError(f"has no parameter {', '.join(unknown)}")
    return [column[0] for column in conn.execute(f"SELECT * FROM ({sql}) LIMIT 0", parameters).description]


class _Asked(dict[str, Any]):
    """Notes which names SQLite asks for: only its own parser knows what in a statement is a parameter."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.names: dict[str, None] = {}

    def __getitem__(self, name: str) -> Any:
        self.names[name] = None
        return self.get(name)
