"""Columns move to a table of their own, which has a row for each row of the first that says something in them."""

from colonnade.errors import UsageError
from colonnade.migrate.expand.column import Column, refuse_checked
from colonnade.migrate.expand.constraints import giving_way
from colonnade.migrate.expand.moving import Move, triggers
from colonnade.migrate.expand.phases import Phase, execute, meant, refuse_while
from colonnade.migrate.expand.twins import by_ranges


def move(columns: tuple[Column, ...], table: str) -> list[Phase]:
    """The phases of a move.

    Args:
        columns: of one table.
        table: the name of the new one.

    Raises:
        UsageError: a column has an index, a foreign key or a default, and nobody can say what becomes of it.
    """
    for column in columns:
        refuse_checked(column)
        if column.indexes or column.foreign_key is not None or column.default:
            raise UsageError(
                f"{column.table.name}.{column.name} has an index, a foreign key or a default, which do not move by themselves.",
                "Drop it first, and make it for the new table in the third phase by hand.",
            )
    first = columns[0]
    move_ = Move(columns, first.quote(table), f"{first.table.name}_{table}"[:50])
    words = f"Move {', '.join(one.name for one in columns)} of {first.table.name} to {table}"
    made, dropped = triggers(move_)
    drop = [execute(f"ALTER TABLE {first.quoted_table} DROP COLUMN {one}") for one in move_.names]
    wait = refuse_while(_left(move_), "Rows are left: run the fill again.")
    return [
        Phase(
            f"{words}: expand",
            [*giving_way(first), execute(_create(move_)), *_relaxed(move_), *made],
            [*dropped, execute(f"DROP TABLE {move_.table}")],
        ),
        Phase(f"{words}: fill", by_ranges(first, _fill(move_))),
        Phase(f"{words}: switch", wait),
        Phase(
            f"{words}: contract",
            [*giving_way(first), *meant([*dropped, *drop])],
            [*_columns(move_), *by_ranges(first, _back(move_)), *made],
        ),
    ]


def _create(move: Move) -> str:
    """The table; its rows go with those of the first one."""
    table = move.first.table
    key = table.primary_key.columns[move.first.key].type.compile(move.first.engine.dialect)
    columns = ", ".join(
        f"{name} {column.type}" for name, column in zip(move.names, move.columns, strict=True)
    )
    refers = f"FOREIGN KEY ({move.key}) REFERENCES {move.first.quoted_table} ({move.key})"
    key_ = f"{move.key} {key} PRIMARY KEY"
    return f"CREATE TABLE {move.table} ({key_}, {columns}, {refers} ON DELETE CASCADE)"


def _relaxed(move: Move) -> list[str]:
    """The new version leaves the old columns out."""
    table, found = move.first.quoted_table, []
    for column in move.columns:
        name = column.quote(column.name)
        if not column.column.nullable and column.engine.dialect.name == "postgresql":
            found.append(execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP NOT NULL"))
        elif not column.column.nullable:
            found.append(execute(f"ALTER TABLE {table} MODIFY {name} {column.type} NULL"))
    return found


def _columns(move: Move) -> list[str]:
    return [
        execute(f"ALTER TABLE {move.first.quoted_table} ADD COLUMN {name} {column.type}")
        for name, column in zip(move.names, move.columns, strict=True)
    ]


def _fill(move: Move) -> str:
    there = f"SELECT 1 FROM {move.table} AS there WHERE there.{move.key} = source.{move.key}"
    rows = f"SELECT {move.key}, {move.each('{}')} FROM {move.first.quoted_table} AS source"
    into = f"INSERT INTO {move.table} ({move.key}, {move.each('{}')})"
    return f"{into} {rows} WHERE {{range}} AND ({move.says}) AND NOT EXISTS ({there})"


def _left(move: Move) -> str:
    there = f"SELECT 1 FROM {move.table} AS there WHERE there.{move.key} = source.{move.key}"
    source = f"SELECT 1 FROM {move.first.quoted_table} AS source"
    return f"{source} WHERE ({move.says}) AND NOT EXISTS ({there}) LIMIT 1"


def _back(move: Move) -> str:
    table = move.first.quoted_table
    one = f"(SELECT {{}} FROM {move.table} AS moved WHERE moved.{move.key} = {table}.{move.key})"
    given = move.each(f"{{}} = {one}")
    return f"UPDATE {table} SET {given} WHERE {{range}}"
