"""Indexes on trial in a scratch copy of a database: made, used or not, weighed and dropped."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from colonnade.profile.advice.candidates import Candidate, function_of
from colonnade.profile.advice.workload import Query
from colonnade.profile.explain import Plan, plan_of
from colonnade.profile.recording.record import Sample

RUNS = 3
"""How often a statement is measured at least; the quickest run counts, as the others were disturbed."""

SHORT = 0.02
"""Seconds for which a statement is measured at least: a short one is disturbed more."""

MOST = 50
"""How often a statement is measured at most."""

LONG = 1.0
"""Seconds after which a statement that was measured twice is not measured again."""


class Trial(Protocol):
    """Where indexes are tried.

    Attributes:
        measures: whether it weighs by time, because the planner tells no cost; known after the first weighing.
    """

    measures: bool

    def add(self, candidate: Candidate) -> str:
        """Make an index and give its name."""

    def drop(self, name: str) -> None:
        """Drop an index."""

    def weigh(self, query: Query) -> tuple[float, set[str]]:
        """What a statement costs, and the names of the indexes that it uses."""

    def size(self, name: str) -> int:
        """How many bytes an index takes."""


class Real:
    """Real indexes; what is weighed is the planner's cost, and time where the planner tells none.

    Args:
        connection: to the copy; every statement is committed at once.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.measures = False
        self._numbers = count(1)

    def add(self, candidate: Candidate) -> str:
        name = f"colonnade_trial_{next(self._numbers)}"
        self.connection.exec_driver_sql(ddl(candidate, name, self.connection))
        return name

    def drop(self, name: str) -> None:
        quoted = self._quoted(name)
        if self.connection.dialect.name in {"mysql", "mariadb"}:
            self.connection.exec_driver_sql(f"DROP INDEX {quoted} ON {self._table(name)}")
        else:
            self.connection.exec_driver_sql(f"DROP INDEX {quoted}")

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Let the database do without an index, and have it back as it was."""
        dialect: Any = self.connection.dialect
        if dialect.name in {"mysql", "mariadb"}:
            change = f"ALTER TABLE {self._table(name)} ALTER INDEX {self._quoted(name)}"
            before, after = ([f"{change} {how}"] for how in _HIDDEN[dialect.is_mariadb])
        else:
            before, after = ["BEGIN", f"DROP INDEX {self._quoted(name)}"], ["ROLLBACK"]
        for one in before:
            self.connection.exec_driver_sql(one)
        try:
            yield
        finally:
            for one in after:
                self.connection.exec_driver_sql(one)

    def weigh(self, query: Query) -> tuple[float, set[str]]:
        plans = self.plans(query)
        used = {index for plan in plans for index in plan.indexes}
        costs = [plan.cost for plan in plans]
        if None in costs:
            self.measures = True
            return self.seconds(query), used
        return sum(cost for cost in costs if cost is not None) / len(costs), used

    def size(self, name: str) -> int:
        return int(
            self.connection.exec_driver_sql(_SIZE[self.connection.dialect.name], (name,)).scalar()
            or 0
        )

    def plans(self, query: Query) -> list[Plan]:
        """The plan of each sample."""
        dialect = self.connection.dialect
        return [plan_of(self._cursor(), dialect, one.text, one.parameters) for one in query.samples]

    def seconds(self, query: Query) -> float:
        """How long one execution takes, as a mean over the samples."""
        return sum(map(self._measured, query.samples)) / len(query.samples)

    def analyze(self) -> None:
        """Bring the planner's statistics up to date."""
        if self.connection.dialect.name in {"postgresql", "sqlite"}:
            self.connection.exec_driver_sql(
                "VACUUM ANALYZE" if self.connection.dialect.name == "postgresql" else "ANALYZE"
            )
            return
        tables = self.connection.exec_driver_sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
        ).scalars()
        for table in [*tables]:
            self.connection.exec_driver_sql(f"ANALYZE TABLE {self._quoted(table)}").close()

    def _measured(self, sample: Sample) -> float:
        runs: list[float] = []
        while len(runs) < RUNS or (sum(runs) < SHORT and len(runs) < MOST):
            runs.append(self._once(sample))
            if len(runs) > 1 and sum(runs) > LONG:
                break
        return min(runs)

    def _once(self, sample: Sample) -> float:
        dialect, cursor = self.connection.dialect, self._cursor()
        if dialect.name == "postgresql":
            # The server's own clock, which no network and no client disturbs.
            text = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sample.text}"
            dialect.do_execute(cursor, text, sample.parameters)
            return float(cursor.fetchone()[0][0]["Execution Time"]) / 1000
        start = time.perf_counter()
        dialect.do_execute(cursor, sample.text, sample.parameters)
        cursor.fetchall()
        seconds = time.perf_counter() - start
        cursor.close()
        return seconds

    def _cursor(self) -> Any:
        return self.connection.connection.cursor()

    def _quoted(self, name: str) -> str:
        return self.connection.dialect.identifier_preparer.quote(name)

    def _table(self, index: str) -> str:
        statement = "SELECT table_name FROM information_schema.statistics WHERE index_name = %s"
        statement += " AND table_schema = DATABASE() LIMIT 1"
        return self._quoted(str(self.connection.exec_driver_sql(statement, (index,)).scalar()))


_SIZE = {
    "postgresql": "SELECT pg_relation_size(%s::regclass)",
    "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name = ?",
    "mysql": "SELECT max(stat_value * @@innodb_page_size) FROM mysql.innodb_index_stats"
    " WHERE index_name = %s AND stat_name = 'size' AND database_name = DATABASE()",
}
_SIZE["mariadb"] = _SIZE["mysql"]

_HIDDEN = {False: ("INVISIBLE", "VISIBLE"), True: ("IGNORED", "NOT IGNORED")}
"""How an index is hidden from the planner, and shown again; in MySQL, and in MariaDB."""


class Hypothetical(Real):
    """Indexes of HypoPG, which the planner believes in and nobody builds."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._made: dict[str, int] = {}

    def add(self, candidate: Candidate) -> str:
        statement = ddl(candidate, "", self.connection)
        number, name = self.connection.exec_driver_sql(
            "SELECT indexrelid, indexname FROM hypopg_create_index(%s)", (statement,)
        ).one()
        self._made[name] = number
        return str(name)

    def drop(self, name: str) -> None:
        self.connection.exec_driver_sql("SELECT hypopg_drop_index(%s)", (self._made.pop(name),))

    def size(self, name: str) -> int:
        statement = "SELECT hypopg_relation_size(%s)"
        return int(self.connection.exec_driver_sql(statement, (self._made[name],)).scalar() or 0)


@contextmanager
def trial(engine: Engine) -> Iterator[tuple[Real, Trial]]:
    """Where indexes are real, and where they are tried: with HypoPG where the server has it, else the same."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        real = Real(connection)
        real.analyze()
        yield real, Hypothetical(connection) if _has_hypopg(connection) else real


def ddl(candidate: Candidate, name: str, connection: Connection) -> str:
    """The statement that makes an index."""
    quote = connection.dialect.identifier_preparer.quote
    table = ".".join(map(quote, candidate.table.split(".")))

    def said(name: str) -> str:
        function, column = function_of(name)
        return f"{function}({quote(column)})" if function else str(quote(column))

    columns = ", ".join(said(name) + (" DESC" if down else "") for name, down in candidate.columns)
    where = f" WHERE {candidate.where}" if candidate.where else ""
    return f"CREATE INDEX {name and quote(name)} ON {table} ({columns}){where}"


def _has_hypopg(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    try:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS hypopg")
    except DBAPIError:
        return False  # the server does not have it, or this user may not use it
    return True
