"""The commands that need only an archive."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request

import click
import pytest
from archive_pages import article
from click.testing import CliRunner

from archive.cli import commands
from archive.public import PRIVATE_TABLES, public_copy
from archive.store import Archive

sinmungo = click.Group(commands=commands)


@pytest.fixture
def path(tmp_path):
    with Archive(tmp_path / "other name.db") as archive:
        archive.keep(None, article(1))
        archive.keep(
            None,
            article(
                2,
                title="나래\x1b[31m소식",
                authors=[{"name": "한가람", "email": "two@x.example"}],
                removed=[{"role": "byline", "text": "한가람 기자 (byline@x.example)", "rule": "line.byline"}],
            ),
        )
        archive.keep(None, article(3, title="\ud800"))
    return tmp_path / "other name.db"


def run(path, *arguments):
    return CliRunner().invoke(sinmungo, [*arguments, "--archive", str(path)])


def test_search(path):
    result = run(path, "search", "상장폐지를")
    assert (
        result.exit_code == 0
        and "2026-11-20  garam" in result.output
        and "[상장 폐지를]" in result.output
        and "\x1b" not in result.output
    )
    rows = [json.loads(line) for line in run(path, "search", "나래", "--json").output.splitlines()]
    assert {row["id"] for row in rows} == {1, 2}


def test_show(path):
    shown = json.loads(run(path, "show", "garam.example:1").output)
    assert shown["ads"][0]["product"] == "도담코인"
    missing = run(path, "show", "garam.example:99")
    assert missing.exit_code == 1 and "not in the archive" in missing.output


def test_export_says_how_many_rows(path, tmp_path):
    out = str(tmp_path / "a.csv")
    result = run(path, "export", "articles", "--since", "2026-11-20", "--format", "excel", "-o", out)
    assert result.exit_code == 0 and result.output.startswith("2 rows")
    assert run(path, "export", "nothing", "-o", str(tmp_path / "b.csv")).exit_code == 2
    assert run(path, "export", "articles", "-o", str(tmp_path / "no" / "b.csv")).exit_code == 1


@pytest.mark.parametrize("command", [["search", "x"], ["show", "x"], ["serve"], ["export", "ads", "-o", "x.csv"]])
def test_a_missing_archive_is_said_and_not_created(tmp_path, command):
    result = run(tmp_path / "none.db", *command)
    assert result.exit_code == 1 and "no such archive" in result.output
    assert not (tmp_path / "none.db").exists()


def test_the_public_copy_has_no_operations_data_and_no_addresses(path, tmp_path):
    before = path.read_bytes()
    public_copy(path, tmp_path / "public.db")
    assert path.read_bytes() == before
    conn = sqlite3.connect(tmp_path / "public.db")
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
    assert "articles" in tables and not tables & set(PRIVATE_TABLES)
    assert conn.execute("SELECT name, email FROM authors").fetchall() == [("한가람", None)]
    assert conn.execute("SELECT count(*) FROM article_authors").fetchone() == (2,)
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert conn.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '_나래'").fetchone()[0] == 2
    conn.close()
    assert b"two@x.example" not in (tmp_path / "public.db").read_bytes()
    assert b"byline@x.example" not in (tmp_path / "public.db").read_bytes()


@pytest.mark.parametrize("options", [[], ["--public"]])
def test_serve(path, options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "import click, archive.cli; click.Group(commands=archive.cli.commands)()"
    command = [sys.executable, "-c", code, "serve", "--archive", str(path), "--port", str(port), *options]
    paths = os.pathsep.join(sys.path)
    server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": paths}, stderr=subprocess.DEVNULL)
    try:
        found = _get(f"http://127.0.0.1:{port}/sinmungo/articles.json?_shape=array&_search=%EB%82%98%EB%9E%98")
        assert len(json.loads(found)) == 2
        assert "신문고" in _get(f"http://127.0.0.1:{port}/")
        sql = f"http://127.0.0.1:{port}/sinmungo.json?sql=select+1"
        if options:
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(sql)
        else:
            assert urllib.request.urlopen(sql).status == 200
    finally:
        server.terminate()
        server.wait(10)


def test_serve_says_that_a_port_is_in_use(path):
    with socket.create_server(("127.0.0.1", 0)) as used:
        port = used.getsockname()[1]
        result = run(path, "serve", "--port", str(port))
    assert result.exit_code == 1 and "http://" not in result.output
    assert f"port {port} is in use; choose another with --port" in result.output


def _get(url):
    for _ in range(100):
        try:
            return urllib.request.urlopen(url).read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}")
