"""`colonnade migrate create`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from colonnade.cli.migrate import options

if TYPE_CHECKING:
    from colonnade.migrate.create import Created
    from colonnade.migrate.project import Migrations


@click.command()
@click.argument("message")
@click.option(
    "--rename",
    "renames",
    multiple=True,
    metavar="OLD=NEW",
    help="A new name, as task.title=task.name or task.title=name, and task=job for a table.",
)
@click.option(
    "--drop",
    "drops",
    multiple=True,
    metavar="NAME",
    help="What is dropped with its values, as task.title or task, and is not a rename.",
)
@click.option(
    "--fill",
    "fills",
    multiple=True,
    metavar="COLUMN=SQL",
    help="What rows that are there get in a column that may not be NULL, as task.rank=0.",
)
@click.option("--yes", is_flag=True, help="What looks like a rename is one.")
@click.option("--empty", is_flag=True, help="Compare nothing: write a revision to fill in by hand.")
@options.url
@click.pass_context
def create(
    ctx: click.Context,
    message: str,
    renames: tuple[str, ...],
    drops: tuple[str, ...],
    fills: tuple[str, ...],
    yes: bool,
    empty: bool,
    url: str | None,
) -> None:
    """Write a revision of what changed in the models.

    MESSAGE says what it does, as "Add tags to tasks". Where a column or a table is gone and one like it is new, it asks
    whether that is a rename. The revision is tried on a scratch database, up and down, and compared with the models there;
    exits with 1 when something differs.
    """
    from colonnade.migrate import create as creation
    from colonnade.migrate.create.names import pairs
    from colonnade.migrate.create.wishes import Wishes

    migrations = options.migrations(url)
    first = not migrations.script.get_heads()
    wishes = Wishes(
        pairs(renames),
        set(drops),
        {name: sql for name, _, sql in (fill.partition("=") for fill in fills)},
        lambda old, new: yes or _asked(old, new),
    )
    if empty:
        created: Created | None = creation.create_empty(migrations, message)
    else:
        created = creation.create(migrations, message, wishes)
    if created is None:
        click.echo("The database has all that the models say.")
        if first:
            click.echo(f"There is no revision yet. {FIRST}")
    else:
        mend = (
            f"Delete it. {FIRST}"
            if first
            else "Mend it by hand: it does not do all that the models say."
        )
        _say(ctx, migrations, created, mend)


FIRST = (
    'Write the first one beside an empty database: colonnade migrate create "Create tables" --url URL.'
    " Then count it as run in this one: colonnade migrate stamp head."
)


def _say(ctx: click.Context, migrations: "Migrations", created: "Created", mend: str) -> None:
    from colonnade.migrate import renewal
    from colonnade.migrate.places import short

    click.echo(f"Wrote {short(str(created.path))}")
    if created.unverified:
        click.echo(f"It was not tried: {created.unverified}.", err=True)
    for one in created.wrong:
        click.echo(one, err=True)
    if created.wrong:
        for found in renewal.differences(Path(migrations.script.env_py_location)):
            click.echo(f"{short(found.place.path)}: {found.message} {found.remedy}", err=True)
        click.echo(mend, err=True)
        ctx.exit(1)


def _asked(old: str, new: str) -> bool | None:
    """The answer at the prompt; None where there is none."""
    if not sys.stdin.isatty():
        return None
    return click.confirm(f"Is {old} now called {new}? If not, its values are lost.", err=True)
