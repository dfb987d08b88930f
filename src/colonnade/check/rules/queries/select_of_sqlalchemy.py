"""`Session.exec` takes SQLModel's `select`; with SQLAlchemy's it gives rows in place of objects.

`session.exec(sqlalchemy.select(Task)).all()` is a list of one-element rows, and `row.title` is an error. The two
functions have one name, so that only the import tells them apart.

Bad:

    from sqlalchemy import select
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def find(session: Session, key: int) -> Task | None:
        return session.exec(select(Task).where(Task.id == key)).first()

Good:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def find(session: Session, key: int) -> Task | None:
        return session.exec(select(Task).where(Task.id == key)).first()

Fine:

    from sqlalchemy import select
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def find(session: Session, key: int) -> Task | None:
        return session.scalars(select(Task).where(Task.id == key)).first()

Fine:

    from sqlalchemy import func, select
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done: bool = False

    def by_state(session: Session) -> dict[bool, int]:
        counted = select(Task.done, func.count().label("many")).group_by(Task.done).subquery()
        return {row.done: row.many for row in session.exec(select(counted))}
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.statements import method, select_of, value_of
from colonnade.check.words import SESSIONS

CODE = "COL406"
CALLS = frozenset({"exec"})
NEEDS = (SESSIONS, "sqlalchemy", "select(")
IMPORTS = frozenset({"select"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `session.exec` of a statement that begins with SQLAlchemy's `select` of one thing."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "exec" or not node.args:
        return
    if not is_session(node.func.value, source):
        return
    select = select_of(value_of(node.args[0], source), source)
    if select is None or source.resolve(select.func) != "sqlalchemy.select":
        return
    if len(select.args) == 1 and _is_one_thing(select.args[0], source):
        yield Problem(
            node,
            "SQLAlchemy's `select` gives `exec` rows of one element, not objects.",
            "Import `select` from `sqlmodel`.",
        )


def _is_one_thing(node: ast.expr, source: Source) -> bool:
    """Whether it is a class or a column that is selected; a subquery has the columns that it has."""
    made = value_of(node, source)
    return not (isinstance(made, ast.Call) and method(made) in ("subquery", "cte", "alias"))
