"""`colonnade design`: the document, the page and the models of a schema, and nothing else."""

from pathlib import Path

import click

from colonnade.cli import options
from colonnade.cli.progress import stage
from colonnade.cli.surroundings import habits_around
from colonnade.cli.wanted import from_source
from colonnade.cli.writing import summary, write


@click.command(epilog=options.SOURCE)
@click.argument("source", metavar="SOURCE")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder they are written to.",
)
@options.server
@options.yes
def design(source: str, folder: Path, server: str | None, yes: bool) -> None:
    """Write the document and the models of a schema.

    The document, the page with the diagram and the models are written to DIR.
    """
    from colonnade.design.build import design_files
    from colonnade.design.design import Backend, Design
    from colonnade.design.target import check_target

    check_target(folder)
    wanted = from_source(source, server, None, True)
    made = Design(
        name=folder.resolve().name,
        metadata=wanted.metadata,
        backend=Backend(wanted.database),
        habits=habits_around(folder, wanted.metadata),
    )
    written = write(design_files(made, stage), folder, yes=yes)
    click.echo(f"{folder}: {summary(written)}.")
    click.echo(f"Read {folder / 'SCHEMA.md'}; open {folder / 'schema.html'} in a browser.")
