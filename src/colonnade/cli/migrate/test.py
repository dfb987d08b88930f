"""`colonnade migrate test`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from colonnade.cli.migrate import options
from colonnade.cli.words import many

if TYPE_CHECKING:
    from colonnade.findings import Finding

FINDINGS = 1
"""The exit code when something is wrong."""


@click.command()
@options.url
@click.option("--from", "first", metavar="REVISION", help="The first one to test.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.pass_context
def test(ctx: click.Context, url: str | None, first: str | None, format_: str) -> None:
    """Run every revision up, down and up again, over rows.

    On a database of its own beside the one of the URL, which is not touched. Says what fails when tables have rows, what
    a downgrade leaves or loses, and where models and revisions disagree. Exits with 1 when something is wrong; warnings
    do not count.
    """
    from colonnade.findings import Severity, as_json
    from colonnade.migrate.roundtrip import round_trip

    migrations = options.migrations(url)
    named = options.database_of(migrations)
    done = round_trip(Path.cwd(), named, first, options.step)
    if done.unfilled:
        click.echo(f"No rows could be made for {', '.join(done.unfilled)}.", err=True)
    if format_ == "json":
        click.echo(as_json(done.findings))
    elif done.findings:
        click.echo(_text(done.findings))
    click.echo(_summary(done.findings, done.revisions), err=True)
    if any(finding.severity is Severity.ERROR for finding in done.findings):
        ctx.exit(FINDINGS)


def _text(findings: "list[Finding]") -> str:
    from colonnade.cli.check.sources import texts_of
    from colonnade.findings import as_text

    return as_text(findings, texts_of(findings))


def _summary(findings: "list[Finding]", revisions: int) -> str:
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    said = f"{many(errors, 'error')} and {many(warnings, 'warning')}"
    found = said if findings else "Nothing wrong"
    return f"{found} in {many(revisions, 'revision')}."
