"""Small applications whose faults are in their indexes; `faulty` lacks one or has one too many, `clean` has what it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, Index
from sqlalchemy.orm import registry
from sqlmodel import Field, MetaData, Session, SQLModel, select

ROWS = 3_000


@dataclass(frozen=True)
class Application:
    """A model with its table, and what it asks."""

    model: type[SQLModel]
    work: Callable[[Session], object]


def fill(application: Application, engine: Engine) -> None:
    """Make the table, and rows of which ten have each group."""
    model = application.model
    model.metadata.create_all(engine)
    rows = [
        {"id": n, "name": f"n {n}", "group": n % (ROWS // 10), "done": n % 50 > 0}
        for n in range(1, ROWS + 1)
    ]
    with engine.begin() as connection:
        connection.execute(model.__table__.insert(), rows)  # type: ignore[attr-defined]


def base() -> type[SQLModel]:
    """The base of one model, whose table has the same name as that of the others."""

    class Base(SQLModel, registry=registry(metadata=MetaData())):
        pass

    return Base


class Missing(base(), table=True):
    __tablename__ = "item"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    group: int
    done: bool


class Useless(base(), table=True):
    __tablename__ = "item"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, index=True)  # fault: COLP202
    group: int = Field(index=True)
    done: bool


class Redundant(base(), table=True):
    __tablename__ = "item"
    __table_args__ = (
        Index("ix_item_group", "group"),  # fault: COLP203
        Index("ix_item_group_name", "group", "name"),
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    group: int
    done: bool


class Right(base(), table=True):
    __tablename__ = "item"
    __table_args__ = (Index("ix_item_group_name", "group", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    group: int
    done: bool


def by_group(model: type[SQLModel]) -> Callable[[Session], object]:
    """Ten pages of one group each, by one line of this file that no loop runs."""

    def work(session: Session) -> object:
        group, name = model.group, model.name  # type: ignore[attr-defined]
        first = select(model).where(group == 7).order_by(name).limit(20)
        return session.exec(first).all()  # fault: COLP201

    return work


FAULTY = {
    "missing": Application(Missing, by_group(Missing)),
    "useless": Application(Useless, by_group(Useless)),
    "redundant": Application(Redundant, by_group(Redundant)),
}
CLEAN = Application(Right, by_group(Right))
HERE = Path(__file__)
