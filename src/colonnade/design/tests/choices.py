"""The values that a column may take: made up for its type, its checks and its uniqueness."""

from typing import Any

from sqlalchemy import Column

from colonnade.design.tests.checks import checks_of, columns_of, literals_of
from colonnade.design.tests.values import candidates, value_of
from colonnade.schema.relations import unique_sets


def is_unique(column: Column[Any]) -> bool:
    """Whether rows must differ in the column, alone or together with others."""
    return any(column.name in names for names in unique_sets(column.table))


def choices_of(column: Column[Any]) -> list[str]:
    """Sources for one column; only those that differ from row to row where two rows must differ.

    None for a column that has too few values to tell rows apart by itself, such as a boolean key.
    """
    found = candidates(column, _literals(column))
    if not is_unique(column):
        return found
    differing = [source for source in found if value_of(source, 1) != value_of(source, 2)]
    alone = any(names == {column.name} for names in unique_sets(column.table))
    return differing if differing or alone else found


def _literals(column: Column[Any]) -> tuple[list[str], list[str]]:
    """The numbers and texts in the checks that speak of a column."""
    numbers: dict[str, None] = {}
    texts: dict[str, None] = {}
    for check in checks_of(column.table):
        if column.name in columns_of(check, column.table):
            some, others = literals_of(check)
            numbers |= dict.fromkeys(some)
            texts |= dict.fromkeys(others)
    return list(numbers), list(texts)
