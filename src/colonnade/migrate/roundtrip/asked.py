"""What a table asks of its rows: which values are ours to give, and which the database may refuse."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint


def waits(table: Table, waiting: Mapping[str, Table]) -> bool:
    """Whether a table refers to another one that has no rows yet."""
    return any(
        key.column.table.key in waiting and key.column.table is not table
        for key in table.foreign_keys
    )


def is_ours(column: Column[Any], dialect: str) -> bool:
    """Whether the database does not make the value up."""
    if column.computed is not None or column.identity is not None:
        return False
    by_itself = column.server_default is not None or dialect != "postgresql"
    numbered = column.table.autoincrement_column is column and by_itself
    return not numbered and not re.match(
        r"nextval\(", str(getattr(column.server_default, "arg", ""))
    )


def is_unique(column: Column[Any]) -> bool:
    """Whether a column is in a unique key, alone or with others."""
    return any(column.name in names for names in uniques(column.table))


def uniques(table: Table) -> list[set[str]]:
    """The columns of each unique key, the primary one first."""
    sets = [{column.name for column in table.primary_key.columns}]
    sets += [
        {column.name for column in one.columns}
        for one in table.constraints
        if isinstance(one, UniqueConstraint)
    ]
    return sets + [_indexed(index) for index in table.indexes if index.unique]


def _indexed(index: Any) -> set[str]:
    """The columns of an index, with those that its expressions name."""
    words = " ".join(str(expression) for expression in index.expressions)
    return {column.name for column in index.table.columns if _names(column.name, words)}


def checks_of(column: Column[Any]) -> list[str]:
    """The texts of the checks that name a column, its domain's included."""
    kind: Any = column.type
    texts = [
        str(one.sqltext) for one in column.table.constraints if isinstance(one, CheckConstraint)
    ]
    domain = [str(kind.check)] if getattr(kind, "check", None) is not None else []
    return [text for text in texts if _names(column.name, text)] + domain


def _names(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None


def spoken_of(table: Table) -> set[str]:
    """The columns whose values the database may refuse."""
    unique = {name for names in uniques(table) for name in names}
    return unique | {column.name for column in table.columns if checks_of(column)}
