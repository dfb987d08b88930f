"""`DateTime` as the type of a field takes the place of SQLModel's own, which keeps zones.

SQLModel stores a `datetime` as `UTCDateTime`: it refuses naive values and gives aware ones back on every database. `DateTime`
without `timezone=True` drops the zone on PostgreSQL; SQLite and MariaDB give naive values back in any case. Columns that
say `timezone=True` are one decision, and one finding in a project. `timezone=False` says that no zone is meant.

Bad:

    from datetime import datetime
    from sqlmodel import DateTime, Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime = Field(sa_type=DateTime)

Good:

    from datetime import datetime
    from sqlmodel import DateTime, Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime = Field()

Fine:

    from pydantic import NaiveDatetime
    from sqlmodel import DateTime, Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        wall_clock: NaiveDatetime = Field(sa_type=DateTime)

Fine:

    from datetime import datetime
    from sqlmodel import DateTime, Field, SQLModel

    class Reading(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        on_the_display: datetime = Field(sa_type=DateTime(timezone=False))

Bad:

    from datetime import datetime
    from sqlmodel import Column, DateTime, Field, SQLModel, create_engine

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime = Field(sa_column=Column(DateTime(timezone=True), index=True))
        made: datetime = Field(sa_type=DateTime(timezone=True))

Good:

    from datetime import datetime
    from sqlmodel import Column, DateTime, Field, SQLModel, create_engine, UTCDateTime

    engine = create_engine("sqlite:///app.db")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime = Field(sa_column=Column(UTCDateTime(), index=True))
        made: datetime = Field()

Bad:

    from datetime import datetime
    from sqlmodel import Column, DateTime, Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime = Field(sa_column=Column(DateTime, index=True))

Good:

    from datetime import datetime
    from sqlmodel import Column, DateTime, Field, SQLModel, UTCDateTime

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime = Field(sa_column=Column(UTCDateTime(), index=True))

Fine:

    from datetime import datetime
    from sqlmodel import DateTime, Field, SQLModel, create_engine

    engine = create_engine("postgresql+psycopg:///app")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime = Field(sa_type=DateTime(timezone=True))
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from colonnade.check.columns import field_call, keyword, only_type, table_around
from colonnade.check.engines import is_for_sqlite
from colonnade.check.grouping import and_others
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Edit, Severity

CODE = "COL205"
SEVERITY = Severity.WARNING
ONCE = "read without its zone"
VERSIONS = {"sqlmodel": ">=0.0.45"}
NEEDS = (MODELS, "sa_type|sa_column")
_REMEDY = "Leave the type out, or use `sqlmodel.UTCDateTime()`."
_TYPES = frozenset(
    f"{home}.{name}"
    for home in ("sqlalchemy", "sqlmodel", "sqlalchemy.types")
    for name in ("DateTime", "TIMESTAMP", "DATETIME")
) | {"sqlalchemy.dialects.postgresql.TIMESTAMP"}


class Typed(NamedTuple):
    """A time of a table with a type of SQLAlchemy.

    Attributes:
        call: the call of `Field`.
        said: the keyword that brings the type.
        kind: the type.
        name: the table and the field.
    """

    call: ast.Call
    said: ast.keyword
    kind: ast.expr
    name: str


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report times of tables with a type of SQLAlchemy; those with `timezone=True` as one decision."""
    zoned: list[Typed] = []
    for field in sorted(source.nodes(ast.AnnAssign), key=lambda one: one.lineno):
        found = _typed(field, source)
        if found is None or "timezone=False" in (text := ast.unparse(found.kind)):
            continue
        if "timezone=True" in text:
            zoned.append(found)
        else:
            yield _problem(found, source)
    if zoned and _gives_naive_back(source):
        yield Problem(
            zoned[0].kind,
            f"`{zoned[0].name}` is {ONCE} on SQLite and MariaDB"
            + and_others(len(zoned), "field", "is so", "are so"),
            _REMEDY,
            tuple(dict.fromkeys(edit for one in zoned for edit in _edits(one, source))),
            safe=False,
        )


def _problem(one: Typed, source: Source) -> Problem:
    message = f"`{one.name}` takes times without a zone."
    return Problem(one.kind, message, _REMEDY, _edits(one, source), safe=False)


def _typed(node: ast.AnnAssign, source: Source) -> Typed | None:
    call = field_call(node, source)
    said = keyword(call, "sa_type") or keyword(call, "sa_column")
    if call is None or said is None or only_type(node, source) != "datetime.datetime":
        return None
    kind = said.value
    if said.arg == "sa_column":
        kind = kind.args[0] if isinstance(kind, ast.Call) and kind.args else kind
    if source.resolve(kind.func if isinstance(kind, ast.Call) else kind) not in _TYPES:
        return None
    model = table_around(node, source)
    name = f"{model.name}.{ast.unparse(node.target)}" if model is not None else ""
    return Typed(call, said, kind, name) if name else None


def _gives_naive_back(source: Source) -> bool:
    """Whether a database of the project keeps no zone."""
    return is_for_sqlite(source) or source.project.says("mysql")


def _edits(one: Typed, source: Source) -> tuple[Edit, ...]:
    if one.said.arg == "sa_type":
        return (source.remove_keyword(one.call, one.said),)
    written = source.replace(one.kind, "UTCDateTime()")
    return (written, *source.imports("sqlmodel", "UTCDateTime"))
