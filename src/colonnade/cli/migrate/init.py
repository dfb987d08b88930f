"""`colonnade migrate init`."""

from difflib import unified_diff
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
@click.option("--yes", is_flag=True, help="Write env.py as this version does, over the one there.")
@click.pass_context
def init(ctx: click.Context, models: tuple[str, ...], folder: str, yes: bool) -> None:
    """Write alembic.ini, env.py and the template of revisions.

    They are plain Alembic, and right for SQLModel: all models are found, types are written as SQLAlchemy's, SQLite is
    altered in batches, server defaults are compared.

    Where an earlier version wrote env.py, what this one writes otherwise is shown, with exit code 1, and written with --yes.
    """
    from colonnade.migrate.init import init as run
    from colonnade.migrate.renewal import is_ours

    if is_ours(Path.cwd() / folder / "env.py"):
        _renew(ctx, Path.cwd() / folder, list(models), yes=yes)
        return
    for path in run(Path.cwd(), list(models), folder):
        click.echo(f"Wrote {path.relative_to(Path.cwd())}")
    click.echo('Now write the first revision: colonnade migrate create "Create tables"')


def _renew(ctx: click.Context, folder: Path, models: list[str], *, yes: bool) -> None:
    """Show what this version writes otherwise, or write it."""
    from colonnade.cli.writing import show
    from colonnade.migrate.renewal import renewed

    files = renewed(folder, models)
    for path, text in files.items():
        name = path.relative_to(Path.cwd()).as_posix()
        if yes:
            path.write_text(text, encoding="utf-8")
            click.echo(f"Wrote {name}")
            continue
        old, new = path.read_text(encoding="utf-8").splitlines(), text.splitlines()
        show("\n".join(unified_diff(old, new, name, f"{name} of this version", lineterm="")))
    if files and not yes:
        click.echo(
            "Nothing was written; --yes writes it, and your own changes of it are lost.", err=True
        )
        ctx.exit(1)
    if not files:
        click.echo(f"{folder.name}/env.py is as this version writes it.")
