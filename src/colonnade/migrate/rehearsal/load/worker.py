"""One thread of an application: it calls operations, one after the other, and notes what it saw."""

import time
from random import Random
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from colonnade.migrate.rehearsal.load.errors import name_of
from colonnade.migrate.rehearsal.load.seen import Seen, Took
from colonnade.migrate.rehearsal.load.surprises import surprise
from colonnade.migrate.rehearsal.load.workload import Call, Key, Operation, Workload

PAUSE = 0.008
"""Seconds between two calls: a thread that is never idle would measure the processor instead of the locks."""


class Worker(Thread):
    """A thread with a connection of its own.

    Args:
        connection: to the database; statements are committed one by one.
        workload: what it does.
        stop: ends it.
        seed: of its choices.
    """

    def __init__(self, connection: Connection, workload: Workload, stop: Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.seen = Seen()
        self._connection, self._workload, self._stopping = connection, workload, stop
        self._random = Random(seed)
        self._weights = [operation.weight for operation in workload]

    def run(self) -> None:
        """Call until it is stopped; at once when there is nothing to call."""
        if not self._workload:
            return
        while not self._stopping.is_set():
            operation = self._random.choices(self._workload, self._weights)[0]
            if call := operation.call(self._random):
                self._do(operation, call)
            self._stopping.wait(PAUSE * self._random.uniform(0.5, 1.5))

    def _do(self, operation: Operation, call: Call) -> None:
        began, error, key = time.monotonic(), "", None
        try:
            if isinstance(operation.statement, str):
                self._taken_back(operation.statement, call)
            else:
                if self._is_in_the_way(operation, call):
                    return
                result = self._connection.execute(operation.statement, call.parameters)
                key = _key(result, call)
                if result.returns_rows:
                    error = surprise(operation, call, result.all())
        except (
            SQLAlchemyError,
            LookupError,
        ) as raised:  # LookupError: a label that an enum does not have
            error = name_of(raised)
            if getattr(raised, "connection_invalidated", False) and call.key is not None:
                self.seen.unknown.add((operation.table, call.key))
            self._connection.rollback()
        else:
            if operation.kind == "write" and key is not None:
                self._acknowledged(operation, key, call)
        seconds = time.monotonic() - began
        self.seen.calls.append(Took(began, seconds, operation.name, operation.kind, error))

    def _taken_back(self, statement: str, call: Call) -> None:
        """Execute what was recorded, and leave the rows as they are: which of them it writes nobody knows."""
        self._connection.exec_driver_sql("BEGIN")
        try:
            result = self._connection.exec_driver_sql(statement, call.parameters)
            if result.returns_rows:
                result.all()
        finally:
            self._connection.exec_driver_sql("ROLLBACK")

    def _is_in_the_way(self, operation: Operation, call: Call) -> bool:
        """Whether there is a row already that applications look for before they make one."""
        if operation.unless is None:
            return False
        return self._connection.execute(operation.unless, call.parameters).first() is not None

    def _acknowledged(self, operation: Operation, key: Key, call: Call) -> None:
        row = operation.table, key
        before = self.seen.written.get(row) or {}
        self.seen.written[row] = None if call.values is None else {**before, **call.values}


def _key(result: Any, call: Call) -> Key | None:
    """The key of the row that was written; None where the database does not tell."""
    if call.key is None and result.is_insert:
        made = tuple(result.inserted_primary_key or (None,))
        return None if None in made else made
    return call.key
