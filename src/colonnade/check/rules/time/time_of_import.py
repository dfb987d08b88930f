"""A default that is called where the class is defined is the same for every row.

`Field(default=datetime.now(UTC))` is called once, when the module is imported: all rows carry the time at which the server
started. `default_factory` is called for each row.

Bad:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default=datetime.now(UTC))

Good:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

Bad:

    from uuid import UUID, uuid4
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: UUID = Field(default=uuid4(), primary_key=True)

Good:

    from uuid import UUID, uuid4
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: UUID = Field(default_factory=uuid4, primary_key=True)

Bad:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        changed: datetime = Field(sa_column_kwargs={"onupdate": datetime.now(UTC)})

Good:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        changed: datetime = Field(sa_column_kwargs={"onupdate": lambda: datetime.now(UTC)})

Fine:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        since: datetime = Field(default=datetime(2020, 1, 1, tzinfo=UTC))
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, keyword, model_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL203"
_ANEW = frozenset(
    (
        *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
        *("datetime.date.today", "time.time", "uuid.uuid1", "uuid.uuid4", "uuid.uuid7"),
        *("secrets.token_hex", "secrets.token_urlsafe", "random.randint", "random.random"),
    )
)


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report defaults of fields that are times or random values, made once."""
    call = field_call(node, source)
    yield from _of_update(call, source)
    default = keyword(call, "default")
    first = call.args[0] if call and call.args else None
    value = default.value if default else (first or node.value)
    made = _made_anew(value, source)
    if value is None or made is None or model_around(node, source) is None:
        return
    yield Problem(
        value,
        f"The default of `{ast.unparse(node.target)}` is made once, when the module is imported.",
        "Use `default_factory`.",
        _edits(default or value, made, value, call, source),
    )


def _of_update(call: ast.Call | None, source: Source) -> Iterator[Problem]:
    """What every UPDATE writes, made once."""
    kwargs = keyword(call, "sa_column_kwargs")
    if kwargs is None or not isinstance(kwargs.value, ast.Dict):
        return
    for key, value in zip(kwargs.value.keys, kwargs.value.values, strict=True):
        is_update = isinstance(key, ast.Constant) and key.value in ("onupdate", "default")
        made = _made_anew(value, source) if is_update else None
        if made is not None:
            yield Problem(
                value,
                "This value is made once, when the module is imported.",
                "Hand the function over, or a lambda.",
                (source.insert_before(value, "lambda: "),),
            )


def _made_anew(value: ast.expr | None, source: Source) -> ast.Call | None:
    """The call whose value should be another one for each row."""
    while isinstance(value, ast.Call):
        if source.resolve(value.func) in _ANEW:
            return value
        function, arguments = value.func, value.args
        if isinstance(function, ast.Attribute):
            value = function.value
        else:
            converts = isinstance(function, ast.Name) and function.id in ("str", "int", "float")
            value = arguments[0] if converts and arguments else None
    return None


def _edits(
    at: ast.keyword | ast.expr,
    made: ast.Call,
    value: ast.expr,
    call: ast.Call | None,
    source: Source,
) -> tuple[Edit, ...]:
    if call is None:
        return ()
    is_bare = made is value and not made.args and not made.keywords
    factory = source.segment(made.func) if is_bare else f"lambda: {source.segment(value)}"
    return (source.replace(at, f"default_factory={factory}"),)
