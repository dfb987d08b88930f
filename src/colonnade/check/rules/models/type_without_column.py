"""A field's type has a column, or the field says with `sa_type` how it is stored.

SQLModel knows columns for plain values only: `dict`, `list`, `set`, `Any`, a nested model, `HttpUrl` and a `Literal` raise
ValueError or TypeError when the module is imported.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        settings: dict[str, int] = Field(default_factory=dict)

Good:

    from sqlmodel import Field, SQLModel, JSON

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        settings: dict[str, int] = Field(default_factory=dict, sa_type=JSON)

Bad:

    from typing import Literal
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        state: Literal["open", "done"] = Field(default="open")

Good:

    from typing import Literal
    from sqlmodel import Field, SQLModel, String

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        state: Literal["open", "done"] = Field(default="open", sa_type=String)

Fine:

    from typing import ClassVar
    from sqlmodel import Field, JSON, SQLModel

    class Task(SQLModel, table=True):
        colours: ClassVar[dict[str, str]] = {}

        id: int | None = Field(default=None, primary_key=True)
        labels: list[str] = Field(default_factory=list, sa_type=JSON)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import field_call, has_own_column, table_around, types_of, validates
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL120"
_JSON = frozenset(
    (
        *("dict", "list", "typing.Dict", "typing.List", "typing.Mapping", "typing.Sequence"),
        *("collections.abc.Mapping", "collections.abc.Sequence"),
    )
)
_OTHERS = frozenset(
    (
        *("set", "frozenset", "tuple", "typing.Set", "typing.Tuple", "typing.Any", "object"),
        *("pydantic.HttpUrl", "pydantic.AnyUrl", "pydantic.AnyHttpUrl", "pydantic.SecretStr"),
        *("pydantic.BaseModel", "pydantic.PostgresDsn", "pydantic.Json"),
    )
)
_LITERAL = frozenset({"typing.Literal", "typing_extensions.Literal"})


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of tables whose type SQLModel has no column for."""
    types = types_of(node.annotation)
    name = _name(types[0], source) if len(types) == 1 else ""
    if name not in _JSON | _OTHERS | _LITERAL and not _is_schema(name, source):
        return
    call = field_call(node, source)
    model = table_around(node, source)
    if (
        model is None
        or (validates(model) and name not in _LITERAL)
        or has_own_column(call)
        or (node.value is not None and not _is_plain(node, call))
    ):
        return
    if ast.unparse(node.target).startswith("_") or _is_said_below(node, source):
        return
    sa_type = "String" if name in _LITERAL else "JSON"
    yield Problem(
        node.annotation,
        f"`{model.name}.{ast.unparse(node.target)}` has a type without a column.",
        f"Say how it is stored, as `Field(sa_type={sa_type})`.",
        _edits(node, call, sa_type, source) if name in _JSON | _LITERAL else (),
    )


def _name(kind: ast.expr, source: Source) -> str:
    return source.resolve(kind.value if isinstance(kind, ast.Subscript) else kind)


def _is_schema(name: str, source: Source) -> bool:
    """Whether a type is a model of the project without a table."""
    home = source.project.home(name) if name else ""
    cls = source.project.classes.get(home)
    if cls is None or cls.says_table:
        return False
    ancestry = source.project.ancestry(cls)
    return bool(ancestry & {"sqlmodel.SQLModel", "pydantic.BaseModel"})


def _is_plain(node: ast.AnnAssign, call: ast.Call | None) -> bool:
    """Whether a field's value is no call, or the call of `Field`."""
    return call is node.value or not isinstance(node.value, ast.Call)


def _is_said_below(node: ast.AnnAssign, source: Source) -> bool:
    """Whether every table that derives from a base says the field anew."""
    parent = source.parent(node)
    model = source.model_of(parent) if isinstance(parent, ast.ClassDef) else None
    if model is None or model.is_table:
        return False
    name = ast.unparse(node.target)
    own = model.cls.fields.get(name)
    return all(one.fields.get(name) != own for one in source.project.heirs.get(model.cls.name, []))


def _edits(
    node: ast.AnnAssign, call: ast.Call | None, sa_type: str, source: Source
) -> tuple[Edit, ...]:
    imports = source.imports("sqlmodel", sa_type)
    if call is None:
        if node.value is not None:
            return ()
        wanted = source.imports("sqlmodel", *{sa_type, "Field"})
        return (source.insert_after(node, f" = Field(sa_type={sa_type})"), *wanted)
    if not call.args and not call.keywords:
        return (source.replace(call, f"{source.segment(call.func)}(sa_type={sa_type})"), *imports)
    last = call.keywords[-1] if call.keywords else call.args[-1]
    return (source.add_argument(last, f"sa_type={sa_type}"), *imports)
