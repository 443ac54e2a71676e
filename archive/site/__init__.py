"""The archive as a web site: a Datasette configuration directory, and the one function that starts it."""

import json
from pathlib import Path
from typing import Any

from datasette.app import Datasette

DIRECTORY = Path(__file__).parent
"""What Datasette calls the configuration directory: metadata, settings, plugins, templates and static files."""

DATABASE = "sinmungo"
"""The name under which the archive is served, whatever its file is called."""

PUBLIC_SETTINGS: dict[str, Any] = {
    "default_allow_sql": False,
    "allow_csv_stream": False,
    "allow_download": False,
    "default_cache_ttl": 60,
    "sql_time_limit_ms": 800,
}
"""What is tightened when strangers may look: no SQL of their own, and no export beyond one page of rows."""


def datasette(archive: str | Path, *, public: bool = False, **settings: Any) -> Datasette:
    """The site over one archive file, read-only; ``settings`` are Datasette settings that override ours."""
    chosen = json.loads((DIRECTORY / "settings.json").read_text(encoding="utf-8"))
    chosen |= (PUBLIC_SETTINGS if public else {}) | settings
    return Datasette([str(archive)], config_dir=DIRECTORY, settings=chosen)
