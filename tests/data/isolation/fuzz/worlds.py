"""The oracle: what Alice's session does beside Bob, and what a session does where Bob never was."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, SAWarning, SQLAlchemyError

from colonnade.data.isolation.engine import scoped
from colonnade.data.isolation.scope import EVERYONE
from colonnade.data.isolation.session import ScopedSession
from colonnade.errors import ColonnadeError
from tests.data.isolation.fuzz.graphs import ALICE, BOB, Graph, graphs
from tests.data.isolation.fuzz.places import Place, World
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
def both(case: Case, place: Place) -> Iterator[tuple[World, World]]:
    """A database of Alice and Bob, and one of Alice alone."""
    try:
        with (
            place.world(case.graph, ALICE, BOB) as together,
            place.world(case.graph, ALICE) as alone,
        ):
            yield together, alone
    finally:
        case.graph.registry.dispose()


def session_of(world: World, owner: Any) -> ScopedSession:
    return ScopedSession(scoped(world.engine, owner, world.graph.metadata))


def reads_agree(case: Case, place: Place) -> None:
    """Each read gives what it would give if Alice were alone."""
    with both(case, place) as (together, alone):
        for one in case.reads:
            found, expected = answer(together, ALICE, one), answer(alone, EVERYONE, one)
            assert found == expected, f"read: {one}"


def answer(world: World, owner: Any, read: Read) -> Any:
    """What a read gives; some forms are not every database's, and fail in both worlds."""
    with session_of(world, owner) as session:
        try:
            return read.run(session)
        except DBAPIError as error:
            return type(error)


def writes_agree(case: Case, place: Place) -> None:
    """After each sequence Bob's rows are what they were, and Alice's what they would be if she were alone."""
    with both(case, place) as (together, alone):
        bobs = [row for row in together.contents() if _is_bobs(row)]
        for sequence in case.sequences:
            together.reset()
            alone.reset()
            _carry_out(session_of(together, ALICE), sequence, beside_bob=True)
            _carry_out(session_of(alone, EVERYONE), sequence, beside_bob=False)
            found = together.contents()
            assert [row for row in found if _is_bobs(row)] == bobs, f"writes: {sequence}"
            mine = [row for row in found if not _is_bobs(row)]
            assert mine == alone.contents(), f"writes: {sequence}"


def _carry_out(session: ScopedSession, sequence: list[Write], *, beside_bob: bool) -> None:
    """Each write in a savepoint that an error undoes; a scope may refuse what would have found no row to change."""
    with session:
        for step in sequence:
            if beside_bob or not step.reaches:
                with suppress(*ERRORS), session.begin_nested():
                    step.run(session, stamp=not beside_bob)
        session.commit()


def _is_bobs(row: tuple[Any, ...]) -> bool:
    """Whether a row is Bob's, or points at one of his."""
    return any(isinstance(value, int) and value >= 9000 for value in row)
