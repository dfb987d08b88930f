"""What a JSON column cannot hold is refused in the same words on each database."""

from typing import Any

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import AsyncCrud, Crud, Database, InvalidValue, Model
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept


class Base(Model, registry=registry(metadata=MetaData())):
    """The base of the models of this module."""


class Form(Base, table=True):
    __tablename__ = "forms"

    id: int | None = Field(default=None, primary_key=True)
    answers: dict[str, Any] = Field(default_factory=dict)


class FormPublic(Base):
    id: int


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    return kept(request.param, Base.metadata)


@pytest.mark.parametrize("into", [None, FormPublic])
@pytest.mark.parametrize("value", [{1, 2}, float("nan"), float("inf"), "\ud800", object()])
def test_what_is_no_json_is_refused(db: Database, value: Any, into: Any) -> None:
    with pytest.raises(InvalidValue, match="A JSON column refuses"), db.session() as session:
        Crud(Form, session).create({"answers": {"a": value}}, into=into)


@pytest.mark.anyio
async def test_a_coroutine_is_told_the_same(db: Database) -> None:
    again = Database(db.url.render_as_string(hide_password=False), metadata=Base.metadata)
    with pytest.raises(InvalidValue, match="A JSON column refuses"):
        async with again.async_session() as session:
            await AsyncCrud(Form, session).create({"answers": {"a": {1}}}, into=FormPublic)
    await again.aclose()


def test_what_is_json_comes_back(db: Database) -> None:
    answers = {"a": [1, 2.5, None, True, "é 🌞"], "b": {"c": {}}}
    with db.session() as session:
        key = Crud(Form, session).create({"answers": answers}).id
    with db.session() as session:
        assert Crud(Form, session).get(key).answers == answers
