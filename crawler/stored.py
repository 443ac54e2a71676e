"""Walks any WARC file for stored responses; what is passed over gets a reason, and damage costs one record."""

import gzip
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.statscollectors import MemoryStatsCollector
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.page import PageRefused
from crawler.scan import MAX_BYTES
from crawler.warc import Capture, capture_of

GZIP_MEMBER = b"\x1f\x8b\x08"
LONGEST_HEAD = 65_536  # bytes of a record's own headers
PLAIN_RECORD = b"WARC/1."
BROKEN = (ArchiveLoadFailed, zlib.error, EOFError, ValueError)
"""What warcio raises on bytes that are no record."""


class Passed(NamedTuple):
    """A record that is no complete HTTP response; ``damaged`` when it should have been one."""

    reason: str
    offset: int
    damaged: bool = False


def stored_responses(path: str | Path) -> Iterator[Capture | Passed]:
    """Every record of the file, in order. OSError when the file cannot be read."""
    opened: Any = gzip.open(path) if _in_one_piece(path) else open(path, "rb")  # noqa: SIM115
    with opened as file:
        start: int | None = 0
        while start is not None:
            last, broken = start, False
            file.seek(start)
            records = ArchiveIterator(file)
            try:
                for record in records:
                    told = _told(record)  # first: asking for the offset reads the record away
                    last = records.get_record_offset()
                    yield told if isinstance(told, Capture) else told._replace(offset=last)
            except BROKEN:
                broken = True
            start = _next_record(file, last + 1)
            if broken or start is not None:
                yield Passed("damaged record", last, damaged=True)


def _in_one_piece(path: str | Path) -> bool:
    """Whether the file was compressed as a whole instead of record by record."""
    with open(path, "rb") as file:
        try:
            list(islice(ArchiveIterator(file), 2))
        except ArchiveLoadFailed as error:
            return "gzip block continues" in str(error)
        except BROKEN:
            pass
    return False


def _told(record: Any) -> Capture | Passed:
    if record.rec_type != "response" or not record.http_headers:
        return Passed(f"{record.rec_type} record", 0)
    return capture_of(record) or Passed("record cut short", 0, damaged=True)


def _next_record(file: IO[bytes], after: int) -> int | None:
    """Where the next readable record starts; None at the end of the file."""
    file.seek(0)
    sign = GZIP_MEMBER if file.read(3) == GZIP_MEMBER else PLAIN_RECORD
    file.seek(after)
    rest = b""
    while block := file.read(2**20):
        rest, base = rest[-16:] + block, file.tell() - len(block) - len(rest[-16:])
        at = rest.find(sign)
        while at >= 0:
            if _opens_record(file, base + at, sign):
                return base + at
            at = rest.find(sign, at + 1)
        file.seek(base + len(rest))
    return None


def _opens_record(file: IO[bytes], offset: int, sign: bytes) -> bool:
    file.seek(offset)
    if sign == PLAIN_RECORD:
        head = file.read(LONGEST_HEAD).partition(b"\r\n\r\n")
        return bool(head[1]) and b"WARC-Type" in head[0] and head[0].count(b"WARC/1.") == 1
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(file.read(512), 16).startswith(b"WARC/")
    except zlib.error:
        return False


def plain_body(capture: Capture) -> bytes:
    """The body with its content coding undone, by the same middleware as in a crawl.

    Raises :class:`PageRefused` ``too_large`` and ``truncated``, and whatever the coding's library says of damaged bytes.
    """
    if b"Content-Encoding" not in capture.headers:
        return capture.body
    try:
        body: bytes = _decoder().process_response(Request(capture.url), capture.response()).body
    except IgnoreRequest as error:
        raise PageRefused("too_large", str(error)) from error
    if _is_cut(capture.body, len(body)):
        raise PageRefused("truncated", f"the compressed body ends early, after {len(body)} bytes of text")
    return body


def _is_cut(coded: bytes, length: int) -> bool:
    """Whether a gzip body ends before its own end; its last four bytes tell the length of one that is whole."""
    if coded[:2] != b"\x1f\x8b" or int.from_bytes(coded[-4:], "little") == length:
        return False
    stream = zlib.decompressobj(zlib.MAX_WBITS + 16)
    while coded and not stream.eof:  # the length differs when several members follow each other, too
        stream.decompress(coded, MAX_BYTES)
        coded = stream.unconsumed_tail
    return not stream.eof


@cache
def _decoder() -> Any:
    crawler = Crawler(Spider, {"DOWNLOAD_MAXSIZE": MAX_BYTES})
    crawler.stats = MemoryStatsCollector(crawler)
    return HttpCompressionMiddleware.from_crawler(crawler)
