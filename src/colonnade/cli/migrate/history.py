"""`colonnade migrate history`."""

import json
from typing import TYPE_CHECKING, Any

import click

from colonnade.cli.migrate import options

if TYPE_CHECKING:
    from alembic.script import Script


@click.command()
@options.url
@options.format_
def history(url: str | None, format_: str) -> None:
    """List the revisions, newest first."""
    revisions = list(options.migrations(url).script.walk_revisions())
    if format_ == "json":
        click.echo(json.dumps([_record(one) for one in revisions], indent=2))
        return
    for revision in revisions:
        click.echo(revision.cmd_format(verbose=False, include_branches=True, include_doc=True))


def _record(revision: "Script") -> dict[str, Any]:
    before = revision.down_revision or ()
    return {
        "revision": revision.revision,
        "after": [before] if isinstance(before, str) else list(before),
        "message": revision.doc,
        "path": revision.path,
    }
