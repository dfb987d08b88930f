"""`DateTime` as the type of a field takes the place of SQLModel's own, which keeps zones.

SQLModel stores a `datetime` as `UTCDateTime`: it refuses naive values and gives aware ones back on every database. `DateTime`
without `timezone=True` drops the zone on PostgreSQL; SQLite and MariaDB give naive values back in any case. `timezone=False` says that no zone is meant.

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

Good:

    from datetime import datetime
    from sqlmodel import Column, DateTime, Field, SQLModel, create_engine, UTCDateTime

    engine = create_engine("sqlite:///app.db")

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

from colonnade.check.columns import field_call, keyword, only_type, table_around
from colonnade.check.engines import is_for_sqlite
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit, Severity

CODE = "COL205"
SEVERITY = Severity.WARNING
VERSIONS = {"sqlmodel": ">=0.0.45"}
_TYPES = frozenset(
    f"{home}.{name}"
    for home in ("sqlalchemy", "sqlmodel", "sqlalchemy.types")
    for name in ("DateTime", "TIMESTAMP", "DATETIME")
) | {"sqlalchemy.dialects.postgresql.TIMESTAMP"}


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report times of tables with a type of SQLAlchemy."""
    call = field_call(node, source)
    said = keyword(call, "sa_type") or keyword(call, "sa_column")
    if call is None or said is None or only_type(node, source) != "datetime.datetime":
        return
    kind = said.value
    if said.arg == "sa_column":
        kind = kind.args[0] if isinstance(kind, ast.Call) and kind.args else kind
    if source.resolve(kind.func if isinstance(kind, ast.Call) else kind) not in _TYPES:
        return
    if "timezone=False" in ast.unparse(kind):
        return
    if "timezone=True" in ast.unparse(kind) and not _gives_naive_back(source):
        return
    model = table_around(node, source)
    if model is not None:
        yield Problem(
            kind,
            f"`{model.name}.{ast.unparse(node.target)}` takes times without a zone.",
            "Leave the type out, or use `sqlmodel.UTCDateTime()`.",
            _edits(call, said, kind, source),
            safe=False,
        )


def _gives_naive_back(source: Source) -> bool:
    """Whether a database of the project keeps no zone."""
    return is_for_sqlite(source) or source.project.says("mysql")


def _edits(call: ast.Call, said: ast.keyword, kind: ast.expr, source: Source) -> tuple[Edit, ...]:
    if said.arg == "sa_type":
        return (source.remove_keyword(call, said),)
    return (source.replace(kind, "UTCDateTime()"), *source.imports("sqlmodel", "UTCDateTime"))
