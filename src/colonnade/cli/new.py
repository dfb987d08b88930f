"""`colonnade new`: a whole project from a schema."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from colonnade.cli import options
from colonnade.cli.progress import stage
from colonnade.cli.surroundings import habits_around
from colonnade.cli.wanted import KEPT, Wanted, from_answers, from_source
from colonnade.cli.writing import summary, write

if TYPE_CHECKING:
    from colonnade.design.design import Design
    from colonnade.design.target import Written

BACKENDS = ["sqlite", "postgresql", "mysql"]


@click.command(epilog=options.SOURCE)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="SOURCE", help="The schema; questions without it.")
@options.server
@click.option("--database", type=click.Choice(BACKENDS), help="The database to start with.")
@click.option("--no-fastapi", is_flag=True, help="A database layer without a service.")
@options.yes
def new(
    folder: Path,
    source: str | None,
    server: str | None,
    database: str | None,
    no_fastapi: bool,
    yes: bool,
) -> None:
    """Make a project from a schema.

    Models, migrations, a service, tests and documents are written to DIR. Over a project that was made before, files that
    nobody has edited are replaced; for the others you are asked.
    """
    from colonnade.design.build import project_files
    from colonnade.design.target import check_target
    from colonnade.design.tenants import warnings

    check_target(folder)
    name = folder.resolve().name
    if source is None:
        wanted = from_answers(name, server, database, not no_fastapi, yes=yes)
    else:
        wanted = from_source(source, server, database, not no_fastapi)
    design = _design(name, folder, wanted)
    files = project_files(design, stage)
    if wanted.dbml is not None:
        files[KEPT] = wanted.dbml
    written = write(files, folder, yes=yes)
    count = len(design.metadata.tables)
    click.echo(f"{folder}: {count} {'table' if count == 1 else 'tables'}; {summary(written)}.")
    click.echo("\n".join(_next(design, folder, written)))
    for said in warnings(design.metadata):
        click.echo(f"warning: {said}", err=True)


def _design(name: str, folder: Path, wanted: Wanted) -> "Design":
    from colonnade.design.design import Backend, Design

    return Design(
        name=name,
        metadata=wanted.metadata,
        backend=Backend(wanted.database),
        fastapi=wanted.fastapi,
        assumptions=wanted.assumptions,
        habits=habits_around(folder, wanted.metadata),
    )


def _next(design: "Design", folder: Path, written: "Written") -> list[str]:
    """The next three commands, and what to look at; nothing when nothing was written."""
    from colonnade.design.migration import FIRST
    from colonnade.design.readme import is_live

    changed = [*written.created, *written.replaced, *written.removed]
    if FIRST in changed:
        commands = [
            f"cd {folder} && pip install --editable . --group dev",
            "alembic stamp head     # the tables are there already"
            if is_live(design)
            else "alembic upgrade head",
            "uvicorn app.main:app" if design.fastapi else "pytest",
        ]
    elif any(path.startswith("app/models/") for path in changed):
        commands = [
            f'cd {folder} && alembic revision --autogenerate --message "what changes"',
            "alembic upgrade head   # when you have read the revision",
            "pytest",
        ]
    else:
        return []
    read = f"Read {folder / 'SCHEMA.md'}; open {folder / 'schema.html'} in a browser."
    return ["Next:", *(f"  {command}" for command in commands), read]
