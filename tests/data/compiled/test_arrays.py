"""Many rows in one statement of PostgreSQL, with an array for each column."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from colonnade import (
    EVERYONE,
    AsyncCrud,
    Crud,
    Database,
    OutOfScope,
    ReadOnly,
    UniqueViolation,
    ValueTooLong,
    count_queries,
)
from colonnade.data.compiled import arrays
from tests.data.isolation import models as owned
from tests.data.kept import Kept
from tests.data.taskboard import Account, Priority, Sample, Tag, Task, User

FULL = {
    "id": 1, "whole": 1, "text": "a\t\\b\n\"{,}", "maybe_text": "NULL", "maybe_float": 0.5, "amount": "1.50",
    "moment": datetime(2026, 1, 1, tzinfo=UTC), "day": "2026-01-01", "flag": True, "code": UUID(int=7), "priority": "high",
}  # fmt: skip
BARE = {"id": 2, "whole": -2, "text": "", "amount": 0}


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "ENOUGH", 1)


@pytest.fixture
def two_owners(kept: Kept) -> Database:
    """Two users, and a project of the second one."""
    db = kept("postgresql", owned.metadata)
    with db.session(owner=EVERYONE) as session:
        Crud(owned.User, session).create_many({"id": n, "email": "e"} for n in (1, 2))
        Crud(owned.Project, session).create({"id": 5, "name": "hers", "user_id": 2})
    return db


def sent(db: Database, model: Any, *rows: dict[str, Any]) -> list[str]:
    """The INSERTs of an upsert by the key."""
    with count_queries() as queries, db.session() as session:
        Crud(model, session).upsert_many(rows, on=[model.id])
    return [one.text for one in queries.statements if one.text.startswith("INSERT")]


def test_the_text_does_not_grow_with_the_rows(postgresql_db: Database) -> None:
    few = sent(postgresql_db, Account, *({"id": n, "balance": n} for n in range(2)))
    many = sent(postgresql_db, Account, *({"id": n, "balance": n} for n in range(200)))
    assert few == many
    assert "unnest(" in few[0]


def test_every_type_comes_back_as_one_row_alone(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        rows = [Crud(Sample, session).upsert(row, on=[Sample.id]) for row in (FULL, BARE)]
        alone = [row.model_dump() for row in rows]
        Crud(Sample, session).delete_many(True)
    assert "unnest(" in sent(postgresql_db, Sample, FULL, BARE)[0]
    with postgresql_db.session() as session:
        assert [row.model_dump() for row in Crud(Sample, session).list()] == alone


def test_moments_with_and_without_a_zone_go_by_themselves() -> None:
    aware = datetime(2026, 1, 1, tzinfo=UTC)
    assert arrays._are_plain([{"at": aware}, {"at": None}])
    assert not arrays._are_plain([{"at": aware}, {"at": aware.replace(tzinfo=None)}])


def test_values_of_two_types_go_by_themselves() -> None:
    assert not arrays._are_plain([{"a": 1}, {"a": 1.5}])
    assert arrays._are_plain([{"a": None}, {"a": Priority.LOW}])


def test_a_deleted_row_stays_as_it_is(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        Crud(User, session).create({"id": 1, "email": "ann"})
        tasks = Crud(Task, session)
        tasks.create({"id": 1, "title": "old", "user_id": 1})
        tasks.delete(1)
        with pytest.raises(UniqueViolation):
            tasks.upsert_many([{"id": 1, "title": "new", "user_id": 1}], on=[Task.id])
        assert tasks.restore(1).title == "old"


def test_a_text_that_is_too_long_is_refused_and_not_cut(postgresql_db: Database) -> None:
    rows = [{"id": 1, "name": "x" * 21}]
    with postgresql_db.session() as session:
        statement = Crud(Tag, session)._upsert([Tag.id]).statement(["name"], rows[0])
        with pytest.raises(ValueTooLong):
            arrays.changed(session, Tag, statement, rows)


def test_a_unit_that_only_reads_refuses(postgresql_db: Database) -> None:
    with postgresql_db.session(read_only=True) as session, pytest.raises(ReadOnly):
        Crud(Account, session).upsert_many([{"id": 1, "balance": 1}], on=[Account.id])


def test_the_owner_is_filled_in(two_owners: Database) -> None:
    with two_owners.session(owner=1) as session, count_queries() as queries:
        projects = Crud(owned.Project, session)
        projects.upsert_many([{"id": n, "name": "mine"} for n in (6, 7)], on=[owned.Project.id])
        assert any("unnest(" in one.text for one in queries.statements)
        assert {project.user_id for project in projects.list()} == {1}


def test_a_row_of_another_owner_stays_as_it_is(two_owners: Database) -> None:
    rows = [{"id": n, "name": "mine"} for n in (5, 6)]
    with two_owners.session(owner=1) as session, pytest.raises(UniqueViolation):
        Crud(owned.Project, session).upsert_many(rows, on=[owned.Project.id])
    with two_owners.session(owner=EVERYONE) as session:
        assert [project.name for project in Crud(owned.Project, session).list()] == ["hers"]


def test_no_row_of_many_is_of_another_owner(two_owners: Database) -> None:
    rows = [{"id": n, "name": "new", "user_id": n} for n in (1, 2)]
    with two_owners.session(owner=1) as session, pytest.raises(OutOfScope):
        Crud(owned.Project, session).upsert_many(rows, on=[owned.Project.id])


@pytest.mark.anyio
@pytest.mark.parametrize("driver", ["asyncpg", "psycopg"])
async def test_async_drivers_take_every_type(postgresql_db: Database, driver: str) -> None:
    url = postgresql_db.url.set(drivername=f"postgresql+{driver}")
    db = Database(url.render_as_string(hide_password=False))
    with count_queries() as queries:
        async with db.async_session() as session:
            samples = AsyncCrud(Sample, session)
            assert await samples.upsert_many([FULL, BARE], on=[Sample.id]) == 2
            assert (await samples.get(1)).code == UUID(int=7)
    assert any("unnest(" in one.text for one in queries.statements)
    await db.aclose()
