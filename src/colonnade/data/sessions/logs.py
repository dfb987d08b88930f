"""Logs without values: at DEBUG, SQLAlchemy writes down every row that it reads, and aiosqlite every parameter."""

import logging

NAME = "colonnade"
"""What the engines of a `Database` are called in logs: `sqlalchemy.engine.Engine.colonnade`."""


def install(*, aiosqlite: bool) -> None:
    """Keep values out of what an engine logs, whatever the level is."""
    logging.getLogger(f"sqlalchemy.engine.Engine.{NAME}").addFilter(_no_rows)
    if aiosqlite:
        logging.getLogger("aiosqlite").addFilter(_no_arguments)


def _no_rows(record: logging.LogRecord) -> bool:
    return "Row %r" not in str(record.msg)


def _no_arguments(record: logging.LogRecord) -> bool:
    """Name what is called, and nothing that it is called with."""
    said = record.args if isinstance(record.args, tuple) else ()
    record.args = tuple(_name(argument) for argument in said)
    return True


def _name(called: object) -> str:
    function = getattr(called, "func", called)
    return str(getattr(function, "__name__", type(function).__name__))
