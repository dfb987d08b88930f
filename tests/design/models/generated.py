"""Models written from a schema, for the tests: as text, and as a package that a fresh interpreter imports."""

from pathlib import Path

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from colonnade.design.design import Design
from colonnade.design.models import write
from colonnade.design.models.columns import declaration
from colonnade.design.models.context import Context
from colonnade.design.models.modules import table_source
from colonnade.design.models.partials import partials_of
from colonnade.schema.info import schema_info
from tests.processes import run

USE = """
import sys, warnings
import sqlalchemy as sa
warnings.simplefilter("error", sa.exc.SAWarning)
import app.models as models
from sqlmodel import Session, select

sa.orm.configure_mappers()
copy, source = sys.argv[1:]
engine = sa.create_engine(copy)
with engine.begin() as connection:
    for schema in {t.schema for t in models.metadata.tables.values()} - {None}:
        sqlite = f"attach ':memory:' as \\"{schema}\\""
        create = sqlite if engine.name == "sqlite" else f'create schema "{schema}"'
        connection.execute(sa.text(create))
    if engine.name == "postgresql":
        for extension in ("btree_gist", "citext"):
            connection.execute(sa.text(f"create extension if not exists {extension}"))
    models.metadata.create_all(connection)
rows = 0
with Session(sa.create_engine(source) if source else engine) as session:
    for mapper in models.Base._sa_registry.mappers:
        public = getattr(models, mapper.class_.__name__ + "Public")
        for row in session.exec(select(mapper.class_)):
            public.model_validate(row).model_dump_json()
            rows += 1
print(rows)
"""


def context_of(metadata: MetaData, dialect: str | None = None) -> Context:
    """What the writers know about a small schema."""
    schema_info(metadata).dialect = dialect
    return Context.of(Design("app", metadata))


def line(column: Column[object], dialect: str | None = None, *others: Column[object]) -> str:
    """A column's declaration, in a table that has a key beside it."""
    key = [] if column.primary_key else [Column("key_", Integer, primary_key=True)]
    Table("things", (metadata := MetaData()), *key, column, *others)
    return declaration(column, context_of(metadata, dialect))


def source(metadata: MetaData, table: str, dialect: str | None = None) -> str:
    """The module of one table, not formatted."""
    context = context_of(metadata, dialect)
    return table_source(metadata.tables[table], context, partials_of(context))


def package(metadata: MetaData, folder: Path) -> Path:
    """The models as files below a folder."""
    for path, text in write(Design("app", metadata)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "app" / "__init__.py").touch()
    return folder


def use(folder: Path, copy: str, source: str = "") -> int:
    """Import the models with every warning an error, create their tables, read every row; how many rows there were.

    Args:
        folder: where the models are.
        copy: the URL of an empty database.
        source: the URL of the database whose rows are read; the copy itself when it is left out.
    """
    return int(run(folder, "-c", USE, copy, source))


def users(metadata: MetaData, *columns: Column[object]) -> Table:
    """A table to refer to."""
    return Table("users", metadata, Column("id", Integer, primary_key=True), *columns)


def child(metadata: MetaData, name: str, *keys: str, **options: object) -> Table:
    """A table with foreign keys to `users`."""
    columns = [
        Column(key, ForeignKey("users.id", **options), nullable=True)  # type: ignore[arg-type]
        for key in keys
    ]
    return Table(name, metadata, Column("id", Integer, primary_key=True), *columns)
