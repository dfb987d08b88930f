"""`migrate rehearse`: revisions run on a database that is full of rows, while the old and the new version use it.

On the server of the URL a scratch database is made, brought to where the revisions begin, and filled. Then two processes
read and write, one as the tables were, one as the models say they will be, while the revisions run as `upgrade` runs them.
"""

from pathlib import Path

from colonnade.errors import UsageError
from colonnade.migrate.project import find_migrations
from colonnade.migrate.rehearsal.chosen import at_of, chosen
from colonnade.migrate.rehearsal.load.recorded import recorded
from colonnade.migrate.rehearsal.older import older_columns
from colonnade.migrate.rehearsal.play import Play
from colonnade.migrate.rehearsal.request import Request, Told
from colonnade.migrate.rehearsal.result import Rehearsal
from colonnade.migrate.rehearsal.running import Running
from colonnade.migrate.undisturbed import undisturbed
from colonnade.schema.database.connect import sync_url
from colonnade.schema.database.scratch import scratch

__all__ = ["Rehearsal", "Request", "rehearse"]


def rehearse(start: Path, url: str, request: Request, told: Told) -> Rehearsal:
    """Rehearse revisions.

    Args:
        start: the folder of the project, or one below it.
        url: the database; it is only asked at which revision it is, and the scratch one is made on its server.
        request: what is wanted.
        told: is told what is going on.

    Raises:
        UsageError: there are no migrations, no such revision, no such version, nothing was recorded, or a role is asked for
            of a database that gives the load none.
        SourceError: no database can be made, or the models of the version that runs now cannot be read.
        ConfigurationError: the URL or its driver is wrong, or `env.py` connects to another database.
        MigrationError: a revision fails on empty tables, or `env.py` is wrong.
    """
    if request.role and sync_url(url).get_backend_name() != "postgresql":
        raise UsageError("A load has a role of its own on PostgreSQL alone.", "Leave --role out.")
    with undisturbed(), scratch(url) as made:
        own = made.url.render_as_string(hide_password=False)
        known = older_columns(request.old, start, own) if request.old else {}
        sent = recorded(request.workload) if request.workload else []
        migrations = find_migrations(start, own)
        wanted = chosen(migrations, at_of(migrations, url), request.revision)
        return Play(made, migrations, wanted, request, told, Running(known, sent)).played()
