"""The archive file: created whole, recognised, refused when it is not ours or too new."""

import sqlite3

import pytest
from archive_pages import AT1, AT3, article
from sqlite_utils import Database

from archive.errors import NewerSchema, Unreadable
from archive.health import crawl_health, health_lines
from archive.migrations import VERSION, migrations
from archive.store import Archive


def test_a_new_file_has_every_table_and_all_foreign_keys_resolve(tmp_path):
    with Archive(tmp_path / "a.db") as archive:
        names = set(archive.db.table_names())
        assert {"articles", "ads", "related_links", "revisions", "urls", "snapshots", "quarantine", "stories"} <= names
        for table in names:
            for key in archive.db[table].foreign_keys:
                assert key.other_column in archive.db[key.other_table].columns_dict
        assert archive.db.execute("PRAGMA user_version").fetchone()[0] == VERSION == len(migrations.applied(archive.db))
        assert archive.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert archive.db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert archive.db.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_datasette_finds_the_search_index(tmp_path):
    from datasette.utils import detect_fts

    with Archive(tmp_path / "a.db") as archive:
        assert detect_fts(archive.db.conn, "articles") == "articles_fts"


def test_foreign_keys_are_enforced(tmp_path):
    with Archive(tmp_path / "a.db") as archive, pytest.raises(sqlite3.IntegrityError):
        archive.db.execute("INSERT INTO images(article_id, position, url) VALUES (99, 0, 'x')")


def test_a_newer_schema_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "a.db"
    Archive(path).close()
    conn = sqlite3.connect(path)
    conn.execute(f"PRAGMA user_version = {VERSION + 1}")
    conn.close()
    before = path.read_bytes()
    for readonly in (False, True):
        with pytest.raises(NewerSchema, match="newer Sinmungo"):
            Archive(path, readonly=readonly)
    assert path.read_bytes() == before


def test_files_that_are_not_ours_are_refused_and_left_alone(tmp_path):
    other, text = tmp_path / "other.db", tmp_path / "text.db"
    Database(other)["notes"].insert({"id": 1})
    text.write_text("이것은 데이터베이스가 아닙니다. " * 40)
    for path in (other, text):
        before = path.read_bytes()
        with pytest.raises(Unreadable):
            Archive(path)
        assert path.read_bytes() == before
    with pytest.raises(Unreadable, match="no such archive"):
        Archive(tmp_path / "missing.db", readonly=True)
    assert not (tmp_path / "missing.db").exists()


def test_a_migration_that_fails_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "a.db"
    monkeypatch.setattr("archive.migrations._SEARCH", "CREATE VIRTUAL TABLE broken USING nothing(x);\n")
    with pytest.raises(Unreadable):
        Archive(path)
    monkeypatch.undo()
    with Archive(path) as archive:
        assert archive.counts()["articles"] == 0


LATER = ("revised", "with_section", "with_tags", "with_image", "reasons", "newest_at")


def test_an_archive_of_the_first_schema_is_brought_up_to_date(tmp_path):
    path = tmp_path / "a.db"
    with Archive(path) as archive:
        run = archive.start_run("crawl", ["garam"], AT1)
        archive.keep(run, article())
        archive.finish_run(run, at=AT1, status="ok", finish_reason="finished", outlets={})
    old = Database(path)
    for undone in (
        "DROP VIEW gaps",
        "DROP TABLE story_signatures",
        "DROP INDEX mentions_name",
        "DROP INDEX mentions_kind",
        "DROP INDEX urls_next_visit",
        "ALTER TABLE urls DROP COLUMN next_visit_at",
        *(f"ALTER TABLE articles DROP COLUMN {name}" for name in ("taken_down_at", "taken_down_why", "story_similarity")),
        *(f"ALTER TABLE stories DROP COLUMN {name}" for name in ("representative_id", "articles", "outlets")),
        "DELETE FROM _sqlite_migrations WHERE name = '004_trust'",
        "DROP VIEW run_health",
        "DROP TABLE listings",
        "ALTER TABLE urls DROP COLUMN backfill",
        *(f"ALTER TABLE run_outlets DROP COLUMN {name}" for name in LATER),
        "DELETE FROM _sqlite_migrations WHERE name = '003_back_fills'",
        "DROP INDEX related_links_own",
        "ALTER TABLE related_links DROP COLUMN own",
        "ALTER TABLE ads DROP COLUMN evidence",
        "ALTER TABLE run_outlets DROP COLUMN with_fallback",
        "DELETE FROM _sqlite_migrations WHERE name = '002_reasons'",
        "PRAGMA user_version = 1",
    ):
        old.execute(undone)
    old.conn.commit()
    old.close()
    with pytest.raises(Unreadable, match="an older schema"):
        Archive(path, readonly=True)

    with Archive(path) as archive:
        key = article()["url_key"]
        assert archive.db.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert [link["own"] for link in archive.article(key)["related"]] == [None]
        assert [ad["evidence"] for ad in archive.article(key)["ads"]] == [None]
        ran = archive.db["run_outlets"].get(1)
        assert {ran[name] for name in (*LATER, "with_fallback")} == {None}  # nobody counted, which is not none
        [line] = health_lines(crawl_health(archive.db))[1:2]
        assert line.split()[:4] == ["garam", "garam", "1", "-"]
        assert [ad["evidence"] for ad in archive.db["judged_ads"].rows] == [None]
        archive.keep(None, article(fetched_at=AT3, section="정책"))
        archive.flush()
        assert [link["own"] for link in archive.article(key)["related"]] == [True]
        assert [ad["evidence"] for ad in archive.article(key)["ads"]] == ["call, promise"]
