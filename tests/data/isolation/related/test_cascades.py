"""What the database deletes or changes by itself: rows of other owners never go with a row that is shared."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from colonnade import Crud, Database
from colonnade.errors import OutOfScope
from tests.data.isolation.related.models import ALICE, Category, Item, Label, Shelf

UPSERTS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


def upsert(session: Any, code: str) -> Any:
    dialect = session.get_bind().dialect.name
    row = {"id": 1, "code": "blue"}
    if dialect == "mysql":
        return mysql.insert(Label).values(row).on_duplicate_key_update(code=code)
    statement = UPSERTS[dialect].insert(Label).values(row)
    return statement.on_conflict_do_update(index_elements=["id"], set_={"code": code})


def flush_a_code(session: Any) -> None:
    session.get(Label, 1).code = "blue"
    session.flush()


def flush_a_removal(session: Any) -> None:
    session.delete(session.get(Category, 1))
    session.flush()


def another_way(session: Any) -> None:
    session.execute(insert(Category).values(id=9))
    session.execute(update(Shelf).values(category_id=9))
    session.execute(delete(Category).where(Category.id == 9))  # type: ignore[arg-type]


WAYS: dict[str, Callable[[Any], Any]] = {
    "shelf deleted": lambda s: s.execute(delete(Shelf)),
    "category deleted": lambda s: s.execute(delete(Category)),
    "category deleted by the unit of work": flush_a_removal,
    "category deleted by Crud": lambda s: Crud(Category, s).delete(1),
    "shelf moved to a category that goes": another_way,
    "code changed": lambda s: s.execute(update(Label).values(code="blue")),
    "code changed by the unit of work": flush_a_code,
    "code changed by an upsert": lambda s: s.execute(upsert(s, "blue")),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_way_is_refused(db: Database, way: Callable[[Any], Any]) -> None:
    with pytest.raises(OutOfScope, match="items"), db.session(owner=ALICE) as session:
        way(session)


def test_error_says_what_would_happen_and_what_to_do(db: Database) -> None:
    with pytest.raises(OutOfScope) as raised, db.session(owner=ALICE) as session:
        session.execute(update(Label).values(code="blue"))
    assert "Rows of other owners would change with a row of 'labels'" in raised.value.message
    assert "onupdate='RESTRICT'" in raised.value.remedy


def test_other_columns_of_a_shared_row_change(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        session.execute(update(Label).values(name="new"))
        assert session.scalars(select(Label.name)).all() == ["new"]


def test_own_row_goes_with_what_points_at_it(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        Crud(Item, session).delete(11)
        assert session.scalars(select(Item)).all() == []
