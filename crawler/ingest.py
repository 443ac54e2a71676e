"""Feeds stored responses to the same reading and pipelines: WARC in, archive out, every record accounted for."""

import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from archive.errors import ArchiveError, Locked
from archive.store import Archive
from crawler import outlets
from crawler.answers import HTML_TYPES, LOOSE_TYPES, media_type
from crawler.apis import Api, read_api_pages
from crawler.article import ArticleSpider
from crawler.discovery import DiscoveryError
from crawler.items import Article, Quarantined
from crawler.page import PageRefused
from crawler.pipelines import Item, finish, keep, light, read_response
from crawler.reading import is_misdated
from crawler.report import FAILED, LOCKED, OK, print_misdated, print_summary
from crawler.run import Run, misdated, open_archive
from crawler.stored import plain_body, stored_responses
from crawler.warc import Capture

HTML_SIGNS = re.compile(rb"<!doctype html|<html|<head|<body", re.I)
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
    except BrokenProcessPool:
        print("a reading process was killed (out of memory?); what was written before stays", file=sys.stderr)
    return FAILED


def _ingest(files: Sequence[str | Path], archive: Archive, jobs: int) -> int:
    archive.register_outlets(outlets.row(outlet) for outlet in outlets.outlets().values())
    run = Run(archive, "ingest " + " ".join(map(str, files)), ())
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    dates: Counter[str | None] = Counter()
    damage: list[str] = []
    for file in files:
        records = _responses(file, skipped, damage)
        for read in _read_all(records, jobs):
            if read.item is None:
                skipped[read.skipped] += 1
            else:
                counts[keep(archive, run.number, read.item)] += 1
                dates[read.item.outlet] += isinstance(read.item, Article) and is_misdated(read.item)
    status = "degraded" if damage else "ok"
    told = {outlet: {"errors": misdated(count)} for outlet, count in dates.items() if outlet and count}
    archive.finish_run(run.number, at=run.now(), status=status, finish_reason="finished", outlets=told)
    print_summary(archive, run.number)
    for outlet, count in dates.items():
        print_misdated(outlet, count)
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


def read_capture(capture: Capture) -> list[Read]:
    """What one stored response became: mostly one article, of an outlet's JSON as many as it holds."""
    if capture.status == 200 and (told := outlets.api_of(capture.url)):
        return _read_api(capture, *told)
    return [read_page(capture)]


def _read_api(capture: Capture, outlet: type[ArticleSpider], api: Api) -> list[Read]:
    try:
        pages = read_api_pages(plain_body(capture), capture.url, api)
    except (DiscoveryError, PageRefused) as error:
        return [Read(None, str(error))]
    keys = outlets.url_keys()
    read = partial(read_response, content_type="", fetched_at=capture.fetched_at, outlet=outlet, keys=keys, extractor="api")
    items = [finish(read(url, partial(bytes, page)), keys) for url, page in pages.items()]
    return [Read(light(item)) for item in items] or [Read(None, "JSON without articles")]


def read_page(capture: Capture) -> Read:
    """One stored response, read and separated, as an item for the archive."""
    status, keys, outlet = capture.status, outlets.url_keys(), outlets.outlet_of(capture.url)
    if 300 <= status < 400 or (status >= 400 and keys.match(capture.url)[1] is None):
        return Read(None, f"HTTP status {status}")
    if status >= 400:
        slug = outlet.name if outlet else None
        key = keys.key(capture.url)
        return Read(Quarantined(capture.url, key, slug, f"http_{status}", f"HTTP {status}", capture.fetched_at))
    content_type = (capture.headers.get("Content-Type") or b"").decode("latin-1")
    kind = media_type(content_type)
    if kind not in HTML_TYPES and not (kind in LOOSE_TYPES and HTML_SIGNS.search(capture.body[:2000])):
        return Read(None, f"no HTML ({kind or 'no type'})")
    item = read_response(
        capture.url,
        partial(plain_body, capture),
        content_type=content_type,
        fetched_at=capture.fetched_at,
        outlet=outlet,
        keys=keys,
    )
    return Read(light(finish(item, keys)))


def _read_batch(captures: Sequence[Capture]) -> list[Read]:
    return [read for capture in captures for read in read_capture(capture)]


def _read_all(captures: Iterable[Capture], jobs: int) -> Iterator[Read]:
    """Every capture read, in order; with several jobs a few batches ahead, so that memory stays flat."""
    if jobs == 1:
        for capture in captures:
            yield from read_capture(capture)
        return
    waiting: deque[Future[list[Read]]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for batch in _batches(captures):
            waiting.append(pool.submit(_read_batch, batch))
            if len(waiting) > jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _batches(captures: Iterable[Capture]) -> Iterator[list[Capture]]:
    source = iter(captures)
    while batch := list(islice(source, BATCH)):
        yield batch


def _print_counts(kept: Counter[str], skipped: Counter[str], damage: list[str]) -> None:
    print(", ".join(f"{count} {name}" for name, count in sorted(kept.items())) or "nothing kept")
    for reason, count in sorted(skipped.items()):
        print(f"{count} passed over: {reason}")
    for text in damage:
        print(text, file=sys.stderr)
