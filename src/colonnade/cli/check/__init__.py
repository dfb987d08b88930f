"""`colonnade check`: what is wrong with the source, the tables and the rows of a database layer."""

import atexit
import gc
from pathlib import Path
from typing import Any

import click

from colonnade.cli.check.asked import Asked

atexit.register(
    gc.freeze
)  # else all that is left at the end is looked through for what can be freed


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--models", metavar="MODULE", help="Check the tables of these models, too.")
@click.option("--url", metavar="URL", help="Check the tables of this database, too.")
@click.option("--data", is_flag=True, help="With --url: look at its rows for broken normal forms.")
@click.option(
    "--server",
    metavar="URL",
    help="With --models and --url: where the models' tables are made to be compared.",
)
@click.option("--select", multiple=True, metavar="RULE", help="Only these: codes or families.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these: codes or families.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: mend more than that.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--explain", metavar="CODE", help="Print the page of a rule.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Leave out what this file knows.")
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), help="Write what is found into this file."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github", "junit"]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.option("--no-cache", is_flag=True, help="Look at every file anew.")
@click.pass_context
def check(ctx: click.Context, /, explain: str | None, **options: Any) -> None:
    """Check a database layer: its source, the tables of its models, a live database.

    PATH is a file or a folder; the current folder when neither --models nor --url is given. The code of a PATH is read,
    never imported; --models imports it in a process of its own. A database is only read. Exits with 1 when something is
    wrong, with 2 when the command cannot be carried out.

    A comment `# colonnade: ignore[CODE] reason` keeps a finding. [tool.colonnade.check] in pyproject.toml knows select,
    ignore, exclude and per-file-ignores.
    """
    if gc.isenabled():  # a tenth of the time until the first file is read
        gc.disable()
        ctx.call_on_close(gc.enable)
    from colonnade.check.config import read_config
    from colonnade.cli.check.explanation import page_of, schema_rules
    from colonnade.cli.check.found import found
    from colonnade.cli.check.mend import mend
    from colonnade.cli.check.report import report

    if explain:
        click.echo(page_of(explain))
        return
    asked = Asked(**options)
    asked.refuse_halves()
    config = read_config(asked.start, asked.selected, asked.ignored, schema_rules)
    if asked.fix or asked.diff:
        mend(asked, config)
    if not asked.diff:
        report(ctx, asked, found(asked, config))
