"""Old and new versions of an application that write while the phases run."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from tests.migrate.projects import Project

Statements = tuple[str, ...]

DEADLOCK = 1213


class Writer:
    """One version: it does its statements over and over, each round with a number of its own and in one transaction.

    On a connection of the driver, because a command that migrates in this process listens to all engines.

    Attributes:
        done: the numbers of the rounds that were committed.
        errors: what went wrong.
    """

    def __init__(self, engine: sa.Engine, statements: Statements, numbers: Iterator[int]) -> None:
        self.statements = [statement.replace(":n", "%(n)s") for statement in statements]
        self.connection: Any = engine.raw_connection()
        self.numbers = numbers
        self.done: list[int] = []
        self.errors: list[str] = []
        self.first = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def _write(self) -> None:
        while not self._stop.is_set():
            number = next(self.numbers)
            try:
                while not self._round(number):
                    pass
                self.done.append(number)
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}")
                self.connection.rollback()
            self.first.set()

    def _round(self, number: int) -> bool:
        """One round; False when InnoDB chose it to end a deadlock, after which applications try again."""
        cursor = self.connection.cursor()
        try:
            for statement in self.statements:
                cursor.execute(statement, {"n": number})
        except Exception as error:
            if error.args[0] != DEADLOCK:
                raise
            self.connection.rollback()
            return False
        self.connection.commit()
        return True

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """Write until the block ends; it begins with the first round."""
        self._thread.start()
        self.first.wait(30)
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join()
            self.connection.close()


def made_uuid(project: Project) -> tuple[str, str]:
    """What a round does to make a UUID, and the SQL by which its statements have it."""
    if "mysql" in project.url:
        return "SET @uid = replace(uuid(), '-', '')", "@uid"
    return "SELECT 1", "CAST(md5(CAST(:n AS CHAR(9))) AS UUID)"


def through_all_phases(project: Project, old: Statements, new: Statements) -> list[int]:
    """Run the four phases between and beside the writers, and give the numbers of all rounds.

    The old version writes until the last phase, the new one from the first one on.
    """
    engine = sa.create_engine(project.engine().url, poolclass=sa.NullPool)
    numbers = iter(itertools.count(1000))
    first, second, third = (Writer(engine, one, numbers) for one in (old, new, new))
    with first.writing():
        project.do("upgrade", "+1")
        with second.writing():
            project.do("upgrade", "+1")
            project.do("upgrade", "+1")
    with third.writing():
        project.do("upgrade", "+1")
    errors = [*first.errors, *second.errors, *third.errors]
    assert not errors, errors
    return [*first.done, *second.done, *third.done]
