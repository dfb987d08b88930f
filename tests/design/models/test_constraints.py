from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
)
from sqlalchemy.dialects import postgresql

from colonnade.design.models.constraints import table_arguments
from colonnade.schema.dbml import read_dbml
from tests.design.models.generated import context_of


def arguments(*items: Any, dialect: str | None = None, **options: Any) -> str | None:
    """The table arguments of a small table."""
    metadata = MetaData()
    columns = [
        Column("a", Integer),
        Column("b", sa.String(20)),
        Column("during", postgresql.TSTZRANGE),
    ]
    key = Column("id", Integer, primary_key=True)
    table = Table("things", metadata, key, *columns, *items, **options)
    return table_arguments(table, context_of(metadata, dialect), {c.name for c in table.columns})


def test_nothing_to_say() -> None:
    assert arguments() is None


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Index("other", "a", unique=True), 'sa.Index("other", "a", unique=True)'),
        (Index("i", sa.text("lower(b)")), 'sa.Index("i", sa.text("lower(b)"))'),
        (Index("i", sa.desc("a")), 'sa.Index("i", sa.text("a DESC"))'),
        (
            Index("i", "a", postgresql_where=sa.text("a > 0")),
            'sa.Index("i", "a", postgresql_where=sa.text("a > 0"), sqlite_where=sa.text("a > 0"))',
        ),
        (Index("i", "a", postgresql_include=["b"]), 'sa.Index("i", "a", postgresql_include=["b"])'),
        (
            Index("i", "b", postgresql_using="gin", postgresql_ops={"b": "gin_trgm_ops"}),
            'sa.Index("i", "b", postgresql_using="gin", postgresql_ops={"b": "gin_trgm_ops"})'
            '.ddl_if(dialect="postgresql")',
        ),
        (
            Index("i", sa.text("((b)::text)")),
            'sa.Index("i", sa.text("((b)::text)")).ddl_if(dialect="postgresql")',
        ),
        (sa.UniqueConstraint("a", "b"), 'sa.UniqueConstraint("a", "b")'),
        (
            sa.UniqueConstraint("a", "b", postgresql_nulls_not_distinct=True),
            'sa.UniqueConstraint("a", "b", postgresql_nulls_not_distinct=True)',
        ),
        (
            sa.UniqueConstraint("a", "b", deferrable=True, initially="DEFERRED"),
            'sa.UniqueConstraint("a", "b", deferrable=True, initially="DEFERRED").ddl_if(dialect="postgresql")',
        ),
        (
            ForeignKeyConstraint(["a", "id"], ["things.id", "things.a"], ondelete="CASCADE"),
            'sa.ForeignKeyConstraint(["a", "id"], ["things.id", "things.a"], ondelete="CASCADE")',
        ),
        (
            postgresql.ExcludeConstraint(("a", "="), ("during", "&&"), name="x", using="gist"),
            'postgresql.ExcludeConstraint(("a", "="), ("during", "&&"), name="x", using="gist")'
            '.ddl_if(dialect="postgresql")',
        ),
    ],
)
def test_an_item(item: Any, expected: str) -> None:
    assert arguments(item, dialect="postgresql") == f"({expected},)"


@pytest.mark.parametrize(
    ("index", "name"),
    [("(a, b)", "ix_things_a_b"), ("(a, `lower(b)`)", "ix_things_a_lower_b")],
)
def test_an_index_of_a_design_without_a_name_gets_one(index: str, name: str) -> None:
    metadata = read_dbml(
        f"Table things {{ id int [pk]\n a int\n b text\n indexes {{ {index} }} }}", "x.dbml"
    )
    made = table_arguments(metadata.tables["things"], context_of(metadata), {"id", "a", "b"})
    assert made is not None
    assert f'sa.Index("{name}", "a", ' in made


def test_a_column_going_down() -> None:
    metadata = MetaData()
    table = Table(
        "things", metadata, Column("id", Integer, primary_key=True), Column("A b", Integer)
    )
    Index("i", table.c["A b"].desc())
    expected = '(sa.Index("i", sa.column("A b").desc()),)'
    assert table_arguments(table, context_of(metadata, "sqlite"), {"A b"}) == expected


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ("(a >= 0)", "a >= 0"),
        ("((a)::numeric > (0)::numeric)", "a > 0"),
        ("((a >= 1) AND (a <= 10))", "a >= 1 AND a <= 10"),
        ("(length((b)::text) > 0)", "length(b) > 0"),
        (
            "((b)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))",
            "b IN ('x', 'y')",
        ),
        ("((a IS NULL) = (b IS NULL))", "((a IS NULL) = (b IS NULL))"),
    ],
)
def test_a_check_for_every_database(condition: str, written: str) -> None:
    expected = f'(sa.CheckConstraint("{written}", name=conv("things_check")),)'
    assert (
        arguments(CheckConstraint(condition, name="things_check"), dialect="postgresql") == expected
    )


@pytest.mark.parametrize("condition", ["(b ~ '^[A-Z]'::text)", "(char_length((b)::text) > 0)"])
def test_a_check_for_one_database(condition: str) -> None:
    expected = f'(sa.CheckConstraint("{condition}", name=conv("x")).ddl_if(dialect="postgresql"),)'
    assert arguments(CheckConstraint(condition, name="x"), dialect="postgresql") == expected


def test_a_check_of_a_design_has_a_short_name() -> None:
    expected = '(sa.CheckConstraint("a <> b", name="differ"),)'
    assert arguments(CheckConstraint("a <> b", name="differ")) == expected


def test_a_check_without_a_name_gets_one() -> None:
    expected = '(sa.CheckConstraint("a <> b", name="a_b"),)'
    assert arguments(CheckConstraint("a <> b"), dialect="sqlite") == expected


def test_options_of_a_table() -> None:
    made = arguments(schema="sales", comment='Say "x"', sqlite_autoincrement=True)
    assert made == """{"schema": "sales", "comment": 'Say "x"', "sqlite_autoincrement": True}"""


def test_a_key_in_another_order() -> None:
    metadata = MetaData()
    columns = [Column(name, Integer, autoincrement=False) for name in ("b", "a")]
    table = Table("things", metadata, *columns, sa.PrimaryKeyConstraint("a", "b"))
    made = table_arguments(table, context_of(metadata, "postgresql"), {"a", "b"})
    assert made == '(sa.PrimaryKeyConstraint("a", "b"),)'


def test_a_key_under_another_name() -> None:
    metadata = MetaData()
    for name in ("one", "two", "three"):
        key = sa.PrimaryKeyConstraint("id", name="odd" if name == "two" else f"{name}_pkey")
        Table(name, metadata, Column("id", Integer), key)
    context = context_of(metadata, "postgresql")
    made = [table_arguments(table, context, {"id"}) for table in metadata.tables.values()]
    assert made == [None, '(sa.PrimaryKeyConstraint("id", name="odd"),)', None]
