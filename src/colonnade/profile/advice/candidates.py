"""Indexes that could help: from what a statement filters, joins and orders by."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import MetaData, Table

from colonnade.profile.advice.accesses import Access, Ordered
from colonnade.schema.relations import has_expressions, is_partial

MOST_COLUMNS = 4
"""An index with more columns costs more than it gives."""


_EXPRESSION = re.compile(r"(\w+)\((.+)\)")


def function_of(name: str) -> tuple[str, str]:
    """The function and the column of `lower(email)`; no function for a column."""
    found = _EXPRESSION.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """An index that could be made.

    Attributes:
        table: the table.
        columns: its columns, each with whether it descends; one may be within a function, as `lower(email)`.
        where: the condition of a partial index; empty without one.
        extra: how many of its last columns are only there so that the table need not be looked at.
    """

    table: str
    columns: tuple[Ordered, ...]
    where: str = ""
    extra: int = field(default=0, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns without their directions."""
        return tuple(name for name, _ in self.columns)


def candidates(access: Access, dialect: str) -> Iterator[Candidate]:
    """Indexes for one table of one statement, some of them twice.

    Args:
        access: how the statement reads the table.
        dialect: of which database it is; MariaDB and MySQL have no partial indexes.
    """
    partial = [] if dialect in {"mysql", "mariadb"} else [*access.fixed.values()]
    flags = [name for name, text in access.fixed.items() if "NULL" not in text]
    for keys in _keys(access, flags):
        columns = _forwards(keys)
        if not columns or len(columns) > MOST_COLUMNS:
            continue
        yield Candidate(access.table, columns)
        yield from _covering(access, columns)
        for where in partial:
            rest = tuple(one for one in columns if access.fixed.get(one[0]) != where)
            if rest:
                yield Candidate(access.table, rest, where)


def _covering(access: Access, columns: tuple[Ordered, ...]) -> Iterator[Candidate]:
    """The index with the other columns that are read, where they are few; an index on an expression covers nothing."""
    if any(function_of(name)[0] for name, _ in columns):
        return
    rest = sorted(access.read - {name for name, _ in columns})
    if 0 < len(rest) <= MOST_COLUMNS - len(columns):
        more = tuple((name, False) for name in rest)
        yield Candidate(access.table, (*columns, *more), extra=len(rest))


def _forwards(keys: list[Ordered]) -> tuple[Ordered, ...]:
    """Each column once, and ascending where the order goes one way: a database reads an index backwards as well."""
    kept: dict[str, bool] = {}
    for name, descends in keys:
        kept.setdefault(name, descends)
    mixed = len({descends for _, descends in keys[-2:]}) > 1 and len(keys) > 1
    return tuple((name, descends and mixed) for name, descends in kept.items())


def _keys(access: Access, flags: list[str]) -> Iterator[list[Ordered]]:
    """The columns of each, an equality before an order before a range."""
    equal = [(name, False) for name in dict.fromkeys(access.equal)]
    for name in (*access.equal, *access.joins, *access.ranges, *flags):
        yield [(name, False)]
    leads = [equal, *([*equal, (name, False)] for name in access.joins)]
    leads += [[(name, False)] for name in access.joins]
    marks = [(name, False) for name in flags]
    for lead in leads:
        for key in (lead, [*lead, *marks]):
            yield key
            yield [*key, *access.order]
            for name in access.ranges:
                yield [*key, (name, False)]


def missing(candidate: Candidate, metadata: MetaData) -> bool:
    """Whether the database has no index that begins with the same columns, and could have this one.

    Args:
        candidate: what could be made.
        metadata: the tables as the database has them.
    """
    table = _named(metadata.tables, candidate.table)
    needed = {function_of(name)[1] for name in candidate.names}
    if table is None or not needed <= set(table.columns.keys()):
        return False
    key = candidate.names[: len(candidate.names) - candidate.extra]
    return not any(columns[: len(key)] == key for columns in _indexed(table))


def _indexed(table: Table) -> Iterator[tuple[str, ...]]:
    """The columns of every index that holds all rows."""
    yield tuple(column.name for column in table.primary_key.columns)
    for constraint in table.constraints:
        if type(constraint).__name__ == "UniqueConstraint":
            yield tuple(column.name for column in constraint.columns)  # type: ignore[attr-defined]
    for index in table.indexes:
        if not is_partial(index) and not has_expressions(index):
            yield tuple(column.name for column in index.columns)


def _named(tables: Mapping[str, Table], name: str) -> Table | None:
    return next((table for table in tables.values() if name in (table.key, table.fullname)), None)
