"""Rows as Parquet: one file, or one file for each outlet and month in directories with Hive names."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.export.selection import Selection
from archive.export.text import Rows

ROWS = 4_000
"""Rows of one row group, which is held in memory: about 10 MB of articles."""

_UNKNOWN = "__HIVE_DEFAULT_PARTITION__"


def column_types(conn: sqlite3.Connection, selection: Selection, names: Sequence[str]) -> list[str]:
    """The SQLite type of each column: the declared one, else (in queries and views) what its values have in common.

    One of INTEGER, REAL, BLOB, TEXT, or MIXED, which is written as text.
    """
    types = [selection.types.get(name, "") for name in names]
    unknown = [number for number, kind in enumerate(types) if not kind]
    if unknown:
        for number, found in zip(unknown, _found(conn, selection, len(names), unknown), strict=True):
            types[number] = _common(found)
    return types


def write(path: Path, names: Sequence[str], types: Sequence[str], rows: Rows) -> None:
    """One Parquet file, compressed with zstd; constant memory."""
    import pyarrow  # type: ignore[import-not-found,unused-ignore]
    import pyarrow.parquet  # type: ignore[import-not-found,unused-ignore]

    arrow = {"INTEGER": pyarrow.int64(), "REAL": pyarrow.float64(), "BLOB": pyarrow.binary()}
    schema = pyarrow.schema(
        [(name, arrow.get(kind, pyarrow.string())) for name, kind in zip(names, types, strict=True)]
    )
    rows = iter(rows)
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(rows, ROWS)):
            values = zip(zip(*some, strict=True), types, schema.types, strict=True)
            columns = [
                pyarrow.array(map(_text, column) if kind == "MIXED" else column, to) for column, kind, to in values
            ]
            writer.write_table(pyarrow.table(columns, schema=schema))


def write_months(folder: Path, names: Sequence[str], types: Sequence[str], rows: Rows) -> None:
    """``outlet=…/month=…/part-0.parquet`` for rows that begin with outlet and month, those of one pair together."""
    folder.mkdir()
    written: Counter[Path] = Counter()
    for pair, some in groupby(rows, key=lambda row: row[:2]):
        outlet, month = (quote(value, safe="") if value else _UNKNOWN for value in pair)
        place = folder / f"outlet={outlet}" / f"month={month}"
        place.mkdir(parents=True, exist_ok=True)
        write(place / f"part-{written[place]}.parquet", names[2:], types[2:], (row[2:] for row in some))
        written[place] += 1


def _found(conn: sqlite3.Connection, selection: Selection, width: int, columns: Sequence[int]) -> Iterator[set[str]]:
    kinds = ("integer", "real", "text", "blob")
    asked = ", ".join(f"max(typeof(c{number}) = '{kind}')" for number in columns for kind in kinds)
    names = ", ".join(f"c{number}" for number in range(width))
    [*said] = conn.execute(f"WITH q({names}) AS ({selection.sql}) SELECT {asked} FROM q", selection.values).fetchone()
    for first in range(0, len(said), len(kinds)):
        yield {kind for kind, seen in zip(kinds, said[first:], strict=False) if seen}


def _common(found: set[str]) -> str:
    if len(found) <= 1:
        return next(iter(found), "text").upper()
    return "REAL" if found == {"integer", "real"} else "MIXED"


def _text(value: Any) -> str | None:
    return value.hex() if isinstance(value, bytes) else None if value is None else str(value)
