"""`colonnade migrate history`."""

import click

from colonnade.cli.migrate import options


@click.command()
@options.url
def history(url: str | None) -> None:
    """List the revisions, newest first."""
    for revision in options.migrations(url).script.walk_revisions():
        click.echo(revision.cmd_format(verbose=False, include_branches=True, include_doc=True))
