"""Rows as an Excel workbook, row by row in constant memory; text is text, whatever it looks like."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from archive.export.text import Rows, fitting

ROWS = 1_048_576
"""What a sheet of Excel holds, the head included; what is beyond goes to a next sheet with a head of its own."""

_EXACT = 10**15  # Excel keeps fifteen digits of a number
_NOT_XML = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(path: Path, name: str, names: Sequence[str], rows: Rows, at: str) -> None:
    """A workbook with the sheet ``name`` and, when one does not hold all rows, ``name 2``, ``name 3`` …

    ``at`` is the time it tells as its creation, ISO 8601.
    """
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped,import-not-found,unused-ignore]

    try:
        _write_book(path, name, names, rows, at)
    except FileCreateError as error:  # wraps the system's own, such as a full disk
        raise OSError(*error.args[0].args) from error


def _write_book(path: Path, name: str, names: Sequence[str], rows: Rows, at: str) -> None:
    from xlsxwriter import Workbook  # type: ignore[import-untyped,import-not-found,unused-ignore]

    # Its temporary files are as large as the export: beside the file there must be room anyway, in /tmp perhaps not.
    with Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        book.use_zip64()
        book.set_properties({"created": datetime.fromisoformat(at)})
        bold = book.add_format({"bold": True})
        for number, some in enumerate(_sheets(rows), 1):
            sheet = book.add_worksheet(name[:27] if number == 1 else f"{name[:27]} {number}")
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, names, bold)
            for line, row in enumerate(some, 1):
                _write_row(sheet, line, row)


def _sheets(rows: Rows) -> Iterator[Iterator[Sequence[Any]]]:
    rows = iter(rows)
    yield islice(rows, ROWS - 1)
    for row in rows:
        yield islice(chain([row], rows), ROWS - 1)


def _write_row(sheet: Any, line: int, row: Sequence[Any]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, bytes):
            value = value.hex()
        if isinstance(value, str):
            # never write(), which makes formulas, links and numbers out of text
            sheet.write_string(line, column, fitting(_NOT_XML.sub("", value)))
        elif value is not None and abs(value) < _EXACT:
            sheet.write_number(line, column, value)
        elif value is not None:
            sheet.write_string(line, column, str(value))
