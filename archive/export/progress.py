"""How far an export is, on a terminal; nowhere else."""

import sys
import time
from contextlib import AbstractContextManager
from typing import TextIO

_SECONDS = 0.2


class Progress(AbstractContextManager["Progress"]):
    """One line on standard error that says the rows so far and is gone at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._said = time.monotonic()
        self._width = 0

    def __call__(self, rows: int) -> None:
        """Say it, unless the last word was a moment ago."""
        if self._shown and time.monotonic() - self._said >= _SECONDS:
            self._said = time.monotonic()
            line = f"{rows:,} rows"
            self._width = len(line)
            self._stream.write(f"\r{line}")
            self._stream.flush()

    def __exit__(self, *_: object) -> None:
        if self._width:
            self._stream.write(f"\r{' ' * self._width}\r")
            self._stream.flush()
