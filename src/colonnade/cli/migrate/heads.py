"""`colonnade migrate heads`."""

import click

from colonnade.cli.migrate import options


@click.command()
@options.url
@click.pass_context
def heads(ctx: click.Context, url: str | None) -> None:
    """List the newest revisions.

    Exits with 1 when there are several: a merge is missing.
    """
    script = options.migrations(url).script
    found = script.get_revisions("heads")
    for revision in found:
        click.echo(revision.cmd_format(verbose=False, include_doc=True))
    if len(found) > 1:
        click.echo('Bring them together: colonnade migrate merge "Merge branches"', err=True)
        ctx.exit(1)
