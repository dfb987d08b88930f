"""`colonnade migrate current`."""

import json
from dataclasses import asdict

import click

from colonnade.cli.migrate import options
from colonnade.cli.migrate.failures import said


@click.command()
@options.url
@options.format_
def current(url: str | None, format_: str) -> None:
    """Say where a database is, and what to do."""
    from colonnade.migrate.state import state_of

    migrations = options.migrations(url)
    with said(migrations):
        state = state_of(migrations)
    if format_ == "json":
        click.echo(json.dumps({**asdict(state), "advice": state.advice()}, indent=2))
        return
    at = ", ".join(state.at) or "no revision"
    newest = (
        "newest"
        if {*state.at} == {*state.heads}
        else f"{state.pending} behind {', '.join(state.heads)}"
    )
    click.echo(f"At {at} ({newest})." if state.heads else f"At {at}.")
    for what, statements in state.half_done.items():
        click.echo(f"Half done: {what}, {len(statements)} statements.")
    click.echo(state.advice())
