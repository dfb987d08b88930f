"""A table is defined once.

A second class for the same table raises InvalidRequestError: "Table is already defined for this MetaData instance". Fields
are added to the one class.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = False

Good:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = False

Fine:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskPublic(SQLModel):
        id: int
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import MODEL_BASES
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL132"
NEEDS = (MODELS, "table")


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report classes at the top of a module whose table another class of it has."""
    known: dict[str, str] = {}
    for one in node.body:
        if not isinstance(one, ast.ClassDef) or not _has_table(one, source):
            continue
        name = _table_name(one)
        if name in known:
            yield Problem(
                _head(one),
                f"The table `{name}` is defined by `{known[name]}` already.",
                "Add the fields to the one class.",
            )
        known.setdefault(name, one.name)


def _has_table(node: ast.ClassDef, source: Source) -> bool:
    says = any(one.arg == "table" and ast.unparse(one.value) == "True" for one in node.keywords)
    model = source.model_of(node) if says else None
    if model is None or {"registry", "metadata"} & {one.arg for one in node.keywords}:
        return False
    own_home = "metadata" in ast.unparse(node) or "extend_existing" in ast.unparse(node)
    ancestry = source.project.ancestry(model.cls)
    return not own_home and bool(ancestry & MODEL_BASES)


def _table_name(node: ast.ClassDef) -> str:
    for one in node.body:
        target = one.targets[0] if isinstance(one, ast.Assign) else getattr(one, "target", None)
        value = getattr(one, "value", None)
        if isinstance(target, ast.Name) and target.id == "__tablename__" and value is not None:
            return ast.unparse(value).strip("'\"")
    return node.name.lower()


def _head(node: ast.ClassDef) -> ast.ClassDef:
    """The first line of a class, to report it without its body."""
    head = ast.ClassDef(node.name, [], [], [], [])
    head.lineno = head.end_lineno = node.lineno
    head.col_offset = node.col_offset
    head.end_col_offset = node.col_offset + len("class ") + len(node.name)
    return head
