"""A column gets another name: both names work until the old one is dropped."""

from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.constraints import enforced, relaxed, released
from colonnade.migrate.expand.phases import Phase, execute, refuse_while
from colonnade.migrate.expand.twins import fill, trigger


def rename(column: Column, new: str) -> list[Phase]:
    """The phases of a new name.

    Args:
        column: the column.
        new: its new name.
    """
    table, old, twin = column.quoted_table, column.quote(column.name), column.quote(new)
    made, dropped = trigger(column, new, "{}", "{}")
    add = execute(f"ALTER TABLE {table} ADD COLUMN {twin} {column.type}")
    drop = execute(f"ALTER TABLE {table} DROP COLUMN {twin}")
    differs = _differs(column, new)
    up, down = enforced(column, new)
    left = f"SELECT 1 FROM {table} WHERE {differs} LIMIT 1"
    again = [execute(f"ALTER TABLE {table} ADD COLUMN {old} {column.type}"), *made]
    drop_old = execute(f"ALTER TABLE {table} DROP COLUMN {old}")
    # Not before: with a default, a row of the old version would look like one of the new.
    alter = f"ALTER TABLE {table} ALTER COLUMN {twin}"
    default = [execute(f"{alter} SET DEFAULT {column.default}")] if column.default else []
    undefault = [execute(f"{alter} DROP DEFAULT")] if column.default else []
    words = f"Rename {column.table.name}.{column.name} to {new}"
    return [
        Phase(f"{words}: expand", [add, *relaxed(column), *made], [*dropped, drop]),
        Phase(f"{words}: fill", fill(column, f"{twin} = {old}", differs)),
        Phase(
            f"{words}: switch",
            [*refuse_while(left, "Rows are left: run the fill again."), *up],
            down,
        ),
        Phase(
            f"{words}: contract",
            [*dropped, *released(column), drop_old, *default],
            [*undefault, *again, *fill(column, f"{old} = {twin}", differs)],
        ),
    ]


def _differs(column: Column, new: str) -> str:
    old, twin = column.quote(column.name), column.quote(new)
    if column.engine.dialect.name == "postgresql":
        return f"{twin} IS DISTINCT FROM {old}"
    return f"NOT ({twin} <=> {old})"
