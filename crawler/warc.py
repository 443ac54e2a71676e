"""Reads and writes captured responses as WARC records."""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.response import response_status_message
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.scan import MAX_BYTES

MOST_HEADERS = 500
MOST_BYTES = 4 * MAX_BYTES  # of one stored body, before it is decoded
HOP_HEADERS = (b"Content-Length", b"Transfer-Encoding", b"Connection", b"Keep-Alive")
MAGIC = {b"gzip": b"\x1f\x8b", b"x-gzip": b"\x1f\x8b"}


@dataclass(slots=True)
class Capture:
    """One response as it came over the wire.

    ``fetched_at`` is UTC ISO 8601 to the second; ``body`` is still content-encoded as ``headers`` say.
    """

    url: str
    fetched_at: str
    status: int
    headers: Headers
    body: bytes

    def response(self) -> Response:
        """The capture as the response the downloader would have given (middlewares decode it as usual)."""
        kind = responsetypes.from_args(headers=self.headers, url=self.url)
        return kind(url=self.url, status=self.status, headers=self.headers, body=self.body)


def utc_now() -> str:
    """This second as ``2026-11-20T01:30:00+00:00``."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def utc_iso(text: str) -> str:
    """An ISO 8601 instant (``Z``, an offset, or nothing for UTC) as UTC to the second; ValueError if it is none."""
    instant = datetime.fromisoformat(text.strip())
    if not 1990 <= instant.year < 9000:  # the edges of the calendar overflow when moved to another zone
        raise ValueError(f"{text.strip()[:40]!r} is no time of a web page")
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(UTC).isoformat(timespec="seconds")


class WarcFile:
    """A new WARC file, one gzip member per record; created at the first record and never appended to by another.

    Its name tells the second and the process; the directory below ``root`` tells the month.
    """

    def __init__(self, root: Path):
        self.root = root
        self.name = ""
        self._file: IO[bytes] | None = None

    def write(self, capture: Capture) -> tuple[str, int, int]:
        """Append the capture and hand it to the operating system; its (file below root, offset, length)."""
        file = self._file or self._create()
        offset = file.tell()
        member = _GzipMember(file)
        writer = WARCWriter(member, gzip=False)
        writer.write_record(_record(writer, capture))
        return self.name, offset, file.tell() - offset

    def close(self) -> None:
        """Write through to the disk and close; a later record opens a new file."""
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _create(self) -> IO[bytes]:
        now = datetime.now(UTC)
        folder = self.root / f"{now:%Y-%m}"
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{now:%Y%m%dT%H%M%S}-{os.getpid()}"
        number = 0
        while True:
            path = folder / f"{stem}-{number}.warc.gz"
            try:
                self._file = path.open("xb")
            except FileExistsError:
                number += 1
                continue
            self.name = path.relative_to(self.root).as_posix()
            return self._file


class _GzipMember:
    """One gzip member on a file. Level 1: bodies mostly come compressed, and warcio's fixed 9 doubles the cost."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self._deflate = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS + 16)

    def write(self, data: bytes) -> None:
        self._file.write(self._deflate.compress(data))

    def flush(self) -> None:
        self._file.write(self._deflate.flush())
        self._file.flush()


def _record(writer: WARCWriter, capture: Capture) -> Any:
    kept = [(name, value) for name, values in capture.headers.items() for value in values if name not in HOP_HEADERS]
    lines = [(_text(name), _text(value)) for name, value in kept]
    lines.append(("Content-Length", str(len(capture.body))))
    http = StatusAndHeaders(response_status_message(capture.status), lines, protocol="HTTP/1.1")
    return writer.create_warc_record(
        capture.url,
        "response",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": utc_iso(capture.fetched_at).replace("+00:00", "Z")},
    )


def _text(value: bytes) -> str:
    return value.decode("latin-1").replace("\r", " ").replace("\n", " ")


def read_warc(path: str | Path) -> Iterator[tuple[Capture, int]]:
    """Every complete HTTP response of a WARC file (gzip or plain), with its offset, in file order.

    Requests, revisits, other records, and records cut short are passed over. OSError if the file cannot be read,
    ValueError if it is not WARC.
    """
    with open(path, "rb") as file:
        records = ArchiveIterator(file)
        try:
            for record in records:
                capture = capture_of(record)  # first: asking for the offset reads the record away
                if capture:
                    yield capture, records.get_record_offset()
        except ArchiveLoadFailed as error:
            raise ValueError(f"{path} is not a WARC file: {error}") from error


def read_capture(path: str | Path, offset: int) -> Capture | None:
    """The response record that starts at ``offset``; None if it is missing, cut or of another kind."""
    with open(path, "rb") as file:
        file.seek(offset)
        try:
            record = next(iter(ArchiveIterator(file)), None)
        except ArchiveLoadFailed:
            return None
        return capture_of(record) if record else None


def capture_of(record: Any) -> Capture | None:
    """The response of a warcio record, which is read to its end; None if it is cut short or of another kind."""
    if record.rec_type != "response" or not record.http_headers:
        return None
    if len(record.http_headers.headers) > MOST_HEADERS:
        return None
    body = _read_all(record.raw_stream)
    if getattr(record.raw_stream, "limit", 0) > 0:
        return None  # the file ends inside this record
    try:
        status = int(record.http_headers.get_statuscode())
        fetched_at = utc_iso(record.rec_headers.get_header("WARC-Date"))
    except (ValueError, TypeError, AttributeError):
        return None
    headers = Headers()
    for name, value in record.http_headers.headers:
        headers.appendlist(name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    return Capture(url, fetched_at, status, headers, _as_labelled(headers, body))


def _read_all(stream: Any) -> bytes:
    """Everything a warcio stream holds; one read gives no more than its buffer."""
    parts, size = [], 0
    while (part := stream.read(65536)) and size <= MOST_BYTES:
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _as_labelled(headers: Headers, body: bytes) -> bytes:
    """The body with the transfer coding undone, and the content coding's label dropped where it was undone already."""
    if b"chunked" in (headers.get("Transfer-Encoding") or b"").lower():
        body = _read_all(ChunkedDataReader(BytesIO(body)))
    for name in HOP_HEADERS:
        headers.pop(name, None)
    magic = MAGIC.get((headers.get("Content-Encoding") or b"").strip().lower())
    if magic and not body.startswith(magic):
        headers.pop("Content-Encoding", None)
    return body
