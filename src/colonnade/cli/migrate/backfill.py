"""`colonnade migrate backfill`."""

import os

import click

from colonnade.cli.migrate import options


@click.command()
@click.argument("table")
@click.option(
    "--set",
    "values",
    multiple=True,
    required=True,
    metavar="COLUMN=SQL",
    help="What a column is filled with, as full_name=\"first || ' ' || last\".",
)
@click.option("--where", default="", metavar="SQL", help="Which rows; all without it.")
@click.option("--pause", default=0.0, show_default=True, help="Seconds between two batches.")
@click.option(
    "--max-lag", default=5.0, show_default=True, help="Seconds that a replica may be behind."
)
@options.url
def backfill(
    table: str, values: tuple[str, ...], where: str, pause: float, max_lag: float, url: str | None
) -> None:
    """Fill a column of a large table, beside the application.

    The rows are changed in ranges of the primary key, each range in a short transaction of its own, as large as a few
    hundredths of a second allow. Stopped at any moment, the same command goes on where it was.
    """
    from colonnade.cli.migrate.bars import rows_bar
    from colonnade.migrate.expand.backfill import run
    from colonnade.migrate.expand.prepared import prepared
    from colonnade.migrate.expand.throttle import Throttle

    engine, work, total = prepared(url or os.environ.get("DATABASE_URL", ""), table, values, where)
    with rows_bar(f"Filling {table}", total) as told:
        progress = run(engine, work, Throttle(pause, max_lag), told)
    click.echo(
        f"Filled {progress.done} rows; the longest batch took {progress.longest * 1000:.0f} ms."
    )
