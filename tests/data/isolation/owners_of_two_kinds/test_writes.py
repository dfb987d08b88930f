"""New rows get every owner, and rows stay with theirs."""

from typing import Any

import pytest
from sqlalchemy import insert, literal, select, update
from sqlmodel import col

from colonnade import (
    EVERYONE,
    AsyncCrud,
    Crud,
    Database,
    OutOfScope,
)
from colonnade.errors import (
    InvalidValue,
    UniqueViolation,
)
from tests.data.isolation.owners_of_two_kinds import models as owners
from tests.data.isolation.owners_of_two_kinds.models import (
    ANN,
    BEN,
    BLUE,
    BOTH,
    CLEO,
    ORGANISATION,
    RED,
    USER,
    Document,
    DocumentTag,
    Note,
    Page,
    Shown,
    User,
    keys,
)
from tests.data.kept import Kept

CORE = Document.__table__


def owners_of(db: Database, key: int, model: Any = Document) -> tuple[Any, Any]:
    with db.session(owner=EVERYONE) as session:
        found = Crud(model, session).get(key)
        return found.organisation_id, found.user_id


WAYS = ["orm", "core", "bulk", "crud", "shown", "copy"]


@pytest.fixture(params=[*WAYS, "select"])
def create(request: pytest.FixtureRequest) -> Any:
    """Every way to insert document 60."""

    def run(session: Any, **values: Any) -> None:
        values = {"id": 60, "title": "new", **values}
        match request.param:
            case "orm":
                session.add(Document(**values))
                session.flush()
            case "core":
                session.execute(insert(CORE).values(values))
            case "bulk":
                session.execute(insert(Document), [values])
            case "crud":
                Crud(Document, session).create(values)
            case "shown":
                Crud(Document, session).create(values, into=Shown)
            case "copy":
                Crud(Document, session).bulk_create([values])
            case "select":
                source = select(*(literal(value, CORE.c[n].type) for n, value in values.items()))
                session.execute(insert(CORE).from_select(list(values), source))

    return run


def test_new_row_gets_all_owners(db: Database, create: Any) -> None:
    with db.session(owner=BOTH) as session:
        create(session)
    assert owners_of(db, 60) == (RED, ANN)


def test_new_row_of_an_organisation_names_one_of_its_users(db: Database, create: Any) -> None:
    with db.session(owner=ORGANISATION) as session:
        create(session, user_id=BEN)
    assert owners_of(db, 60) == (RED, BEN)


def test_new_row_of_an_organisation_names_no_user_of_another_one(db: Database, create: Any) -> None:
    with pytest.raises(OutOfScope), db.session(owner=ORGANISATION) as session:
        create(session, user_id=CLEO)


@pytest.mark.parametrize("create", WAYS, indirect=True)
def test_new_row_of_another_owner_is_refused(db: Database, create: Any) -> None:
    with pytest.raises(OutOfScope, match="another owner"), db.session(owner=BOTH) as session:
        create(session, user_id=BEN)


def test_link_to_an_organisations_row_is_looked_up(db: Database, create: Any) -> None:
    with pytest.raises(OutOfScope, match="invoice_id"), db.session(owner=BOTH) as session:
        create(session, invoice_id=13)


def test_row_that_belongs_to_a_user_only(db: Database) -> None:
    with db.session(owner=ORGANISATION) as session:
        Crud(Note, session).create({"id": 60, "user_id": BEN})
    with (
        pytest.raises(OutOfScope, match="user_id"),
        db.session(owner=ORGANISATION) as session,
    ):
        Crud(Note, session).create({"id": 61, "user_id": CLEO})
    assert keys(db, {User: BEN}, Note) == [22, 60]


def test_organisation_gets_a_user(db: Database) -> None:
    with db.session(owner=ORGANISATION) as session:
        session.add(User(id="new"))
    with db.session(owner=EVERYONE) as session:
        assert session.get_one(User, "new").organisation_id == RED


def test_user_adds_no_user(sqlite: Database) -> None:
    with sqlite.session(owner=BOTH) as session, pytest.raises(OutOfScope, match="adds no rows"):
        session.execute(insert(User).values(id="new"))


@pytest.mark.parametrize("owner", [ORGANISATION, USER, BOTH])
def test_update_and_delete_stay_within(db: Database, owner: Any) -> None:
    seen = keys(db, owner, Document)
    with db.session(owner=owner) as session:
        assert session.execute(update(Document).values(title="x")).rowcount == len(seen)
        assert session.execute(Page.__table__.delete()).rowcount == len(seen)
    with db.session(owner=EVERYONE) as session:
        changed = select(Document.id).where(col(Document.title) == "x").order_by(Document.id)
        assert session.scalars(changed).all() == seen


@pytest.mark.parametrize("owner", [ORGANISATION, BOTH])
@pytest.mark.parametrize("values", [{"user_id": BEN}, {"organisation_id": BLUE}])
def test_owners_of_a_row_stay(db: Database, owner: Any, values: Any) -> None:
    with db.session(owner=owner) as session, pytest.raises(OutOfScope, match="another owner"):
        session.execute(update(CORE).values(values))
    with db.session(owner=owner) as session, pytest.raises((OutOfScope, InvalidValue)):
        Crud(Document, session).update(41, values)


def test_object_in_memory_keeps_its_owners(db: Database) -> None:
    with (
        pytest.raises(OutOfScope, match="another owner"),
        db.session(owner=ORGANISATION) as session,
    ):
        session.get_one(Document, 41).user_id = BEN


def test_object_of_another_owner_is_not_attached(sqlite: Database) -> None:
    with sqlite.session(owner={User: BEN}) as session:
        document = session.get_one(Document, 42)
    with sqlite.session(owner=BOTH) as session, pytest.raises(OutOfScope, match="another owner"):
        session.add(document)


def test_upsert_changes_own_rows_only(db: Database) -> None:
    with db.session(owner=BOTH) as session:
        documents = Crud(Document, session)
        assert documents.upsert({"slug": ANN, "title": "x"}, on=[Document.slug]).id == 41
        made = documents.upsert({"slug": "new", "title": "x"}, on=[Document.slug])
        assert (made.organisation_id, made.user_id) == (RED, ANN)
        with pytest.raises(UniqueViolation):
            documents.upsert({"slug": BEN, "title": "x"}, on=[Document.slug])


@pytest.mark.parametrize("tag", [32, 33])
def test_many_to_many_links(db: Database, tag: int) -> None:
    with db.session(owner=BOTH) as session:
        document = Crud(Document, session).get(41)
        if tag == 33:
            with pytest.raises(InvalidValue):
                Crud(Document, session).update(document, {"tag_ids": [tag]})
        else:
            Crud(Document, session).update(document, {"tag_ids": [tag]})
            assert [tag.id for tag in document.tags] == [32]


def test_link_row_by_hand(db: Database) -> None:
    with db.session(owner=BOTH) as session:
        for pair in ({"document_id": 42, "tag_id": 31}, {"document_id": 41, "tag_id": 33}):
            with pytest.raises(OutOfScope):
                session.execute(insert(DocumentTag.__table__).values(pair))
        session.execute(insert(DocumentTag.__table__).values(document_id=41, tag_id=32))


@pytest.mark.anyio
async def test_async(async_url: str, kept: Kept) -> None:
    driver = async_url.partition(":")[0]
    made = kept(driver.partition("+")[0].replace("mysql", "mariadb"), owners.metadata)
    owners.fill(made.engine)
    url = made.url.set(drivername=driver).render_as_string(hide_password=False)
    db = Database(url, metadata=owners.metadata)
    async with db.async_session(owner=BOTH) as session:
        row = await AsyncCrud(Document, session).create({"id": 60})
        assert (row.organisation_id, row.user_id) == (RED, ANN)
        assert [d.id for d in await AsyncCrud(Document, session).list(into=Shown)] == [41, 60]
    await db.aclose()
