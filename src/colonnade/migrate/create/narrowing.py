"""Types that hold less: rows whose values would not fit are looked for before anything is written."""

from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name, literal
from colonnade.migrate.create.operations import Statement

_BITS = {
    "smallint": 16,
    "small_integer": 16,
    "bigint": 64,
    "big_integer": 64,
    "tinyint": 8,
    "mediumint": 24,
}
"""How wide an integer is; 32 where it is not here."""


def complete(change: Change) -> None:
    """Refuse to cut or to round values, unless it was said what they become. SQLite cuts no text.

    Raises:
        UsageError: rows have a value that does not fit, and none was given instead.
    """
    for modified in change.of_tables():
        table = Name(modified.table_name, modified.schema)
        for one in modified.ops:
            if isinstance(one, ops.AlterColumnOp) and one.modify_type is not None:
                _narrowed(change, table, one)


def _narrowed(change: Change, table: Name, one: ops.AlterColumnOp) -> None:
    column = change.quote(one.column_name)
    wrong = _wrong(change, column, one.existing_type, one.modify_type)
    if not wrong:
        return
    name = f"{table}.{one.column_name}"
    example = _example(one.column_name, one.modify_type)
    update = (
        f"UPDATE {change.sql(table)} SET {column} = {change.wishes.fills.get(name)} WHERE {wrong}"
    )
    if name in change.wishes.fills:
        change.first(Statement(update, of=table))
    elif change.has_rows(table, one.column_name, wrong):
        raise UsageError(
            f"{name} would hold less, and there are rows whose values do not fit.",
            f'Say what they become, as SQL: --fill "{name}={example}".',
        )


def _example(column: str, new: Any) -> str:
    """What rows may get instead, as SQL."""
    if isinstance(new, sa.Enum):
        return f"'{new.enums[0]}'"
    return f"left({column}, 10)" if isinstance(new, sa.String) else "0"


def _wrong(change: Change, column: str, old: Any, new: Any) -> str:
    """Which rows have values that do not fit, as SQL; empty when all do."""
    if isinstance(old, sa.Enum) or isinstance(new, sa.Enum):
        return _no_label(change, column, old, new)
    backend = change.backend
    if isinstance(old, sa.String):
        if isinstance(new, sa.String):
            return "" if backend == "sqlite" else _too_long(column, old, new)
        return _no_number(backend, column, new)
    if backend == "sqlite":
        is_cut = isinstance(old, sa.Numeric | sa.Float) and isinstance(new, sa.Integer)
        return f"CAST({column} AS INTEGER) <> {column}" if is_cut else ""
    exact = f"CAST({column} AS {'NUMERIC' if backend == 'postgresql' else 'DECIMAL(65, 30)'})"
    if isinstance(old, sa.DateTime):
        return _without_time(backend, column, old, new)
    if isinstance(old, sa.Integer | sa.Numeric | sa.Float) and not isinstance(new, sa.Float):
        return " OR ".join(
            part for part in (_rounded(exact, old, new), _too_large(exact, old, new)) if part
        )
    return ""


def _too_long(column: str, old: sa.String, new: sa.String) -> str:
    fits = new.length is None or (old.length is not None and old.length <= new.length)
    return "" if fits else f"char_length({column}) > {new.length}"


def _no_label(change: Change, column: str, old: Any, new: Any) -> str:
    """An enum becomes a number, or what is none becomes one; a change of its labels is looked at with them."""
    backend = change.backend
    text = f"CAST({column} AS {'text' if backend == 'postgresql' else 'char'})"
    if not isinstance(new, sa.Enum):
        return _no_number(backend, text, new)
    if isinstance(old, sa.Enum) or backend == "sqlite":
        return ""
    labels = ", ".join(literal(one, change.dialect) for one in new.enums)
    return f"{text} NOT IN ({labels})"


def _no_number(backend: str, column: str, new: Any) -> str:
    if not isinstance(new, sa.Integer | sa.Numeric | sa.Float):
        return ""
    point = "" if isinstance(new, sa.Integer) else ".eE"
    if backend == "sqlite":
        return f"{column} = '' OR {column} GLOB '*[^-+0-9{point}]*'"
    no_match = "!~" if backend == "postgresql" else "NOT REGEXP"
    return f"{column} {no_match} '^ *[-+]?[0-9{point}]+ *$'"


def _without_time(backend: str, column: str, old: sa.DateTime, new: Any) -> str:
    """A date keeps no time of day; a DATETIME of MariaDB as many digits of a second as it says."""
    if isinstance(new, sa.Date) and not isinstance(new, sa.DateTime):
        return f"CAST({column} AS DATE) <> {column}"
    digits = getattr(new, "fsp", None) or 0
    if (
        backend == "mysql"
        and isinstance(new, sa.DateTime)
        and digits < (getattr(old, "fsp", None) or 0)
    ):
        return f"MICROSECOND({column}) % {10 ** (6 - digits)} <> 0"
    return ""


def _rounded(exact: str, old: Any, new: Any) -> str:
    scale = 0 if isinstance(new, sa.Integer) else getattr(new, "scale", None)
    if scale is None or isinstance(old, sa.Integer):
        return ""
    fits = not isinstance(old, sa.Float) and old.scale is not None and old.scale <= scale
    return "" if fits else f"round({exact}, {scale}) <> {exact}"


def _too_large(exact: str, old: Any, new: Any) -> str:
    if isinstance(new, sa.Integer):
        bits = _BITS.get(new.__visit_name__.lower(), 32)
        is_wider = isinstance(old, sa.Integer) and _BITS.get(old.__visit_name__.lower(), 32) <= bits
        return "" if is_wider else f"abs({exact}) > {2 ** (bits - 1) - 1}"
    digits, had = _digits(new), _digits(old)
    if digits is None or (had is not None and had <= digits):
        return ""
    return f"abs({exact}) >= 1{'0' * digits}"


def _digits(type_: Any) -> int | None:
    """How many digits a number has before the point; None for any number of them."""
    if isinstance(type_, sa.Numeric) and not isinstance(type_, sa.Float) and type_.precision:
        return int(type_.precision) - int(type_.scale or 0)
    return None
