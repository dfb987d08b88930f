"""`colonnade profile`: what a program asks its database, and what could be better about it."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from colonnade.errors import ColonnadeError, TargetError, UsageError
from colonnade.findings import Finding, Severity

if TYPE_CHECKING:
    from colonnade.profile.observed import Observed
    from colonnade.profile.recording.record import Record

FINDINGS = 1
"""The exit code when something was found, or when the command has failed."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, type=click.UNPROCESSED, metavar="-- COMMAND")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The file of the report.")
@click.option("--advise", is_flag=True, help="Try indexes in a scratch copy of the database.")
@click.option("--database", metavar="URL", help="With --advise: which database; else DATABASE_URL.")
@click.option("--rows", type=click.IntRange(1), help="With --advise: so many made-up rows.")
@click.option("--slow", default=100.0, show_default=True, help="Milliseconds of a slow statement.")
@click.option("--many", default=500, show_default=True, help="Rows of a list that is too long.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the records in this folder.")
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Report on the records of this folder, and run nothing.",
)
@click.pass_context
def profile(
    ctx: click.Context,
    /,
    command: tuple[str, ...],
    format_: str,
    out: Path | None,
    **options: Any,
) -> None:
    """Run a command and report what it asks its database.

    COMMAND is Python or a script of Python: `colonnade profile -- pytest`, `colonnade profile -- uvicorn app:app` (stop it
    with Ctrl-C). Reported are N+1s, loops of reads and writes, lists without a limit, deep offsets and slow statements;
    with --advise also indexes that make the recorded reads faster, and those that nothing uses.

    Exits with 1 when something is found or the command fails, with 2 when there is nothing to report on.
    """
    from colonnade.profile.findings import findings_of

    quiet = format_ != "text" and out is None
    record, failed = _record(command, options, quiet=quiet)
    observed, refused = _observed(record, options)
    findings = findings_of(observed)
    text = _report(observed, findings, format_)
    if out is not None:
        _write(out, text)
    elif text:
        click.echo(text)
    _tell(observed, findings, failed)
    if refused is not None:
        raise refused
    if failed or any(finding.severity is not Severity.ADVICE for finding in findings):
        ctx.exit(FINDINGS)


def _record(
    command: tuple[str, ...], options: dict[str, Any], *, quiet: bool
) -> tuple["Record", int]:
    """What was recorded, and the exit code of the command."""
    from colonnade.profile.recording.process import run
    from colonnade.profile.recording.record import read

    if bool(command) == bool(options["folder"]):
        raise UsageError(
            "What is to be profiled?",
            "Write the command after `--`: colonnade profile -- pytest; or name its records with --from.",
        )
    with ExitStack() as stack:
        folder = options["folder"] or options["keep"]
        if options["keep"] and any(folder.glob("*.jsonl")):
            raise UsageError(
                f"{folder} holds records already.", "Name another folder, or remove them."
            )
        folder = folder or Path(stack.enter_context(TemporaryDirectory(prefix="colonnade-")))
        failed = run(command, folder, values=options["advise"], quiet=quiet) if command else 0
        record = read(folder.glob("*.jsonl"))
    if not record.executions:
        raise UsageError(
            f"The command sent no statement that SQLAlchemy has seen{_because(failed)}.",
            "It must be run by a Python that has Colonnade, and send statements by SQLAlchemy.",
        )
    return record, failed


def _because(failed: int) -> str:
    return f"; it ended with {failed}" if failed else ""


def _observed(
    record: "Record", options: dict[str, Any]
) -> tuple["Observed", ColonnadeError | None]:
    """What the report is about, and why there is no advice where it cannot be given."""
    from colonnade.profile.observed import Limits, Observed

    limits = Limits(rows=options["many"], seconds=options["slow"] / 1000)
    if not options["advise"]:
        return Observed(record, limits=limits), None
    from colonnade.data.sessions.settings import DatabaseSettings
    from colonnade.profile.advice.advise import advise

    url = options["database"] or DatabaseSettings().database_url.get_secret_value()
    click.echo("Trying indexes in a scratch copy of the database", err=True)
    try:
        return Observed(record, advise(record, url, options["rows"]), limits), None
    except ColonnadeError as error:
        named = "" if options["database"] else " --database names another one than DATABASE_URL."
        return Observed(record, limits=limits), UsageError(error.message, f"{error.remedy}{named}")


def _report(observed: "Observed", findings: list[Finding], format_: str) -> str:
    if format_ == "html":
        from colonnade.profile.page import page

        return page(observed, findings)
    from colonnade.profile.findings import titles
    from colonnade.reports import as_format

    sources = {path: text for path in {one.place.path for one in findings} if (text := _text(path))}
    as_: Any = format_
    return as_format(findings, as_, titles=titles(), sources=sources)


def _text(path: str) -> str:
    return Path(path).read_text("utf-8", errors="replace") if Path(path).is_file() else ""


def _write(out: Path, text: str) -> None:
    """Write the report whole or not at all."""
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(out)
    except OSError as error:
        raise TargetError(f"{out} cannot be written: {error.strerror}.") from error


def _tell(observed: "Observed", findings: list[Finding], failed: int) -> None:
    record, advice = observed.record, observed.advice
    sent, kinds = len(record.executions), len(record.calls())
    found = f"{len(findings)} finding{'s' if len(findings) != 1 else ''}"
    click.echo(f"{sent} statements of {kinds} kinds, {found}.", err=True)
    if advice is not None and advice.indexes:
        click.echo(
            f"With the advised indexes the reads are ×{advice.faster:.1f} as fast.", err=True
        )
    if failed:
        click.echo(f"The command ended with {failed}.", err=True)
