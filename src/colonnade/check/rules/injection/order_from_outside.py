"""A sort order that comes from outside is chosen from a list, never written into SQL.

What is put into `text()` is SQL, so a sort order in it reads other tables, or sleeps. The name of a column cannot be
bound; a mapping from what a client may say to columns has the same effect and no way in.

Bad:

    from sqlalchemy import text
    from sqlmodel import Field, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def sorted_tasks(sort: str):
        return select(Task).order_by(text(f"{sort} DESC"))

Bad:

    from sqlalchemy import text
    from sqlmodel import Field, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def sorted_tasks(sort: str):
        return select(Task).order_by(text(sort))

Fine:

    from sqlmodel import Field, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    ORDERS = {"newest": col(Task.id).desc(), "title": col(Task.title)}

    def sorted_tasks(sort: str):
        return select(Task).order_by(ORDERS.get(sort, col(Task.id)))
"""

import ast
from collections.abc import Iterator

from colonnade.check.composed import composed, is_known
from colonnade.check.outside import is_from_outside
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import value_of
from colonnade.check.words import STATEMENTS

CODE = "COL502"
CALLS = frozenset({"order_by", "group_by"})
NEEDS = (STATEMENTS, "text(|literal_column(")
IMPORTS = frozenset({"text", "literal_column"})
_TEXTS = frozenset({"sqlalchemy.text", "sqlmodel.text", "sqlalchemy.literal_column"})
_CLAUSES = frozenset({"order_by", "group_by"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `text()` with parameters of the function around it in `order_by` and `group_by`."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _CLAUSES:
        return
    for one in node.args:
        value = value_of(one, source)
        if isinstance(value, ast.Call) and source.resolve(value.func) in _TEXTS and value.args:
            outside = _outside(value.args[0], source)
            if outside:
                yield Problem(
                    one,
                    f"`{outside}` becomes part of the SQL text.",
                    "Choose the column from a mapping of the names that are allowed.",
                )


def _outside(node: ast.expr, source: Source) -> str:
    """The first value of a text that comes from outside."""
    text = value_of(node, source)
    parts = [part.value for part in composed(text)] or [node]
    for part in parts:
        if part is not None and not is_known(part, source) and is_from_outside(part, source):
            return ast.unparse(part)
    return ""
