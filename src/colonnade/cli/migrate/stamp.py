"""`colonnade migrate stamp`."""

import click

from colonnade.cli.migrate import options
from colonnade.cli.migrate.failures import said


@click.command()
@click.argument("revision")
@options.url
@click.option("--yes", is_flag=True, help="Do not ask.")
def stamp(revision: str, url: str | None, yes: bool) -> None:
    """Write down a revision without running it.

    For a database whose tables were made in another way. Every revision before it counts as run.
    """
    from alembic import command

    from colonnade.migrate.project import explained

    migrations = options.migrations(url)
    if not yes:
        click.confirm(f"Count everything up to {revision} as run, and run nothing?", abort=True)
    with said(migrations), explained():
        command.stamp(migrations.config, revision)
    click.echo(f"The database counts as being at {revision}.")
