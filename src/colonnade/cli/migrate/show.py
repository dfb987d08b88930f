"""`colonnade migrate show`."""

import click

from colonnade.cli.migrate import options


@click.command()
@click.argument("revision", default="heads")
@options.url
def show(revision: str, url: str | None) -> None:
    """Print the SQL of revisions, and run none of it.

    REVISION is where to go from an empty database, or a range as 0001:0002. A revision that reads rows cannot be shown.
    """
    from alembic import command

    from colonnade.migrate.project import explained

    with explained():
        command.upgrade(options.migrations(url).config, revision, sql=True)
