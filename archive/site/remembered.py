"""Query results kept until the archive changes: counts over a large table are the dear part of a page."""

from pathlib import Path
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Results

_Key = TypeVar("_Key")
_Answer = TypeVar("_Answer")

_ROOM = 200

_kept: dict[tuple[Any, ...], Results] = {}


class Remembering:
    """A Datasette whose ``execute`` remembers its answers as long as nothing is committed."""

    def __init__(self, datasette: Datasette) -> None:
        self._datasette = datasette

    def __getattr__(self, name: str) -> Any:
        return getattr(self._datasette, name)

    async def execute(self, db_name: str, sql: str, params: Any = None, **options: Any) -> Results:
        """Datasette's ``execute``, with its arguments and errors."""
        path = self._datasette.get_database(db_name).path
        asked = (path, version(path), sql, repr(params), options.get("truncate"))
        if asked not in _kept:
            answer = await self._datasette.execute(db_name, sql, params, **options)
            return remember(_kept, asked, answer, _ROOM)
        return _kept[asked]


def remember(kept: dict[_Key, _Answer], asked: _Key, answer: _Answer, room: int) -> _Answer:
    """Keep an answer among at most ``room``, in place of the oldest, and return it."""
    while len(kept) >= room:
        kept.pop(next(iter(kept)), None)  # another thread may have taken it out
    kept[asked] = answer
    return answer


def version(path: str) -> tuple[tuple[int, int], ...]:
    """Changes with every commit: SQLite writes either the file or its write-ahead log."""
    files = (Path(path), Path(f"{path}-wal"))
    return tuple((at.st_mtime_ns, at.st_size) for at in (file.stat() for file in files if file.exists()))
