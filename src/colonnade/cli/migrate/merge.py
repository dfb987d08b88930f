"""`colonnade migrate merge`."""

import click

from colonnade.cli.migrate import options


@click.command()
@click.argument("message")
@options.url
def merge(message: str, url: str | None) -> None:
    """Write a revision that brings several heads together.

    MESSAGE says what it does, as "Merge branches".
    """
    from alembic import command

    from colonnade.errors import UsageError
    from colonnade.migrate.places import short
    from colonnade.migrate.project import explained
    from colonnade.migrate.undisturbed import unsaid

    migrations = options.migrations(url)
    if len(migrations.script.get_heads()) < 2:
        raise UsageError("There is one head, and nothing to merge.")
    with explained(), unsaid():
        written = command.merge(migrations.config, "heads", message=message)
    click.echo(f"Wrote {short(getattr(written, 'path', str(written)))}")
