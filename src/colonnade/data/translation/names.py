"""Which fields is the answer about? PostgreSQL says it in fields of its own; the others in a text.

Only names of tables, columns and constraints are read from a text, and only those that the MetaData knows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CheckConstraint, ColumnCollectionConstraint

from colonnade.data.models.declaration import ATTRIBUTE, OWNER

QUOTE = re.compile(r"[`'\"]")


@dataclass(frozen=True)
class Named:
    """What the database named.

    Attributes:
        table: the table, by name.
        column: the column.
        constraint: the constraint or unique index.
    """

    table: str | None = None
    column: str | None = None
    constraint: str | None = None


def fields(error: BaseException, metadata: Iterable[MetaData], dialect: Dialect) -> list[str]:
    """The model's fields that the error is about, the owner's left out; empty when the database names none."""
    tables = [table for one in metadata for table in one.tables.values()]
    for named in _candidates(error):
        found = [c for c in _columns(named, tables, dialect) if c.info.get(OWNER) != "by"]
        if found:
            return [str(column.info.get(ATTRIBUTE, column.key)) for column in found]
    return []


def check_named(error: BaseException, metadata: Iterable[MetaData], dialect: Dialect) -> str | None:
    """The CHECK constraint that was broken, as the models call it; None when the database names none of theirs."""
    named = {one.constraint for one in _candidates(error)} - {None}
    checks = (
        constraint
        for one in metadata
        for table in one.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    )
    return next((str(one.name) for one in checks if _final_name(one, dialect) in named), None)


def _candidates(error: BaseException) -> Iterator[Named]:
    # psycopg has them in `diag`, SQLAlchemy's adapter of asyncpg in its cause, asyncpg in the error itself.
    structured: Any = getattr(error, "diag", error.__cause__ or error)
    if getattr(error, "sqlstate", None) and hasattr(structured, "constraint_name"):
        yield Named(structured.table_name, structured.column_name, structured.constraint_name)
    elif hasattr(error, "sqlite_errorname"):
        yield from _sqlite(str(error))
    elif error.args and isinstance(error.args[0], int):
        yield from _mysql(str(error.args[-1]))


def _sqlite(text: str) -> Iterator[Named]:
    """`UNIQUE constraint failed: users.email, users.name`, `CHECK constraint failed: ck_name`."""
    listed = text.rpartition(": ")[2].split(", ")
    pairs = [tuple(name.rsplit(".", 1)) for name in listed]
    if all(len(pair) == 2 for pair in pairs):
        yield Named(pairs[0][0], ",".join(pair[1] for pair in pairs))
    else:
        yield Named(constraint=QUOTE.sub("", listed[0]).removeprefix("index "))


def _mysql(text: str) -> Iterator[Named]:
    """The name comes last for keys and columns, `for key 'users.uq_users_email'`; a constraint's comes in between."""
    names = [name for name in reversed(QUOTE.split(text)) if name]
    # MySQL writes `users.uq_users_email`, MariaDB the key alone.
    yield from (Named(constraint=name.rpartition(".")[2]) for name in names)
    yield from (Named(column=name) for name in names)


def _columns(named: Named, tables: list[Table], dialect: Dialect) -> list[Column[Any]]:
    mine = [t for t in tables if named.table in (None, t.name)]
    if named.column is not None:
        names = named.column.split(",")
        if named.table is None:  # a column's name alone says nothing when several tables have it
            mine = [t for t in mine if all(n in t.c for n in names)]
            mine = mine if len(mine) == 1 else []
        return [t.c[n] for t in mine[:1] for n in names if n in t.c]
    for table in mine:
        for constraint in _constraints(table):
            if named.constraint == _final_name(constraint, dialect):
                return _of(constraint)
    return []


def _constraints(table: Table) -> Iterator[ColumnCollectionConstraint | Index]:
    yield from (c for c in table.constraints if isinstance(c, ColumnCollectionConstraint))
    yield from table.indexes


def _final_name(constraint: ColumnCollectionConstraint | Index, dialect: Dialect) -> str | None:
    """The name in the database, by the naming convention and cut to the dialect's length."""
    preparer = dialect.identifier_preparer
    if isinstance(constraint, Index):
        name = preparer.format_index(constraint) if constraint.name else None
    else:
        name = preparer.format_constraint(constraint) if constraint.name else None
    return None if name is None else name.strip('`"')


def _of(constraint: ColumnCollectionConstraint | Index) -> list[Column[Any]]:
    if isinstance(constraint, CheckConstraint):
        columns = list(constraint.columns) or _mentioned(constraint)
        return columns if len(columns) == 1 else []
    return list(constraint.columns)


def _mentioned(check: CheckConstraint) -> list[Column[Any]]:
    words = set(re.findall(r"\w+", str(check.sqltext)))
    return [c for c in check.table.c if c.name in words] if isinstance(check.table, Table) else []
