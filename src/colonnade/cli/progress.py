"""What a command is doing, on stderr: a spinner in a terminal, a line for each stage elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
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


MOMENT = 0.5
"""Seconds without a sign of life that nobody minds."""


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


@contextmanager
def counted(words: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar in a terminal, once a run takes longer than a moment; nothing elsewhere."""
    began, bar = time.perf_counter(), None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None and time.perf_counter() - began > MOMENT and sys.stderr.isatty():
            from rich.progress import Progress

            bar = Progress(transient=True)
            bar.start()
            bar.add_task(words, total=total)
        if bar is not None:
            bar.update(bar.task_ids[0], completed=done)

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()
