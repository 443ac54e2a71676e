"""Raw responses kept in WARC, asked for again with validators, and replayed without a network."""

import gzip
import json
from io import BytesIO
from pathlib import Path

import pytest
from scrapy.http import Headers
from servers import Reply, Site, crawl
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.warc import Capture, WarcFile, read_capture, read_warc, utc_iso

HOST = "www.example-coin.kr"
URL = f"https://{HOST}"
DAY1, DAY2 = "2026-11-20T03:00:00+00:00", "2026-11-21T03:00:00+00:00"


def capture(path: str, body: bytes, at: str = DAY1, status: int = 200, **headers: str) -> Capture:
    named = Headers({"Content-Type": "text/html; charset=utf-8"})
    for name, value in headers.items():
        named[name.replace("_", "-")] = value
    return Capture(URL + path, at, status, named, body)


@pytest.fixture
def site():
    server = Site("127.0.0.2")
    yield server
    server.close()


@pytest.fixture
def fetch(site, tmp_path):
    index, root = tmp_path / "index.json", tmp_path / "snapshots"

    def run(*paths: str, **settings):
        base = {"GUARD_ALLOW": [site.netloc], "SNAPSHOT_DIR": str(root), "RETRY_TIMES": 0, "REFUSALS_MAX": 99}
        urls = [site.url + path for path in paths]
        result = crawl(urls, hosts=[site.host], index=str(index), settings={**base, **settings})
        return result, json.loads(index.read_text()), sorted(root.rglob("*.warc.gz"))

    return run


def test_a_record_reads_back_by_offset_and_in_order(tmp_path: Path) -> None:
    file = WarcFile(tmp_path)
    pages = [capture("/1", "환율".encode() * 100_000), capture("/2", gzip.compress(b"x"), Content_Encoding="gzip")]
    places = [file.write(page) for page in pages]
    file.close()
    assert [read_capture(tmp_path / name, offset).body for name, offset, _ in places] == [page.body for page in pages]
    found = list(read_warc(tmp_path / places[0][0]))
    assert [(read.url, read.body) for read, _ in found] == [(page.url, page.body) for page in pages]
    assert [offset for _, offset in found] == [offset for _, offset, _ in places]
    assert places[0][2] == places[1][1]


def test_every_file_is_new(tmp_path: Path) -> None:
    files = [WarcFile(tmp_path) for _ in range(3)]
    names = {file.write(capture("/", b"x"))[0] for file in files}
    assert len(names) == 3


def test_a_cut_record_is_no_record(tmp_path: Path) -> None:
    file = WarcFile(tmp_path)
    file.write(capture("/1", b"whole"))
    name, offset, length = file.write(capture("/2", bytes(range(256)) * 200))
    file.close()
    data = (tmp_path / name).read_bytes()
    for lost in (1, 20, length // 2, length - 5):
        cut = tmp_path / "cut.warc.gz"
        cut.write_bytes(data[:-lost])
        found = [entry.url for entry, _ in read_warc(cut)]
        assert found[:1] == [f"{URL}/1"]
        assert lost < 15 or found == [f"{URL}/1"]
        assert lost < 15 or read_capture(cut, offset) is None


def test_chunked_and_already_decoded_bodies_of_foreign_files(tmp_path: Path) -> None:
    http = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}/c\r\nWARC-Date: 2026-11-20T03:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    path = tmp_path / "foreign.warc"
    path.write_bytes(head.encode() + http + b"\r\n\r\n")
    ((found, offset),) = read_warc(path)
    assert (found.body, found.fetched_at, offset) == (b"hello", DAY1, 0)
    assert "Content-Encoding" not in found.headers


def test_a_file_that_is_no_warc(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"<html>no</html>")
    with pytest.raises(ValueError, match="not a WARC"):
        list(read_warc(tmp_path / "x"))


def test_utc_iso() -> None:
    spellings = ("2026-11-20T12:00:00+09:00", "2026-11-20T03:00:00Z", "2026-11-20T03:00:00")
    assert {utc_iso(spelling) for spelling in spellings} == {DAY1}


def test_what_is_kept_and_how_it_is_asked_for_again(site, fetch) -> None:
    page = gzip.compress("<html>환율</html>".encode(), mtime=0)

    def tagged(hit):
        if hit.headers.get("if-none-match") == '"v1"':
            return Reply(status=304)
        coded = {"Content-Encoding": "gzip", "Content-Type": "text/html; charset=utf-8"}
        return Reply(page, headers={"ETag": '"v1"', "Cache-Control": "max-age=9999", **coded})

    site.routes = {"/tagged": tagged, "/hop": Reply(status=301, headers={"Location": "/plain"})}
    site.routes |= {"/down": Reply(status=500), "/private": Reply(b"p", headers={"Cache-Control": "no-store"})}
    first, rows, files = fetch("/tagged", "/hop", "/down", "/private")
    kept = {url.removeprefix(site.url): row["status"] for url, row in rows.items()}
    assert kept == {"/robots.txt": 404, "/tagged": 200, "/hop": 301, "/plain": 200, "/private": 200}
    assert len(files) == 1
    assert all(page["fetched_at"] for page in first["pages"])
    with files[0].open("rb") as file:
        records = [record.rec_headers.get_header("WARC-Target-URI") for record in ArchiveIterator(file)]
    assert len(records) == len(rows)

    again, rows, files = fetch("/tagged", "/hop", "/private")
    assert len(files) == 1  # nothing new, so not even a file
    assert {row["touched"] for row in rows.values()} == {1}
    texts = {entry["url"].removeprefix(site.url): entry for entry in again["pages"]}
    assert texts["/tagged"]["text"] == "<html>환율</html>"
    assert all("unchanged" in entry["flags"] for entry in again["pages"])


def test_a_changed_page_is_kept_anew(site, fetch) -> None:
    site.routes["/a"] = Reply(b"old")
    _, before, _ = fetch("/a")
    site.routes["/a"] = Reply(b"new")
    result, after, files = fetch("/a")
    assert result["pages"][0]["text"] == "new" and "unchanged" not in result["pages"][0]["flags"]
    assert before[f"{site.url}/a"]["file"] != after[f"{site.url}/a"]["file"] and len(files) == 2


def test_a_failure_is_never_masked_by_a_snapshot(site, fetch) -> None:
    fetch("/a")
    site.routes["/a"] = Reply(status=503)
    result, rows, _ = fetch("/a", RETRY_AFTER_DEFAULT=0)
    assert [page["status"] for page in result["pages"]] == [503]
    site.close()
    result, rows, _ = fetch("/a", ROBOTSTXT_OBEY=False)
    assert [failure["type"] for failure in result["failures"]] == ["DownloadConnectionRefusedError"]
    assert rows[f"{site.url}/a"]["status"] == 200


def test_a_lost_snapshot_file_is_fetched_anew(site, fetch) -> None:
    _, _, files = fetch("/a")
    files[0].unlink()
    result, _, files = fetch("/a")
    assert result["pages"][0]["status"] == 200 and len(files) == 1


def test_without_an_archive_nothing_is_kept(site, tmp_path) -> None:
    settings = {"GUARD_ALLOW": [site.netloc], "SNAPSHOT_DIR": str(tmp_path / "none")}
    result = crawl([f"{site.url}/a"], hosts=[site.host], settings=settings)
    assert result["pages"][0]["status"] == 200 and not (tmp_path / "none").exists()


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    file = WarcFile(tmp_path)
    file.write(capture("/robots.txt", b"User-agent: *\nDisallow: /no\n"))
    file.write(capture("/a", "<html>첫째 날</html>".encode()))
    file.write(capture("/a", "<html>둘째 날</html>".encode(), at=DAY2))
    file.write(capture("/moved", b"", status=301, Location="/a"))
    file.write(capture("/gone", b"<html>gone</html>", status=404))
    file.write(capture("/no", b"<html>forbidden</html>"))
    file.write(capture("/zip", gzip.compress(b"<html>zip</html>"), Content_Encoding="gzip"))
    file.close()
    return str(next(tmp_path.rglob("*.warc.gz")))


def replay(bundle: str, *paths: str, at: str = "", **settings):
    replayed = {"REPLAY_WARC": [bundle], "REPLAY_AT": at, **settings}
    return crawl([URL + path for path in paths], hosts=[HOST], settings=replayed)


def test_replay_answers_everything_from_the_file(bundle: str) -> None:
    result = replay(bundle, "/a", "/moved", "/gone", "/no", "/zip", "/missing")
    pages = {page["url"].removeprefix(URL): page for page in result["pages"]}
    assert pages["/a"]["text"] == "<html>둘째 날</html>" and pages["/a"]["fetched_at"] == DAY2
    assert pages["/gone"]["status"] == 404 and pages["/zip"]["text"] == "<html>zip</html>"
    reasons = {failure["url"].removeprefix(URL): failure["reason"] for failure in result["failures"]}
    assert reasons == {"/no": "robots", "/missing": "fetch_failed"}
    assert result["stats"]["replay/missing"] == 1


def test_replay_at_a_moment(bundle: str) -> None:
    result = replay(bundle, "/a", "/moved", at="2026-11-20T12:00:00+09:00")
    assert {page["text"] for page in result["pages"]} == {"<html>첫째 날</html>"}
    assert not replay(bundle, "/a", at="2026-11-20T02:59:59Z")["pages"]


def test_replay_without_robots_txt_allows_and_says_so(tmp_path: Path) -> None:
    file = WarcFile(tmp_path)
    name, _, _ = file.write(capture("/a", b"<html>a</html>"))
    file.close()
    result = replay(str(tmp_path / name), "/a")
    assert len(result["pages"]) == 1 and result["stats"]["robotstxt/missing_in_replay"] == 1


def test_replay_never_touches_the_network(site, tmp_path: Path, bundle: str) -> None:
    settings = {"REPLAY_WARC": [bundle], "GUARD_ALLOW": [site.netloc, f"{HOST}:{site.port}"]}
    options = {"names": {HOST: site.host}, "hosts": [HOST, site.host]}
    urls = [f"{site.url}/a", f"http://{HOST}:{site.port}/a"]
    assert crawl(urls, settings=settings, **options)["pages"] == []
    # even if the replay storage were bypassed, no name is resolved
    settings["HTTPCACHE_ENABLED"] = False
    assert crawl(urls[1:], settings=settings, **options)["pages"] == []
    assert site.hits == []


def test_a_replay_reads_what_warcio_writes(tmp_path: Path) -> None:
    path = tmp_path / "w.warc.gz"
    with path.open("wb") as out:
        writer = WARCWriter(out)
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(f"{URL}/뉴스?b=2&a=1", "response", payload=BytesIO(b"ok"), http_headers=http)
        writer.write_record(record)
    assert replay(str(path), "/뉴스?b=2&a=1")["pages"][0]["text"] == "ok"
