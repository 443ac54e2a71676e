"""Where exports are written: in a hidden directory beside their place, into which they are moved when they are complete."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import CannotExport

_STALE_SECONDS = 86_400


def check(out: Path, *, directory: bool) -> None:
    """Raises :class:`CannotExport` when something stands at ``out`` that an export must not replace."""
    if not directory and out.is_dir():
        raise CannotExport(out, "is a directory")
    if directory and (out.is_file() or (out.is_dir() and not _is_an_export(out))):
        raise CannotExport(out, "exists and is no earlier partitioned export; only such a directory is replaced")


def manifest_of(out: Path) -> Path:
    """Where the manifest of an export stands: beside it, so that whoever reads a directory of parts finds only parts."""
    return out.with_name(f"{out.name}.manifest.json")


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """A hidden directory beside ``out``; removed at the end, or after a kill by an export of the same name a day later."""
    for left in out.parent.glob(f".{out.name}.*.part"):
        with suppress(FileNotFoundError):  # another export may be sweeping as well
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def publish(written: Path, manifest: str, out: Path) -> None:
    """Move a complete file or directory to its final name, then its manifest.

    At every moment what stands under the final name is whole, old or new or nothing; and when a manifest stands beside
    it, that one tells of it. ``written`` lies in the workplace of ``out``.
    """
    text = written.with_name(manifest_of(out).name)
    text.write_text(manifest, encoding="utf-8")
    for path in (text, written, *written.rglob("*")):
        _sync(path)
    manifest_of(out).unlink(missing_ok=True)
    if out.is_dir():
        out.rename(written.with_name("replaced"))  # a full directory cannot be replaced at one blow
    written.replace(out)
    _sync(out.parent)
    text.replace(manifest_of(out))
    _sync(out.parent)


def _is_an_export(folder: Path) -> bool:
    return all(path.suffix == ".parquet" or (path.is_dir() and "=" in path.name) for path in folder.rglob("*"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
