"""The demo, as ``make demo`` runs it: two crawls replayed through the real spiders, counted table by table.

``python tests/test_demo.py`` writes the golden file anew; look at the difference before you commit it.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.outlets import outlets

ROOT = Path(__file__).resolve().parents[1]
REPLAY = ROOT / "tests" / "replay.warc.gz"
GOLDEN = ROOT / "tests" / "golden.json"
FIRST, SECOND = "2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z"


def crawl(archive: Path, at: str) -> subprocess.CompletedProcess[str]:
    code = "from crawler.cli import main; main()"
    words = [sys.executable, "-c", code, "crawl", "--replay", str(REPLAY), "--at", at, "--archive", str(archive)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, capture_output=True, text=True, timeout=120, cwd=archive.parent, env=env)


def rows(archive: Path, sql: str) -> list[tuple]:
    with sqlite3.connect(archive) as db:
        return db.execute(sql).fetchall()


def counts(archive: Path) -> dict[str, object]:
    """What is in the archive: rows per table, and what each outlet's articles hold and each URL came to."""
    tables = [name for (name,) in rows(archive, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    own = [name for name in tables if not name.startswith(("articles_fts", "_", "sqlite_"))]
    kinds = "SELECT outlet, kind, count(*) FROM articles GROUP BY 1, 2 ORDER BY 1, 2"
    ads = "SELECT kind, network, disclosed, count(*) FROM ads GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    urls = "SELECT outlet, state, coalesce(reason, ''), count(*) FROM urls GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    found: dict[str, object] = {name: rows(archive, f'SELECT count(*) FROM "{name}"')[0][0] for name in own}
    for name, sql in (("articles by kind", kinds), ("ads by kind", ads), ("urls by state", urls)):
        found[name] = {" ".join(map(str, row[:-1])).strip(): row[-1] for row in rows(archive, sql)}
    return found


def demo(archive: Path) -> dict[str, object]:
    """Both crawls; returns the counts after each."""
    found = {}
    for name, at in (("first crawl", FIRST), ("second crawl", SECOND)):
        done = crawl(archive, at)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        found[name] = counts(archive)
    return found


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "demo.db"


@pytest.fixture(scope="module")
def found(archive):
    return demo(archive)


def test_the_demo_archive_holds_what_the_golden_file_says(found):
    assert found == json.loads(GOLDEN.read_text("utf-8"))


def test_every_run_adds_up(found, archive):
    wrong = "discovered <> saved + unchanged + quarantined + skipped + pending"

    assert rows(archive, f"SELECT * FROM run_outlets WHERE {wrong}") == []
    crawled = [one for one in outlets().values() if not one.stored_only]
    assert rows(archive, "SELECT count(*) FROM run_outlets") == [(2 * len(crawled),)]
    assert rows(archive, "SELECT status FROM runs") == [("ok",), ("ok",)]


def test_crawling_again_asks_only_for_feeds_and_changes_no_article(found, archive):
    tables = ("articles", "related_links", "ads", "revisions", "removed_blocks", "quarantine", "urls")
    before = [rows(archive, f"SELECT * FROM {table}") for table in tables]
    size = archive.stat().st_size
    done = crawl(archive, SECOND)

    assert done.returncode == 0
    assert [rows(archive, f"SELECT * FROM {table}") for table in tables] == before
    assert archive.stat().st_size - size < 50 * 1024  # what the run says of each outlet, and nothing else
    last = "FROM run_outlets WHERE run_id = (SELECT max(id) FROM runs)"
    assert rows(archive, f"SELECT sum(saved + unchanged + quarantined + pending) {last}") == [(0,)]
    asked = sum(len({urlsplit(url).netloc for url in one.announcements}) + len(one.announcements) for one in outlets().values())
    assert rows(archive, f"SELECT sum(requests) {last}")[0][0] <= asked


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.write_text(json.dumps(demo(Path(folder) / "demo.db"), ensure_ascii=False, indent=1) + "\n", "utf-8")
