"""`Session.exec` takes SQLModel's `select`; with SQLAlchemy's it gives rows in place of objects.

`session.exec(sqlalchemy.select(Task)).all()` is a list of one-element rows, and `row.title` is an error. The two
functions have one name, so that only the import tells them apart, and a file is one finding. Whether there is a row can be
asked of either.

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

Fine:

    from sqlalchemy import select
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str = Field(max_length=50)

    def is_free(session: Session, name: str) -> bool:
        known = session.exec(select(Task).where(Task.name == name)).first()
        return not known
"""

import ast
from collections.abc import Iterator

from colonnade.check.grouping import and_others
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.statements import is_asked, method, reads_of, select_of, value_of
from colonnade.check.words import SESSIONS

CODE = "COL406"
NEEDS = (SESSIONS, "sqlalchemy", "select(", "exec(")
IMPORTS = frozenset({"select"})


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report the first `session.exec` of a statement that begins with SQLAlchemy's `select` of one thing."""
    calls = sorted(source.calls(("exec",)), key=lambda one: (one.lineno, one.col_offset))
    found = [
        one for one in calls if _gives_rows(one, source) and not _is_only_asked_for(one, source)
    ]
    if found:
        yield Problem(
            found[0],
            "SQLAlchemy's `select` gives `exec` rows of one element, not objects"
            + and_others(len(found), "statement", "is so", "are so"),
            "Import `select` from `sqlmodel`.",
        )


def _gives_rows(node: ast.Call, source: Source) -> bool:
    """Whether a session runs SQLAlchemy's `select` of one thing with `exec`."""
    if not isinstance(node.func, ast.Attribute) or not node.args:
        return False
    if not is_session(node.func.value, source):
        return False
    select = select_of(value_of(node.args[0], source), source)
    if select is None or source.resolve(select.func) != "sqlalchemy.select":
        return False
    return len(select.args) == 1 and _is_one_thing(select.args[0], source)


def _is_only_asked_for(node: ast.AST, source: Source) -> bool:
    """Whether a result goes into a variable of which nothing but whether there is a row is asked."""
    parent = source.parent(node)
    while isinstance(parent, ast.Await | ast.Attribute | ast.Call):
        node, parent = parent, source.parent(parent)
    function = source.function(node)
    if not isinstance(parent, ast.Assign) or not isinstance(parent.targets[0], ast.Name):
        return function is not None and is_asked(node, source)
    uses = reads_of(parent.targets[0].id, function) if function is not None else []
    return bool(uses) and all(is_asked(one, source) for one in uses)


def _is_one_thing(node: ast.expr, source: Source) -> bool:
    """Whether it is a class or a column that is selected; a subquery has the columns that it has."""
    made = value_of(node, source)
    return not (isinstance(made, ast.Call) and method(made) in ("subquery", "cte", "alias"))
