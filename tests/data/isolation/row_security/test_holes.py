"""Each of the two layers stops what the other one lets through, and together they let legitimate work pass.

The hole that is planted in the first layer is the largest there can be: its sessions are plain ones. The one in the
second layer is a policy that shows every row.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import Session

from colonnade.data.isolation.row_security.transport import tell
from colonnade.data.isolation.scope import Scope
from tests.data.isolation.models import Task
from tests.data.isolation.row_security.conftest import Protected
from tests.data.isolation.test_paths import PATHS, attempt, check, outcome
from tests.data.isolation.world import (
    ALICE,
    Outcome,
    Path,
    bobs_first_rows,
    bobs_last_rows,
    session_of,
)

ON_POSTGRESQL = [path for path in PATHS if "postgresql" in path.values[0].only]
UNKNOWN_TO_POLICIES = {
    "self reference",
    "key of a conflicting row",
    "row that points at itself, in conflict",
    "family whose parent is in conflict",
    "value that calls itself the row's own key",
}
WRITING = [
    path
    for path in ON_POSTGRESQL
    if path.values[0].outcome is Outcome.SAME and not path.id.startswith(("entities", "core:"))
]
TELLING = [
    path
    for path in ON_POSTGRESQL
    if path.values[0].leaks and path.values[0].name not in UNKNOWN_TO_POLICIES
]


@pytest.fixture(scope="module")
def unguarded(made: Protected) -> Iterator[Engine]:
    """An engine without the first layer, whose transactions are Alice's."""
    database = made.database()
    engine = tell(database.engine.execution_options())
    engine.scope = Scope(ALICE)
    yield engine
    database.dispose()


@pytest.fixture(scope="module")
def guarded(made: Protected) -> Iterator[Engine]:
    """The application's engine, with both layers."""
    database = made.database()
    yield database.engine
    database.dispose()


@pytest.mark.parametrize("path", TELLING)
def test_row_security_alone(protected: Protected, unguarded: Engine, path: Path) -> None:
    with Session(unguarded, expire_on_commit=False) as session:
        result = outcome(path, session)
    assert "BOB" not in repr(result)
    assert bobs_last_rows(protected.admin) == bobs_first_rows(protected.admin)


@pytest.mark.parametrize("path", WRITING)
def test_both_layers(protected: Protected, guarded: Engine, path: Path) -> None:
    check(protected.admin, path, attempt(guarded, path, ALICE))


def test_a_foreign_key_to_its_own_table_is_left_to_the_first_layer(
    protected: Protected, unguarded: Engine
) -> None:
    with Session(unguarded) as session:
        session.execute(text("UPDATE tasks SET parent_id = 9200 WHERE id = 100"))


@pytest.fixture
def hole(protected: Protected) -> Iterator[None]:
    """A policy that shows every task."""
    with protected.admin.begin() as connection:
        connection.execute(text("CREATE POLICY hole ON tasks USING (true)"))
    yield
    with protected.admin.begin() as connection:
        connection.execute(text("DROP POLICY hole ON tasks"))


@pytest.mark.usefixtures("hole")
def test_first_layer_alone(guarded: Engine) -> None:
    with session_of(guarded, ALICE) as session:
        assert session.scalars(select(Task.title).order_by(Task.title)).all() == ["a1", "a2"]


@pytest.mark.usefixtures("hole")
def test_the_hole_is_one(unguarded: Engine) -> None:
    with Session(unguarded) as session:
        assert len(session.scalars(select(Task.title)).all()) == 4
