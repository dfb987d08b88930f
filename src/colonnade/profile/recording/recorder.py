"""Listens to every engine of the process and passes on, line by line, what was sent.

The rule here: a line is written as soon as it is known, so that a process that is killed loses nothing but its last
statement.
"""

import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from sqlite3 import Cursor
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, registry
from sqlalchemy.pool import Pool

from colonnade.data.watch.asked import asked_for
from colonnade.data.watch.brackets import BRACKETS
from colonnade.data.watch.sites import Site, sites
from colonnade.profile.recording import scope
from colonnade.profile.recording.declared import declared
from colonnade.profile.recording.statements import described, offset_of
from colonnade.profile.recording.values import encoded

Line = dict[str, Any]
"""One thing that is known, by its kind."""

SITES = 16
"""How many lines of the application are noted for each statement."""

SAMPLES = 4
"""How many executions of a statement are kept with their values, where values are kept."""

_LAZY = "colonnade_lazy"
_ENTITY = "colonnade_entity"


class Recorder:
    """Records from `start` to `stop`.

    Args:
        write: takes each line; it is called by one thread at a time.
        values: whether samples of statements are kept with their values.
    """

    def __init__(self, write: Callable[[Line], None], *, values: bool) -> None:
        self._write = write
        self._values = values
        self._salt = secrets.randbits(64)
        self._began = time.perf_counter()
        self._lock = threading.Lock()
        self._statements: dict[str, int] = {}
        self._stacks: dict[tuple[Site, ...], int] = {}
        self._samples: Counter[int] = Counter()
        self._registries: WeakSet[registry] = WeakSet()
        self._open: dict[int, tuple[Line, Any]] = {}
        self._left: deque[tuple[Line, Any]] = deque()
        self._listeners: list[tuple[Any, str, Any]] = [
            (Engine, "before_cursor_execute", self._before),
            (Engine, "after_cursor_execute", self._after),
            (Engine, "commit", self._ended),
            (Engine, "rollback", self._ended),
            (Pool, "checkin", self._given_back),
            (Session, "do_orm_execute", self._marked),
            (Session, "before_flush", scope.flush_begins),
            (Session, "after_flush", scope.flush_ends),
            (Session, "after_soft_rollback", scope.flush_ends),
        ]

    def start(self) -> None:
        """Begin to listen."""
        for target, name, listener in self._listeners:
            event.listen(target, name, listener)

    def stop(self) -> None:
        """Write down what is still open, and listen no more."""
        self.forget()
        for connection in [*self._open, 0]:
            self._close(connection)

    def forget(self) -> bool:
        """Listen no more, and say whether it has listened."""
        listening, self._listeners = self._listeners, []
        for target, name, listener in listening:
            event.remove(target, name, listener)
        return bool(listening)

    def _before(
        self, conn: Any, cursor: Any, text: str, parameters: Any, context: Any, many: bool
    ) -> None:
        self._close(_number(conn))
        if isinstance(cursor, Cursor):
            # The driver does not say how many rows there are. An INSERT of many rows is sent in parts by one cursor.
            if not hasattr(context, "colonnade_rows"):
                _count_rows(cursor, context)
            context.colonnade_rows = [0]
        context.colonnade_began = time.perf_counter()

    def _after(
        self, conn: Any, cursor: Any, text: str, parameters: Any, context: Any, many: bool
    ) -> None:
        if BRACKETS.match(text):
            return
        ended = time.perf_counter()
        began = getattr(context, "colonnade_began", ended)
        options = context.execution_options
        line = {
            "scope": scope.current(),
            "start": began - self._began,
            "seconds": ended - began,
            "rows": _rows(cursor),
            "parameters": self._number(parameters),
            "keys": 0 if many else self._number(asked_for(context, parameters, text)),
            "streamed": bool(options.get("yield_per") or options.get("stream_results")),
            "offset": offset_of(parameters, text),
            "lazy": options.get(_LAZY, ""),
            "entity": options.get(_ENTITY, ""),
            "flush": scope.flush(),
        }
        with self._lock:
            line["statement"] = self._statement(context, text)
            line["sites"] = self._stack(sites(SITES))
            if self._values and not many:
                self._sample(line["statement"], text, parameters)
            self._open[_number(conn)] = (line, getattr(context, "colonnade_rows", None))

    def _statement(self, context: Any, text: str) -> int:
        key = _text(context, text)
        number = self._statements.get(key)
        if number is None:
            number = self._statements[key] = len(self._statements)
            self._write({"statement": described(context, key)})
        return number

    def _stack(self, stack: tuple[Site, ...]) -> int:
        number = self._stacks.get(stack)
        if number is None:
            number = self._stacks[stack] = len(self._stacks)
            self._write({"sites": {"sites": [_site(site) for site in stack]}})
        return number

    def _sample(self, statement: int, text: str, parameters: Any) -> None:
        if self._samples[statement] == SAMPLES:
            return
        try:
            said = encoded(parameters)
        except TypeError:
            return
        self._samples[statement] += 1
        self._write({"sample": {"statement": statement, "text": text, "parameters": said}})

    def _number(self, parameters: Any) -> int:
        """A number from which nobody learns the parameters: the salt is never written."""
        try:
            values = parameters.items() if isinstance(parameters, dict) else parameters or ()
            return hash((self._salt, *values))
        except TypeError:
            return hash((self._salt, repr(parameters)))

    def _ended(self, conn: Any) -> None:
        self._close(_number(conn))

    def _given_back(self, connection: Any, record: object) -> None:
        # The garbage collector gives connections back, at any moment: also while a line is being written.
        if last := self._open.pop(id(connection), None):
            self._left.append(last)

    def _close(self, connection: int) -> None:
        """Write down the last execution of a connection, of which all rows have been read now."""
        if last := self._open.pop(connection, None):
            self._left.append(last)
        with self._lock:
            while self._left:
                line, counted = self._left.popleft()
                if counted and counted[0]:
                    line["rows"] = counted[0]
                self._write({"execution": line})

    def _marked(self, state: ORMExecuteState) -> None:
        """Note on a statement what it loads, for the moment when it is sent."""
        if state.bind_mapper is None:
            return
        name = state.bind_mapper.class_.__name__
        path = state.loader_strategy_path
        if state.is_select and state.lazy_loaded_from is not None and path is not None:
            state.update_execution_options(**{_LAZY: str(path.path[-1])})
        elif state.is_column_load:
            state.update_execution_options(**{_LAZY: name})
        elif state.is_select and not state.is_relationship_load:
            state.update_execution_options(**{_ENTITY: name})
        if state.bind_mapper.registry not in self._registries:
            self._declare(state.bind_mapper.registry)

    def _declare(self, registry: registry) -> None:
        self._registries.add(registry)
        with self._lock:
            for table, name, site in declared(registry):
                self._write({"index": {"table": table, "name": name, "site": _site(site)}})


def _count_rows(cursor: Cursor, context: Any) -> None:
    made = cursor.row_factory

    def count(cursor: Any, row: Any) -> Any:
        context.colonnade_rows[0] += 1
        return row if made is None else made(cursor, row)

    cursor.row_factory = count


def _rows(cursor: Any) -> int | None:
    count = cursor.rowcount
    if count is None or count < 0:
        # Async drivers of SQLite have read all rows by now.
        read = getattr(cursor, "_rows", None)
        return None if read is None else len(read)
    return int(count)


def _text(context: Any, text: str) -> str:
    """The SQL of a statement before lists of keys are written out."""
    return text if context.compiled is None else str(context.compiled.string)


def _number(conn: Any) -> int:
    return id(conn.connection.dbapi_connection)


def _site(site: Site) -> list[Any]:
    return [site.path, site.line, site.function]
