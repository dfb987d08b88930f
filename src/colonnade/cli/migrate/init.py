"""`colonnade migrate init`."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--models",
    multiple=True,
    required=True,
    metavar="MODULE",
    help="A module or package of models, as app.models; all modules below it count.",
)
@click.option("--folder", default="migrations", show_default=True, help="Of the migrations.")
def init(models: tuple[str, ...], folder: str) -> None:
    """Write alembic.ini, env.py and the template of revisions.

    They are plain Alembic, and right for SQLModel: all models are found, types are written as SQLAlchemy's, SQLite is
    altered in batches, server defaults are compared.
    """
    from colonnade.migrate.init import init as run

    for path in run(Path.cwd(), list(models), folder):
        click.echo(f"Wrote {path.relative_to(Path.cwd())}")
    click.echo('Now write the first revision: colonnade migrate create "Create tables"')
