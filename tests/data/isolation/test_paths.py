"""Every known way to another owner's rows, on every database."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from colonnade.data.isolation.scope import EVERYONE
from colonnade.errors import ColonnadeError, IsolationError
from tests.data.isolation.paths import (
    changes,
    claims,
    constructs,
    core,
    core_writes,
    crud,
    doors,
    entities,
    links,
    loading,
    mappers,
    order,
    orm_writes,
    outside,
    pointing,
    properties,
    repeats,
    reports,
    shapes,
    smuggling,
    spelling,
)
from tests.data.isolation.paths import text as texts
from tests.data.isolation.world import (
    ALICE,
    Outcome,
    Path,
    alone,
    bobs_first_rows,
    bobs_last_rows,
    session_of,
)

FILES = (
    entities,
    loading,
    mappers,
    core,
    texts,
    orm_writes,
    core_writes,
    links,
    crud,
    doors,
    pointing,
    shapes,
    smuggling,
    spelling,
    constructs,
    properties,
    repeats,
    outside,
    order,
    reports,
    claims,
    changes,
)
PATHS = [
    pytest.param(
        path,
        marks=pytest.mark.only(*path.only),
        id=f"{file.__name__.rpartition('.')[2]}: {path.name}",
    )
    for file in FILES
    for path in file.paths
]


def outcome(path: Path, session: Any) -> Any:
    """What the path gives, or the error it ends with; what it wrote is committed."""
    try:
        result = path.run(session)
        session.commit()
    except (ColonnadeError, SQLAlchemyError, SAWarning, AttributeError) as error:
        return error
    return result


def attempt(engine: Engine, path: Path, owner: Any) -> Any:
    """The outcome in a session of one owner."""
    with session_of(engine, owner) as session:
        return outcome(path, session)


def check(engine: Engine, path: Path, result: Any) -> None:
    """Nothing of Bob's was seen or changed, and Alice got what the path promises."""
    assert "BOB" not in repr(result)
    assert bobs_last_rows(engine) == bobs_first_rows(engine)
    if path.outcome is Outcome.REFUSED:
        assert isinstance(result, IsolationError)
    if isinstance(result, IsolationError):
        assert result.remedy
    if path.outcome is Outcome.SAME:
        assert result == attempt(alone(engine), path, EVERYONE)


@pytest.mark.parametrize("path", PATHS)
def test_path_reaches_nothing_of_another_owner(world: Engine, path: Path) -> None:
    check(world, path, attempt(world, path, ALICE))


@pytest.mark.parametrize("path", [p for p in PATHS if p.values[0].leaks])
def test_path_has_teeth(world: Engine, path: Path) -> None:
    """Without a scope the same function does see or change Bob's rows, or gives another result."""
    result = attempt(world, path, EVERYONE)
    if "BOB" in repr(result) or bobs_last_rows(world) != bobs_first_rows(world):
        return
    assert not isinstance(result, Exception), result
    assert result != attempt(alone(world), path, EVERYONE)
