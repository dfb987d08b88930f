"""A project for several databases uses types that each of them has.

`JSONB` and `ARRAY` are PostgreSQL's: SQLite cannot make the table. `JSON().with_variant(JSONB(), "postgresql")` is `JSONB`
there and JSON elsewhere. Reported where the project names databases of SQLite and of PostgreSQL.

Bad:

    from sqlalchemy import JSON
    from sqlalchemy.dialects.postgresql import JSONB
    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("postgresql+psycopg://localhost/app")
    test_engine = create_engine("sqlite://")

    class Event(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        payload: dict = Field(sa_type=JSONB)

Good:

    from sqlalchemy import JSON
    from sqlalchemy.dialects.postgresql import JSONB
    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("postgresql+psycopg://localhost/app")
    test_engine = create_engine("sqlite://")

    class Event(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        payload: dict = Field(sa_type=JSON().with_variant(JSONB(), "postgresql"))

Fine:

    from sqlalchemy.dialects.postgresql import JSONB
    from sqlmodel import Field, SQLModel, create_engine

    engine = create_engine("postgresql+psycopg://localhost/app")

    class Event(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        payload: dict = Field(sa_type=JSONB)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, keyword, table_around
from colonnade.check.engines import is_for_several
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL147"
SEVERITY = Severity.WARNING
_JSONB = "sqlalchemy.dialects.postgresql.JSONB"
_ARRAYS = ("sqlalchemy.ARRAY", "sqlmodel.ARRAY", "sqlalchemy.dialects.postgresql.ARRAY")


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of tables with a type of PostgreSQL and no other for SQLite."""
    kind = _kind(field_call(node, source))
    name = source.resolve(kind.func if isinstance(kind, ast.Call) else kind) if kind else ""
    if kind is None or name not in (_JSONB, *_ARRAYS) or not is_for_several(source):
        return
    model = table_around(node, source)
    if model is not None:
        short = name.rpartition(".")[2]
        yield Problem(
            kind,
            f"SQLite has no {short} for `{model.name}.{ast.unparse(node.target)}`.",
            f'Say `JSON().with_variant({short}(...), "postgresql")`.',
            _edits(kind, source) if name == _JSONB else (),
        )


def _kind(call: ast.Call | None) -> ast.expr | None:
    """The type in `sa_type`, or in the `Column(...)` of `sa_column`."""
    column, said = keyword(call, "sa_column"), keyword(call, "sa_type")
    if column is not None and isinstance(column.value, ast.Call) and column.value.args:
        return column.value.args[0]
    return said.value if said else None


def _edits(kind: ast.expr, source: Source) -> tuple[Edit, ...]:
    made = source.segment(kind) if isinstance(kind, ast.Call) else f"{source.segment(kind)}()"
    return (
        source.replace(kind, f'JSON().with_variant({made}, "postgresql")'),
        *source.imports("sqlalchemy", "JSON"),
    )
