"""What a revision has made, whether its table was there before or not."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.snapshot import Column, Constraint, Index, Key, Table
from colonnade.migrate.check.statement import Statement

Thing = TypeVar("Thing")


def new_columns(revision: Revision) -> Iterator[tuple[Statement, Table, Column]]:
    """The columns that were not there before a statement, with the statement and their tables."""
    for statement, before, table in _tables(revision):
        old = before.columns if before else {}
        yield from ((statement, table, one) for one in _added(old, table.columns))


def new_constraints(revision: Revision) -> Iterator[tuple[Statement, Table, Constraint]]:
    """The constraints that were not there before a statement."""
    for statement, before, table in _tables(revision):
        old = before.constraints if before else {}
        yield from ((statement, table, one) for one in _added(old, table.constraints))


def new_indexes(revision: Revision) -> Iterator[tuple[Statement, Table, Index]]:
    """The indexes that were not there before a statement, those of constraints among them."""
    for statement, before, table in _tables(revision):
        old = before.indexes if before else {}
        yield from ((statement, table, one) for one in _added(old, table.indexes))


def _tables(revision: Revision) -> Iterator[tuple[Statement, Table | None, Table]]:
    """The tables that are others behind a statement; a partition is as its parent is."""
    for statement in revision.statements:
        for key, table in statement.after.tables.items():
            before = statement.before.tables.get(key)
            if before != table and not table.partition_of:
                yield statement, before, table


def _added(before: Mapping[Key, Thing], after: Mapping[Key, Thing]) -> list[Thing]:
    return [thing for key, thing in after.items() if key not in before]
