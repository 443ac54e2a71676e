"""Serves the archive as ``sinmungo`` whatever its file is called, so that metadata, templates and links agree."""

from datasette import hookimpl
from datasette.app import Datasette

from archive.site import DATABASE


@hookimpl
def startup(datasette: Datasette) -> None:
    """Rename the only database that is a file."""
    files = [name for name, db in datasette.databases.items() if db.path]
    if len(files) == 1 and files[0] != DATABASE:
        db = datasette.databases[files[0]]
        datasette.remove_database(files[0])
        datasette.add_database(db, name=DATABASE)
