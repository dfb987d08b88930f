"""Values as the database keeps them, in rows that were written without reading them back.

`Decimal("3")` in NUMERIC(8, 2) is `3.00`, a moment comes back in UTC, and MariaDB's DATETIME has whole seconds. A
statement with RETURNING tells; where a row is flushed, what its columns do to its values is done here, so that a row
looks the same before and after it is read again.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from sqlalchemy import Numeric, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from colonnade.data.compiled.prepared import kept

Keep = Callable[[Any], Any]

_WIDE = Context(prec=100)
_PLACES_WITHOUT_SCALE = {"mysql": 0, "mariadb": 0, "sqlite": 10}


def settle(rows: Sequence[SQLModel], dialect: Dialect) -> None:
    """Give the attributes of rows that were flushed the values that reading them would give.

    Args:
        rows: instances of one model.
        dialect: of the database that has them.
    """
    for name, keep in _keeps(type(rows[0]), dialect) if rows else ():
        for row in rows:
            value = row.__dict__.get(name)
            kept_value = None if value is None else keep(value)
            if kept_value is not value:
                set_committed_value(row, name, kept_value)


def _keeps(model: type[SQLModel], dialect: Dialect) -> list[tuple[str, Keep]]:
    """The attributes whose columns change values, and how."""

    def make() -> list[tuple[str, Keep]]:
        columns = inspect(model).columns.items()
        return [(name, keep) for name, column in columns for keep in _of_type(column.type, dialect)]

    found: list[tuple[str, Keep]] = kept(dialect, ("stored", model), make)
    return found


def _of_type(type_: Any, dialect: Dialect) -> Iterator[Keep]:
    declared = type_.compile(dialect)
    if isinstance(type_, UTCDateTime):
        yield _in_utc
    if isinstance(type_, Numeric) and type_.asdecimal:
        places = _PLACES_WITHOUT_SCALE.get(dialect.name) if type_.scale is None else type_.scale
        if places is not None:
            yield _with_places(places)
    if getattr(dialect, "is_mariadb", False) and declared in _BY_MARIADB:
        yield _BY_MARIADB[declared]


def _with_places(places: int) -> Keep:
    step = Decimal(1).scaleb(-places)

    def keep(value: Any) -> Any:
        if not isinstance(value, Decimal) or value.as_tuple().exponent == -places:
            return value
        return value.quantize(step, ROUND_HALF_UP, _WIDE) if value.is_finite() else value

    return keep


def _in_utc(value: Any) -> Any:
    known = not isinstance(value, datetime) or value.tzinfo in (None, UTC)
    return value if known else value.astimezone(UTC)


def _whole_seconds(value: Any) -> Any:
    if isinstance(value, timedelta):
        return timedelta(value.days, value.seconds) if value.microseconds else value
    has_part = isinstance(value, datetime | time) and value.microsecond
    return value.replace(microsecond=0) if has_part else value


def _single_precision(value: Any) -> Any:
    return float(f"{value:.6g}") if isinstance(value, float) else value


_BY_MARIADB: dict[str, Keep] = {
    "DATETIME": _whole_seconds,
    "TIME": _whole_seconds,
    "FLOAT": _single_precision,
}
"""What MariaDB does where nobody asks for more, as `DATETIME(6)` or DOUBLE."""
