"""Pack tests/pages/*/site.json into the replay WARC, byte for byte the same from the same pages."""

import json
import sys
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGES = Path(__file__).parent / "pages"
REPLAY = Path(__file__).parent / "replay.warc.gz"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/rss+xml",
    ".txt": "text/plain",
    ".json": "application/json",
}
Headers = list[tuple[str, str]]


def exchanges(pages: Path) -> list[tuple[dict[str, Any], bytes]]:
    """Every record of every site.json with its body, sorted by instant and URL; raises on a record given twice."""
    found = {}
    for site in sorted(pages.glob("*/site.json")):
        for entry in json.loads(site.read_text("utf-8")):
            place = (entry["at"], entry["url"])
            if place in found:
                raise ValueError(f"{site}: {entry['url']} at {entry['at']} is there twice")
            found[place] = (entry, (site.parent / entry["file"]).read_bytes() if "file" in entry else b"")
    return [found[place] for place in sorted(found)]


def http_headers(entry: dict[str, Any], length: int) -> Headers:
    """The headers as listed; Content-Type by the file's extension unless listed, Content-Length always ours."""
    headers = [(name, value) for name, value in entry.get("headers", {}).items() if name.lower() != "content-length"]
    known = CONTENT_TYPES.get(Path(entry.get("file", "")).suffix)
    if known and not any(name.lower() == "content-type" for name, _ in headers):
        headers.insert(0, ("Content-Type", known))
    return [*headers, ("Content-Length", str(length))]


def records(writer: WARCWriter, pages: Path) -> Iterator[ArcWarcRecord]:
    """A response record for each exchange; its id follows from URL and instant, so nothing is random."""
    for entry, body in exchanges(pages):
        status = int(entry.get("status", 200))
        head = StatusAndHeaders(f"{status} {HTTPStatus(status).phrase}", http_headers(entry, len(body)), "HTTP/1.1")
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{entry['url']} {entry['at']}")
        warc_headers = {"WARC-Record-ID": f"<urn:uuid:{identity}>", "WARC-Date": entry["at"]}
        yield writer.create_warc_record(
            entry["url"], "response", payload=BytesIO(body), http_headers=head, warc_headers_dict=warc_headers
        )


def warcinfo(writer: WARCWriter, name: str) -> ArcWarcRecord:
    """The opening record, built by hand since warcio's own takes a random id and the wall clock."""
    fields = BytesIO(b"software: tests/pack.py\r\nformat: WARC File Format 1.0\r\n")
    warc_headers = {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>",
        "WARC-Date": "2026-11-20T00:00:00Z",
        "WARC-Filename": name,
    }
    return writer.create_warc_record(
        "", "warcinfo", payload=fields, warc_content_type="application/warc-fields", warc_headers_dict=warc_headers
    )


def pack(out: Path, pages: Path = PAGES) -> int:
    """Write the WARC to ``out``; returns the number of response records."""
    written = 0
    with out.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        # the name of the committed file, whatever ``out`` is called, so that a copy elsewhere compares equal
        writer.write_record(warcinfo(writer, REPLAY.name))
        for record in records(writer, pages):
            writer.write_record(record)
            written += 1
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else REPLAY
    print(f"{pack(target)} records in {target}")
