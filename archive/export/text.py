"""Rows as text: CSV, CSV for Korean Excel, JSON lines; the command and the site write the very same bytes."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

Rows = Iterable[Sequence[Any]]

CELL = 32_767
"""What a cell of Excel holds, in UTF-16 units: Excel silently drops what is beyond."""

BATCH = 500
"""Rows in one chunk."""

_FORMULA = re.compile(r"[\s\0'\"]*[=+\-@＝＋－＠]|[\t\r\n\0]")


def chunks(fmt: str, names: Sequence[str], rows: Rows) -> Iterator[str]:
    """The file piece by piece, to be encoded as UTF-8: the head, then about 500 rows at a time; constant memory."""
    if fmt == "jsonl":
        return _json_lines(names, rows)
    # Korean Excel takes a file without the mark (BOM) for CP949, so both forms of CSV begin with it.
    if fmt == "excel":
        return _csv(names, rows, "\r\n", excel_cell)
    return _csv(names, rows, "\n", _plain_cell)


def excel_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, "-5" too, gets a leading apostrophe; numbers stay numbers.

    Text beyond Excel's cell limit is cut and ends in ``…``; bytes become hexadecimal digits.
    """
    if not isinstance(value, str):
        return _plain_cell(value)
    text = value.replace("\0", "")
    return fitting("'" + text if _FORMULA.match(value) else text)


def fitting(text: str) -> str:
    """The text, cut to what a cell of Excel holds; what is cut ends in ``…``."""
    if not overlong(text):
        return text
    return text.encode("utf-16-le")[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"


def overlong(value: Any) -> bool:
    """Whether a value is text that no cell of Excel holds."""
    # A character takes one or two units: most texts need no second look.
    return isinstance(value, str) and 2 * len(value) > CELL and len(value.encode("utf-16-le")) > 2 * CELL


def _plain_cell(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _csv(names: Sequence[str], rows: Rows, newline: str, cell: Callable[[Any], Any]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=newline)
    text.write("\ufeff")
    writer.writerow(names)
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        writer.writerows([cell(value) for value in row] for row in some)
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    if rest := text.getvalue():
        yield rest


def _json_lines(names: Sequence[str], rows: Rows) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False, default=bytes.hex).encode
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        yield "".join(encode(dict(zip(names, row, strict=True))) + "\n" for row in some)
