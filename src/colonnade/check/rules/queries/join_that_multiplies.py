"""A join to many rows gives the same row many times.

A user with three tasks is in the result three times, and a page of ten may hold four users. A condition with `in_` or
`any` asks the same and multiplies nothing.

Bad:

    from sqlmodel import Field, Relationship, Session, SQLModel, select
    from datetime import datetime

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="tasks")
        due_at: datetime | None = None

    def busy(session: Session, now: datetime):
        return session.exec(select(User).join(Task).where(Task.due_at < now)).all()

Bad:

    from sqlmodel import Field, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskTag(SQLModel, table=True):
        __tablename__ = "task_tags"

        task_id: int = Field(foreign_key="task.id", primary_key=True, ondelete="CASCADE")
        tag_id: int = Field(primary_key=True, index=True)

    def tagged(tags: list[int]):
        query = select(Task)
        if tags:
            query = query.join(TaskTag).where(col(TaskTag.tag_id).in_(tags))
        return query

Fine:

    from sqlmodel import Field, Relationship, Session, SQLModel, select
    from datetime import datetime

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)
        tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")
        user: User = Relationship(back_populates="tasks")
        due_at: datetime | None = None

    def busy(session: Session, now: datetime):
        return session.exec(select(User).where(User.tasks.any(Task.due_at < now))).all()
"""

import ast
from collections.abc import Iterator

from colonnade.check.project import Model
from colonnade.check.relations import points_at
from colonnade.check.routes import mentions
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import (
    CONDITIONS,
    assigned,
    chain,
    is_whole,
    method,
    methods,
    select_of,
    selected_models,
)
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL409"
SEVERITY = Severity.WARNING
NEEDS = (MODELS, "join(")
_ONCE = frozenset({"distinct", "group_by", "options", "subquery", "with_only_columns"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report statements for one model that join another one whose rows may be many for each."""
    if not isinstance(node.func, ast.Attribute) or "join" not in methods(node):
        return
    if not is_whole(node, source):
        return
    begun = select_of(node, source)
    select = begun or _select_before(node, source)
    if select is None or len(select.args) != 1:
        return
    if _goes_on(node, source) if begun else _is_made_unique(node, source):
        return
    for model in selected_models(select, source):
        for call in chain(node):
            joined = source.model(call.args[0]) if method(call) == "join" and call.args else None
            if joined and points_at(joined, model) and not _pinned(node, joined, source):
                yield Problem(
                    call,
                    f"Each `{model.name}` comes once for every `{joined.name}` that it has.",
                    f"Ask with `col({model.name}.id).in_(select(...))`, or add `.distinct()`.",
                )


def _select_before(node: ast.Call, source: Source) -> ast.Call | None:
    """The `select(...)` that a variable began with, where a chain goes on from it."""
    first = chain(node)[-1].func
    value = first.value if isinstance(first, ast.Attribute) else None
    known = assigned(value, source) if isinstance(value, ast.Name) else ()
    return next((found for one in known if (found := select_of(one, source)) is not None), None)


def _is_made_unique(node: ast.Call, source: Source) -> bool:
    """Whether a function says anywhere that it wants each row once."""
    return mentions(
        source.function(node) or source.tree, {"distinct", "group_by", "unique", "contains_eager"}
    )


def _goes_on(node: ast.Call, source: Source) -> bool:
    """Whether rows are made unique, or the statement is built further elsewhere."""
    if {method(call) for call in chain(node)} & _ONCE:
        return True
    parent = source.parent(node)
    if not (isinstance(parent, ast.Call) and isinstance(source.parent(parent), ast.Attribute)):
        return isinstance(parent, ast.Assign | ast.Return | ast.AnnAssign)
    call = source.parent(source.parent(parent) or parent)
    return isinstance(call, ast.Call) and method(call) in ("unique", "first")


def _conditions(node: ast.Call) -> Iterator[ast.expr]:
    for call in chain(node):
        if method(call) in CONDITIONS:
            yield from call.args


def _pinned(node: ast.Call, joined: Model, source: Source) -> bool:
    """Whether a condition compares a column of the joined model with one value, which may leave one row."""
    return any(
        isinstance(one, ast.Compare)
        and any(isinstance(operator, ast.Eq) for operator in one.ops)
        and any(
            isinstance(side, ast.Attribute) and source.model(side.value) == joined
            for side in (one.left, *one.comparators)
        )
        for condition in _conditions(node)
        for one in ast.walk(condition)
    )
