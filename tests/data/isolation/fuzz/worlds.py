"""The oracle: what Alice's session does beside Bob, and what a session does where Bob never was."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from colonnade.data.isolation.engine import scoped
from colonnade.data.isolation.scope import EVERYONE
from colonnade.data.isolation.session import ScopedSession
from colonnade.errors import ColonnadeError
from tests.data.isolation.fuzz.graphs import ALICE, BOB, Graph, graphs, world
from tests.data.isolation.fuzz.reads import Read, read
from tests.data.isolation.fuzz.writes import Write, write

ERRORS = (ColonnadeError, SQLAlchemyError, SAWarning, AssertionError)
"""SQLAlchemy asserts that no part of a primary key is cleared."""
READS, WRITES, SEQUENCES = 80, 80, 20
"""How many statements an example has, and how many sequences its writes are."""


@dataclass(frozen=True)
class Case:
    """Models, and statements on them; sequences of writes each begin with the same rows."""

    graph: Graph
    reads: list[Read]
    sequences: list[list[Write]]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Say the models only; the statement that failed is in a note."""
        printer.text(repr(self.graph))


def examples(count: int) -> Any:
    """So many cases. Making one smaller would take minutes; its seed finds it again."""
    checks = list(HealthCheck)
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=checks,
        report_multiple_bugs=False,
    )


@st.composite
def of_reads(draw: Any) -> Case:
    """Models and reads."""
    graph = draw(graphs())
    return Case(graph, [read(draw, graph) for _ in range(READS)], [])


@st.composite
def of_writes(draw: Any) -> Case:
    """Models and sequences of writes."""
    graph, each = draw(graphs()), range(WRITES // SEQUENCES)
    return Case(graph, [], [[write(draw, graph, n) for n in each] for _ in range(SEQUENCES)])


@contextmanager
def both(case: Case) -> Iterator[tuple[Engine, Engine]]:
    """A database of Alice and Bob, and one of Alice alone."""
    try:
        with world(case.graph, ALICE, BOB) as together, world(case.graph, ALICE) as alone:
            yield together, alone
    finally:
        case.graph.registry.dispose()


def session_of(graph: Graph, engine: Engine, owner: Any) -> ScopedSession:
    return ScopedSession(scoped(engine, owner, graph.metadata))


def reads_agree(case: Case) -> None:
    """Each read gives what it would give if Alice were alone."""
    with both(case) as (together, alone):
        for one in case.reads:
            with session_of(case.graph, together, ALICE) as session:
                found = one.run(session)
            with session_of(case.graph, alone, EVERYONE) as session:
                expected = one.run(session)
            assert found == expected, f"read: {one}"


def writes_agree(case: Case) -> None:
    """After each sequence Bob's rows are what they were, and Alice's what they would be if she were alone."""
    with both(case) as (together, alone):
        first = [_copy(engine) for engine in (together, alone)]
        bobs = [row for row in contents(case.graph, together) if _is_bobs(row)]
        for sequence in case.sequences:
            for engine, copy in zip((together, alone), first, strict=True):
                copy.backup(_raw(engine))
            _carry_out(session_of(case.graph, together, ALICE), sequence, beside_bob=True)
            _carry_out(session_of(case.graph, alone, EVERYONE), sequence, beside_bob=False)
            found = contents(case.graph, together)
            assert [row for row in found if _is_bobs(row)] == bobs, f"writes: {sequence}"
            mine = [row for row in found if not _is_bobs(row)]
            assert mine == contents(case.graph, alone), f"writes: {sequence}"


def _carry_out(session: ScopedSession, sequence: list[Write], *, beside_bob: bool) -> None:
    """Each write in a savepoint that an error undoes; a scope may refuse what would have found no row to change."""
    with session:
        for step in sequence:
            if beside_bob or not step.reaches:
                with suppress(*ERRORS), session.begin_nested():
                    step.run(session, stamp=not beside_bob)
        session.commit()


def contents(graph: Graph, engine: Engine) -> list[tuple[Any, ...]]:
    """All rows, as the driver gives them."""
    cursor = _raw(engine).cursor()
    names = [table.name for table in graph.metadata.sorted_tables]
    return [
        (name, *row)
        for name in names
        for row in sorted(cursor.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
    ]


def _is_bobs(row: tuple[Any, ...]) -> bool:
    """Whether a row is Bob's, or points at one of his."""
    return any(isinstance(value, int) and value >= 9000 for value in row)


def _raw(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.connection.driver_connection


def _copy(engine: Engine) -> Any:
    copy = sqlite3.connect(":memory:")
    _raw(engine).backup(copy)
    return copy
