"""`colonnade migrate check`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from colonnade.cli.migrate import options

if TYPE_CHECKING:
    from alembic.script import Script

    from colonnade.findings import Finding
    from colonnade.migrate.check import Checked

FINDINGS = 1
"""The exit code when something is wrong."""


@click.command()
@options.url
@click.option("--from", "first", metavar="REVISION", help="The first one to check.")
@click.option("--to", "last", metavar="REVISION", help="The last one to check.")
@click.option("--all", "every", is_flag=True, help="Also those that the database has.")
@click.option("--select", multiple=True, metavar="RULE", help="Only these: codes or families.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these: codes or families.")
@click.option("--fix", is_flag=True, help="Rewrite revisions to their safe forms.")
@click.option("--explain", metavar="CODE", help="Print the page of a rule.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github", "junit"]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.pass_context
def check(
    ctx: click.Context, /, url: str | None, explain: str | None, format_: str, **said: object
) -> None:
    """Say what revisions lock, rewrite, break and lose.

    The revisions that the database of the URL does not have are run on a database of their own beside it, and judged by
    what they execute. Models and revisions that are out of step are findings, too. Exits with 1 when something is wrong;
    advice does not count.

    A comment `# colonnade: ignore[CODE] reason` keeps a finding.
    """
    if explain:
        click.echo(_page(explain))
        return
    done = _checked(url, said)
    _write(done)
    _report(done, format_)
    if any(finding.severity != "advice" for finding in done.findings):
        ctx.exit(FINDINGS)


def _checked(url: str | None, said: dict[str, object]) -> "Checked":
    from colonnade.migrate.check import Asked, check_migrations

    migrations = options.migrations(url)
    named = options.database_of(migrations)
    asked = Asked(
        first=str(said["first"] or ""),
        last=str(said["last"] or ""),
        every=bool(said["every"]),
        select=_split(said["select"]),
        ignore=_split(said["ignore"]),
        fix=bool(said["fix"]),
    )
    return check_migrations(Path.cwd(), named, asked, _say)


def _write(done: "Checked") -> None:
    from colonnade.check.fixes import write

    for fixed in done.fixed:
        write(fixed)
        click.echo(f"Mended {fixed.path}.", err=True)


def _report(done: "Checked", format_: str) -> None:
    from colonnade.migrate.check.rule import load_rules
    from colonnade.reports import as_format

    if done.findings or format_ != "text":
        titles = {code: rule.title for code, rule in load_rules().items()}
        sources = _sources(done.findings)
        click.echo(as_format(done.findings, format_, titles=titles, sources=sources))  # type: ignore[arg-type]
    if format_ == "text":
        count = len(done.findings)
        found = f"{count} finding{'s' if count > 1 else ''}" if count else "Nothing wrong"
        revisions = f"{done.revisions} revision{'s' if done.revisions != 1 else ''}"
        click.echo(f"{found} in {revisions}.", err=True)


def _page(code: str) -> str:
    from colonnade.errors import UsageError
    from colonnade.migrate.check.rule import load_rules

    rule = load_rules().get(code.upper())
    if rule is None:
        raise UsageError(f"There is no rule {code!r}.", "Each finding names the code of its rule.")
    return f"{rule.code} {rule.name}\n\n{rule.page.strip()}"


def _sources(findings: "Sequence[Finding]") -> dict[str, str]:
    paths = {Path(finding.place.path) for finding in findings}
    return {str(path): path.read_text(encoding="utf-8") for path in paths if path.is_file()}


def _split(said: object) -> tuple[str, ...]:
    names: tuple[str, ...] = said  # type: ignore[assignment]
    return tuple(name.strip() for one in names for name in one.split(",") if name.strip())


def _say(number: int, count: int, script: "Script") -> None:
    click.echo(f"{number}/{count} {script.revision} {script.doc}", err=True)
