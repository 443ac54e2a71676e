"""What can go wrong with an archive, as one tree of errors that carry the path."""

from pathlib import Path


class ArchiveError(Exception):
    """Something is wrong with the archive at ``path``; the message is for people."""

    def __init__(self, path: str | Path, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = Path(path)


class Locked(ArchiveError):
    """Another process writes this archive."""


class NewerSchema(ArchiveError):
    """The file was written by a newer Sinmungo; this one must not touch it."""


class Unreadable(ArchiveError):
    """The file is missing, is no SQLite database, or is another program's."""


class BadAccounting(ArchiveError):
    """A run's URLs do not add up: discovered is not saved + unchanged + quarantined + skipped + pending."""


class CannotExport(ArchiveError):
    """The export asked for is not possible: unknown table, a filter it does not have, a missing library."""
