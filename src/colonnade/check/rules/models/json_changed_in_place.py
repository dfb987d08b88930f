"""A change inside of a JSON or array value is not noticed.

`task.settings["theme"] = "dark"` changes the dictionary, and the session compares only the attribute: nothing is written,
and nothing is said. Assign a new value, or use a type that notices: `MutableDict.as_mutable(JSON)` at the first level,
colonnade's `tracked_json` at every one.

Bad:

    from sqlmodel import JSON, Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        settings: dict[str, str] = Field(default_factory=dict, sa_type=JSON)

    def darken(session: Session, key: int) -> None:
        task = session.get_one(Task, key)
        task.settings["theme"] = "dark"
        session.commit()

Good:

    from sqlmodel import JSON, Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        settings: dict[str, str] = Field(default_factory=dict, sa_type=JSON)

    def darken(session: Session, key: int) -> None:
        task = session.get_one(Task, key)
        task.settings = task.settings | {"theme": "dark"}
        session.commit()

Fine:

    from sqlalchemy.ext.mutable import MutableDict
    from sqlmodel import JSON, Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        settings: dict[str, str] = Field(default_factory=dict, sa_type=MutableDict.as_mutable(JSON))

    def darken(session: Session, key: int) -> None:
        task = session.get_one(Task, key)
        task.settings["theme"] = "dark"
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import Model
from colonnade.check.rows import model_of_rows
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL149"
NEEDS = (MODELS,)
_CHANGES = frozenset(
    (
        *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
        *("update", "setdefault", "popitem"),
    )
)
_TYPES = ("JSON", "JSONB", "ARRAY")


def check(node: ast.Subscript | ast.Call, source: Source) -> Iterator[Problem]:
    """Report changes inside of values of JSON and array columns of rows that come from a session."""
    value = _changed(node)
    if value is None or value.attr not in source.project.json_columns:
        return
    if not isinstance(value.value, ast.Name):
        return
    function = source.function(node)
    model = model_of_rows(value.value, source)
    if function is None or model is None or not _is_json(model, value.attr):
        return
    if not _is_noticed(value, function):
        yield Problem(
            value,
            f"The change inside of `{ast.unparse(value)}` is not noticed, and not written.",
            "Assign a new value, or use a type that notices, as `MutableDict.as_mutable(JSON)`.",
        )


def _changed(node: ast.Subscript | ast.Call) -> ast.Attribute | None:
    """The attribute inside of which something changes."""
    if isinstance(node, ast.Subscript):
        value = node.value if isinstance(node.ctx, ast.Store | ast.Del) else None
    else:
        is_change = isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES
        value = node.func.value if isinstance(node.func, ast.Attribute) and is_change else None
    return value if isinstance(value, ast.Attribute) else None


def _is_json(model: Model, name: str) -> bool:
    """Whether a field is stored as JSON or an array, by a type that notices nothing."""
    field = model.columns.get(name)
    text = " ".join(field.keywords.values()) if field else ""
    plain = "Mutable" not in text and "mutable" not in text and "tracked" not in text
    said = field.keywords.get("sa_type", "") + field.keywords.get("sa_column", "") if field else ""
    return plain and any(kind in said for kind in _TYPES)


def _is_noticed(value: ast.Attribute, function: ast.AST) -> bool:
    """Whether the function tells the session, or assigns the attribute anew."""
    for one in ast.walk(function):
        if isinstance(one, ast.Name | ast.Attribute) and ast.unparse(one).endswith("flag_modified"):
            return True
        if isinstance(one, ast.Assign | ast.AugAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            if any(ast.unparse(target) == ast.unparse(value) for target in targets):
                return True
    return False
