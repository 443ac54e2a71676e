"""Feeds stored responses to the same reading and pipelines: WARC in, archive out, every record accounted for."""

import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from archive.errors import ArchiveError, Locked
from archive.store import Archive
from crawler import outlets
from crawler.answers import of_type
from crawler.items import Article, Quarantined
from crawler.pipelines import Item, finish, keep, read_response
from crawler.records_of_warc import Skipped, stored_responses
from crawler.report import FAILED, LOCKED, OK, print_summary
from crawler.run import Run, open_archive
from crawler.warc import Capture

BATCH = 8  # pages handed to a process at once
AHEAD = 4  # batches read ahead for each process


class Read(NamedTuple):
    """What one stored response became: an item for the archive, or the reason why it was passed over."""

    item: Item | None
    skipped: str = ""


def ingest(files: Sequence[str | Path], path: Path, jobs: int = 1) -> int:
    """Read the WARC files into the archive; ``jobs`` processes read, this one writes. Returns the exit code."""
    try:
        with open_archive(path) as archive:
            return _ingest(files, archive, jobs)
    except Locked:
        print(f"{path}: another crawl is writing this archive; nothing was done", file=sys.stderr)
        return LOCKED
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return FAILED


def _ingest(files: Sequence[str | Path], archive: Archive, jobs: int) -> int:
    archive.register_outlets(outlets.row(outlet) for outlet in outlets.outlets().values())
    run = Run(archive, "ingest " + " ".join(map(str, files)), ())
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    damage: list[str] = []
    for file in files:
        records = _responses(file, skipped, damage)
        for read in _read_all(records, jobs):
            if read.item is None:
                skipped[read.skipped] += 1
            else:
                counts[keep(archive, run.number, read.item)] += 1
    status = "degraded" if damage else "ok"
    archive.finish_run(run.number, at=run.now(), status=status, finish_reason="finished", outlets={})
    print_summary(archive, run.number, {})
    _print_counts(counts, skipped, damage)
    return FAILED if damage else OK


def _responses(file: str | Path, skipped: Counter[str], damage: list[str]) -> Iterator[Capture]:
    """The responses of one file; what else stands in it is counted, an unreadable file or part is noted."""
    try:
        for record in stored_responses(file):
            if isinstance(record, Capture):
                yield record
            else:
                skipped[record.reason] += 1
                if record.damaged:
                    damage.append(f"{file}: {record.reason} at byte {record.offset}")
    except (OSError, ValueError) as error:
        damage.append(f"{file}: {error}")


def read_capture(capture: Capture) -> Read:
    """One stored response, read and separated, as an item for the archive."""
    status, keys = capture.status, outlets.url_keys()
    outlet = outlets.outlet_of(capture.url)
    slug = outlet.name if outlet else None
    if status != 200:
        if status < 400 or keys.match(capture.url)[1] is None:
            return Read(None, f"HTTP status {status}")
        why = Quarantined(capture.url, keys.key(capture.url), slug, f"http_{status}", f"HTTP {status}", capture.fetched_at)
        return Read(why)
    content_type = (capture.headers.get("Content-Type") or b"").decode("latin-1")
    if of_type(content_type) or not _looks_like_html(capture, content_type):
        return Read(None, f"no HTML ({content_type.split(';')[0].strip() or 'no type'})")
    try:
        body = capture.plain_body()
    except ValueError as error:
        return Read(Quarantined(capture.url, keys.key(capture.url), slug, "truncated", str(error), capture.fetched_at))
    return Read(
        finish(
            read_response(
                capture.url, body, content_type=content_type, status=200, fetched_at=capture.fetched_at, outlet=outlet, keys=keys
            ),
            keys,
        )
    )
