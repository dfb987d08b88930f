"""An encrypted field is a plain value in Python and sealed in the database, bound to its row, on every path."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from pydantic import BaseModel, SecretStr
from sqlalchemy import MetaData, Text, func, insert, text, type_coerce, update
from sqlalchemy import select as core_select
from sqlalchemy.orm import aliased, registry
from sqlmodel import Field, Session, col, select

from colonnade import (
    EVERYONE,
    AsyncCrud,
    Crud,
    Database,
    DataError,
    Encrypted,
    InvalidQuery,
    Model,
    ModelError,
    Sensitive,
    uuid7,
)
from colonnade.data.api.derived import derived_schema
from colonnade.data.crud import copying
from colonnade.data.queries.filters import criteria
from colonnade.data.queries.sorting import keys
from tests.data.encryption.customers import (
    Address,
    Clerk,
    Customer,
    CustomerShown,
    Seat,
    database,
    metadata,
)

ANN = {
    "name": "Ann",
    "ssn": "078-05-1120",
    "address": {"street": "Elm 1", "town": "Rye"},
    "notes": {"visits": [1]},
    "token": "t0ken",
}


@pytest.fixture(scope="module")
def sqlite_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from made(f"sqlite:///{tmp_path_factory.mktemp('sealed') / 'sealed.sqlite'}")


@pytest.fixture(scope="module")
def postgresql_home(postgresql) -> Iterator[Database]:
    yield from made(url := postgresql.create())
    postgresql.drop(url)


@pytest.fixture(scope="module")
def mariadb_home(mariadb) -> Iterator[Database]:
    yield from made(url := mariadb.create())
    mariadb.drop(url)


def made(url: str) -> Iterator[Database]:
    home = database(url)
    home.create_all(metadata)
    yield home
    home.dispose()


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def home(request: pytest.FixtureRequest) -> Iterator[Database]:
    found = request.getfixturevalue(f"{request.param}_home")
    yield found
    with found.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def session(home: Database) -> Iterator[Session]:
    with home.session(owner=EVERYONE) as session:
        clerk = Clerk()
        session.add(clerk)
    with home.session(owner=clerk.id) as session:
        yield session


@pytest.fixture
def customers(session: Session) -> Crud[Customer]:
    return Crud(Customer, session)


@pytest.fixture
def ann(customers: Crud[Customer]) -> Customer:
    made = customers.create(ANN)
    customers.session.expire_all()
    return made


def stored(session: Session, column: str = "ssn") -> list[str]:
    """What the database holds."""
    raw = session.connection().connection.cursor()
    raw.execute(f"SELECT {column} FROM customers")
    return [row[0] for row in raw.fetchall()]


def test_python_sees_plain_values(ann: Customer) -> None:
    assert (ann.ssn, ann.address) == ("078-05-1120", Address(street="Elm 1", town="Rye"))
    assert ann.token == SecretStr("t0ken")


def test_the_database_holds_none_of_them(session: Session, ann: Customer) -> None:
    # Long enough that chance does not put them into a sealed value.
    values = {"ssn": "078-05-1120", "address": "Elm 1", "notes": "visits", "token": "t0ken"}
    for column, value in values.items():
        (held,) = stored(session, column)
        assert held.startswith("1:")
        assert ":old:" in held
        assert value not in held


def test_equal_values_look_different(session: Session, customers: Crud[Customer]) -> None:
    customers.create_many([ANN, ANN])
    assert len({token.rpartition(":")[2] for token in stored(session)}) == 2


def test_null_stays_null(session: Session, customers: Crud[Customer]) -> None:
    key = customers.create({"name": "Bob"}).id
    assert stored(session) == [None]
    assert customers.list(col(Customer.ssn).is_(None))[0].id == key


def test_a_change_within_is_seen(customers: Crud[Customer], ann: Customer) -> None:
    ann.notes["visits"].append(2)
    customers.session.flush()
    customers.session.expire_all()
    assert ann.notes == {"visits": [1, 2]}


def test_answers_with_a_schema(customers: Crud[Customer]) -> None:
    shown = customers.create(ANN, into=CustomerShown)
    assert (shown.ssn, shown.address.town) == ("078-05-1120", "Rye")
    assert customers.get(shown.id, into=CustomerShown) == shown
    assert customers.update(shown.id, {"ssn": "1"}, into=CustomerShown).ssn == "1"
    assert [one.ssn for one in customers.page(into=CustomerShown).items] == ["1"]


def test_update_by_key(customers: Crud[Customer], ann: Customer) -> None:
    assert customers.update(ann.id, {"ssn": "1"}).ssn == "1"


def test_update_of_many_seals_each_for_its_row(customers: Crud[Customer]) -> None:
    customers.create_many([ANN, ANN])
    assert customers.update_many(True, values={"ssn": "1"}) == 2
    customers.session.expire_all()
    assert [one.ssn for one in customers.list()] == ["1", "1"]


@pytest.mark.parametrize("batch", [2, 5])
def test_bulk_create(
    customers: Crud[Customer], batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "BATCH", batch)  # from so many on, rows go past SQLAlchemy
    customers.bulk_create([{"name": "x", "ssn": str(n)} for n in range(4)])
    assert {row.ssn for row in customers.list()} == {"0", "1", "2", "3"}


def test_upsert_by_the_key(customers: Crud[Customer], ann: Customer) -> None:
    row = {"id": ann.id, "name": "Ann", "ssn": "1"}
    assert customers.upsert(row, on=[Customer.id]).ssn == "1"
    customers.upsert_many([{**row, "ssn": "2"}, {**row, "id": uuid7()}], on=[Customer.id])
    customers.session.expire_all()
    assert {one.ssn for one in customers.list()} == {"1", "2"}


def test_an_upsert_by_another_key_is_refused(home: Database) -> None:
    with (
        pytest.raises(InvalidQuery, match="bound to the key of their row"),
        home.session(owner=EVERYONE) as session,
    ):
        Crud(Sealed, session).upsert({"email": "a", "pin": 1}, on=[Sealed.email])


def test_core_statements(session: Session, ann: Customer) -> None:
    table = Customer.__table__
    rows = [{"id": uuid7(), "name": "x", "ssn": f"{n}"} for n in range(2)]
    session.execute(insert(table).values(rows))
    session.execute(insert(table), [{**row, "id": uuid7()} for row in rows])
    session.execute(update(table).where(table.c.id == ann.id).values(ssn="9"))
    found = session.execute(core_select(table.c.ssn)).scalars()
    assert sorted(found) == ["0", "0", "1", "1", "9"]


@pytest.mark.only("sqlite", "postgresql")
def test_update_returning(session: Session, ann: Customer) -> None:
    changing = update(Customer).where(col(Customer.id) == ann.id).values(ssn="9")
    assert session.execute(changing.returning(Customer.ssn)).all() == [("9",)]


def test_aliases_subqueries_and_unions(session: Session, ann: Customer) -> None:
    other = aliased(Customer)
    assert session.exec(select(other.ssn)).all() == [ANN["ssn"]]
    within = select(Customer).subquery()
    assert session.execute(core_select(within.c.ssn)).scalars().all() == [ANN["ssn"]]
    both = select(Customer.ssn).union_all(select(other.ssn))
    assert session.execute(both).scalars().all() == [ANN["ssn"]] * 2


@pytest.mark.parametrize(
    "statement",
    [core_select(func.max(Customer.ssn)), core_select(select(Customer.ssn).subquery())],
)
def test_without_the_key_of_its_row_it_is_not_read(session: Session, statement: object) -> None:
    with pytest.raises(InvalidQuery, match="without the key of its row"):
        session.execute(statement)


def test_a_write_that_names_no_row_is_refused(session: Session, ann: Customer) -> None:
    with pytest.raises(InvalidQuery, match="does not name it by its key"):
        session.execute(update(Customer).where(Customer.name == "Ann").values(ssn="1"))


def test_the_key_of_a_row_cannot_change(session: Session, ann: Customer) -> None:
    with pytest.raises(InvalidQuery, match="bound to the key of their row"):
        session.execute(update(Customer).where(col(Customer.id) == ann.id).values(id=uuid7()))


def test_the_key_cannot_change_where_the_rows_become_entities(
    session: Session, ann: Customer
) -> None:
    change = update(Customer).where(col(Customer.id) == ann.id).values(id=uuid7())
    with pytest.raises(InvalidQuery, match="bound to the key of their row"):
        session.execute(core_select(Customer).from_statement(change.returning(Customer)))


def test_values_are_not_copied_to_other_rows(session: Session) -> None:
    source = core_select(Customer.clerk_id, Customer.name, Customer.ssn)
    with pytest.raises(InvalidQuery, match="bound to the key of their row"):
        session.execute(insert(Customer.__table__).from_select(["clerk_id", "name", "ssn"], source))


@pytest.mark.parametrize("moved", ["to another row", "to another column", "changed"])
def test_what_was_moved_is_not_read(
    home: Database, session: Session, customers: Crud[Customer], moved: str
) -> None:
    ids = [row.id for row in customers.create_many([ANN, {**ANN, "ssn": "2"}])]
    session.commit()
    other = {"to another row": tokens(home)[ids[1]]["ssn"]}
    other["to another column"] = tokens(home)[ids[0]]["token"]
    other["changed"] = tokens(home)[ids[0]]["ssn"][:-4] + "AAA="
    raw(home, ids[0], other[moved])
    session.expire_all()
    with pytest.raises(DataError, match=r"customers\.ssn was not encrypted for its row"):
        customers.get(ids[0])


def tokens(home: Database) -> dict[UUID, dict[str, str]]:
    table = Customer.__table__
    columns = [type_coerce(table.c[name], Text()).label(name) for name in ("ssn", "token")]
    with home.engine.connect() as connection:
        rows = connection.execute(core_select(table.c.id, *columns)).mappings().all()
    return {row["id"]: dict(row) for row in rows}


def raw(home: Database, key: UUID, token: str) -> None:
    with home.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE customers SET ssn = :token WHERE replace(CAST(id AS char(36)), '-', '') = :key"
            ),
            {"token": token, "key": key.hex},
        )


def test_equal_values_are_found_by_the_blind_index(
    customers: Crud[Customer], ann: Customer
) -> None:
    customers.create({"name": "Bob", "ssn": "2"})
    assert [one.name for one in customers.list(Customer.ssn == ANN["ssn"])] == ["Ann"]
    assert [one.name for one in customers.list(Customer.ssn != ANN["ssn"])] == ["Bob"]
    assert customers.count(col(Customer.ssn).in_([ANN["ssn"], "2", "3"])) == 2
    assert customers.list(Customer.ssn == "2", into=CustomerShown)[0].ssn == "2"


def test_no_other_filter_compares_it() -> None:
    for comparing in (
        lambda: Customer.ssn < "5",
        lambda: col(Customer.ssn).like("0%"),
        lambda: Customer.notes == {},
        lambda: col(Customer.ssn).desc(),
    ):
        with pytest.raises(InvalidQuery, match="encrypted and cannot be compared"):
            comparing()


def test_the_query_string_of_a_client_names_it_not() -> None:
    with pytest.raises(InvalidQuery, match="cannot be filtered by 'ssn'"):
        criteria(Customer, {"ssn": "1"})
    with pytest.raises(InvalidQuery, match="cannot be sorted by 'ssn_index'"):
        keys(Customer, "ssn_index", "sqlite")


def test_a_key_of_several_columns(home: Database) -> None:
    with home.session() as session:
        session.add_all([Seat(room="A:1", number=2, code="x"), Seat(room="b", number=-2, code="y")])
    with home.session() as session:
        assert set(session.exec(select(Seat.code))) == {"x", "y"}


def test_nothing_shows_it(ann: Customer) -> None:
    assert "078" not in repr(ann) + str(ann)
    assert {"ssn", "ssn_index", "notes", "token"}.isdisjoint(
        derived_schema(Customer, "Public").model_fields
    )
    assert "ssn" in derived_schema(Customer, "Create").model_fields


def test_a_sensitive_field_is_hidden_as_well() -> None:
    class Salary(Model):
        amount: Sensitive[int]
        bonus: Sensitive[int] | None = None

    assert repr(Salary(amount=5, bonus=3)) == "Salary()"


@pytest.mark.anyio
async def test_async(async_url: str) -> None:
    home = database(async_url)
    async with home.async_engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    async with home.async_session(owner=EVERYONE) as session:
        clerk = Clerk()
        session.add(clerk)
    async with home.async_session(owner=clerk.id) as session:
        crud = AsyncCrud(Customer, session)
        await crud.bulk_create([{"name": "x", "ssn": str(n)} for n in range(3)])
        key = (await crud.create(ANN, into=CustomerShown)).id
        await crud.update(key, {"ssn": "new"})
    async with home.async_session(owner=clerk.id) as session:
        crud = AsyncCrud(Customer, session)
        assert (await crud.list(Customer.ssn == "new"))[0].address.town == "Rye"
        assert (await crud.get(key, into=CustomerShown)).ssn == "new"
    async with home.async_engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await home.aclose()


class Apart(Model, registry=registry(metadata=MetaData())):
    pass


class Sealed(Apart, table=True):
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    email: str = Field(unique=True)
    pin: Encrypted[int]


def test_a_key_that_the_database_makes_is_refused() -> None:
    with pytest.raises(ModelError, match="the database makes the key"):

        class Counted(Apart, table=True):
            id: int | None = Field(default=None, primary_key=True)
            pin: Encrypted[str]


def test_a_secret_within_a_type_is_refused() -> None:
    class Card(BaseModel):
        number: SecretStr

    with pytest.raises(ModelError, match="of which pydantic writes stars"):

        class Holder(Apart, table=True):
            id: UUID = Field(default_factory=uuid7, primary_key=True)
            card: Encrypted[Card]
