"""Small projects with Alembic's files, and what their databases hold."""

import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.schema import CreateSchema

from colonnade.design.design import Backend
from colonnade.design.migration import environment, first_revision
from colonnade.schema.catalog import catalog

SETTINGS = """
import os
from pydantic import SecretStr

class settings:
    database_url = SecretStr(os.environ["DATABASE_URL"])
"""
IMPORTS = """
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime
from colonnade.data.models.naming import NAMING_CONVENTION

metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)
"""


class Project:
    """A folder with `app.models` and migrations, and a database."""

    def __init__(self, folder: Path, url: str, models: str) -> None:
        self.folder, self.url, self.models = folder, url, IMPORTS + models
        self._write(
            {"app/__init__.py": "", "app/settings.py": SETTINGS, "app/models.py": self.models}
        )
        self._write({**environment(), "migrations/versions/0001.py": self.revision})

    @property
    def metadata(self) -> sa.MetaData:
        names: dict[str, sa.MetaData] = {}
        exec(self.models, names)
        return names["metadata"]

    @property
    def revision(self) -> str:
        """Written for SQLite unless PostgreSQL's own types are in it, whatever database it is to run on."""
        own = "postgresql.DOMAIN" in self.models
        return first_revision(self.metadata, Backend.POSTGRESQL if own else Backend.SQLITE)

    def run(
        self, name: str, *arguments: str, connection: sa.Connection | None = None, **options: bool
    ) -> None:
        for module in [name for name in sys.modules if name.split(".")[0] == "app"]:
            del sys.modules[module]
        config = Config(self.folder / "alembic.ini", attributes={"connection": connection})
        getattr(command, name)(config, *arguments, **options)

    def facts(self) -> set[tuple[str, ...]]:
        return facts(self.url)

    def change_models(self, models: str) -> None:
        self._write({"app/models.py": IMPORTS + models})

    def _write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path


def create_all(url: str, metadata: sa.MetaData) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for schema in sorted({table.schema for table in metadata.tables.values() if table.schema}):
            connection.execute(CreateSchema(schema))
        metadata.create_all(connection)


def facts(url: str) -> set[tuple[str, ...]]:
    """What a database holds, but for Alembic's own table."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found = {(kind, *fact) for kind, facts in catalog(engine).facts.items() for fact in facts}
    return {fact for fact in found if "alembic_version" not in fact[1]}
