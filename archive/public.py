"""The copy of an archive that strangers may see: no operations data, no reporters' e-mail addresses."""

import re
import sqlite3
from pathlib import Path

from archive.connection import connect

_ADDRESS = re.compile(r"\s*[\[(<]?\s*[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\s*[\])>]?")
PRIVATE_TABLES = ("quarantine", "urls", "listings", "story_signatures", "snapshots", "run_outlets", "runs")


def public_copy(archive: str | Path, copy: str | Path) -> None:
    """Write a compact copy without the private tables and without e-mail addresses; ``copy`` must not exist.

    Raises the errors of :mod:`archive.errors`; the archive itself is only read and may be written meanwhile.
    """
    source = connect(archive, readonly=True)
    try:
        source.conn.execute("VACUUM INTO ?", (str(copy),))
    finally:
        source.conn.close()
    conn = sqlite3.connect(copy, isolation_level=None)
    try:
        for view in ("run_health", "gaps"):
            conn.execute(f"DROP VIEW {view}")
        for table in PRIVATE_TABLES:
            conn.execute(f"DROP TABLE {table}")
        # Without their addresses namesakes can no longer be told apart: one row per name stays.
        conn.execute(
            """UPDATE article_authors SET author_id = (SELECT min(same.id) FROM authors AS same
            JOIN authors AS own ON own.id = author_id WHERE same.name = own.name)"""
        )
        conn.execute("DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM article_authors)")
        conn.execute("UPDATE authors SET email = NULL")
        # Bylines taken out of the text print them too; in the text itself an address is what was reported.
        conn.create_function("without_address", 1, lambda text: _ADDRESS.sub("", text))
        conn.execute("UPDATE removed_blocks SET text = without_address(text) WHERE instr(text, '@')")
        conn.execute("VACUUM")  # so that what was dropped is not left in free pages
    finally:
        conn.close()
