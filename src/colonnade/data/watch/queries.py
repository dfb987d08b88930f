"""The statements that a block sends, each with the lines of the application that led to it."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, event

from colonnade.data.watch.asked import asked_for
from colonnade.data.watch.brackets import BRACKETS
from colonnade.data.watch.engines import engines_of, is_session
from colonnade.data.watch.lazy import LOADED
from colonnade.data.watch.sites import Site, sites

if TYPE_CHECKING:
    from colonnade.data.watch.engines import Watched

_LINES = 3
"""So many lines of the application are kept for each statement: what sends it, and who called that."""

_SALT = secrets.randbits(64)
"""Without it a number would tell the value."""

_here: ContextVar[tuple["Queries", ...]] = ContextVar("colonnade_queries", default=())


class Statement(NamedTuple):
    """A statement that was sent, without its values.

    Attributes:
        text: its SQL.
        sites: the lines of the application that led to it, the innermost first.
        loaded: the attribute that it loads later, as `Task.tags`; empty for any other statement.
        keys: the same number for the same values that rows are looked for by; 0 where it looks for none, or writes many rows.
    """

    text: str
    sites: tuple[Site, ...]
    loaded: str
    keys: int


@dataclass(eq=False)
class Queries:
    """The statements of a block, in the order in which they were sent.

    Attributes:
        statements: without those that begin or end a transaction or a savepoint.
    """

    statements: list[Statement] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many statements were sent; one that writes many rows counts once."""
        return len(self.statements)


@contextmanager
def count_queries(on: "Watched" = None) -> Iterator[Queries]:
    """Count the statements that are sent within the block, in sync and in async code.

        with count_queries(db) as queries:
            client.get("/tasks")
        assert queries.count == 2

    Outside of the block nothing listens.

    Args:
        on: a database, an engine or a session, sync or async; of a session what this thread or task sends. Without it
            all engines of the process.
    """
    if not is_session(on):
        with listening(engines_of(on)) as queries:
            yield queries
        return
    queries = Queries()
    token = _here.set((*_here.get(), queries))
    try:
        with listening(engines_of(on), queries):
            yield queries
    finally:
        _here.reset(token)


@contextmanager
def listening(engines: Sequence[Any], here: Queries | None = None) -> Iterator[Queries]:
    """Note what is sent on engines.

    Args:
        engines: the engines, or the class of all of them.
        here: where the statements of this thread or task alone are noted.
    """
    queries = here or Queries()

    def hear(connection: Connection, cursor: Any, text: str, *sent: Any) -> None:
        if here is None or here in _here.get():
            _note(queries, text, *sent)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        yield queries
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)


def _note(queries: Queries, text: str, parameters: Any, context: Any, executemany: bool) -> None:
    if BRACKETS.match(text):
        return
    loaded = context.execution_options.get(LOADED, "")
    keys = 0 if executemany else _keys(context, parameters, text)
    queries.statements.append(Statement(text, sites(_LINES, adjacent=True), loaded, keys))


def _keys(context: Any, parameters: Any, text: str) -> int:
    keys = asked_for(context, parameters, text)
    try:
        return hash((_SALT, *keys)) if keys else 0
    except TypeError:
        return hash((_SALT, repr(keys)))
