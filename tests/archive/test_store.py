"""Keeping articles: saved once, revised when changed, never lost, never replaced by something worse."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archive_pages import AT1, AT2, AT3, BODY, CARD, article, candidate

from archive.articles import stored_parts
from archive.errors import ArchiveError, BadAccounting
from archive.ledger import COVERAGE, FALLBACK
from archive.records import text_hash
from archive.store import Archive, Locked, writer_lock

KEY = "garam.example:1"


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a.db") as opened:
        yield opened


def keep(archive, *articles, run_id=None):
    results = [archive.keep(run_id, page) for page in articles]
    archive.flush()
    return results


def test_outlets_are_registered_and_brought_up_to_date(archive):
    row = {"slug": "garam", "name": "가람", "home": "https://garam.example/", "category": "crypto", "cms": None}
    keep(archive, article())  # an article may come first
    archive.register_outlets([row | {"feeds": ["https://garam.example/rss"]}])
    archive.register_outlets([row | {"name": "가람뉴스", "feeds": []}])
    assert [(r["name"], r["feeds"]) for r in archive.db["outlets"].rows] == [("가람뉴스", "[]")]


def dump(archive, without=("last_seen_at", "state_at")):
    tables = ("articles", "article_authors", "authors", "tags", "article_tags", "images", "related_links", "ads")
    tables += ("removed_blocks", "revisions", "urls", "quarantine")
    rows = {table: archive.db[table].rows for table in tables}
    return {table: [{k: v for k, v in row.items() if k not in without} for row in rows[table]] for table in tables}


def test_an_article_is_kept_with_all_its_parts(archive):
    assert keep(archive, article()) == ["saved"]
    kept = archive.article(KEY)
    assert kept == archive.article(article()["url"])
    assert (kept["title"], kept["body"]) == (article()["title"], BODY)
    assert kept["published_day"] == "2026-11-20"  # 16:30 UTC is the next day in Korea
    assert kept["authors"] == article()["authors"] and kept["tags"] == article()["tags"]
    assert kept["subtitle"] == article()["subtitle"] and kept["images"] == article()["images"]
    assert kept["removed"] == article()["removed"] and kept["lead_image"] == article()["images"][0]["url"]
    assert {name: kept["ads"][0][name] for name in CARD} == CARD
    assert kept["ads"][0]["domain"] == "dodam.example"
    assert (kept["related"][0]["url_key"], kept["related"][0]["own"]) == ("garam.example:900", True)
    assert (kept["first_seen_at"], kept["last_seen_at"], kept["gone_at"]) == (AT1, AT1, None)
    assert archive.db["urls"].get(1)["state"] == "saved"
    assert archive.db["outlets"].get(1)["slug"] == "garam"


def test_an_ad_without_a_domain_gets_the_host_it_leads_to(archive):
    keep(archive, article(ads=[CARD | {"domain": None}, CARD | {"domain": None, "url": None}]))

    assert [ad["domain"] for ad in archive.article(KEY)["ads"]] == ["presale.dodam.example", None]


def test_what_a_rule_saw_is_kept_and_alone_changes_no_article(archive):
    keep(archive, article())
    written = dump(archive)
    saw_other = [CARD | {"evidence": "call, rating"}]
    assert keep(archive, article(fetched_at=AT2, ads=saw_other)) == ["unchanged"]
    assert dump(archive) == written  # an element's id or a list's wording may differ at every request
    assert keep(archive, article(fetched_at=AT3, ads=saw_other, section="정책")) == ["revised"]
    assert (archive.article(KEY)["ads"][0]["evidence"], archive.counts()["revisions"]) == ("call, rating", 0)
    assert keep(archive, article(2, ads=[CARD | {"rule": "other"}])) == ["saved"]
    assert keep(archive, article(2, ads=[CARD], fetched_at=AT2)) == ["revised"]  # another rule is another reading


def test_unchanged_pages_change_nothing_but_last_seen_and_the_file_does_not_grow(tmp_path):
    path = tmp_path / "a.db"
    with Archive(path) as archive:
        keep(archive, *(article(n) for n in range(120)))
        before = dump(archive)
    size = path.stat().st_size
    for at in (AT1, AT2, AT3):
        with Archive(path) as archive:
            assert set(keep(archive, *(article(n, fetched_at=at) for n in range(120)))) == {"unchanged"}
            assert dump(archive) == before
            assert {row["last_seen_at"] for row in archive.db["articles"].rows} == {at}
        assert path.stat().st_size == size


def test_the_same_capture_again_writes_no_row_at_all(archive):
    keep(archive, article())
    changes = archive.db.conn.total_changes
    assert keep(archive, article()) == ["unchanged"]
    assert archive.db.conn.total_changes == changes


def test_a_changed_page_makes_a_revision_of_what_it_said_before(archive):
    keep(archive, article())
    old_hash = archive.article(KEY)["body_sha256"]
    assert keep(archive, article(title="새 제목", body=BODY + "덧붙였다.", fetched_at=AT2)) == ["revised"]
    kept, revision = archive.article(KEY), archive.db["revisions"].get(1)
    assert (kept["title"], kept["body"], kept["revision_count"]) == ("새 제목", BODY + "덧붙였다.", 1)
    assert (kept["first_seen_at"], kept["last_seen_at"]) == (AT1, AT2)
    assert (revision["title"], revision["body"], revision["seen_at"]) == (article()["title"], BODY, AT1)
    assert revision["body_sha256"] == old_hash != kept["body_sha256"]
    assert json.loads(revision["changed"]) == ["title", "body"]


def test_other_details_update_the_row_without_a_revision(archive):
    keep(archive, article())
    assert keep(archive, article(section="정책", tags=["규제"], fetched_at=AT2)) == ["revised"]
    kept = archive.article(KEY)
    assert (kept["section"], kept["tags"], kept["revision_count"]) == ("정책", ["규제"], 0)
    assert archive.counts()["revisions"] == 0


def test_the_same_capture_read_by_better_rules_is_no_revision(archive):
    keep(archive, article(), article(fetched_at=AT2))
    better = article(fetched_at=AT2, title="새 제목", body="더 짧은 글", ads=[dict(CARD, label="추천")], related=[])
    assert keep(archive, better) == ["revised"]
    kept = archive.article(KEY)
    assert (kept["title"], kept["body"], kept["revision_count"]) == ("새 제목", "더 짧은 글", 0)
    assert (kept["first_seen_at"], kept["last_seen_at"]) == (AT1, AT2)
    assert archive.counts()["revisions"] == 0
    assert [(ad["label"], ad["gone_at"]) for ad in kept["ads"]] == [("추천", None)] and kept["related"] == []
    assert text_hash(stored_parts(archive.db.conn, 1)) == kept["body_sha256"]
    again = dump(archive)
    assert keep(archive, better) == ["unchanged"] and dump(archive) == again


def test_an_older_capture_read_by_better_rules_is_no_second_revision(archive):
    keep(archive, article(), article(fetched_at=AT2, title="나중 제목"))
    assert keep(archive, article(title="더 잘 읽은 제목")) == ["unchanged"]
    assert (archive.counts()["revisions"], archive.article(KEY)["title"]) == (1, "나중 제목")


def test_an_ad_that_vanished_stays_with_its_dates_and_may_come_back(archive):
    keep(archive, article(), article(fetched_at=AT2), article(fetched_at=AT3, ads=[]))
    ad = archive.article(KEY)["ads"][0]
    assert (ad["product"], ad["first_seen_at"], ad["last_seen_at"], ad["gone_at"]) == ("도담코인", AT1, AT2, AT3)
    revision = archive.db["revisions"].get(1)
    assert (json.loads(revision["changed"]), revision["body"]) == (["ads"], None)
    keep(archive, article(fetched_at="2026-11-23T03:00:00+00:00"))
    assert [ad["gone_at"] for ad in archive.article(KEY)["ads"]] == [None]


def test_related_links_are_merged_alike(archive):
    other = dict(article()["related"][0], title="다른 기사", url="https://www.garam.example/news/901")
    keep(archive, article(), article(fetched_at=AT2, related=[other]))
    assert [(r["title"], r["gone_at"]) for r in archive.article(KEY)["related"]] == [
        ("나래토큰 급락", AT2),
        ("다른 기사", None),
    ]


@pytest.mark.parametrize("body", ["", " \n", "삭제된 기사입니다."])
def test_a_page_that_lost_its_body_never_replaces_a_good_one(archive, body):
    keep(archive, article())
    assert keep(archive, article(body=body, title="오류", fetched_at=AT2)) == ["quarantined"]
    kept = archive.article(KEY)
    assert (kept["body"], kept["title"], kept["last_seen_at"]) == (BODY, article()["title"], AT1)
    assert archive.db["quarantine"].get(1)["reason"] == ("truncated" if body.strip() else "empty")
    assert archive.db["urls"].get(1)["state"] == "quarantined"


def test_an_article_without_body_is_never_stored(archive):
    assert keep(archive, article(body="")) == ["quarantined"]
    assert archive.counts()["articles"] == 0


def test_the_same_article_twice_in_one_batch(archive):
    results = keep(archive, article(), article(), article(title="고침", fetched_at=AT2))
    assert results == ["saved", "unchanged", "revised"]
    assert archive.counts()["articles"] == 1 and archive.counts()["revisions"] == 1
    assert archive.article(KEY)["title"] == "고침"
    found = archive.db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '_고침'").fetchone()[0]
    assert found == 1


def test_an_older_capture_becomes_a_revision_and_overwrites_nothing(archive):
    keep(archive, article(title="나중 제목", ads=[], fetched_at=AT2))
    newer = archive.article(KEY)
    assert keep(archive, article(fetched_at=AT1)) == ["revised"]
    kept = archive.article(KEY)
    assert (kept["title"], kept["body_sha256"], kept["last_seen_at"]) == ("나중 제목", newer["body_sha256"], AT2)
    assert kept["first_seen_at"] == AT1
    assert archive.db["revisions"].get(1)["title"] == article()["title"]
    assert [(ad["first_seen_at"], ad["gone_at"]) for ad in kept["ads"]] == [(AT1, AT2)]
    again = dump(archive)
    assert keep(archive, article(fetched_at=AT1)) == ["unchanged"]
    assert dump(archive) == again


def test_stored_hash_can_be_recomputed_from_the_tables(archive):
    keep(archive, article(), article(2), article(fetched_at=AT2, ads=[], title="고침"), article(fetched_at=AT3))
    for row in archive.db["articles"].rows:
        assert text_hash(stored_parts(archive.db.conn, row["id"])) == row["body_sha256"]


@pytest.mark.parametrize(
    "bad",
    [
        {"title": "\ud800"},
        {"body": b"bytes"},
        {"title `]; drop table articles": "x"},
        {"url_key": ""},
        {"published_at": "어제"},
        {"fetched_at": "2026-11-20T03:00:00"},
        {"fetched_at": None},
        {"ads": [{"kind": "banner"}]},
        {"ads": [CARD | {"evidence": ["call"]}]},
        {"ads": [b"bytes"]},
        {"ads": 5},
        {"related": [article()["related"][0] | {"own": "yes"}]},
        {"tags": "문자열"},
        {"url": "https://garam.example/\udcff", "title": 3},
    ],
)
def test_what_has_the_wrong_shape_is_quarantined_and_its_neighbours_are_kept(archive, bad):
    results = keep(archive, article(1), article(2, **bad), article(3))
    assert results == ["saved", "quarantined", "saved"]
    assert [row["reason"] for row in archive.db["quarantine"].rows] == ["schema"]
    assert archive.counts()["articles"] == 2


def test_a_missing_date_stays_null(archive):
    keep(archive, article(published_at=None))
    assert (archive.article(KEY)["published_at"], archive.article(KEY)["published_day"]) == (None, None)


def test_a_deleted_page_marks_the_article_gone_until_it_is_seen_again(archive):
    keep(archive, article())
    failed = {"url": article()["url"], "url_key": KEY, "outlet": "garam", "reason": "deleted", "fetched_at": AT2}
    archive.quarantine(None, failed)
    archive.flush()
    assert (archive.article(KEY)["gone_at"], archive.article(KEY)["body"]) == (AT2, BODY)
    keep(archive, article(fetched_at=AT3))
    assert archive.article(KEY)["gone_at"] is None


def test_a_batch_is_written_whole_or_not_at_all(tmp_path):
    with pytest.raises(RuntimeError), Archive(tmp_path / "a.db", batch_size=50) as archive:
        for number in range(70):
            archive.keep(None, article(number))
        raise RuntimeError
    with Archive(tmp_path / "a.db") as archive:
        assert archive.counts()["articles"] == archive.counts()["ads"] == 50


def test_an_error_while_writing_rolls_the_batch_back(archive):
    keep(archive, article(1))
    archive.db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON removed_blocks WHEN new.article_id > 2"
        " BEGIN SELECT raise(ABORT, 'disk full'); END"
    )
    archive.keep(None, article(2))
    archive.keep(None, article(3))
    with pytest.raises(ArchiveError, match="disk full"):
        archive.flush()
    assert archive.counts()["articles"] == 1
    archive.db.execute("DROP TRIGGER full")
    archive.flush()
    assert archive.counts()["articles"] == 3


def test_a_run_accounts_for_every_url(archive):
    keep(archive, article(1))
    run = archive.start_run("crawl", ["garam"], AT2)
    wanted = archive.discover(run, "garam", [candidate(n) for n in range(1, 7)] + [candidate(2)], AT2)
    assert wanted == [candidate(n)["url_key"] for n in range(2, 7)]
    archive.keep(run, article(2, fetched_at=AT2))
    archive.keep(run, article(3, fetched_at=AT2, published_at=None))
    archive.keep(run, article(3, fetched_at=AT2, published_at=None))
    archive.quarantine(run, dict(candidate(4), outlet="garam", reason="http_404", detail="", fetched_at=AT2))
    archive.settle(run, candidate(5)["url_key"], "skipped", "limit", AT2)
    told = {"garam": {"requests": 5, "bytes": 900, "feeds_ok": 1, "errors": ["시간 초과"], "finish_reason": "finished"}}
    archive.finish_run(run, at=AT2, status="ok", finish_reason="finished", outlets=told)
    row = archive.db["run_outlets"].get(1)
    assert {k: row[k] for k in ("discovered", "saved", "unchanged", "quarantined", "skipped", "pending")} == {
        "discovered": 6, "saved": 2, "unchanged": 0, "quarantined": 1, "skipped": 2, "pending": 1,
    }  # fmt: skip
    had = {"with_title": 2, "with_date": 1, "with_author": 2, "with_section": 2, "with_tags": 2, "with_image": 2}
    assert {name: row[name] for name in COVERAGE} == had | {"with_fallback": 0}
    assert (json.loads(row["reasons"]), row["revised"]) == ({"http_404": 1}, 0)
    assert row["newest_at"] == article(1)["published_at"]
    assert (row["requests"], json.loads(row["errors"])) == (5, ["시간 초과"])
    assert archive.pending("garam") == [{k: candidate(6)[k] for k in ("url", "url_key", "dated_at")}]
    assert archive.db["runs"].get(1)["status"] == "ok"


def test_a_run_counts_the_kept_articles_that_only_the_fallback_could_read(archive):
    run = archive.start_run("crawl", ["garam"], AT1)
    for number in (1, 1, 2):  # two captures of one page are one article
        archive.keep(run, article(number, extractor=FALLBACK))
    archive.keep(run, article(3))
    archive.keep(run, article(4, extractor=FALLBACK, body=""))
    archive.keep(run, article(5, extractor=FALLBACK, outlet="narae"))
    archive.finish_run(run, at=AT1, status="ok", finish_reason="finished", outlets={})
    run = archive.start_run("crawl", ["garam"], AT2)
    archive.keep(run, article(2, extractor=FALLBACK, fetched_at=AT2))
    archive.keep(run, article(3, extractor=FALLBACK, fetched_at=AT2))
    archive.finish_run(run, at=AT2, status="ok", finish_reason="finished", outlets={})
    told = [(r["run_id"], r["outlet"], r["saved"], r["unchanged"], r["with_fallback"]) for r in
            archive.db["run_outlets"].rows]  # fmt: skip
    assert told == [(1, "garam", 3, 0, 2), (1, "narae", 1, 0, 1), (2, "garam", 1, 1, 2)]


def test_an_article_refused_after_it_was_kept_no_longer_counts(archive):
    run = archive.start_run("crawl", ["garam"], AT1)
    archive.keep(run, article(extractor=FALLBACK))
    archive.keep(run, article(extractor=FALLBACK, body="삭제", fetched_at=AT2))
    archive.finish_run(run, at=AT2, status="ok", finish_reason="finished", outlets={})
    row = archive.db["run_outlets"].get(1)
    assert (row["quarantined"], {row[name] for name in COVERAGE}) == (1, {0})


def test_a_page_that_failed_and_then_came_back_unchanged_adds_up(archive):
    keep(archive, article())
    run = archive.start_run("crawl", ["garam"], AT2)
    assert archive.keep(run, article(fetched_at=AT2, body="점검 중")) == "quarantined"
    assert archive.keep(run, article(fetched_at=AT2)) == "unchanged"
    archive.finish_run(run, at=AT2, status="ok", finish_reason="finished", outlets={})
    assert archive.db["urls"].get(1)["state"] == "unchanged"


def test_a_run_whose_ledger_was_tampered_with_does_not_add_up(archive):
    run = archive.start_run("crawl", ["garam"], AT1)
    archive.discover(run, "garam", [candidate(1)], AT1)
    keep(archive, article(1), run_id=run)
    archive.db.conn.execute("UPDATE urls SET state = 'pending'")
    archive.db.conn.commit()
    with pytest.raises(BadAccounting, match=KEY):
        archive.finish_run(run, at=AT1, status="ok", finish_reason="finished", outlets={})
    assert archive.db["runs"].get(run)["status"] == "failed"


def test_only_new_newer_pending_and_passing_failures_are_fetched_again(archive):
    run = archive.start_run("crawl", ["garam"], AT1)
    archive.discover(run, "garam", [candidate(n, AT1) for n in range(1, 6)], AT1)
    archive.keep(run, article(1))
    archive.keep(run, article(2))
    archive.quarantine(run, dict(candidate(3), outlet="garam", reason="http_404", fetched_at=AT1))
    archive.quarantine(run, dict(candidate(4), outlet="garam", reason="http_503", fetched_at=AT1))
    archive.finish_run(run, at=AT1, status="ok", finish_reason="finished", outlets={})
    run = archive.start_run("crawl", ["garam"], AT2)
    announced = [candidate(1, AT1), candidate(2, AT2), candidate(3, AT1), candidate(4, AT1), candidate(5, AT1)]
    assert archive.discover(run, "garam", announced, AT2) == [candidate(n)["url_key"] for n in (2, 4, 5)]
    archive.keep(run, article(2, fetched_at=AT2))
    archive.flush()
    run = archive.start_run("crawl", ["garam"], AT3)
    assert archive.discover(run, "garam", [candidate(2, AT2)], AT3) == []
    assert archive.db["runs"].get(2)["status"] == "interrupted"


def test_an_announced_change_is_compared_and_the_publication_stays(archive):
    run = archive.start_run("crawl", ["garam"], AT1)
    archive.discover(run, "garam", [candidate(1, AT1) | {"changed_at": AT1}], AT1)
    keep(archive, article(1), run_id=run)
    run = archive.start_run("crawl", ["garam"], AT2)
    assert archive.discover(run, "garam", [candidate(1, AT1) | {"changed_at": AT1}], AT2) == []
    changed = candidate(1, AT1) | {"changed_at": AT3}
    assert archive.discover(run, "garam", [changed], AT2) == [KEY]
    keep(archive, article(1, fetched_at=AT2), run_id=run)
    row = archive.db["urls"].get(1)
    assert (row["dated_at"], row["changed_at"]) == (AT1, AT3)
    run = archive.start_run("crawl", ["garam"], AT2)
    assert archive.discover(run, "garam", [changed], AT2) == []  # a date ahead of us is not news every time


def test_snapshots_are_found_before_and_after_they_are_written(archive):
    url = "https://www.garam.example/feed"
    archive.add_snapshot(url, AT1, 200, {"etag": '"a"'}, "sha1:A", "a.warc.gz", 0, 10)
    archive.add_snapshot(url, AT2, 200, {"etag": '"b"', "last_modified": "x"}, "sha1:B", "a.warc.gz", 10, 20)
    for _ in range(2):
        newest = archive.find_snapshot(url)
        assert (newest["etag"], newest["offset"], newest["fetched_at"]) == ('"b"', 10, AT2)
        archive.flush()
    archive.touch_snapshot(url, AT3)
    archive.flush()
    assert [row["checked_at"] for row in archive.db["snapshots"].rows] == [AT1, AT3]
    assert archive.find_snapshot("https://elsewhere.example/") is None


def test_a_second_writer_is_told_that_the_lock_is_held(tmp_path):
    path = tmp_path / "a.db"
    code = f"from archive.store import writer_lock\nwith writer_lock({str(path)!r}): print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline()
        with pytest.raises(Locked, match="another crawl"), writer_lock(path):
            pass
        other.communicate(b"\n")
    with writer_lock(path):
        pass


_WRITER = """
import sys
sys.path[:0] = [{tests!r}]
from archive_pages import article
from archive.store import Archive
archive = Archive({path!r}, batch_size=1000)
for number in range({start}, 100000):
    archive.keep(None, article(number, title=f"시도 {start} 번호 {{number}}"))
    later = "2026-11-2{turn}T05:00:00+00:00"
    archive.keep(None, article(number - 1, title=f"고침 {start} {{number}}", fetched_at=later))
    if number % 5 == 0:
        archive.flush()
        print(number, flush=True)
"""


def test_kill_9_loses_no_acknowledged_article_and_tears_none(tmp_path):
    path, acknowledged = tmp_path / "a.db", []
    chance = random.Random(7)
    for cycle in range(10):
        start = cycle * 10_000 + 1
        code = _WRITER.format(path=str(path), start=start, turn=cycle % 10, tests=str(Path(__file__).parent))
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        first = child.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.12))
        os.kill(child.pid, signal.SIGKILL)
        rest = child.communicate()[0].split()
        numbers = [int(first), *map(int, rest)]
        acknowledged += range(start, numbers[-1] + 1)
    with Archive(path) as archive:
        conn: sqlite3.Connection = archive.db.conn
        keys = {row[0] for row in conn.execute("SELECT url_key FROM articles")}
        assert {f"garam.example:{number}" for number in acknowledged} <= keys and len(acknowledged) >= 50
        assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = archive.counts()
        assert counts["articles"] == counts["ads"] == counts["urls"] == counts["images"]
        indexed = conn.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '_가람'").fetchone()[0]
        assert indexed == counts["articles"]
