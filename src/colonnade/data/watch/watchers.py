"""Who hears of the statements of an engine: of those that SQLAlchemy executes, and of the prepared ones that pass it by."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, event

Note = Callable[[Engine, str, Any, Any], None]
"""Takes the engine, the SQL, its parameters, and the context of the execution: SQLAlchemy's, or a `Sending`."""


class Sending:
    """What a watcher asks of the execution of a prepared statement, under the names of SQLAlchemy's context.

    Args:
        compiled: the statement.
        values: its parameters by name.
    """

    __slots__ = ("compiled", "compiled_parameters")
    executemany = False
    isddl = False
    execution_options: Mapping[str, Any] = {}

    def __init__(self, compiled: Any, values: Mapping[str, Any]) -> None:
        self.compiled = compiled
        self.compiled_parameters = (values,)


class Watcher:
    """Hears of every statement that an engine, or one derived from it, is about to send.

    It listens to events of the dialect: with one of the engine, SQLAlchemy looks for listeners at six steps of each statement.

    Args:
        note: what is told of each.
    """

    def __init__(self, note: Note) -> None:
        self.note = note

    def listen(self, engine: Any) -> None:
        """Hear of an engine; of all of them for the class."""
        for name, hear in self._events():
            event.listen(engine, name, hear)

    def leave(self, engine: Any) -> None:
        """Hear no more of what `listen` was told."""
        for name, hear in self._events():
            event.remove(engine, name, hear)

    def _events(self) -> list[tuple[str, Callable[..., None]]]:
        return [
            ("do_execute", self._hear),
            ("do_executemany", self._hear),
            ("do_execute_no_params", self._hear_bare),
        ]

    def _hear(self, cursor: object, text: str, parameters: Any, context: Any) -> None:
        connection = context.root_connection
        # SQLAlchemy asks a server about itself at the first connection, which begins no transaction.
        if connection._allow_autobegin:
            self.note(connection.engine, text, parameters, context)

    def _hear_bare(self, cursor: object, text: str, context: Any) -> None:
        self._hear(cursor, text, (), context)


def watchers_of(engine: Engine) -> Sequence[Watcher] | None:
    """Who is to be told of a prepared statement; None where others listen, who hear of SQLAlchemy's executions alone."""
    found: list[Watcher] = []
    for listener in engine.dialect.dispatch.do_execute:
        watcher = getattr(listener, "__self__", None)
        if not isinstance(watcher, Watcher):
            return None
        found.append(watcher)
    return found
