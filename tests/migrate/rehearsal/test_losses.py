"""What is lost is found, whatever the type and the order of the rows."""

import pytest
import sqlalchemy as sa

from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.losses import Loss, looked, losses

METADATA = sa.MetaData()
ITEM = sa.Table(
    "item",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50)),
    sa.Column("n", sa.Integer),
)
pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mariadb"], scope="module")
KEYS = {"item": [(1,), (2,)]}


@pytest.fixture(scope="module")
def engine(server_url):
    made = sa.create_engine(server_url)
    METADATA.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def found(engine, request):
    """What is lost when a statement has run; rows 1 and 2 are the load's."""
    statement, seen = request.param
    with engine.begin() as connection:
        connection.execute(ITEM.delete())
        rows = [{"id": n, "name": f"item {n}", "n": n} for n in range(1, 11)]
        connection.execute(ITEM.insert(), rows)
    before = looked(engine, METADATA, KEYS)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    return list(losses(engine, before, METADATA, seen))


def case(statement: str, *, written: dict[int, str | None] | None = None):  # type: ignore[no-untyped-def]
    seen = Seen()
    for number, name in (written or {}).items():
        seen.written["item", (number,)] = None if name is None else {"name": name}
    return pytest.mark.parametrize("found", [(statement, seen)], indirect=True, ids=["case"])


@case("UPDATE item SET name = 'other' WHERE id = 1")
def test_what_the_load_may_change_is_not_looked_at(found):
    assert found == []


@case("UPDATE item SET name = 'other' WHERE id = 7")
def test_a_changed_value_is_found(found):
    assert found == [Loss("values", "item.name")]


@case("DELETE FROM item WHERE id IN (1, 7, 8)", written={1: None})
def test_rows_that_are_gone_are_counted(found):
    assert found == [Loss("rows", "item", 2)]


@case("DELETE FROM item WHERE id = 1", written={1: "mine", 2: "item 2"})
def test_a_write_that_was_acknowledged_and_is_gone_is_found(found):
    assert found == [Loss("write", "item", 1)]


@case("UPDATE item SET name = upper(name)", written={2: "mine"})
def test_a_write_with_another_value_is_found(found):
    assert Loss("unlike", "item.name", 1) in found


def test_a_key_with_another_column_is_looked_up_by_the_columns_that_it_had(engine):
    with engine.begin() as connection:
        connection.execute(ITEM.delete())
        connection.execute(ITEM.insert(), [{"id": n, "name": "item", "n": n} for n in range(1, 5)])
    before = looked(engine, METADATA, KEYS)
    after = sa.MetaData()
    columns = [sa.Column(c.name, c.type, primary_key=c.name != "name") for c in ITEM.columns]
    sa.Table("item", after, *columns)
    assert list(losses(engine, before, after, Seen())) == []
