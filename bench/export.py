"""What exports cost: ``python bench/export.py [ARTICLES …]`` prints rows per second and peak memory of every format.

The articles are the invented ones of ``bench/archive.py``, about 800 characters each, in all their columns, from archives of
10,000 and 100,000 unless other sizes are given. Each export runs in a process of its own and is timed from the first
statement to the manifest, the sync to disk included. *memory* is the most that process ever held, *beyond* what of it
the rows cost: the same export of no row, libraries loaded, is taken off. *site* is the CSV link, read piece by piece
from the site in the same process; its bytes must be those of the command, which is asserted.
"""

import asyncio
import hashlib
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # else "archive" would be bench/archive.py

from archive.export import export
from archive.site import datasette
from archive.store import Archive
from bench.site import fill

SIZES = (10_000, 100_000)
HOW: dict[str, dict[str, Any]] = {
    "csv": {"fmt": "csv"},
    "excel": {"fmt": "excel"},
    "jsonl": {"fmt": "jsonl"},
    "parquet": {"fmt": "parquet"},
    "parquet, partitioned": {"fmt": "parquet", "partition": True},
    "xlsx": {"fmt": "xlsx"},
    "csv, header bigkinds": {"fmt": "csv", "header": "bigkinds"},
    "csv, since a day": {"fmt": "csv", "since": "2026-11-10"},
    "csv of a query": {"fmt": "csv", "name": "undisclosed_ads"},
}

Measured = tuple[int, float, float, int, str]
"""Rows, seconds, megabytes held at most, bytes written, SHA-256."""


def one(path: Path, out: Path, how: dict[str, Any]) -> Measured:
    """One export."""
    with Archive(path, readonly=True) as archive:
        start = time.perf_counter()
        told = export(archive.db, out=out, **{"name": "articles"} | how)
        spent = time.perf_counter() - start
    checksum = told["files"][0]["sha256"] if told["files"] else ""
    return told["rows"], spent, peak(), sum(file["bytes"] for file in told["files"]), checksum


def from_site(path: Path, link: str, rows: int) -> Measured:
    """The whole of a CSV link, piece by piece; the rows are only handed through."""
    checksum, size, start = hashlib.sha256(), 0, time.perf_counter()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3_600)
        return {}

    async def send(message: dict[str, Any]) -> None:
        nonlocal size
        assert message.get("status", 200) == 200, message
        size += len(message.get("body", b""))
        checksum.update(message.get("body", b""))

    scope = {
        "type": "http",
        "method": "GET",
        "path": link,
        "raw_path": link.encode(),
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(datasette(path).app()(scope, receive, send))
    return rows, time.perf_counter() - start, peak(), size, checksum.hexdigest()


def peak() -> float:
    """The most memory this process ever held, in MB (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def apart(function: Callable[..., Measured], *arguments: Any) -> Measured:
    """The same in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def table(path: Path, folder: Path, count: int) -> None:
    """Every format from one archive."""
    print(f"{count} articles: {'rows':>23}{'rows/s':>9}{'memory MB':>11}{'beyond':>8}{'file MB':>9}")
    sums: dict[str, tuple[int, str]] = {}
    for name, how in HOW.items():
        measured = apart(one, path, folder / name, how)
        none = apart(one, path, folder / f"no {name}", how | {"outlet": "nobody"})
        sums[name] = measured[0], measured[4]
        line(name, measured, measured[2] - none[2])
    for name, page in (("csv", "articles"), ("csv of a query", "undisclosed_ads")):
        measured = apart(from_site, path, f"/sinmungo/{page}.csv", sums[name][0])
        assert measured[4] == sums[name][1], f"the site's {page} differ from the command's"
        line(f"site, {name}", measured, None)


def line(name: str, measured: Measured, beyond: float | None) -> None:
    """Print one measurement."""
    rows, seconds, megabytes, size, _ = measured
    more = "" if beyond is None else f"{beyond:.0f}"
    print(f"  {name:32}{rows:>8}{rows / seconds:>9.0f}{megabytes:>11.0f}{more:>8}{size / 1e6:>9.1f}")


def main() -> None:
    """Invent the archives, measure, print."""
    for count in [int(size) for size in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.db"
            fill(path, count)
            table(path, Path(folder), count)


if __name__ == "__main__":
    main()
