"""An application with organisations and their users: tables of one, of the other and of both."""

from typing import Any
from uuid import UUID

from sqlalchemy import Engine, MetaData, insert, select
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from colonnade import Database, Model, Owned, Owner, Shared

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this application."""


class Organisation(Owner, Base, table=True):
    __tablename__ = "organisations"
    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=20)

    users: list["User"] = Relationship(back_populates="organisation")


class User(Owner, Base, table=True):
    __tablename__ = "users"
    id: str = Field(primary_key=True, max_length=20)
    organisation_id: UUID = Owned.by("organisations.id")

    organisation: Organisation = Relationship(back_populates="users")
    documents: list["Document"] = Relationship(back_populates="user")


class Country(Shared, Base, table=True):
    __tablename__ = "countries"
    id: int | None = Field(default=None, primary_key=True)


class Invoice(Owned, Base, table=True):
    """Belongs to an organisation."""

    __tablename__ = "invoices"
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: UUID = Owned.by("organisations.id")


class Note(Owned, Base, table=True):
    """Belongs to a user."""

    __tablename__ = "notes"
    id: int | None = Field(default=None, primary_key=True)
    user_id: str = Owned.by("users.id", max_length=20)


class DocumentTag(Owned, Base, table=True):
    __tablename__ = "document_tags"
    document_id: int = Owned.through("documents.id", primary_key=True)
    tag_id: int = Field(foreign_key="tags.id", primary_key=True)


class Tag(Owned, Base, table=True):
    """Belongs to an organisation."""

    __tablename__ = "tags"
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: UUID = Owned.by("organisations.id")


class Document(Owned, Base, table=True):
    """Belongs to an organisation and one of its users."""

    __tablename__ = "documents"
    id: int | None = Field(default=None, primary_key=True)
    slug: str | None = Field(default=None, max_length=20, unique=True)
    title: str = Field(default="", max_length=20)
    invoice_id: int | None = Field(default=None, foreign_key="invoices.id")
    organisation_id: UUID = Owned.by("organisations.id")
    user_id: str = Owned.by("users.id", max_length=20)

    user: User = Relationship(back_populates="documents")
    tags: list[Tag] = Relationship(link_model=DocumentTag)


class Page(Owned, Base, table=True):
    """Belongs to whom its document belongs to."""

    __tablename__ = "pages"
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Owned.through("documents.id")


RED, BLUE = UUID(int=1), UUID(int=2)
ANN, BEN, CLEO = "ann", "ben", "cleo"
"""Ann and Ben are of the red organisation, Cleo is of the blue one. Everybody has rows with the same last digit."""

OF = {ANN: RED, BEN: RED, CLEO: BLUE}
DIGIT = {ANN: 1, BEN: 2, CLEO: 3}


ORGANISATION: Any = {Organisation: RED}
USER: Any = {User: ANN}
BOTH: Any = {Organisation: RED, User: ANN}


class Shown(SQLModel):
    """What an API shows of a row: read without instances."""

    id: int


def fill(engine: Engine) -> None:
    """A row of each table for each user; invoices and tags are of their organisation."""
    with engine.begin() as connection:
        for table, rows in _rows().items():
            connection.execute(insert(metadata.tables[table]), rows)


def _rows() -> dict[str, list[dict[str, Any]]]:
    people = [(user, OF[user], number) for user, number in DIGIT.items()]
    return {
        "organisations": [{"id": RED, "name": "red"}, {"id": BLUE, "name": "blue"}],
        "users": [{"id": user, "organisation_id": of} for user, of, _ in people],
        "invoices": [{"id": 10 + n, "organisation_id": of} for _, of, n in people],
        "notes": [{"id": 20 + n, "user_id": user} for user, _, n in people],
        "tags": [{"id": 30 + n, "organisation_id": of} for _, of, n in people],
        "documents": [
            {"id": 40 + n, "slug": user, "organisation_id": of, "user_id": user}
            for user, of, n in people
        ],
        "document_tags": [{"document_id": 40 + n, "tag_id": 30 + n} for *_, n in people],
        "pages": [{"id": 50 + n, "document_id": 40 + n} for *_, n in people],
    }


def keys(db: Database, owner: Any, model: Any) -> list[Any]:
    """The keys that a session sees."""
    with db.session(owner=owner) as session:
        return session.scalars(select(model.id).order_by(model.id)).all()
