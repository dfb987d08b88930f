"""`colonnade migrate check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from colonnade.cli.migrate import options
from colonnade.cli.words import many, names_in

if TYPE_CHECKING:
    from colonnade.migrate.check import Checked
    from colonnade.reports import Format

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
    ctx: click.Context, /, url: str | None, explain: str | None, format_: "Format", **said: Any
) -> None:
    """Say what revisions lock, rewrite, break and lose.

    The revisions that the database of the URL does not have are run on a database of their own beside it, and judged by
    what they execute. Models and revisions that are out of step are findings, too. Exits with 1 when something is wrong;
    advice does not count.

    A comment `# colonnade: ignore[CODE] reason` keeps a finding. [tool.colonnade.migrate.check] in pyproject.toml knows
    select and ignore.
    """
    if explain:
        click.echo(_page(explain))
        return
    done = _checked(url, said)
    _write(done)
    _report(done, format_)
    if any(finding.severity != "advice" for finding in done.findings):
        ctx.exit(FINDINGS)


def _checked(url: str | None, said: dict[str, Any]) -> "Checked":
    from colonnade.migrate.check import Asked, check_migrations
    from colonnade.migrate.check.asked import configured

    migrations = options.migrations(url)
    named = options.database_of(migrations)
    select, ignore = configured(Path.cwd(), names_in(said["select"]), names_in(said["ignore"]))
    asked = Asked(
        first=said["first"] or "",
        last=said["last"] or "",
        every=said["every"],
        select=select,
        ignore=ignore,
        fix=said["fix"],
    )
    return check_migrations(Path.cwd(), named, asked, options.step)


def _write(done: "Checked") -> None:
    from colonnade.check.fixes import write

    for fixed in done.fixed:
        write(fixed)
        click.echo(f"Mended {fixed.path}.", err=True)


def _report(done: "Checked", format_: "Format") -> None:
    from colonnade.cli.check.sources import texts_of
    from colonnade.migrate.check.rule import load_rules
    from colonnade.reports import as_format

    if done.findings or format_ != "text":
        titles = {code: rule.title for code, rule in load_rules().items()}
        sources = texts_of(done.findings)
        click.echo(as_format(done.findings, format_, titles=titles, sources=sources))
    if format_ == "text":
        found = many(len(done.findings), "finding") if done.findings else "Nothing wrong"
        click.echo(f"{found} in {many(done.revisions, 'revision')}.", err=True)


def _page(code: str) -> str:
    from colonnade.errors import UsageError
    from colonnade.migrate.check.rule import load_rules

    rule = load_rules().get(code.upper())
    if rule is None:
        raise UsageError(f"There is no rule {code!r}.", "Each finding names the code of its rule.")
    return f"{rule.code} {rule.name}\n\n{rule.page.strip()}"
