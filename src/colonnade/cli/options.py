"""The options that several commands take."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

SOURCE = (
    "SOURCE is a DBML file, a database URL, a SQLite file, a .sql file, "
    "or a module or package of SQLModel models."
)


def server(command: Command) -> Command:
    """`--server URL`."""
    words = "The server on which a .sql file is run; SQLite without it."
    return click.option("--server", metavar="URL", help=words)(command)


def yes(command: Command) -> Command:
    """`--yes`."""
    words = "Answer every question with its default."
    return click.option("--yes", is_flag=True, help=words)(command)
