"""Rows to scale, on each database: as many as asked, unique where they must be, and pointing at rows that are there."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from colonnade.migrate.rehearsal.rows.growth import Growth
from colonnade.migrate.rehearsal.rows.samples import samples

METADATA = sa.MetaData()
KIND = sa.Enum("a", "b", "c", name="kind")
PARENT = sa.Table(
    "parent",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.String(2), unique=True),
)
CHILD = sa.Table(
    "child",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent_id", sa.Uuid, sa.ForeignKey("parent.id"), nullable=False),
    sa.Column("kind", KIND, nullable=False),
    sa.Column("price", sa.Numeric(10, 2)),
    sa.Column("size", sa.String(10)),
    sa.Column("amount", sa.Numeric(20, 2)),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("day", sa.Date),
    sa.Column("note", sa.JSON),
    sa.Column("done", sa.Boolean, nullable=False),
    sa.CheckConstraint("price > 100"),
)
LINK = sa.Table(
    "link",
    METADATA,
    sa.Column("parent_id", sa.Uuid, sa.ForeignKey("parent.id"), primary_key=True),
    sa.Column("child_id", sa.Integer, sa.ForeignKey("child.id"), primary_key=True),
)
ONE = sa.Table(
    "one",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("parent_id", sa.Uuid, sa.ForeignKey("parent.id"), unique=True, nullable=False),
)


@pytest.fixture
def grown(scratch):
    """The tables, with as many rows of each as were made of 500."""
    engine = sa.create_engine(scratch)
    METADATA.create_all(engine)
    found = samples(engine, METADATA)
    made = {
        table.name: Growth(table, found[table.name], engine).grow(500, lambda done: None)
        for table in (PARENT, CHILD, LINK, ONE)
    }
    yield engine, made
    engine.dispose()


def count(engine: sa.Engine, what: object) -> object:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count(what)))  # type: ignore[arg-type]


def test_there_are_as_many_rows_as_the_keys_have_room_for(grown):
    engine, made = grown
    assert made == {"parent": 100, "child": 500, "link": 500, "one": 100}
    assert count(engine, CHILD.c.id) == 500
    assert count(engine, CHILD.c.parent_id.distinct()) == 100
    assert count(engine, CHILD.c.kind.distinct()) == 3
    assert count(engine, CHILD.c.day.distinct()) == 500
    assert count(engine, CHILD.c.size.distinct()) == 500
    assert count(engine, CHILD.c.amount.distinct()) == 500


def test_numbers_have_digits_behind_the_point(grown):
    engine, _ = grown
    with engine.connect() as connection:
        amount = connection.scalar(sa.select(CHILD.c.amount).limit(1))
    assert amount % 1 == Decimal("0.01")


def test_samples_leave_nothing_behind(scratch):
    engine = sa.create_engine(scratch)
    METADATA.create_all(engine)
    assert set(samples(engine, METADATA)) == {"parent", "child", "link", "one"}
    assert count(engine, PARENT.c.id) == 0
    engine.dispose()
