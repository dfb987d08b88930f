"""NaN and the infinities, which the drivers of MariaDB and MySQL refuse without a code."""

import math
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import ExceptionContext

from colonnade.data.models.declaration import ATTRIBUTE
from colonnade.errors import InvalidValue

OF_A_ROW = re.compile(r"(__|_m)\d+$")
"""What the name of a parameter ends with when a statement has several rows."""


def refusal(context: ExceptionContext) -> InvalidValue | None:
    """The error to raise instead of a driver's that has no code; None where it is about something else."""
    if context.dialect.name not in ("mysql", "mariadb"):
        return None
    names = [name for name, value in _parameters(context) if _is_not_finite(value)]
    if not names:
        return None
    field = _field(names[0], context)
    return InvalidValue(
        f"The value of {field or 'a parameter'} is NaN or infinite, which this database does not hold.",
        field,
    )


def _parameters(context: ExceptionContext) -> Iterator[tuple[str, Any]]:
    """The parameters of all rows that were sent, by name; by an empty one where none is known."""
    rows: Any = context.parameters or ()
    compiled: Any = getattr(context.execution_context, "compiled", None)
    positions: list[str] = getattr(compiled, "positiontup", None) or []
    for row in rows if isinstance(rows, list) else [rows]:
        if isinstance(row, Mapping):
            yield from row.items()
        else:
            yield from zip_longest(positions[: len(row)], row, fillvalue="")


def _is_not_finite(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _field(name: str, context: ExceptionContext) -> str | None:
    """The field of the written table that a parameter is for; None for one of a condition."""
    compiled: Any = getattr(context.execution_context, "compiled", None)
    table = getattr(getattr(compiled, "statement", None), "table", None)
    if not isinstance(table, Table):
        return None
    column = table.c.get(name, table.c.get(OF_A_ROW.sub("", name)))
    return None if column is None else str(column.info.get(ATTRIBUTE, column.key))
