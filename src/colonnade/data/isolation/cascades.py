"""Rows that the database deletes or changes because a row that they point at goes or gets another key.

The rule here: no compiler sees these rows, so the foreign keys are followed before a statement runs, from table to table:
a category may take its shelves with it, and those what stands on them.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import Table

_TAKES = frozenset({"CASCADE", "SET NULL", "SET DEFAULT"})
Touched = frozenset[str] | None
"""The names of the columns that change; None for rows that are deleted."""


def followers(tables: Collection[Table], name: str, touched: Touched) -> list[Table]:
    """The tables whose rows the database deletes or changes by itself.

    Args:
        tables: all tables.
        name: the full name of the table that a statement writes.
        touched: what it changes there.
    """
    found: dict[Table, None] = {}
    seen: set[tuple[str, Touched]] = set()
    waiting = [(name, touched)]
    while waiting:
        step = waiting.pop()
        if step not in seen:
            seen.add(step)
            after = list(_direct(tables, *step))
            found |= dict.fromkeys(table for table, _ in after)
            waiting += [(table.fullname, columns) for table, columns in after]
    return list(found)


def said_on_conflict(table: Table) -> set[str]:
    """What a table of SQLite does by itself with a row that is in conflict, as `REPLACE`."""
    options = (item.dialect_options["sqlite"] for item in (*table.constraints, *table.columns))
    return {str(value).upper() for one in options for value in one.values() if value is not None}


def _direct(
    tables: Collection[Table], name: str, touched: Touched
) -> Iterator[tuple[Table, Touched]]:
    """The tables that point at a table, with what changes in them."""
    for table in tables:
        for key in table.foreign_key_constraints:
            action = ((key.ondelete if touched is None else key.onupdate) or "").upper()
            if key.referred_table.fullname != name or action not in _TAKES:
                continue
            if touched is None and action == "CASCADE":
                yield table, None
            elif touched is None or any(one.column.name in touched for one in key.elements):
                yield table, frozenset(column.name for column in key.columns)
