"""`colonnade migrate rehearse`."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from colonnade.cli.migrate import options

if TYPE_CHECKING:
    from colonnade.findings import Finding
    from colonnade.migrate.rehearsal import Rehearsal
    from colonnade.migrate.rehearsal.request import Told

FINDINGS = 1
"""The exit code when something is wrong."""


@click.command()
@click.argument("revision", required=False)
@options.url
@click.option(
    "--rows", default=100_000, show_default=True, help="Rows of each table that it speaks of."
)
@click.option(
    "--dump",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Use the rows of this backup instead.",
)
@click.option(
    "--seconds", default=2.0, show_default=True, help="Of load before the migration, and after it."
)
@click.option(
    "--allowed", default=1.0, show_default=True, help="Seconds that a statement may block."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How the result is printed.",
)
@click.option(
    "--busy", default=0.0, metavar="SECONDS", help="A transaction is open when they begin, so long."
)
@click.option(
    "--old", default="", metavar="VERSION", help="What runs now: its folder, or a tag or commit."
)
@click.option(
    "--workload",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Send what `colonnade profile --advise --keep` has recorded of it.",
)
@click.option("--role", default="", help="The role of the application, on PostgreSQL.")
@click.option("--alembic", is_flag=True, help="Run them as `alembic upgrade` does.")
@click.option("--stop", is_flag=True, help="Stop them in the last statement, and run them again.")
@click.option("--back", is_flag=True, help="Take them back afterwards, and run them again.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
@options.patience
@click.pass_context
def rehearse(
    ctx: click.Context,
    /,
    url: str | None,
    allowed: float,
    format_: str,
    out: Path | None,
    **wanted: Any,
) -> None:
    """Run revisions on a full scratch database, under load.

    REVISION is rehearsed alone; without it, those that the database does not have, or the newest. On the server of the URL
    a database is made and filled. The version that runs now and the one of the models read and write while the revisions
    run. Says how long anybody was blocked, which version fails, and what is lost. Exits with 1 when something is wrong.
    """
    from colonnade.findings import Severity
    from colonnade.migrate.rehearsal import Request, rehearse
    from colonnade.migrate.rehearsal.findings import findings_of

    migrations = options.migrations(url)
    named = options.database_of(migrations)
    request = Request(
        revision=wanted["revision"],
        rows=wanted["rows"],
        dump=wanted["dump"],
        seconds=wanted["seconds"],
        patience=options.patience_of(wanted),
        busy=wanted["busy"],
        old=wanted["old"],
        workload=wanted["workload"],
        role=wanted["role"],
        alembic=wanted["alembic"],
        stop=wanted["stop"],
        back=wanted["back"],
    )
    with _told() as told:
        done = rehearse(Path.cwd(), named, request, told)
    found = findings_of(done, allowed)
    _print(_as(format_, done, found), out)
    if any(finding.severity is Severity.ERROR for finding in found):
        ctx.exit(FINDINGS)


@contextmanager
def _told() -> "Iterator[Told]":
    """Show what is going on: a bar in a terminal, a line for each step elsewhere."""
    if not sys.stderr.isatty():
        said: set[str] = set()

        def say(words: str, done: int, total: int) -> None:
            if words not in said:
                click.echo(words, err=True)
            said.add(words)

        yield say
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    text = TextColumn("{task.description}")
    with Progress(
        SpinnerColumn(),
        text,
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda words, done, total: bar.update(
            task, description=words, completed=done, total=total or None
        )


def _as(format_: str, done: "Rehearsal", found: "list[Finding]") -> str:
    import json

    from colonnade.findings import as_text as findings_as_text
    from colonnade.migrate.rehearsal.page import page
    from colonnade.migrate.rehearsal.record import as_record
    from colonnade.migrate.rehearsal.text import as_text

    if format_ == "json":
        return json.dumps(as_record(done, found), indent=2)
    if format_ == "html":
        return page(done, found)
    return f"{as_text(done)}\n\n{findings_as_text(found) if found else 'Nothing wrong.'}"


def _print(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text)
        return
    temporary = out.with_name(f".{out.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(out)
    click.echo(f"Wrote {out}", err=True)
