"""`sa_column` is the whole column: what is said beside it is refused when the module is imported.

`Field` raises RuntimeError for `nullable`, `index`, `unique`, `primary_key`, `foreign_key`, `ondelete`, `sa_type` and the
others that SQLModel would have made the column from.

Bad:

    from sqlalchemy import Column, String
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: str = Field(default="low", nullable=False, sa_column=Column(String(20)), index=True)

Good:

    from sqlalchemy import Column, String
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: str = Field(default="low", sa_column=Column(String(20), nullable=False, index=True))

Fine:

    from sqlalchemy import Column, String
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        priority: str = Field(default="low", max_length=20, sa_column=Column(String(20), index=True))
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keyword, keywords
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Edit

CODE = "COL105"
CALLS = frozenset({"Field"})
NEEDS = (MODELS, "sa_column")
_REFUSED = (
    *("primary_key", "nullable", "foreign_key", "ondelete", "unique", "index"),
    *("sa_type", "sa_column_args", "sa_column_kwargs"),
)
_MOVABLE = frozenset({"primary_key", "nullable", "unique", "index"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report calls of `Field` with `sa_column` and something that it excludes."""
    column = keyword(node, "sa_column")
    if column is None or source.resolve(node.func) != "sqlmodel.Field":
        return
    refused = [one for one in node.keywords if one.arg in _REFUSED]
    if refused:
        names = ", ".join(f"`{one.arg}`" for one in refused)
        yield Problem(
            refused[0],
            f"`Field` refuses {names} beside `sa_column`.",
            "Say it in `Column(...)`, or leave `sa_column` out.",
            _edits(node, column.value, refused, source),
        )


def _edits(
    node: ast.Call, column: ast.expr, refused: list[ast.keyword], source: Source
) -> tuple[Edit, ...]:
    """What is refused moves into the column, where it can be said there as it is."""
    if not isinstance(column, ast.Call) or not (column.args or column.keywords):
        return ()
    said = keywords(column)
    if any(one.arg not in _MOVABLE for one in refused) or "**" in said:
        return ()
    moved = [source.segment(one) for one in refused if one.arg not in said]
    last = column.keywords[-1] if column.keywords else column.args[-1]
    into = (source.add_argument(last, ", ".join(moved)),) if moved else ()
    return (*(source.remove_keyword(node, one) for one in refused), *into)
