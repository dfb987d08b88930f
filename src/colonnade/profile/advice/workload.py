"""What was recorded, as work that can be done again: reads with samples of their values, and what is written how often."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from colonnade.profile.recording.record import Execution, Record, Sample, Statement

_NUMBERED = re.compile(r"\$(\d+)")


@dataclass(frozen=True, eq=False)
class Query:
    """A statement that reads.

    Attributes:
        statement: it, without values.
        samples: a few executions as the driver takes them.
        executions: all of them.
    """

    statement: Statement
    samples: tuple[Sample, ...] = field(repr=False)
    executions: tuple[Execution, ...] = field(repr=False)

    @property
    def calls(self) -> int:
        """How often it was sent."""
        return len(self.executions)


@dataclass
class Writes:
    """How often a table was written to; what one flush or one statement writes counts once, as loading is no daily work.

    Attributes:
        rows: inserts and deletes.
        updates: updates, by the columns that the update sets.
    """

    rows: int = 0
    updates: Counter[frozenset[str]] = field(default_factory=Counter)

    def of(self, columns: set[str]) -> tuple[int, int]:
        """How many writes an index on columns sees, and of how many updates it is the concern."""
        concerned = sum(count for names, count in self.updates.items() if names & columns)
        return self.rows + concerned, concerned


@dataclass
class Workload:
    """What was recorded, as work that can be done again."""

    queries: list[Query]
    writes: dict[str, Writes]


def workload_of(record: Record) -> Workload:
    """The workload of a record in which values are kept."""
    queries: list[Query] = []
    writes: dict[str, Writes] = {}
    for statement, executions in record.calls().items():
        samples = tuple(_as_sync_drivers_take(one) for one in record.samples.get(statement, ()))
        if statement.kind == "select" and samples:
            queries.append(Query(statement, samples, tuple(executions)))
        elif statement.kind in {"insert", "update", "delete"}:
            _count(statement, executions, writes)
    return Workload(queries, writes)


def _count(statement: Statement, executions: list[Execution], writes: dict[str, Writes]) -> None:
    try:
        tree = sqlglot.parse_one(re.sub(r"%\(\w+\)s|%s|\$\d+|\?", "NULL", statement.text))
    except SqlglotError:
        return
    table = tree.find(exp.Table)
    if table is None:
        return
    found = writes.setdefault(".".join(filter(None, (table.db, table.name))), Writes())
    rows = len({one.flush for one in executions if one.flush}) + sum(
        not one.flush for one in executions
    )
    if isinstance(tree, exp.Update):
        found.updates[frozenset(one.this.name for one in tree.expressions)] += rows
    else:
        found.rows += rows


def _as_sync_drivers_take(sample: Sample) -> Sample:
    """The sample with the placeholders of psycopg, where asyncpg's numbered ones stand."""
    if not _NUMBERED.search(sample.text):
        return sample
    text = _NUMBERED.sub(r"%(p\1)s", sample.text.replace("%", "%%"))
    values: Any = {f"p{n}": value for n, value in enumerate(sample.parameters, 1)}
    return Sample(text, values)
