"""Foreign keys and shared rows: everybody reads and writes those, and they may point at rows of anybody."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, literal, select, true, update
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlmodel import col

from colonnade import EVERYONE, Database
from colonnade.errors import OutOfScope
from tests.data.isolation.related.models import ALICE, BOB, Item, Pin, Sticker

INSERTS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql, "mysql": mysql}
ALICES, BOBS = 10 + ALICE, 10 + BOB


def upsert(session: Any, new: int | None, then: Callable[[Any], Any]) -> None:
    """Insert a pin that is there already, and change it by what `then` makes of the row that would be new."""
    statement = INSERTS[session.get_bind().dialect.name].insert(Pin).values(id=61, item_id=new)
    if hasattr(statement, "on_duplicate_key_update"):
        statement = statement.on_duplicate_key_update(item_id=then(statement.inserted))
    else:
        set_ = {"item_id": then(statement.excluded)}
        statement = statement.on_conflict_do_update(index_elements=["id"], set_=set_)
    session.execute(statement)


def hidden(new: Any) -> Any:
    """Every pin's item, under the name that an upsert has for its new row."""
    every = Pin.__table__.alias(new.id.table.name)  # type: ignore[attr-defined]
    return select(every.c.item_id).where(every.c.id == 62).scalar_subquery()


pinned = select(literal("x"), Pin.item_id).where(col(Pin.id) == 62)
WAYS: dict[str, Callable[[Any], Any]] = {
    "upsert of a shared row": lambda s: upsert(s, None, lambda _: BOBS),
    "upsert of a shared row by another one": lambda s: upsert(s, None, hidden),
    "copy of a shared row's foreign key": lambda s: s.execute(
        insert(Sticker).from_select(["text", "shelf_id"], pinned)
    ),
    "copy into the row that is there": lambda s: s.execute(
        update(Sticker).values(shelf_id=pinned.with_only_columns(Pin.item_id).scalar_subquery())
    ),
    "copy from one shared row to another": lambda s: s.execute(
        update(Pin).values(item_id=pinned.with_only_columns(Pin.item_id).scalar_subquery())
    ),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_way_to_point_at_another_owners_row_is_refused(
    db: Database, way: Callable[[Any], Any]
) -> None:
    with pytest.raises(OutOfScope), db.session(owner=ALICE) as session:
        way(session)


@pytest.mark.parametrize("then", [lambda _: ALICES, lambda new: new.item_id])
def test_upsert_of_a_shared_row_points_at_an_own_one(
    db: Database, then: Callable[[Any], Any]
) -> None:
    with db.session(owner=ALICE) as session:
        upsert(session, ALICES, then)
        assert session.scalar(select(Pin.item_id).where(col(Pin.id) == 61)) == ALICES


def test_name_of_an_alias_hides_no_parent(db: Database) -> None:
    """SQLite knows no difference between small letters and others, and finds the nearest table of the name."""
    with db.session(owner=ALICE) as session:
        session.add(Item(id=1, shelf_id=1))
        session.flush()
        session.execute(update(Sticker.__table__.alias("COLONNADE_1")).values(text="changed"))  # type: ignore[attr-defined]
    with db.session(owner=EVERYONE) as session:
        assert session.scalar(select(Sticker.text).where(col(Sticker.id) == 70 + BOB)) == "BOB"


@pytest.mark.only("sqlite", "postgresql")
def test_upsert_of_rows_that_are_selected(db: Database) -> None:
    """SQLite wants a WHERE before ON CONFLICT, also where the owner is put beside what was selected."""
    with db.session(owner=ALICE) as session:
        statement = INSERTS[session.get_bind().dialect.name].insert(Item)
        rows = select(Item.id, literal("copied"), Item.version).where(true())
        statement = statement.from_select(["id", "secret", "version"], rows)
        set_ = {"secret": statement.excluded.secret}
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))
        assert session.scalars(select(Item.secret)).all() == ["copied"]


@pytest.mark.only("postgresql")
def test_child_of_a_row_that_the_same_statement_inserts(db: Database) -> None:
    new = insert(Item).values(secret="new", version=1).returning(col(Item.id)).cte()
    with db.session(owner=ALICE) as session:
        rows = select(literal("child"), new.c.id)
        session.execute(insert(Sticker).from_select(["text", "shelf_id"], rows))
        assert sorted(session.scalars(select(Sticker.text))) == ["alice", "child"]
