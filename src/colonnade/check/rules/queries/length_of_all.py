"""Rows are counted by the database, not by fetching all of them.

`len(session.exec(...).all())` sends every row, makes an object of each, and throws them away.

Bad:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def count(session: Session) -> int:
        return len(session.exec(select(Task)).all())

Good:

    from sqlmodel import Field, Session, SQLModel, select, func

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def count(session: Session) -> int:
        return session.exec(select(func.count()).select_from(Task)).one()

Fine:

    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def first_tasks(session: Session) -> tuple[int, list[Task]]:
        tasks = list(session.exec(select(Task).order_by(col(Task.id)).limit(50)))
        return len(tasks), tasks

    def are_there(session: Session, ids: set[int]) -> bool:
        known = session.exec(select(Task.id).where(col(Task.id).in_(ids))).all()
        return len(known) == len(ids)
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.sessions import RUNS, is_session
from colonnade.check.source import Source
from colonnade.check.statements import (
    conditions,
    method,
    methods,
    select_of,
    selected_models,
    value_of,
)
from colonnade.check.words import SESSIONS, STATEMENTS
from colonnade.findings import Edit

CODE = "COL404"
CALLS = frozenset({"len", "sum"})
NEEDS = (STATEMENTS, SESSIONS, "select(", "(|".join(RUNS) + "(")
IMPORTS = frozenset({"select"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `len` of the rows of a statement that was run just for that, and `sum(1 for ...)` of them."""
    rows = _counted(node)
    if rows is None or isinstance(source.statement(node), ast.Assert):
        return  # a test has few rows
    if isinstance(rows, ast.Name):
        value = value_of(rows, source)
        if isinstance(value, ast.Call | ast.Await) and _is_read_once(rows, source):
            rows = value
    if isinstance(rows, ast.Call) and isinstance(rows.func, ast.Name) and rows.func.id == "list":
        rows = rows.args[0] if rows.args else rows
    run = _run_of(rows, source)
    if run is not None:
        yield Problem(
            node,
            "Every row is fetched in order to be counted.",
            "Write `session.exec(select(func.count()).select_from(Model).where(...)).one()`.",
            _edits(node, run, source) if source.is_within(run, node) else (),
        )


def _counted(node: ast.Call) -> ast.expr | None:
    """What `len(...)` or `sum(1 for one in ...)` counts."""
    if not isinstance(node.func, ast.Name) or len(node.args) != 1:
        return None
    given = node.args[0]
    if node.func.id == "len":
        return given
    if not isinstance(given, ast.GeneratorExp) or ast.unparse(given.elt) != "1":
        return None
    only = given.generators[0]
    return None if len(given.generators) > 1 or only.ifs else only.iter


def _is_read_once(rows: ast.Name, source: Source) -> bool:
    """Whether nothing else is done with a variable in its function."""
    function = source.function(rows)
    same = (one for one in source.nodes(ast.Name) if one.id == rows.id)
    reads = [one for one in same if isinstance(one.ctx, ast.Load)]
    return [one for one in reads if source.function(one) is function] == [rows]


def _run_of(rows: ast.expr, source: Source) -> ast.Call | None:
    """The call that runs the statement: `session.exec(...)`, with `.all()` behind it or not."""
    if isinstance(rows, ast.Call) and method(rows) in ("all", "fetchall", "scalars"):
        rows = rows.func.value if isinstance(rows.func, ast.Attribute) else rows
    if isinstance(rows, ast.Await):
        rows = rows.value
    if not isinstance(rows, ast.Call) or method(rows) not in RUNS:
        return None
    statement = value_of(rows.args[0], source) if rows.args else rows
    select = select_of(statement, source)
    if select is None or "with_for_update" in methods(statement):
        return None
    if not selected_models(select, source) and _asks_for_given(statement, source):
        return None
    assert isinstance(rows.func, ast.Attribute)
    return rows if is_session(rows.func.value, source) else None


def _asks_for_given(statement: ast.AST, source: Source) -> bool:
    """Whether a statement looks for values that are given, so that it answers with a few of them."""
    return any(
        isinstance(one, ast.Call) and method(one) == "in_" for one in conditions(statement, source)
    )


def _edits(node: ast.Call, run: ast.Call, source: Source) -> tuple[Edit, ...]:
    """The mended form, where the statement is plainly one model."""
    select = run.args[0] if len(run.args) == 1 else None
    if not isinstance(select, ast.Call) or select_of(select, source) is not select:
        return ()
    if len(select.args) != 1 or not selected_models(select, source) or method(run) != "exec":
        return ()
    session = source.segment(run.func.value) if isinstance(run.func, ast.Attribute) else ""
    counted = f"select(func.count()).select_from({source.segment(select.args[0])})"
    awaited = "await " if isinstance(source.parent(run), ast.Await) else ""
    new = (
        f"({awaited}{session}.exec({counted})).one()"
        if awaited
        else f"{session}.exec({counted}).one()"
    )
    return (source.replace(node, new), *source.imports("sqlmodel", "func"))
