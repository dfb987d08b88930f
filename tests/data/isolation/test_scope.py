"""Whose rows a session sees is a value that is said, and fixed for its life."""

import logging
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    create_engine,
    event,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.orm import registry

from colonnade import Database
from colonnade.data.isolation.engine import scope_of, scoped
from colonnade.data.isolation.scope import EVERYONE, Scope
from colonnade.data.models.declaration import OWNER, OWNERSHIP
from colonnade.errors import OutOfScope, ScopeRequired
from tests.data.isolation.models import Task, metadata
from tests.data.isolation.world import ALICE, session_of


@pytest.fixture
def engine():
    return create_engine("sqlite://")


def test_scope_is_immutable():
    with pytest.raises(AttributeError):
        Scope(1).owner = 2


def test_scope_survives_options(engine):
    derived = scoped(engine, ALICE, metadata).execution_options(stream_results=True)
    assert scope_of(derived) == Scope(ALICE)


def test_pool_is_shared(engine):
    assert scoped(engine, ALICE, metadata).pool is engine.pool


def test_who_listens_to_one_session_does_not_hear_the_next(engine):
    heard = [], []
    engines = [scoped(engine, ALICE, metadata) for _ in heard]
    for each, begun in zip(engines, heard, strict=True):
        event.listen(each, "begin", begun.append)
    with engines[1].begin():
        assert [len(begun) for begun in heard] == [0, 1]


def test_what_is_known_of_classes_is_known_to_all_owners(engine):
    assert scoped(engine, 1, metadata).guards is scoped(engine, 2, metadata).guards


def test_what_is_known_of_classes_is_found_anew_when_tables_were_made(engine):
    meta = MetaData()
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    before = scoped(engine, ALICE, meta).guards
    Table("words", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "shared"})
    assert scoped(engine, ALICE, meta).guards is not before


def test_everyone_is_the_engine_itself(engine):
    assert scoped(engine, EVERYONE, metadata) is engine


def test_everyone_is_logged_with_its_line(engine, caplog):
    with caplog.at_level(logging.INFO, "colonnade.isolation"):
        scoped(engine, EVERYONE, metadata)
    assert caplog.records[0].call_site.rpartition(":")[0] == __file__


@pytest.mark.parametrize("place", [__name__, __name__.rpartition(".")[0]])
def test_everyone_is_permitted_in_named_modules(engine, place):
    assert scoped(engine, EVERYONE, metadata, everyone_in=[place]) is engine


@pytest.mark.parametrize("places", [[], ["tests.data.isolation.test"], ["jobs"]])
def test_everyone_is_refused_in_other_modules(engine, places):
    with pytest.raises(OutOfScope, match=r"tests.data.isolation.test_scope.*test_scope.py:\d+"):
        scoped(engine, EVERYONE, metadata, everyone_in=places)


def test_a_database_names_the_modules_that_may_say_everyone():
    db = Database("sqlite://", metadata=metadata, everyone_in=["jobs"])
    with pytest.raises(OutOfScope, match="everyone_in"), db.session(owner=EVERYONE):
        pass


@pytest.mark.anyio
async def test_an_async_session_is_refused_as_well():
    db = Database("sqlite://", metadata=metadata, everyone_in=["jobs"])
    with pytest.raises(OutOfScope, match="everyone_in"):
        async with db.async_session(owner=EVERYONE):
            pass


def test_nothing_owned_means_no_restriction(engine):
    assert scoped(engine, ALICE, MetaData()) is engine


@pytest.mark.parametrize("owner", [True, 1.5, "", object()])
def test_owner_is_a_key(engine, owner):
    with pytest.raises(ScopeRequired):
        scoped(engine, owner, metadata)


def test_no_owner_and_an_owned_table(world):
    with session_of(world, None) as session, pytest.raises(ScopeRequired, match=r"owner=user\.id"):
        session.scalars(select(Task)).all()


def test_owner_of_another_type_than_the_tables_have(world):
    with session_of(world, "1") as session, pytest.raises(ScopeRequired, match="of type int"):
        session.scalars(select(Task)).all()


def test_errors_carry_no_values(world):
    with session_of(world, ALICE) as session, pytest.raises(OutOfScope) as caught:
        session.execute(insert(Task).values(title="secret", user_id=4711))
    assert "secret" not in str(caught.value)
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "mine", "other"),
    [(Integer, 1, 2), (String(40), "abc", "Xyz"), (Uuid, uuid4(), UUID(int=1))],
)
def test_keys_of_every_type(scratch, kind, mine, other):
    meta = MetaData()
    Table("people", meta, Column("id", kind, primary_key=True, info={OWNER: "key"}))
    by = Column("person", ForeignKey("people.id"), nullable=False, info={OWNER: "by"})
    notes = Table("notes", meta, Column("id", Integer, primary_key=True), by)
    engine = create_engine(scratch)
    meta.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(meta.tables["people"]), [{"id": mine}, {"id": other}])
        connection.execute(insert(notes), [{"id": 1, "person": mine}, {"id": 2, "person": other}])
    with scoped(engine, mine, meta).begin() as connection:
        connection.execute(insert(notes), [{"id": 3}, {"id": 4}])
        assert connection.execute(select(notes.c.id, notes.c.person)).all() == [
            (1, mine),
            (3, mine),
            (4, mine),
        ]
    engine.dispose()


def test_tables_in_a_schema(postgresql_url):
    engine = create_engine(postgresql_url)
    meta = MetaData(schema="app")
    users = Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    by = Column("user_id", ForeignKey("app.users.id"), info={OWNER: "by"})
    notes = Table("notes", meta, Column("id", Integer, primary_key=True), by)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA app")
        meta.create_all(connection)
        connection.execute(insert(users), [{"id": 1}, {"id": 2}])
        connection.execute(insert(notes), [{"id": 1, "user_id": 1}, {"id": 2, "user_id": 2}])
    with scoped(engine, 1, meta).begin() as connection:
        connection.execute(notes.update().where(notes.c.id > 0).values(id=notes.c.id + 10))
        found = select(notes.c.id, users.c.id).join(users, notes.c.user_id == users.c.id)
        assert connection.execute(found.order_by(notes.c.id)).all() == [(11, 1)]
    engine.dispose()


def test_statement_is_compiled_anew_when_a_model_is_imported_later(sqlite_url):
    meta = MetaData()
    engine = create_engine(sqlite_url)
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    key = {"primary_key": True}
    shelves = Table(
        "shelves", meta, Column("id", Integer, **key), info={OWNERSHIP: "shared_writable"}
    )
    meta.create_all(engine)
    with scoped(engine, 1, meta).begin() as connection:
        connection.execute(shelves.delete())
    by = Column("user_id", ForeignKey("users.id"), info={OWNER: "by"})
    stands_on = Column("shelf_id", ForeignKey("shelves.id", ondelete="CASCADE"))
    Table("books", meta, Column("id", Integer, **key), stands_on, by)
    with pytest.raises(OutOfScope, match="books"), scoped(engine, 1, meta).begin() as connection:
        connection.execute(shelves.delete())
    engine.dispose()


@pytest.fixture
def twins(postgresql_url):
    """Items in two schemas, which point at each other: those of owner 1 have the keys 10 and 11."""
    engine, meta, key = create_engine(postgresql_url), MetaData(), {"primary_key": True}
    Table("users", meta, Column("id", Integer, **key), info={OWNERSHIP: "owner"})
    made = []
    for schema in ("a", "b"):
        by = Column("user_id", ForeignKey("users.id"), info={OWNER: "by"})
        at = Column("at", ForeignKey("a.items.id") if made else Integer)
        made.append(Table("items", meta, Column("id", Integer, **key), at, by, schema=schema))
    rows = [{"id": 10, "at": 10, "user_id": 1}, {"id": 20, "at": 20, "user_id": 2}]
    with engine.begin() as connection:
        for schema in ("a", "b"):
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        meta.create_all(connection)
        connection.execute(insert(meta.tables["users"]), [{"id": 1}, {"id": 2}])
        for table in made:
            connection.execute(insert(table), rows)
        connection.execute(insert(made[0]), [{"id": 11, "user_id": 1}])
    with scoped(engine, 1, meta).begin() as connection:
        yield connection, *made
    engine.dispose()


def test_tables_of_one_name_in_two_schemas_are_joined(twins):
    connection, first, second = twins
    joined = select(first.c.id, second.c.id).outerjoin(second, second.c.at == first.c.id)
    assert sorted(connection.execute(joined)) == [(10, 10), (11, None)]


def test_tables_of_one_name_in_two_schemas_are_correlated(twins):
    connection, first, second = twins
    found = select(first.c.id).where(exists().where(second.c.at == first.c.id))
    assert connection.scalars(found).all() == [10]
    assert connection.scalars(found.with_for_update(of=first)).all() == [10]


def test_table_of_the_same_name_in_another_schema_is_looked_at_in_an_update(twins):
    connection, first, second = twins
    most = select(func.max(second.c.id)).where(second.c.at == first.c.id).scalar_subquery()
    connection.execute(first.update().values(at=most + 5))
    assert dict(connection.execute(select(first.c.id, first.c.at)).all()) == {10: 15, 11: None}


def test_models_without_owners_open_no_table_of_owners_once_one_was_named(sqlite_url):
    """As automap makes them; tables of one name in another database are another application's."""
    db, other = Database(sqlite_url), registry()
    metadata.create_all(db.engine)

    @other.mapped
    class Twin:
        __table__ = Table("tasks", other.metadata, Column("id", Integer, primary_key=True))

    with db.session() as session:
        assert session.scalars(select(Twin)).all() == []
    with db.session(owner=ALICE):
        pass
    with pytest.raises(ScopeRequired), db.session() as session:
        session.scalars(select(Twin))
    db.dispose()
