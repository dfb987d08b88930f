"""A column may not be empty any more: new rows first, then those that were there."""

from colonnade.errors import UsageError
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.constraints import required
from colonnade.migrate.expand.definitions import more_of
from colonnade.migrate.expand.phases import Phase, escaped, execute, meant, refuse_while
from colonnade.migrate.expand.row_security import seen
from colonnade.migrate.expand.twins import fill


def require(column: Column, value: str) -> list[Phase]:
    """The phases of NOT NULL.

    The old version may go on to leave the column out: it gets the default. A NULL that is written out loud is refused
    from the third phase on, so the new version has to be everywhere by then.

    Args:
        column: the column.
        value: what takes the place of NULL, as SQL.

    Raises:
        UsageError: the column is NOT NULL already.
    """
    if not column.column.nullable:
        raise UsageError(f"{column.table.name}.{column.name} is NOT NULL already.")
    value = escaped(value)
    table, name = column.quoted_table, column.quote(column.name)
    back = f"SET DEFAULT {column.default}" if column.default else "DROP DEFAULT"
    up, down = required(column, column.name, column.type, value, more_of(column, column.name))
    left = f"SELECT 1 FROM {table} WHERE {name} IS NULL LIMIT 1"
    words = f"Require {column.table.name}.{column.name}"
    expand = execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {value}")
    contract = execute(f"ALTER TABLE {table} ALTER COLUMN {name} {back}")
    return [
        Phase(
            f"{words}: expand",
            [expand],
            [execute(f"ALTER TABLE {table} ALTER COLUMN {name} {back}")],
        ),
        Phase(f"{words}: fill", fill(column, f"{name} = {value}", f"{name} IS NULL")),
        Phase(
            f"{words}: switch",
            [
                *seen(table, column.protected),
                *refuse_while(left, "NULLs are left: run the fill again."),
                *up,
            ],
            down,
        ),
        Phase(f"{words}: contract", meant([contract]), [expand]),
    ]
