"""Foreign keys of unusual kinds: to a column that is no key, in a circle, and links that say nothing."""

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, Session, select

from colonnade import Crud, Database, ForeignKeyViolation, Model, ModelError, SoftDeleted
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept

metadata, circle = MetaData(), MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Country(SoftDeleted, Base, table=True):
    """Is pointed at by its code, not its key."""

    __tablename__ = "countries"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=2, unique=True)


class Label(Base, table=True):
    """Is on cities, by a link whose foreign keys say nothing."""

    __tablename__ = "labels"

    id: int | None = Field(default=None, primary_key=True)


class CityLabel(Base, table=True):
    """The link."""

    __tablename__ = "city_labels"

    city_id: int = Field(foreign_key="cities.id", primary_key=True)
    label_id: int = Field(foreign_key="labels.id", primary_key=True)


class City(SoftDeleted, Base, table=True):
    """Is in a country."""

    __tablename__ = "cities"

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="countries.code", ondelete="CASCADE", max_length=2)

    labels: list[Label] = Relationship(link_model=CityLabel)


class Street(Base, table=True):
    """Is in a city, by a foreign key that says nothing."""

    __tablename__ = "streets"

    id: int | None = Field(default=None, primary_key=True)
    city_id: int = Field(foreign_key="cities.id")


class Circle(Model, registry=registry(metadata=circle)):
    """The base of models that cascade in a circle."""


class Hen(SoftDeleted, Circle, table=True):
    """Comes from an egg."""

    id: int | None = Field(default=None, primary_key=True)
    egg_id: int | None = Field(default=None, foreign_key="egg.id", ondelete="CASCADE")


class Egg(SoftDeleted, Circle, table=True):
    """Comes from a hen."""

    id: int | None = Field(default=None, primary_key=True)
    hen_id: int | None = Field(default=None, foreign_key="hen.id", ondelete="CASCADE")


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """Two countries with a city each; both cities have the same label."""
    database = kept(request.param, metadata)
    with database.session() as session:
        session.add_all([Country(id=1, code="aa"), Country(id=2, code="bb"), label := Label()])
        session.flush()
        session.add_all(
            [City(id=1, country="aa", labels=[label]), City(id=2, country="bb", labels=[label])]
        )
    return database


def cities(db: Database) -> list[int | None]:
    with db.session() as session:
        return [*session.exec(select(City.id).order_by("id"))]


def test_a_foreign_key_to_another_column_is_followed(db: Database) -> None:
    with db.session() as session:
        Crud(Country, session).delete(1)
    assert cities(db) == [2]
    with db.session() as session:
        Crud(Country, session).restore(1)
    assert cities(db) == [1, 2]


def test_links_do_not_refuse(db: Database) -> None:
    with db.session() as session:
        Crud(City, session).delete(1)
        Crud(City, session).restore(1)
        assert len(Crud(City, session).get(1).labels) == 1


def test_a_foreign_key_that_says_nothing_refuses(db: Database) -> None:
    with db.session() as session:
        session.add(Street(city_id=1))
    with db.session() as session:
        with pytest.raises(ForeignKeyViolation):
            Crud(City, session).delete(1)
        with pytest.raises(ForeignKeyViolation):
            Crud(Country, session).delete(1)
        Crud(Country, session).delete(2)
    assert cities(db) == [1]


def test_a_refused_deletion_marks_nothing(db: Database) -> None:
    with db.session() as session:
        session.add(Street(city_id=1))
        session.flush()
        with pytest.raises(ForeignKeyViolation):
            Crud(Country, session).delete(1)
    with Session(db.engine) as session:
        assert [*session.exec(select(Country.deleted_at))] == [None, None]


def test_a_circle_is_refused(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    db.create_all(circle)
    with db.session() as session:
        session.add(Hen(id=1))
    with db.session() as session, pytest.raises(ModelError, match=r"in a circle: .*hen"):
        Crud(Hen, session).delete(1)
    db.dispose()
