"""`colonnade migrate backup`."""

from pathlib import Path

import click

from colonnade.cli.migrate import options


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@options.url
def backup(file: Path | None, url: str | None) -> None:
    """Write the database into FILE, and prove it.

    By pg_dump, mariadb-dump, or SQLite's own copy. The backup is restored into a scratch database and compared: catalogue and
    rows. FILE is named after the database and the time without it.
    """
    from colonnade.migrate.backup import backup as run
    from colonnade.migrate.backup.names import file_name

    named = options.database(url)
    done = run(named, file or Path(file_name(named)), lambda words: click.echo(words, err=True))
    click.echo(
        f"Wrote {done.path}: {done.tables} tables, {done.rows:,} rows, restored and compared."
    )
