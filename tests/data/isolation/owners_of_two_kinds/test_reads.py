"""What a session of an organisation sees, one of a user, and one of both."""

from typing import Any

import pytest
from sqlalchemy import column as sql_column
from sqlalchemy import func, select, table
from sqlalchemy.orm import joinedload, selectinload

from colonnade import (
    Crud,
    Database,
    NotFound,
    ScopeRequired,
)
from tests.data.isolation.owners_of_two_kinds.models import (
    ANN,
    BEN,
    BLUE,
    BOTH,
    ORGANISATION,
    RED,
    USER,
    Country,
    Document,
    DocumentTag,
    Invoice,
    Note,
    Organisation,
    Page,
    Shown,
    Tag,
    User,
    keys,
)

SEEN = [
    (ORGANISATION, Organisation, [RED]),
    (ORGANISATION, User, [ANN, BEN]),
    (ORGANISATION, Invoice, [11, 12]),
    (ORGANISATION, Note, [21, 22]),
    (ORGANISATION, Document, [41, 42]),
    (ORGANISATION, Page, [51, 52]),
    (USER, User, [ANN]),
    (USER, Note, [21]),
    (USER, Document, [41]),
    (USER, Page, [51]),
    (BOTH, Organisation, [RED]),
    (BOTH, User, [ANN]),
    (BOTH, Invoice, [11, 12]),
    (BOTH, Note, [21]),
    (BOTH, Document, [41]),
    (BOTH, Page, [51]),
    ({Organisation: BLUE, User: ANN}, Document, []),
    ({Organisation: BLUE, User: ANN}, Note, []),
]


@pytest.mark.parametrize(("owner", "model", "seen"), SEEN)
def test_rows_of_every_owner_that_is_named(db: Database, owner: Any, model: Any, seen: Any) -> None:
    assert keys(db, owner, model) == seen


@pytest.mark.parametrize("model", [Organisation, Invoice, Tag])
def test_table_that_belongs_to_nobody_named_is_refused(sqlite: Database, model: Any) -> None:
    with pytest.raises(ScopeRequired, match=r"names owners in 'users' only(.|\n)*by its model"):
        keys(sqlite, USER, model)


def test_shared_rows_are_seen(sqlite: Database) -> None:
    assert keys(sqlite, USER, Country) == []


CORE = Document.__table__


READS = {
    "core": select(CORE.c.id),
    "alias": select(CORE.alias("d").c.id),
    "lightweight": select(table("documents", sql_column("id")).c.id),
    "join": select(CORE.c.id).join(User.__table__, User.__table__.c.id == CORE.c.user_id),
    "outer join": select(CORE.c.id).select_from(User).outerjoin(Document),
    "link": select(DocumentTag.__table__.c.document_id),
    "subquery": select(CORE.c.id).where(CORE.c.id.in_(select(Page.__table__.c.document_id))),
    "cte": select(select(CORE.c.id).cte("own").c.id),
    "union": select(CORE.c.id).union(select(DocumentTag.__table__.c.document_id)),
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize(("owner", "seen"), [(ORGANISATION, [41, 42]), (BOTH, [41])])
def test_statements_of_every_kind(db: Database, name: str, owner: Any, seen: list[int]) -> None:
    with db.session(owner=owner) as session:
        assert sorted(session.scalars(READS[name])) == seen


@pytest.mark.parametrize("load", [selectinload, joinedload])
def test_relationships(db: Database, load: Any) -> None:
    with db.session(owner=BOTH) as session:
        organisation = session.scalars(select(Organisation).options(load(Organisation.users)))
        (ann,) = organisation.unique().one().users
        assert [document.id for document in ann.documents] == [41]
        assert [tag.id for tag in ann.documents[0].tags] == [31]


def test_count(db: Database) -> None:
    with db.session(owner=ORGANISATION) as session:
        assert session.scalar(select(func.count()).select_from(Note)) == 2


def test_row_of_another_owner_is_not_found(db: Database) -> None:
    with db.session(owner=BOTH) as session, pytest.raises(NotFound):
        Crud(Document, session).get(42)


@pytest.mark.parametrize(
    ("owner", "seen"),
    [(ORGANISATION, [41, 42]), (USER, [41]), (BOTH, [41])],
)
def test_reads_without_instances(db: Database, owner: Any, seen: list[int]) -> None:
    with db.session(owner=owner) as session:
        assert [row.id for row in Crud(Document, session).list(into=Shown)] == seen
        assert Crud(Document, session).get_or_none(43, into=Shown) is None
