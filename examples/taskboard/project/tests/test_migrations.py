"""The migrations: up, down and up again, and the models are what they made."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from colonnade import Database
from pydantic import SecretStr
from sqlalchemy import inspect

from app.settings import settings

ALEMBIC = Config(Path(__file__).parent.parent / "alembic.ini")


@pytest.fixture(autouse=True)
def empty_database(scratch_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the migrations run on a database without tables."""
    monkeypatch.setattr(settings, "database_url", SecretStr(scratch_url))


def tables(url: str) -> set[str]:
    """The names of a database's tables."""
    database = Database(url)
    inspector = inspect(database.engine)
    names = {name for schema in [None] for name in inspector.get_table_names(schema)}
    database.dispose()
    return names - {"alembic_version"}


def test_migrations_go_up_down_and_up_again(scratch_url: str) -> None:
    command.upgrade(ALEMBIC, "head")
    made = tables(scratch_url)
    command.downgrade(ALEMBIC, "base")
    assert tables(scratch_url) == set()
    command.upgrade(ALEMBIC, "head")
    assert tables(scratch_url) == made


def test_migrations_make_what_the_models_say() -> None:
    command.upgrade(ALEMBIC, "head")
    command.check(ALEMBIC)
