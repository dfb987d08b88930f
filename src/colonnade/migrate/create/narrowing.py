"""Types that hold less: rows whose values would not fit are looked for before anything is written."""

from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import Statement


def complete(change: Change) -> None:
    """Refuse to cut or to round values, unless it was said what they become. SQLite keeps them as they are.

    Raises:
        UsageError: rows have a value that does not fit, and none was given instead.
    """
    if change.backend == "sqlite":
        return
    for modified in change.of_tables():
        table = Name(modified.table_name, modified.schema)
        for one in modified.ops:
            if isinstance(one, ops.AlterColumnOp) and one.modify_type is not None:
                _narrowed(change, table, one)


def _narrowed(change: Change, table: Name, one: ops.AlterColumnOp) -> None:
    column = change.quote(one.column_name)
    exact = "NUMERIC" if change.backend == "postgresql" else "DECIMAL(65, 30)"
    wrong = _wrong(column, one.existing_type, one.modify_type, exact)
    if not wrong:
        return
    name = f"{table}.{one.column_name}"
    update = (
        f"UPDATE {change.sql(table)} SET {column} = {change.wishes.fills.get(name)} WHERE {wrong}"
    )
    if name in change.wishes.fills:
        change.first(Statement(update, of=table))
    elif change.has_rows(table, one.column_name, wrong):
        raise UsageError(
            f"{name} would hold less, and there are rows whose values do not fit.",
            f'Say what they become, as SQL: --fill "{name}=left({one.column_name}, 10)".',
        )


def _wrong(column: str, old: Any, new: Any, exact_type: str) -> str:
    """Which rows have values that do not fit, as SQL; empty when all do."""
    if isinstance(old, sa.Enum) or isinstance(new, sa.Enum):
        return ""
    if isinstance(old, sa.String) and isinstance(new, sa.String) and new.length:
        fits = old.length is not None and old.length <= new.length
        return "" if fits else f"char_length({column}) > {new.length}"
    if isinstance(old, sa.Numeric) and isinstance(new, sa.Numeric) and new.scale is not None:
        fits = not isinstance(old, sa.Float) and old.scale is not None and old.scale <= new.scale
        exact = f"CAST({column} AS {exact_type})"
        return "" if fits else f"round({exact}, {new.scale}) <> {exact}"
    return ""
