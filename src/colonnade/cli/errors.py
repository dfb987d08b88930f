"""Errors on their way to a person: what happened and what to do, on stderr, and the exit code."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from colonnade.errors import ColonnadeError, InvalidSource, MigrationError, UsageError
from colonnade.findings import as_text

USAGE = 2
"""The exit code for a mistake in what was given."""

FAILED = 1
"""The exit code for a migration that failed."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""

UNEXPECTED = 70
"""The exit code for a mistake of Colonnade's own."""


@contextmanager
def reported(ctx: click.Context) -> Iterator[None]:
    """Print an error without its traceback, and exit.

    A migration that failed exits with 1, a mistake of the person's with 2, Ctrl-C with 130. Anything else is a mistake
    of ours: it exits with 70, and `--traceback` shows where it happened.
    """
    try:
        yield
    except InvalidSource as error:
        click.echo(as_text(error.findings, _sources(error)), err=True)
        click.echo(f"{error.message}. Nothing was written.", err=True)
        ctx.exit(USAGE)
    except ColonnadeError as error:
        click.echo(f"Error: {error}", err=True)
        ctx.exit(FAILED if isinstance(error, MigrationError) else USAGE)
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        ctx.exit(INTERRUPTED)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        if ctx.params.get("traceback"):
            raise
        click.echo(_apology(error), err=True)
        ctx.exit(UNEXPECTED)


def _apology(error: Exception) -> str:
    """What went wrong that nobody foresaw, without the password of a URL in it."""
    said = re.sub(r"//[^/@\s]*@", "//***@", str(error).strip().partition("\n")[0])
    return (
        f"Error: {type(error).__name__}: {said}\n"
        "This is a mistake of Colonnade's. Please report it with what `colonnade --traceback ...` prints."
    )


def check_working_directory() -> None:
    """Refuse to begin in a folder that is gone, where no path means anything.

    Raises:
        UsageError: it has been deleted.
    """
    try:
        Path.cwd()
    except FileNotFoundError as error:
        raise UsageError(
            "The folder that you are in has been deleted.", "Go to another one."
        ) from error


def _sources(error: InvalidSource) -> dict[str, str]:
    """The texts of the files that the findings are about."""
    paths = {finding.place.path for finding in error.findings}
    return {
        path: Path(path).read_text(encoding="utf-8", errors="replace")
        for path in paths
        if Path(path).is_file()
    }
