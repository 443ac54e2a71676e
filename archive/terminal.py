"""Text of strangers on a terminal: harmless, and cut or wrapped by the columns it takes, of which Hangul takes two."""

import unicodedata
from collections.abc import Container, Iterator, Sequence


def plain(text: str | None) -> str:
    """One line in which what a terminal would obey (escape sequences, bidi and other controls) is spelled out."""
    line = " ".join((text or "").split())
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def columns(text: str) -> int:
    """The columns that a line takes on a terminal."""
    return sum(map(_columns, text))


def cut(text: str | None, width: int | None) -> str:
    """One line of at most ``width`` columns (None: as long as it is); ``…`` marks what is cut."""
    line = plain(text)
    if width is None or _fitting(line, 0, width) == len(line):
        return line
    return line[: _fitting(line, 0, width - 1)] + "…"


def wrapped(text: str | None, width: int | None) -> Iterator[str]:
    """The lines of a text, each of at most ``width`` columns, broken at spaces; a word longer than half a line anywhere."""
    line, start = plain(text), 0
    while width is not None and (end := _fitting(line, start, width)) < len(line):
        space = line.rfind(" ", start + (end - start) // 2, end + 1)
        yield line[start : space if space > 0 else end].rstrip()
        start = space + 1 if space > 0 else end
    yield line[start:]


def table(rows: Sequence[Sequence[str]], right: Container[int] = ()) -> Iterator[str]:
    """The lines of a table whose columns stand under each other, the last one ragged; those in ``right`` end flush."""
    widths = [max(columns(plain(cell)) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [plain(cell) for cell in row]
        gaps = [" " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=True)]
        padded = [gap + cell if i in right else cell + gap for i, (cell, gap) in enumerate(zip(cells, gaps, strict=True))]
        yield "  ".join([*padded[:-1], cells[-1]]).rstrip()


def _fitting(line: str, start: int, width: int) -> int:
    """The index behind the last character that fits into ``width`` columns from ``start`` on; at least one does."""
    taken = 0
    for i in range(start, len(line)):
        taken += _columns(line[i])
        if taken > width and i > start:
            return i
    return len(line)


def _columns(character: str) -> int:
    return 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
