"""`datetime.now()` without a zone is the clock of whichever machine runs it.

SQLModel refuses to store a naive time since 0.0.45: the row's INSERT is an error. Before that two servers in two zones wrote
times that cannot be compared.

Bad:

    from datetime import datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default_factory=datetime.now)

Good:

    from datetime import datetime, UTC
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

Bad:

    from datetime import datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done_at: datetime | None = None

    def finish(task: Task) -> None:
        task.done_at = datetime.now()

Good:

    from datetime import datetime, UTC
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done_at: datetime | None = None

    def finish(task: Task) -> None:
        task.done_at = datetime.now(UTC)

Fine:

    from datetime import datetime
    from sqlmodel import Session

    def report(session: Session) -> None:
        print(f"{datetime.now():%H:%M} committed")
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import Project
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.tree import Function
from colonnade.check.words import MODELS

CODE = "COL202"
NEEDS = (MODELS, "datetime", "now|today")
_NOW = ("datetime.datetime.now", "datetime.now", "datetime.datetime.today")


def check(node: ast.Attribute, source: Source) -> Iterator[Problem]:
    """Report the local time where it becomes the value of a field."""
    if node.attr not in ("now", "today") or source.resolve(node) not in _NOW:
        return
    parent = source.parent(node)
    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
    if call is not None and (call.args or call.keywords):
        return
    if _is_default(call or node, source) or (call is not None and _is_stored(call, source)):
        now = f"{source.segment(node.value)}.now(UTC)"
        yield Problem(
            node,
            f"`{source.segment(node)}` gives the time of one machine, without its zone.",
            "Write `datetime.now(UTC)`.",
            (
                source.replace(call or node, now if call else f"lambda: {now}"),
                *source.imports("datetime", "UTC"),
            ),
            safe=False,
        )


def _is_default(node: ast.expr, source: Source) -> bool:
    """Whether it is the `default_factory` of a model's field, or what a column gets on an update."""
    around = source.parent(node)
    if isinstance(around, ast.Return):
        return _gives_defaults(source.function(around), source)
    if isinstance(around, ast.Lambda):
        around = source.parent(around)
    if isinstance(around, ast.keyword) and around.arg == "default_factory":
        call = source.parent(around)
        return isinstance(call, ast.Call) and source.resolve(call.func) == "sqlmodel.Field"
    return isinstance(around, ast.Dict) and any(
        isinstance(key, ast.Constant) and key.value in ("onupdate", "default")
        for key, value in zip(around.keys, around.values, strict=True)
        if value in (node, source.parent(node))
    )


def _gives_defaults(function: Function | None, source: Source) -> bool:
    """Whether a function is the `default_factory` of a field somewhere in the project."""
    return function is not None and any(
        field.keywords.get("default_factory", "").rpartition(".")[2] == function.name
        for model in source.project.models.values()
        for field in model.cls.fields.values()
    )


def _is_stored(call: ast.Call, source: Source) -> bool:
    """Whether it is assigned to an attribute that is a time of some table, or compared with such a column."""
    parent = source.parent(call)
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Attribute):
        return parent.targets[0].attr in _times(source.project)
    if isinstance(parent, ast.keyword) and parent.arg:
        made = source.parent(parent)
        model = source.model(made.func) if isinstance(made, ast.Call) else None
        return model is not None and model.is_table and parent.arg in _times(source.project)
    if isinstance(parent, ast.Compare) and isinstance(parent.left, ast.Attribute):
        model = source.model(parent.left.value)
        return model is not None and model.is_table and parent.left.attr in model.columns
    return False


def _times(project: Project) -> set[str]:
    """The names of the fields of tables that are times with a zone, and of no other."""
    found: set[str] = set()
    others: set[str] = set()
    for model in project.models.values():
        for field in model.cls.fields.values():
            plain = "datetime" in field.annotation and not {"sa_type", "sa_column"} & {
                *field.keywords
            }
            (found if plain else others).add(field.name)
    return found - others
