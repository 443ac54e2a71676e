"""Opening an archive file: the safe pragmas, the right schema, and the lock that makes its writer the only one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from archive.errors import ArchiveError, Locked, NewerSchema, Unreadable
from archive.migrations import APPLICATION_ID, VERSION, migrations

DEFAULT_ARCHIVE = Path("data/archive.db")
"""Where the archive is when neither ``--archive`` nor ``SINMUNGO_ARCHIVE`` says otherwise."""

BUSY_SECONDS = 30
WAL_LIMIT = 64 * 2**20


@contextmanager
def writer_lock(path: str | Path) -> Iterator[None]:
    """Hold ``<path>.lock`` for the whole of a run; raises :class:`Locked` at once when another process has it."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{path}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise Locked(path, "another crawl is writing this archive") from None
    try:
        yield
    finally:
        lock.release()


def connect(path: str | Path, *, readonly: bool = False) -> Database:
    """Open the file and bring its schema up to date; raises Unreadable or NewerSchema and leaves such files alone."""
    if readonly and not Path(path).is_file():
        raise Unreadable(path, "no such archive")
    if not readonly:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        conn = _open(path, readonly)
    except sqlite3.Error as error:
        raise Unreadable(path, str(error)) from error
    try:
        _check(conn, path, readonly)
        return _prepared(conn, readonly)
    except sqlite3.DatabaseError as error:
        conn.close()
        raise Unreadable(path, str(error)) from error
    except BaseException:
        conn.close()
        raise


@contextmanager
def transaction(conn: sqlite3.Connection, path: str | Path) -> Iterator[None]:
    """Write all of it or nothing; SQLite's errors come out as :class:`Locked` or :class:`ArchiveError`."""
    try:
        conn.execute("BEGIN IMMEDIATE")
        yield
        conn.execute("COMMIT")
    except BaseException as error:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise (Locked if "locked" in str(error) else ArchiveError)(path, str(error)) from error
        raise


def _open(path: str | Path, readonly: bool) -> sqlite3.Connection:
    if readonly:
        return sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    return sqlite3.connect(path, timeout=BUSY_SECONDS)


def _check(conn: sqlite3.Connection, path: str | Path, readonly: bool) -> None:
    application, version = (conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    # A kill between creating the file and the first migration leaves no more than the list of migrations.
    foreign = "SELECT count(*) FROM sqlite_master WHERE tbl_name NOT IN ('sqlite_sequence', '_sqlite_migrations')"
    if application != APPLICATION_ID and (readonly or conn.execute(foreign).fetchone()[0]):
        raise Unreadable(path, "not a Sinmungo archive")
    if version > VERSION:
        raise NewerSchema(path, f"written by a newer Sinmungo (schema {version}, this one knows {VERSION})")
    if readonly and version < VERSION:
        raise Unreadable(path, f"an older schema ({version}); any writing command, such as crawl, brings it up to date")


def _prepared(conn: sqlite3.Connection, readonly: bool) -> Database:
    conn.execute("PRAGMA foreign_keys = ON")
    db = Database(conn, execute_plugins=False)
    if not readonly:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
        if migrations.pending(db):
            migrations.apply(db)
    return db
