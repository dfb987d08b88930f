"""PostgreSQL protects the rows of organisations and their users by the same declaration."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from colonnade import Database, OutOfScope, ScopeRequired, trusted
from colonnade.data.isolation.row_security.expressions import setting_name
from colonnade.data.isolation.row_security.statements import row_security_statements
from tests.data.isolation.owners_of_two_kinds import models as owners
from tests.data.isolation.owners_of_two_kinds.models import ANN, BLUE, BOTH, ORGANISATION, RED, USER
from tests.data.isolation.row_security.conftest import role as role
from tests.databases import PostgreSQL

OWNERS: list[Any] = [
    ORGANISATION,
    USER,
    BOTH,
    {owners.Organisation: BLUE, owners.User: ANN},
    {owners.User: "nobody"},
    None,
]
MODELS = [
    owners.Organisation,
    owners.User,
    owners.Invoice,
    owners.Note,
    owners.Document,
    owners.Tag,
    owners.Page,
]


@pytest.fixture(scope="module")
def protected(postgresql: PostgreSQL, role: str) -> Iterator[Database]:
    """The database as the application sees it."""
    url = postgresql.create()
    admin = create_engine(url)
    owners.metadata.create_all(admin)
    owners.fill(admin)
    with admin.begin() as connection:
        for statement in row_security_statements(owners.metadata, role):
            connection.exec_driver_sql(statement)
    plain = make_url(url).set(username=role, password=None).render_as_string(hide_password=False)
    db = Database(plain, metadata=owners.metadata, row_security=True)
    yield db
    db.dispose()
    admin.dispose()
    postgresql.drop(url)


def seen_by_postgresql(db: Database, owner: Any, model: Any) -> list[Any]:
    """What a statement sees that nothing but the database restricts."""
    statement = trusted(text(f"SELECT id FROM {model.__tablename__} ORDER BY id"))
    with db.session(owner=owner) as session:
        return session.scalars(statement).all()


def seen(db: Database, owner: Any, model: Any) -> list[Any]:
    """What the first layer shows, nothing where it refuses the table."""
    try:
        return owners.keys(db, owner, model)
    except ScopeRequired:
        return []


@pytest.mark.parametrize("owner", range(len(OWNERS)))
def test_both_layers_show_the_same_rows(protected: Database, owner: int) -> None:
    below = {model: seen_by_postgresql(protected, OWNERS[owner], model) for model in MODELS}
    assert below == {model: seen(protected, OWNERS[owner], model) for model in MODELS}


def test_a_row_of_another_organisation_is_refused(protected: Database) -> None:
    write = f"INSERT INTO invoices (id, organisation_id) VALUES (99, '{BLUE}')"
    with pytest.raises((OutOfScope, DBAPIError)), protected.session(owner=BOTH) as session:
        session.execute(trusted(text(write)))


def test_a_new_row_of_both_is_taken(protected: Database) -> None:
    with protected.session(owner=BOTH) as session:
        document = owners.Document(id=77)
        session.add(document)
        session.flush()
        assert (document.organisation_id, document.user_id) == (RED, ANN)
        session.rollback()


def test_an_organisation_writes_for_its_users(protected: Database) -> None:
    with protected.session(owner=ORGANISATION) as session:
        session.add(owners.Note(id=78, user_id="ben"))
        session.flush()
        session.rollback()


def test_settings_of_tables_that_differ_in_case_differ() -> None:
    upper, lower = (setting_name(Table(name, MetaData())) for name in ("Users", "users"))
    assert (upper, lower) == ("colonnade.owner_$55$sers", "colonnade.owner_users")
