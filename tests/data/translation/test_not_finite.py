"""NaN and the infinities on MariaDB, whose drivers refuse them without a code."""

from typing import Any

import anyio
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from colonnade import AsyncCrud, Crud, Database, InvalidValue
from tests.data.kept import Kept
from tests.data.taskboard import Sample, metadata

ROW: dict[str, Any] = {"whole": 1, "text": "a", "amount": 1}


@pytest.fixture
def mariadb_db(kept: Kept) -> Database:
    return kept("mariadb", metadata)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_new_row_names_the_field(mariadb_db: Database, value: float) -> None:
    with pytest.raises(InvalidValue, match="NaN or infinite") as caught, mariadb_db.session() as s:
        Crud(Sample, s).create({**ROW, "maybe_float": value})
    assert caught.value.field == "maybe_float"


def test_one_of_many_rows_names_the_field(mariadb_db: Database) -> None:
    rows = [ROW, {**ROW, "maybe_float": float("nan")}]
    with pytest.raises(InvalidValue) as caught, mariadb_db.session() as session:
        Crud(Sample, session).create_many(rows)
    assert caught.value.field == "maybe_float"


def test_a_condition_names_none(mariadb_db: Database) -> None:
    with pytest.raises(InvalidValue, match="of a parameter") as caught, mariadb_db.session() as s:
        Crud(Sample, s).list(Sample.maybe_float == float("nan"))
    assert caught.value.field is None


def test_an_async_driver_names_the_field(mariadb_db: Database) -> None:
    url = mariadb_db.url.set(drivername="mysql+asyncmy").render_as_string(hide_password=False)
    db = Database(url)

    async def run() -> None:
        try:
            async with db.async_session() as session:
                await AsyncCrud(Sample, session).create({**ROW, "maybe_float": float("nan")})
        finally:
            await db.aclose()

    with pytest.raises(InvalidValue) as caught:
        anyio.run(run)
    assert caught.value.field == "maybe_float"


def test_another_refusal_stays_the_drivers(mariadb_db: Database) -> None:
    with mariadb_db.engine.connect() as connection, pytest.raises(ProgrammingError):
        connection.execute(text("SELEC :a"), {"a": 1.5})
