"""`colonnade migrate expand`."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from colonnade.cli.migrate import options

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from colonnade.migrate.expand.column import Column
    from colonnade.migrate.expand.phases import Phase

    Find = Callable[[Engine, str], Column]
    Phases = Callable[[Column], list[Phase]]


@click.group()
def expand() -> None:
    """Write a change in four phases that old and new versions live through.

    Each phase is a revision of its own. Deploy between them: 1 expand, then the new version; 2 fill; 3 switch; and, when
    the old version is gone, 4 contract. `colonnade migrate upgrade +1` runs one phase.
    """


@expand.command()
@click.argument("change", metavar="TABLE.OLD=NEW")
@options.url
def rename(change: str, url: str | None) -> None:
    """Give a column another name."""
    from colonnade.migrate.expand.replace import rename as phases

    said, new = _pair(change, "users.name=full_name")
    _write(said, url, lambda column: phases(column, new.rpartition(".")[2]))


@expand.command()
@click.argument("change", metavar="TABLE.OLD=NEW")
@click.argument("type_", metavar="TYPE")
@click.option("--forward", metavar="SQL", help="Makes the new value of {}, the old one.")
@click.option("--back", metavar="SQL", help="Makes the old value of {}, the new one.")
@options.url
def retype(change: str, type_: str, forward: str | None, back: str | None, url: str | None) -> None:
    """Give a column another type, under another name.

    Without --forward and --back the database converts the values.
    """
    from colonnade.migrate.expand.replace import retype as phases
    from colonnade.migrate.expand.twins import Twin, converted

    said, new = _pair(change, "users.age=years INTEGER")

    def made(column: "Column") -> "list[Phase]":
        twin = Twin(new, type_, forward or converted(column, type_))
        return phases(column, twin, back or converted(column, column.type))

    _write(said, url, made)


@expand.command()
@click.argument("column", metavar="TABLE.COLUMN")
@click.argument("parts", nargs=-1, required=True, metavar="NEW=SQL...")
@click.option("--back", required=True, metavar="SQL", help="Makes the old value of {new}s.")
@options.url
def split(column: str, parts: tuple[str, ...], back: str, url: str | None) -> None:
    """Let several columns take the place of one.

    Each part is NAME=SQL or "NAME TYPE=SQL", where {} is the old column: first="split_part({}, ' ', 1)".
    """
    from colonnade.migrate.expand.replace import split as phases
    from colonnade.migrate.expand.twins import Twin

    def made(found: "Column") -> "list[Phase]":
        twins = []
        for name, sql in (_pair(part, "first=split_part({}, ' ', 1)") for part in parts):
            short, _, type_ = name.partition(" ")
            twins.append(Twin(short, type_ or found.type, sql))
        return phases(found, tuple(twins), back)

    _write(column, url, made)


@expand.command()
@click.argument("change", metavar="TABLE.COLUMN[,COLUMN...]=NEW_TABLE")
@options.url
def move(change: str, url: str | None) -> None:
    """Move columns to a table of their own, which has the same key."""
    from colonnade.migrate.expand.column import column_of
    from colonnade.migrate.expand.move import move as phases

    said, table = _pair(change, "users.city,zip=addresses")
    first, *others = said.split(",")
    home = first.rpartition(".")[0]

    def made(column: "Column") -> "list[Phase]":
        more = (column_of(column.engine, f"{home}.{name.strip()}") for name in others)
        return phases((column, *more), table)

    _write(first, url, made)


@expand.command()
@click.argument("column", metavar="TABLE.COLUMN")
@click.option("--fill", required=True, metavar="SQL", help="What takes the place of NULL.")
@options.url
def require(column: str, fill: str, url: str | None) -> None:
    """Let a column not be empty any more."""
    from colonnade.migrate.expand.require import require as phases

    _write(column, url, lambda found: phases(found, fill))


@expand.command()
@click.argument("change", metavar="TABLE.OLD=NEW")
@options.url
def key(change: str, url: str | None) -> None:
    """Give a table whose key is a number UUIDs, under another name."""
    from colonnade.migrate.expand.column import key_of
    from colonnade.migrate.expand.key import key as phases

    said, new = _pair(change, "users.id=uid")
    _write(said, url, lambda column: phases(column, new), key_of)


@expand.command()
@click.argument("column", metavar="TABLE.KEY")
@options.url
def widen(column: str, url: str | None) -> None:
    """Let a key that is an INTEGER be a BIGINT, under its name; PostgreSQL only."""
    from colonnade.migrate.expand.column import key_of
    from colonnade.migrate.expand.widen import widen as phases

    _write(column, url, phases, key_of)


def _pair(said: str, example: str) -> tuple[str, str]:
    """What is on the two sides of `=`."""
    from colonnade.errors import UsageError

    old, equals, new = said.partition("=")
    if not equals or not old.strip() or not new.strip():
        raise UsageError(f"{said!r} is not OLD=NEW.", f"Write {example}.")
    return old.strip(), new.strip()


def _write(said: str, url: str | None, phases: "Phases", find: "Find | None" = None) -> None:
    from colonnade.migrate.expand.column import column_of
    from colonnade.migrate.expand.prepared import engine_of
    from colonnade.migrate.expand.writing import write

    migrations = options.migrations(url)
    column = (find or column_of)(engine_of(url or os.environ.get("DATABASE_URL", "")), said)
    for number, path in enumerate(write(migrations, phases(column)), 1):
        click.echo(f"{number}. {path}")
    click.echo("Run one phase: colonnade migrate upgrade +1")
