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

SETTINGS = """
import os
from pydantic import SecretStr

class settings:
    database_url = SecretStr(os.environ["DATABASE_URL"])
"""
IMPORTS = """
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime
from colonnade.data.naming import NAMING_CONVENTION

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

    def facts(self) -> list[str]:
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


def facts(url: str) -> list[str]:
    """What a database holds but Alembic's own table, as the server itself says it, in a comparable order."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return sorted(_FACTS[engine.dialect.name](connection))


def _sqlite(connection: sa.Connection) -> list[str]:
    rows = connection.exec_driver_sql(
        "select tbl_name, sql from sqlite_master where tbl_name <> 'alembic_version' and sql is not null"
    )
    return [
        f"{table}: {line.strip().rstrip(',')}" for table, sql in rows for line in sql.splitlines()
    ]


def _mariadb(connection: sa.Connection) -> list[str]:
    tables = [
        name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"
    ]
    sql = {t: connection.exec_driver_sql(f"show create table `{t}`").one()[1] for t in tables}
    return [f"{t}: {line.strip().rstrip(',')}" for t in tables for line in sql[t].splitlines()]


_POSTGRESQL = """
with c as (select c.oid, c.oid::regclass::text as name, relkind, relpersistence from pg_class c
           join pg_namespace n on n.oid = relnamespace
           where nspname !~ '^pg_' and nspname <> 'information_schema' and relname !~ 'alembic_version'),
     n as (select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
select 'schema ' || nspname from n
union all select concat_ws(' ', relkind, name) from c
union all select concat_ws(' ', 'column', name, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
    attgenerated, pg_get_expr(adbin, adrelid), col_description(c.oid, attnum))
    from c join pg_attribute a on attrelid = c.oid left join pg_attrdef on adrelid = c.oid and adnum = attnum
    where attnum > 0 and relkind = 'r'
union all select 'comment ' || name || obj_description(oid) from c where obj_description(oid) is not null
union all select concat_ws(' ', 'constraint', conname, conrelid::regclass, contypid::regtype, pg_get_constraintdef(oid))
    from pg_constraint where connamespace in (select oid from n) and conname !~ 'alembic_version'
union all select 'index ' || pg_get_indexdef(oid) from c where relkind = 'i'
union all select concat_ws(' ', 'type', t.oid::regtype, typtype, format_type(typbasetype, typtypmod), typnotnull, typdefault,
    (select array_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid)::text)
    from pg_type t join n on n.oid = typnamespace where typtype in ('e', 'd')
union all select concat_ws(' ', 'sequence', schemaname, sequencename, data_type, start_value, increment_by, max_value, cycle)
    from pg_sequences
"""


def _postgresql(connection: sa.Connection) -> list[str]:
    return list(connection.exec_driver_sql(_POSTGRESQL).scalars())


_FACTS = {"sqlite": _sqlite, "postgresql": _postgresql, "mysql": _mariadb}
