"""What a command is doing, on stderr: a spinner in a terminal, a line for each stage elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

STAGES = {
    "read": "Reading the schema",
    "models": "Writing the models",
    "migration": "Writing the first revision",
    "document": "Writing the document",
    "page": "Drawing the page",
    "tests": "Making up rows for the tests",
    "application": "Writing the application",
    "format": "Formatting",
}


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Show that a stage has begun and, in a terminal, how long it took."""
    from rich.console import Console

    words, console = STAGES[name], Console(stderr=True, highlight=False)
    if not console.is_terminal:
        click.echo(words, err=True)
        yield
        return
    began = time.perf_counter()
    with console.status(words):
        yield
    console.print(f"[green]✓[/] {words} [dim]{time.perf_counter() - began:.1f} s[/]")
