"""The options that several verbs take, and what they begin with."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from alembic.script import Script

    from colonnade.migrate.project import Migrations
    from colonnade.migrate.run import Patience, Ran

Command = TypeVar("Command", bound=Callable[..., Any])


def url(command: Command) -> Command:
    """`--url URL`."""
    words = "The database; DATABASE_URL from the environment or .env without it."
    return click.option("--url", metavar="URL", help=words)(command)


def format_(command: Command) -> Command:
    """`--format`."""
    kinds = click.Choice(["text", "json"])
    words = "How it is printed."
    return click.option(
        "--format", "format_", type=kinds, default="text", show_default=True, help=words
    )(command)


def patience(command: Command) -> Command:
    """`--lock-timeout`, `--attempts` and `--wait`."""
    for name, default, words in (
        ("--wait", 600.0, "Seconds to wait for another process that migrates."),
        ("--attempts", 10, "How often a revision is tried that cannot get its lock."),
        ("--lock-timeout", 2.0, "Seconds that a statement waits for a lock."),
    ):
        command = click.option(name, default=default, show_default=True, help=words)(command)
    return command


def patience_of(options: dict[str, Any]) -> "Patience":
    """What the options say about waiting."""
    from colonnade.migrate.run import Patience

    return Patience(options["lock_timeout"], options["attempts"], options["wait"])


def step(number: int, count: int, script: "Script") -> None:
    """Say which revision is being tried, and how many there are."""
    click.echo(f"{number}/{count} {script.revision} {script.doc}", err=True)


def migrations(url: str | None) -> "Migrations":
    """The migrations of the project around the working directory."""
    from colonnade.migrate.project import find_migrations

    # `env.py` reads the URL where the application does; a .env file counts there as well.
    if url is None and not os.environ.get("DATABASE_URL") and (said := _in_dotenv()):
        url = said
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    logging.getLogger("alembic.runtime.migration").addFilter(_tells_of_a_step)
    return find_migrations(Path.cwd(), url)


def _tells_of_a_step(record: logging.LogRecord) -> bool:
    """Whether Alembic says which revision runs, or warns, and not how it was set up."""
    return record.levelno > logging.INFO or record.getMessage().startswith("Running ")


def database_of(migrations: "Migrations") -> str:
    """The URL of the database that the migrations are for.

    Raises:
        click.UsageError: there is none.
    """
    return _required(
        os.environ.get("DATABASE_URL") or migrations.config.get_main_option("sqlalchemy.url")
    )


def database(url: str | None) -> str:
    """The URL of the database, where no migrations are needed.

    Raises:
        click.UsageError: there is none.
    """
    return _required(url or os.environ.get("DATABASE_URL") or _in_dotenv())


def _required(url: str | None) -> str:
    if not url:
        raise click.UsageError("Name the database with --url or DATABASE_URL.")
    return url


def _in_dotenv() -> str | None:
    if not Path(".env").is_file():
        return None
    from dotenv import dotenv_values

    return dotenv_values(".env").get("DATABASE_URL")


def say(ran: "Ran", verb: str) -> None:
    """Say what a command did."""
    if ran.resumed:
        click.echo(f"Went on behind {ran.resumed} statements that were done already.", err=True)
    names = ", ".join(ran.revisions)
    click.echo(f"{verb}: {names}." if names else "Nothing to do.")


def say_waiting(seconds: float) -> None:
    """Say that a lock was not to be had."""
    click.echo(f"A lock is held; trying again in {seconds:.1f} s.", err=True)
