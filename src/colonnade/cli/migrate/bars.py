"""A progress bar of rows on stderr, with what is left; a line every ten seconds where that is no terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from colonnade.migrate.expand.backfill import Progress

_EVERY = 10.0


@contextmanager
def rows_bar(words: str, total: int) -> Iterator[Callable[["Progress"], None]]:
    """Show how many rows are done.

    Args:
        words: what is done.
        total: about how many rows there are.
    """
    if not sys.stderr.isatty():
        yield _lines(words, total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(words, total=total)
        yield lambda progress: bar.update(task, completed=progress.done)


def _lines(words: str, total: int) -> Callable[["Progress"], None]:
    last = time.monotonic()

    def told(progress: "Progress") -> None:
        nonlocal last
        if time.monotonic() - last > _EVERY:
            last = time.monotonic()
            click.echo(f"{words}: {progress.done} of about {total} rows", err=True)

    return told
