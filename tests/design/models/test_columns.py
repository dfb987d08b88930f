from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.dialects import postgresql

from colonnade.design.models.columns import declaration
from tests.design.models.generated import context_of, line, users


def test_a_counted_key() -> None:
    column = Column("id", Integer, primary_key=True)
    assert line(column) == "id: int | None = Field(default=None, primary_key=True)"


def test_a_key_that_nobody_counts() -> None:
    column = Column("id", Integer, primary_key=True, autoincrement=False)
    expected = 'id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})'
    assert line(column, "postgresql") == expected


def test_a_uuid_key_is_made_in_python() -> None:
    column = Column("id", sa.Uuid, primary_key=True)
    assert line(column) == "id: UUID = Field(default_factory=uuid4, primary_key=True)"


def test_a_text_key_must_be_given() -> None:
    column = Column("code", sa.String(5), primary_key=True)
    assert line(column) == "code: str = Field(primary_key=True, max_length=5)"


def test_a_big_key_is_counted_on_sqlite_as_well() -> None:
    column = Column("id", sa.BigInteger, primary_key=True)
    assert 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")' in line(column, "postgresql")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("n", Integer, nullable=False), "n: int"),
        (Column("n", Integer), "n: int | None = None"),
        (Column("n", Integer, unique=True), "n: int | None = Field(default=None, unique=True)"),
        (Column("n", Integer, index=True, nullable=False), "n: int = Field(index=True)"),
        (
            Column("n", Integer, index=True, unique=True, nullable=False),
            "n: int = Field(unique=True, index=True)",
        ),
        (
            Column("class", Integer, nullable=False),
            'class_: int = Field(sa_column_kwargs={"name": "class"})',
        ),
        (
            Column("n", Integer, nullable=False, comment='It\'s "so"'),
            """n: int = Field(sa_column_kwargs={"comment": 'It\\'s "so"'})""",
        ),
        (Column("name", sa.String(20), nullable=False), "name: str = Field(max_length=20)"),
    ],
)
def test_a_plain_column(column: Column[Any], expected: str) -> None:
    assert line(column) == expected


@pytest.mark.parametrize(
    ("kind", "default", "expected"),
    [
        (
            sa.Boolean(),
            sa.text("true"),
            'bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})',
        ),
        (
            Integer(),
            sa.text("0"),
            'int = Field(default=0, sa_column_kwargs={"server_default": sa.text("0")})',
        ),
        (
            sa.VARCHAR(9),
            sa.text("'x''y'::character varying"),
            'str = Field(default="x\'y", max_length=9, sa_column_kwargs={"server_default": "x\'y"})',
        ),
        (
            sa.NUMERIC(9, 2),
            sa.text("0.00"),
            'Decimal = Field(default=Decimal("0.00"), max_digits=9, decimal_places=2, '
            'sa_column_kwargs={"server_default": sa.text("0.00")})',
        ),
        (
            postgresql.TIMESTAMP(timezone=True),
            sa.text("now()"),
            'datetime = Field(default=None, sa_column_kwargs={"server_default": sa.func.now()})',
        ),
        (
            sa.UUID(),
            sa.text("gen_random_uuid()"),
            "UUID = Field(default_factory=uuid4, "
            'sa_column_kwargs={"server_default": OnPostgreSQL("gen_random_uuid()")})',
        ),
        (
            sa.DATE(),
            sa.text("(now())::date"),
            'date = Field(default=None, sa_column_kwargs={"server_default": OnPostgreSQL("(now())::date")})',
        ),
    ],
)
def test_a_default_of_postgresql(kind: Any, default: Any, expected: str) -> None:
    column = Column("c", kind, nullable=False, server_default=default)
    assert line(column, "postgresql") == f"c: {expected}"


@pytest.mark.parametrize(
    ("default", "code"),
    [("1", "sa.true()"), ("true", 'sa.text("true")'), ("'1'", "sa.text(\"'1'\")")],
)
def test_a_default_of_sqlite_is_kept_as_it_is_spelt(default: str, code: str) -> None:
    column = Column("c", sa.BOOLEAN(), nullable=False, server_default=sa.text(default))
    assert line(column, "sqlite") == (
        f'c: bool = Field(default=True, sa_column_kwargs={{"server_default": {code}}})'
    )


def test_a_json_default() -> None:
    column = Column("c", sa.JSON(), nullable=False, server_default="{}")
    assert "default_factory=dict, nullable=False" in line(column)


def test_json_that_may_be_null_knows_null_from_none() -> None:
    assert "sa_type=sa.JSON(none_as_null=True)" in line(Column("c", sa.JSON()))


def test_a_generated_column() -> None:
    column = Column("c", Integer, sa.Computed("id * 2", persisted=True))
    expected = 'sa_column_args=[sa.Computed("id * 2", persisted=True)]'
    assert line(column, "postgresql") == f"c: int | None = Field(default=None, {expected})"


def test_an_identity() -> None:
    column = Column("id", Integer, sa.Identity(always=True, start=5), primary_key=True)
    expected = "sa_column_args=[sa.Identity(always=True, start=5)]"
    assert (
        line(column, "postgresql")
        == f"id: int | None = Field(default=None, primary_key=True, {expected})"
    )


@pytest.mark.parametrize(
    ("kind", "default", "code"),
    [
        (Integer(), 3, "v: int = 3"),
        (sa.Boolean(), False, "v: bool = False"),
        (
            sa.Numeric(9, 2),
            0,
            'v: Decimal = Field(default=Decimal("0"), max_digits=9, decimal_places=2)',
        ),
        (sa.Text(), "new", 'v: str = Field(default="new", sa_type=sa.Text)'),
        (sa.Enum("in", "out", name="kind"), "in", "v: Kind = Field(default=Kind.IN, "),
    ],
)
def test_a_default_of_existing_models(kind: Any, default: Any, code: str) -> None:
    assert line(Column("v", kind, default=default, nullable=False)).startswith(code)


def test_a_default_from_a_sequence() -> None:
    column = Column("c", Integer, server_default=sa.text("nextval('numbers'::regclass)"))
    assert 'sa.Sequence("numbers")' in line(column, "postgresql")


def test_an_enum_is_stored_by_value() -> None:
    column = Column("c", sa.Enum("low", "high", name="level"), nullable=False, server_default="low")
    assert line(column) == (
        'c: Level = Field(default=Level.LOW, sa_type=stored_by_value(Level, name="level"), '
        'sa_column_kwargs={"server_default": "low"})'
    )


def test_an_attribute_does_not_hide_the_type_of_another() -> None:
    column = Column("date", sa.Date)
    assert line(column, None, Column("other", sa.Date)) == "date: dt.date | None = None"


def foreign_key(dialect: str | None = None, nullable: bool = False, **options: Any) -> str:
    """The declaration of a column that refers to a table which holds no owners."""
    metadata = MetaData()
    Table("lists", metadata, Column("id", Integer, primary_key=True))
    column = Column("list_id", ForeignKey("lists.id", **options), nullable=nullable)
    Table("items", metadata, Column("id", Integer, primary_key=True), column)
    return declaration(column, context_of(metadata, dialect))


def test_a_foreign_key() -> None:
    expected = 'list_id: int = Field(foreign_key="lists.id", ondelete="CASCADE")'
    assert foreign_key(ondelete="CASCADE") == expected


def test_a_foreign_key_that_says_more() -> None:
    expected = 'sa_column_args=[sa.ForeignKey("lists.id", onupdate="CASCADE", ondelete="CASCADE")]'
    assert (
        foreign_key(ondelete="CASCADE", onupdate="CASCADE") == f"list_id: int = Field({expected})"
    )


def test_a_foreign_key_under_a_name_of_its_own() -> None:
    metadata = MetaData()
    Table("lists", metadata, Column("id", Integer, primary_key=True))
    for name in ("notes", "items", "marks"):
        key = f"fk_{name}_list_id" if name != "marks" else "other"
        column = Column("list_id", ForeignKey("lists.id", name=key))
        Table(name, metadata, Column("id", Integer, primary_key=True), column)
    context = context_of(metadata, "postgresql")
    assert 'foreign_key="lists.id"' in declaration(metadata.tables["items"].c.list_id, context)
    assert 'name="other"' in declaration(metadata.tables["marks"].c.list_id, context)


def test_the_owner_is_marked() -> None:
    metadata = MetaData()
    users(metadata, Column("email", sa.String(100)))
    column = Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False)
    Table("tasks", metadata, Column("id", Integer, primary_key=True), column)
    expected = 'user_id: int = Owned.by("users.id", ondelete="CASCADE")'
    assert declaration(column, context_of(metadata)) == expected


def check(kind: Any, condition: str, dialect: str | None = None) -> str:
    column = Column("c", kind, nullable=False)
    Table(
        "things",
        (m := MetaData()),
        Column("id", Integer, primary_key=True),
        column,
        sa.CheckConstraint(condition, name="x"),
    )
    return declaration(column, context_of(m, dialect))


@pytest.mark.parametrize(
    ("kind", "condition", "expected"),
    [
        (Integer(), "c >= 0", "c: int = Field(ge=0)"),
        (Integer(), "c BETWEEN 1 AND 5", "c: int = Field(ge=1, le=5)"),
        (Integer(), "((c > 0) AND (c < 9))", "c: int = Field(gt=0, lt=9)"),
        (sa.String(20), "length(c) > 0", "c: str = Field(min_length=1, max_length=20)"),
        (sa.String(20), "(length((c)::text) > 2)", "c: str = Field(min_length=3, max_length=20)"),
        (sa.String(20), "length(c) < 5", "c: str = Field(max_length=20)"),
        (sa.String(9), "c IN ('a', 'b')", 'c: Literal["a", "b"] = Field(sa_type=sa.String(9))'),
        (Integer(), "c <> 3", "c: int"),
        (Integer(), "c > 0 OR c IS NULL", "c: int"),
    ],
)
def test_a_simple_check_is_checked_in_python_as_well(
    kind: Any, condition: str, expected: str
) -> None:
    assert check(kind, condition) == expected
