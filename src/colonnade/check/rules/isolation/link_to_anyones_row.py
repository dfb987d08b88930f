"""A row is linked to rows of the same owner only.

A client that sends the ids of other people's tags has them attached to its own task, and reads them through it. The ids
are looked up among the owner's rows first.

Bad:

    from sqlmodel import Field, Session, SQLModel

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="user.id", index=True)

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="user.id", index=True)

    class TaskTag(SQLModel, table=True):
        __tablename__ = "task_tag"
        task_id: int = Field(foreign_key="task.id", primary_key=True, ondelete="CASCADE")
        tag_id: int = Field(foreign_key="tag.id", primary_key=True, ondelete="CASCADE", index=True)

    def create(session: Session, user_id: int, tag_ids: list[int]) -> None:
        task = Task(user_id=user_id)
        session.add(task)
        session.flush()
        session.add_all(TaskTag(task_id=task.id, tag_id=tag_id) for tag_id in tag_ids)
        session.commit()

Good:

    from sqlmodel import Field, Session, SQLModel, col, select

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="user.id", index=True)

    class Tag(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="user.id", index=True)

    class TaskTag(SQLModel, table=True):
        __tablename__ = "task_tag"
        task_id: int = Field(foreign_key="task.id", primary_key=True, ondelete="CASCADE")
        tag_id: int = Field(foreign_key="tag.id", primary_key=True, ondelete="CASCADE", index=True)

    def create(session: Session, user_id: int, tag_ids: list[int]) -> None:
        task = Task(user_id=user_id)
        session.add(task)
        session.flush()
        own = session.exec(select(Tag.id).where(Tag.user_id == user_id, col(Tag.id).in_(tag_ids)))
        session.add_all(TaskTag(task_id=task.id, tag_id=tag_id) for tag_id in own)
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import is_key
from colonnade.check.owners import owner_column
from colonnade.check.project import Model
from colonnade.check.relationships import foreign_keys
from colonnade.check.routes import mentions
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.tree import Function
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL607"
SEVERITY = Severity.WARNING
NEEDS = (MODELS,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report links made from the ids that a function was given, where it knows the owner and does not look the rows up."""
    model = source.model(node.func) if node.keywords else None
    function = source.function(node) if model is not None and model.is_table else None
    if function is None or model is None:
        return
    given = {one.arg: one.value for one in node.keywords if one.arg}
    for name, other in _linked(model):
        owner = owner_column(other)
        if owner is None or name not in given or not _has(function, owner):
            continue
        if _is_given(given[name], function) and not mentions(function, {other.name}):
            yield Problem(
                node,
                f"Nothing says that the `{other.name}` which is linked is of the same owner.",
                f"Select it by its `{owner}` first.",
            )


def _linked(model: Model) -> Iterator[tuple[str, Model]]:
    """The keys of a link table, with the models that they lead to."""
    keys = [field for field in model.columns.values() if is_key(field)]
    links = [(field, table) for field, table in foreign_keys(model) if field in keys]
    for field, table in links if len(links) == len(keys) == 2 else ():
        other = model.project.table(table)
        if other is not None:
            yield field.name, other


def _has(function: Function, owner: str) -> bool:
    return any(one.arg == owner for one in (*function.args.args, *function.args.kwonlyargs))


def _is_given(value: ast.expr, function: Function) -> bool:
    """Whether a value is a parameter, or one of those in a parameter that a loop goes through."""
    if not isinstance(value, ast.Name):
        return False
    names = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    if value.id in names:
        return True
    return any(
        isinstance(one.target, ast.Name)
        and one.target.id == value.id
        and isinstance(one.iter, ast.Name)
        and one.iter.id in names
        for one in ast.walk(function)
        if isinstance(one, ast.For | ast.comprehension)
    )
