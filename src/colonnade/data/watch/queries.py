"""The statements that a block sends, each with the lines of the application that led to it."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from sqlalchemy import Engine

from colonnade.data.watch.asked import asked_for
from colonnade.data.watch.brackets import BRACKETS
from colonnade.data.watch.engines import Watched, engines_of, is_session
from colonnade.data.watch.lazy import LOADED
from colonnade.data.watch.senders import senders
from colonnade.data.watch.sites import Site
from colonnade.data.watch.watchers import Watcher

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


class Queries:
    """The statements of a block, in the order in which they were sent, without those that begin or end a transaction."""

    def __init__(self) -> None:
        self._sent: list[tuple[str, tuple[Site, ...], str, int]] = []

    def __repr__(self) -> str:
        return f"Queries({self.statements!r})"

    @property
    def statements(self) -> list[Statement]:
        """The statements; also those that make a savepoint or give one up are left out."""
        return [*map(Statement._make, self._sent)]

    @property
    def count(self) -> int:
        """How many statements were sent; one that writes many rows counts once."""
        return len(self._sent)

    def note(self, engine: Engine, text: str, parameters: Any, context: Any) -> None:
        """Note a statement that is about to be sent; the arguments are those of a `Note`."""
        if not text.startswith("SELECT") and BRACKETS.match(text):
            return
        asked = () if context.executemany else asked_for(context, parameters, text)
        loaded = context.execution_options.get(LOADED, "")
        # A tuple, and a Statement when somebody asks for it: to make one takes as long as all of the rest.
        sent = text, senders(context.compiled), loaded, _number(asked) if asked else 0
        self._sent.append(sent)


@contextmanager
def count_queries(on: Watched = None) -> Iterator[Queries]:
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

    def note(engine: Engine, text: str, parameters: Any, context: Any) -> None:
        if here in _here.get():
            queries.note(engine, text, parameters, context)

    watcher = Watcher(queries.note if here is None else note)
    for engine in engines:
        watcher.listen(engine)
    try:
        yield queries
    finally:
        for engine in engines:
            watcher.leave(engine)


def _number(values: tuple[Any, ...]) -> int:
    try:
        return hash((_SALT, values))
    except TypeError:
        return hash((_SALT, repr(values)))
