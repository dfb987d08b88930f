"""Non-interference: Alice's session beside Bob's rows equals a session in which there are no rows of Bob's."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from sqlalchemy import Engine, select
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from colonnade.data.isolation.scope import EVERYONE
from colonnade.errors import ColonnadeError
from tests.data.isolation.fuzz.reads import selects
from tests.data.isolation.fuzz.writes import Write, sequences
from tests.data.isolation.models import metadata
from tests.data.isolation.world import ALICE, bobs_rows, fill, make_engine, session_of

SETTINGS = settings(
    max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
ERRORS = (ColonnadeError, SQLAlchemyError, SAWarning)


def made(alone: bool) -> Engine:
    engine = make_engine("sqlite://")
    fill(engine, alone=alone)
    return engine


@pytest.fixture(scope="module")
def both() -> Engine:
    """The world of Alice and Bob."""
    return made(alone=False)


@pytest.fixture(scope="module")
def alone() -> Engine:
    """The world of Alice alone."""
    return made(alone=True)


def read(engine: Engine, owner: Any, statement: Any) -> Any:
    with session_of(engine, owner) as session:
        return sorted(map(repr, session.execute(statement)))


@SETTINGS
@given(statement=selects())
def test_reads(both: Engine, alone: Engine, statement: Any) -> None:
    note(str(statement))
    assert read(both, ALICE, statement) == read(alone, EVERYONE, statement)


def write(engine: Engine, owner: Any, steps: tuple[Write, ...]) -> None:
    """Carry out the steps, each in a savepoint that an error undoes.

    A scope may refuse what would have found no row to change; what counts is what is in the tables afterwards.
    """
    with session_of(engine, owner) as session:
        for step in steps:
            with suppress(*ERRORS), session.begin_nested():
                step.run(session, stamp=owner is EVERYONE)
        session.commit()


def contents(engine: Engine, owner: Any) -> dict[str, list[str]]:
    """All rows of the session's owner."""
    tables = [t for t in metadata.sorted_tables if t.name != "unclassified"]
    return {t.name: read(engine, owner, select(*_without_key(t))) for t in tables}


def _without_key(table: Any) -> list[Any]:
    """The columns but those that a sequence of the database numbers, which counts all rows."""
    return [c for c in table.columns if c.name != "id" or table.name == "users"]


@SETTINGS
@given(steps=sequences)
def test_writes(both: Engine, alone: Engine, steps: tuple[Write, ...]) -> None:
    fill(both)
    fill(alone, alone=True)
    before = bobs_rows(both)
    write(both, ALICE, steps)
    write(alone, EVERYONE, steps)
    assert bobs_rows(both) == before
    assert contents(both, ALICE) == contents(alone, EVERYONE)
