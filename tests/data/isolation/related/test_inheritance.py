"""Tables that derive from tables: a row of the deriving table is the owner's by its parent's row."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import make_transient_to_detached, with_polymorphic
from sqlmodel import col

from colonnade import Database
from colonnade.errors import ColonnadeError
from tests.data.isolation.related.models import ALICE, BOB, OWNED, Car, Item, Thing, Wheel

cars = Car.__table__  # type: ignore[attr-defined]


def flat(session: Any) -> list[Any]:
    found = with_polymorphic(Thing, [Car], flat=True, aliased=True)
    return session.scalars(select(found.Car.plate).where(found.Car.plate.is_not(None))).all()


READS: dict[str, Callable[[Any], list[Any]]] = {
    "deriving class": lambda s: [car.plate for car in s.scalars(select(Car))],
    "class with deriving ones": lambda s: [one.name for one in s.scalars(select(Thing))],
    "with_polymorphic": lambda s: [
        one.name for one in s.scalars(select(with_polymorphic(Thing, "*")))
    ],
    "flat alias": flat,
    "deriving table": lambda s: s.scalars(select(cars.c.plate)).all(),
    "key": lambda s: [s.get(Car, 31).plate, s.get(Car, 32), s.get(Thing, 32)],
    "join": lambda s: s.scalars(select(Car.plate).join(Wheel, Wheel.car_id == Car.id)).all(),
    "union": lambda s: s.scalars(select(Car.plate).union(select(Thing.name))).all(),
}


def stub(made: Any, name: str) -> Callable[[Any], None]:
    """Change an object that claims to be read, with the key of Bob's row and Alice as its owner."""

    def run(session: Any) -> None:
        instance = made()
        make_transient_to_detached(instance)
        session.add(instance)
        setattr(instance, name, "changed")
        session.flush()

    return run


def bobs_car() -> Car:
    return Car(id=32, name="x", plate="x", user_id=ALICE)


def added(instance: Any) -> Callable[[Any], None]:
    def run(session: Any) -> None:
        session.add(instance())
        session.flush()

    return run


WRITES: dict[str, Callable[[Any], Any]] = {
    "deriving class updated": lambda s: s.execute(update(Car).values(plate="changed")),
    "deriving table updated": lambda s: s.execute(update(cars).values(plate="changed")),
    "deriving class deleted": lambda s: s.execute(delete(Car)),
    "deriving table deleted": lambda s: s.execute(delete(cars)),
    "class updated": lambda s: s.execute(update(Thing).values(name="changed")),
    "class deleted": lambda s: s.execute(delete(Thing)),
    "row for Bob's thing": lambda s: s.execute(insert(cars).values(id=42, plate="x")),
    "object for Bob's thing": added(lambda: Car(id=42, name="x", plate="x")),
    "objects for Bob's thing": lambda s: s.execute(
        insert(Car), [{"id": 42, "name": "x", "plate": "x"}]
    ),
    "row moved to Bob's thing": lambda s: s.execute(update(cars).values(id=42)),
    "wheel for Bob's car": added(lambda: Wheel(car_id=32)),
    "wheel moved to Bob's car": lambda s: s.execute(update(Wheel).values(car_id=32)),
    "rows updated by key": lambda s: s.bulk_update_mappings(Car, [{"id": 32, "plate": "x"}]),
    "stub of Bob's car": stub(bobs_car, "plate"),
    "stub of Bob's thing": stub(bobs_car, "name"),
    "stub of Bob's row in its version": stub(
        lambda: Item(id=12, secret="x", version=1, user_id=ALICE), "secret"
    ),
    "thing that becomes another class": lambda s: s.execute(
        update(Thing).values(kind="car").where(col(Thing.id) == 42)
    ),
}


def bobs(db: Database) -> list[Row[Any]]:
    """Everything of Bob's; his keys end in 2."""
    with db.engine.connect() as connection:
        found = [row for table in OWNED for row in connection.execute(select(table))]
    return sorted((row for row in found if row.id % 10 == BOB), key=repr)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_read_sees_own_rows(db: Database, read: Callable[[Any], list[Any]]) -> None:
    with db.session(owner=ALICE) as session:
        assert {one for one in read(session) if one is not None} == {"alice"}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_write_changes_nothing_of_another_owner(db: Database, write: Callable[[Any], Any]) -> None:
    before = bobs(db)
    with suppress(ColonnadeError), db.session(owner=ALICE) as session:
        write(session)
    assert bobs(db) == before
