"""A key of `BigInteger` is not numbered by SQLite.

SQLite numbers a column that is declared `INTEGER`, and no other: the first INSERT fails with `NOT NULL constraint failed`.
`BigInteger().with_variant(Integer, "sqlite")` is numbered everywhere. Reported where the project names a database of SQLite,
as that of its tests.

Bad:

    from sqlalchemy import BigInteger
    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Event(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)

Good:

    from sqlalchemy import BigInteger, Integer
    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Event(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))

Fine:

    from sqlalchemy import BigInteger
    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("postgresql+psycopg://localhost/app")

    class Event(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, is_true, keyword, table_around
from colonnade.check.engines import is_for_sqlite
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL146"
_BIG = frozenset(
    f"{package}.BigInteger" for package in ("sqlalchemy", "sqlmodel", "sqlalchemy.types")
)


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report single keys that the database should number and whose type is `BigInteger` alone."""
    call = field_call(node, source)
    column = keyword(call, "sa_column")
    kind = _kind(call, column)
    if kind is None or not _is_big(kind, source) or not is_for_sqlite(source):
        return
    said = column.value if column is not None and isinstance(column.value, ast.Call) else call
    model = table_around(node, source)
    if model is None or not is_true(said, "primary_key") or "foreign_key" in ast.unparse(node):
        return
    keys = [one for one in model.columns.values() if "primary_key" in str(one.keywords)]
    if len(keys) == 1 and "ForeignKey" not in ast.unparse(node):
        yield Problem(
            kind,
            f"SQLite does not number `{model.name}.{ast.unparse(node.target)}`.",
            'Say `BigInteger().with_variant(Integer, "sqlite")`.',
            _edits(kind, source),
        )


def _kind(call: ast.Call | None, column: ast.keyword | None) -> ast.expr | None:
    """The type in `sa_type`, or in the `Column(...)` of `sa_column`."""
    if column is not None and isinstance(column.value, ast.Call):
        return column.value.args[0] if column.value.args else None
    said = keyword(call, "sa_type")
    return said.value if said else None


def _is_big(kind: ast.expr, source: Source) -> bool:
    return source.resolve(kind.func if isinstance(kind, ast.Call) else kind) in _BIG


def _edits(kind: ast.expr, source: Source) -> tuple[Edit, ...]:
    made = source.segment(kind) if isinstance(kind, ast.Call) else f"{source.segment(kind)}()"
    return (
        source.replace(kind, f'{made}.with_variant(Integer, "sqlite")'),
        *source.imports("sqlalchemy", "Integer"),
    )
