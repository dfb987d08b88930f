"""Rows that are copied into a table, which no compiler sees.

The rule here: the INSERT that would do the same is compiled and judges the rows. So a table that refuses an INSERT
refuses a COPY, the owner is stamped, and foreign keys are looked up.
"""

from typing import Any

from sqlalchemy import Connection, Table, insert

from colonnade.data.isolation.dialect import scope_for_statement
from colonnade.data.isolation.engine import scope_of
from colonnade.data.isolation.references import verify
from colonnade.data.isolation.values import refuse_owner

Row = dict[str, Any]


def judged(connection: Connection, table: Table, rows: list[Row]) -> list[Row]:
    """The rows as the session's owner may insert them.

    Args:
        connection: the session's.
        table: where they go.
        rows: values by the keys of the columns, the same keys in each.

    Raises:
        IsolationError: as for the INSERT.
    """
    if scope_of(connection.engine) is None:
        return rows
    compiled: Any = insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    scope = scope_for_statement(connection.engine, compiled)
    rule = compiled.rule(table)
    for column in filter(compiled.names, rule.owners):
        key, owner = column.column.key, scope.key(column.of)
        if any(row.get(key) not in (None, owner) for row in rows):
            refuse_owner(rule.name)
        rows = [{**row, key: owner} for row in rows]
    verify(connection, compiled.link_writes, rows)
    return rows
