"""The first revision: the same tables as `create_all`, down to nothing, and up again, on each database."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.design.migration.projects import Project, create_all, facts, folder

__all__ = ["folder"]

BOARD = """
priority = sa.Enum("low", "it's 5%", "a:b", name="priority", create_constraint=True)
sa.Table(
    "users", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", AutoString(length=320), unique=True, nullable=False),
    sa.Column("bio", AutoString()),
    sa.Column("created_at", UTCDateTime(), server_default=sa.func.now(), nullable=False, comment="5% 'off': x"),
    comment="People",
)
sa.Table(
    "tasks", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", AutoString(length=200), nullable=False, server_default="'o:clock' 5%"),
    sa.Column("priority", priority, nullable=False, server_default="low"),
    sa.Column("order", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("double", sa.Integer, sa.Computed("order_id * 2", persisted=True)),
    sa.Column("order_id", sa.BigInteger),
    sa.Column("price", sa.Numeric(10, 2), server_default=sa.text("0")),
    sa.Column("done", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("open", sa.Boolean, server_default=sa.true()),
    sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
    sa.Column("token", sa.Uuid, unique=True),
    sa.Column("deleted_at", UTCDateTime()),
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), index=True, nullable=False),
    sa.CheckConstraint("title NOT LIKE '%\\\\:x%'", name="title"),
    sa.UniqueConstraint("user_id", "order"),
    sa.Index("ix_tasks_user_id_order", "user_id", sa.column("order").desc()),
    sa.Index("ix_tasks_live", "title", unique=True, postgresql_where=sa.text("deleted_at IS NULL"),
             sqlite_where=sa.text("deleted_at IS NULL")),
)
sa.Table("archive", metadata, sa.Column("priority", priority, primary_key=True))
"""
CYCLE = """
sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True),
         sa.Column("b_id", sa.ForeignKey("b.id", ondelete="SET NULL")),
         sa.Column("parent_id", sa.ForeignKey("a.id")))
sa.Table("b", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a_id", sa.ForeignKey("a.id")))
"""
KEYS = """
sa.Table("orders", metadata, sa.Column("year", sa.Integer, primary_key=True), sa.Column("no", sa.Integer, primary_key=True))
sa.Table("lines", metadata, sa.Column("id", sa.Integer, primary_key=True, default=int), sa.Column("year", sa.Integer),
         sa.Column("no", sa.Integer),
         sa.ForeignKeyConstraint(["year", "no"], ["orders.year", "orders.no"], onupdate="CASCADE"))
sa.Table("given", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
"""
SOME_DATABASES = """
class Money(sa.types.UserDefinedType):
    cache_ok = True
    def get_col_spec(self, **options):
        return "NUMERIC(10,2)"

class Here(sa.ColumnElement):
    inherit_cache = False

@compiles(Here)
def _elsewhere(element, compiler, **options):
    return "NULL"

@compiles(Here, "postgresql")
def _here(element, compiler, **options):
    return "'[]'::jsonb"

def on_mariadb(*arguments, **options):
    return options["dialect"].name in ("mysql", "mariadb")

sa.Table(
    "things", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("price", sa.Numeric(10, 2).with_variant(Money(), "sqlite")),
    sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), server_default=Here()),
    sa.Column("name", sa.String(20), server_default=sa.null()),
    sa.CheckConstraint("price > 0", name="positive").ddl_if(dialect="postgresql"),
    sa.UniqueConstraint("name").ddl_if(dialect=("sqlite", "postgresql")),
    sa.Index("ix_things_name", "name", mysql_length=5).ddl_if(callable_=on_mariadb),
)
"""
EXPRESSION = """
sa.Table("words", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("Word", AutoString(50)),
         sa.Index("ix_words_lower", sa.func.lower(sa.column("Word"))))
"""
POSTGRESQL = """
positive = postgresql.DOMAIN("positive", sa.Integer(), check="VALUE > 0", not_null=True)
mood = sa.Enum("sad", "ok", name="mood", schema="sales")
sa.Sequence("numbers", start=100, metadata=metadata)
people = sa.Table(
    "people", metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True, start=5), primary_key=True),
    sa.Column("moods", sa.ARRAY(mood)),
    sa.Column("mood", mood),
    sa.Column("tags", postgresql.ARRAY(AutoString(20)), server_default=sa.text("'{}'\\\\:\\\\:varchar[]")),
    sa.Column("size", positive),
    sa.Column("name", postgresql.CITEXT()),
    sa.Column("during", postgresql.TSTZRANGE()),
    sa.Column("at", postgresql.TIMESTAMP(timezone=True, precision=3)),
    sa.Column("number", sa.Integer, server_default=sa.text("nextval('numbers')")),
    sa.UniqueConstraint("mood", "size", deferrable=True, initially="DEFERRED"),
    postgresql.ExcludeConstraint(("during", "&&"), name="during_once"),
    schema="sales",
)
sa.Index("ix_people_name", people.c.name, postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"})
sa.Index("ix_people_at", people.c["at"].desc().nulls_last(), postgresql_include=["size"])
sa.Index("ix_people_sizes", people.c.mood, postgresql_where=people.c.id > 5)
"""
MODELS = {"board": BOARD, "cycle": CYCLE, "keys": KEYS, "some_databases": SOME_DATABASES}


@pytest.mark.parametrize("models", MODELS.values(), ids=MODELS)
def test_it_goes_up_down_and_up_to_the_same_database(folder, scratch, models, monkeypatch):
    goes_up_down_up(folder, scratch, models, monkeypatch)


@pytest.mark.parametrize("models", [EXPRESSION, POSTGRESQL], ids=["expression", "postgresql"])
def test_it_carries_what_only_some_databases_have(folder, postgresql_url, models, monkeypatch):
    goes_up_down_up(folder, postgresql_url, models, monkeypatch)


def goes_up_down_up(folder, url, models, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    project = Project(folder, url, models)
    empty = facts(url)
    project.run("upgrade", "head")
    up = project.facts()
    project.run("downgrade", "base")
    assert project.facts() == empty
    project.run("upgrade", "head")
    assert project.facts() == up != empty


@pytest.mark.parametrize("models", MODELS.values(), ids=MODELS)
def test_its_tables_are_those_of_create_all(folder, scratch, models, monkeypatch):
    equals_create_all(folder, scratch, models, monkeypatch)


@pytest.mark.parametrize("models", [EXPRESSION], ids=["expression"])
def test_its_expression_indexes_are_those_of_create_all_on_sqlite(
    folder, sqlite_url, models, monkeypatch
):
    equals_create_all(folder, sqlite_url, models, monkeypatch)


def test_what_postgresql_alone_has_is_that_of_create_all(folder, postgresql_url, monkeypatch):
    extensions(postgresql_url)
    equals_create_all(folder, postgresql_url, POSTGRESQL, monkeypatch)


def extensions(url):
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for name in ("citext", "pg_trgm", "btree_gist"):
            connection.exec_driver_sql(f"create extension {name}")


def equals_create_all(folder, url, models, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    project = Project(folder, url, models)
    project.run("upgrade", "head")
    migrated = project.facts()
    project.run("downgrade", "base")
    create_all(url, project.metadata)
    assert project.facts() == migrated


def test_it_needs_no_sqlmodel(folder: Path, sqlite_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    revision = Project(folder, sqlite_url, BOARD).revision
    assert "sqlmodel" not in revision
    assert "colonnade" not in revision


def test_it_is_the_same_text_each_time(folder, sqlite_url):
    project = Project(folder, sqlite_url, BOARD)
    assert project.revision == project.revision
