"""`and`, `or` and `not` cannot be part of SQL.

Python decides them before SQLAlchemy sees them: of `where(a and b)` only one condition is left, and `not a` is `False`,
whatever the rows hold. A condition that disappears like this may be the one by which a user sees nobody else's rows.

Bad:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)
        done: bool = False

    def find(session: Session, title: str) -> Task | None:
        return session.exec(select(Task).where(Task.title == title and Task.done == True)).first()

Good:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)
        done: bool = False

    def find(session: Session, title: str) -> Task | None:
        return session.exec(select(Task).where((Task.title == title) & (Task.done == True))).first()

Bad:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)
        done: bool = False

    def count(session: Session, title: str) -> int:
        return session.query(Task).filter(Task.title == title and Task.done == True).count()

Good:

    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)
        done: bool = False

    def count(session: Session, title: str) -> int:
        return session.query(Task).filter((Task.title == title) & (Task.done == True)).count()

Fine:

    from sqlmodel import Field, Session, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def find(session: Session, title: str | None) -> Task | None:
        return session.exec(select(Task).where(Task.title == (title or "none"))).first()
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import is_condition
from colonnade.check.words import MODELS, STATEMENTS

CODE = "COL401"
NEEDS = (
    STATEMENTS,
    "where(|filter(|having(",
    "select(|insert(|update(|delete(|query(",
    "select(|insert(|update(|delete(|" + MODELS,
    "and|or|not",
)
IMPORTS = frozenset({"select", "insert", "update", "delete"})


def check(node: ast.BoolOp | ast.UnaryOp, source: Source) -> Iterator[Problem]:
    """Report `and`, `or` and `not` that are a whole condition of a statement."""
    if not _is_part(node, source) and not _is_named(node, source):
        return
    if isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            yield _negation(node, source)
        return
    word, operator = ("and", "&") if isinstance(node.op, ast.And) else ("or", "|")
    parts = f" {operator} ".join(f"({source.segment(value)})" for value in node.values)
    yield Problem(
        node,
        f"Python's `{word}` leaves one of the conditions out.",
        f"Write `(a) {operator} (b)`.",
        (source.replace(node, parts),),
    )


_MADE_OF = frozenset(
    f"{package}.{name}"
    for package in ("sqlalchemy", "sqlmodel")
    for name in ("and_", "or_", "not_")
)


def _is_part(node: ast.AST, source: Source) -> bool:
    """Whether an expression is a condition of a statement, or a part of one that SQLAlchemy puts together."""
    while not is_condition(node, source):
        around = source.parent(node)
        joins = isinstance(around, ast.BinOp) and isinstance(around.op, ast.BitAnd | ast.BitOr)
        if not joins and not (
            isinstance(around, ast.Call) and source.resolve(around.func) in _MADE_OF
        ):
            return False
        assert around is not None
        node = around
    return True


def _is_named(node: ast.BoolOp | ast.UnaryOp, source: Source) -> bool:
    """Whether an expression compares columns, and the variable that holds it is a condition of a statement."""
    assignment = source.parent(node)
    target = assignment.targets[0] if isinstance(assignment, ast.Assign) else None
    if not isinstance(target, ast.Name) or not isinstance(node, ast.BoolOp):
        return False
    if not any(
        isinstance(one, ast.Compare) and _is_column(one.left, source) for one in node.values
    ):
        return False
    function = source.function(node)
    return any(
        one.id == target.id and source.function(one) is function and _is_part(one, source)
        for one in source.nodes(ast.Name)
    )


def _is_column(node: ast.expr, source: Source) -> bool:
    return isinstance(node, ast.Attribute) and source.model(node.value) is not None


def _negation(node: ast.UnaryOp, source: Source) -> Problem:
    return Problem(
        node,
        "Python's `not` makes the condition `False`, whatever the rows hold.",
        "Write `~(a)`.",
        (source.replace(node, f"~({source.segment(node.operand)})"),),
    )
