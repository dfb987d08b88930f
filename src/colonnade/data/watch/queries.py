"""The statements that a block sends, each with the lines of the application that led to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, event

from colonnade.data.watch.brackets import BRACKETS
from colonnade.data.watch.engines import engines_of, is_session
from colonnade.data.watch.lazy import LOADED
from colonnade.data.watch.sites import Site, sites

if TYPE_CHECKING:
    from colonnade.data.watch.engines import Watched

_LINES = 3
"""So many lines of the application are kept for each statement: what sends it, and who called that."""

_here: ContextVar[tuple["Queries", ...]] = ContextVar("colonnade_queries", default=())


class Statement(NamedTuple):
    """A statement that was sent, without its values.

    Attributes:
        text: its SQL.
        sites: the lines of the application that led to it, the innermost first.
        loaded: the attribute that it loads later, as `Task.tags`; empty for any other statement.
        for_many: whether it asks for the rows of many keys, or writes many rows.
    """

    text: str
    sites: tuple[Site, ...]
    loaded: str
    for_many: bool


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
    for_many = executemany or _asks_for_many(context, parameters)
    queries.statements.append(Statement(text, sites(_LINES, adjacent=True), loaded, for_many))


def _asks_for_many(context: Any, parameters: Any) -> bool:
    """Whether there is an IN, or a list in place of a value."""
    if "__[POSTCOMPILE" in getattr(context.compiled, "string", ""):
        return True
    values = parameters.values() if isinstance(parameters, dict) else parameters or ()
    return list in map(type, values)
