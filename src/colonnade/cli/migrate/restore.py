"""`colonnade migrate restore`."""

from pathlib import Path

import click

from colonnade.cli.migrate import options


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.url
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, url: str | None, yes: bool) -> None:
    """Put back what a backup holds.

    In place of all that the database has now. FILE is tried on a scratch database first.
    """
    from colonnade.migrate.backup import restore as run
    from colonnade.schema.database import redacted

    named = options.database(url)
    if not yes:
        click.confirm(f"Replace all that {redacted(named)} has now?", abort=True)
    held = run(named, file, lambda words: click.echo(words, err=True))
    click.echo(f"Restored {len(held.rows)} tables, {sum(held.rows.values()):,} rows.")
