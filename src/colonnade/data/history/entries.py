"""The entries of one row, as Python values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Select, Table, Text, cast, func, inspect, literal, select
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel, UTCDateTime

from colonnade.data.history.table import history_of
from colonnade.errors import ModelError

Action = Literal["insert", "update", "delete"]


@dataclass(frozen=True)
class HistoryEntry:
    """What happened to a row.

    Attributes:
        id: its number; a later entry of the same row has a higher one.
        at: when.
        action: "insert", "update" or "delete".
        old: the values before, by field; of an update the changed ones. Secrets are left out.
        new: the values after.
        actor: who did it; None where nobody said so.
        request_id: for which request.
        transaction_id: in which transaction; what happened together has the same one.
    """

    id: int
    at: datetime
    action: Action
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    actor: str | None
    request_id: str | None
    transaction_id: str | None


def reading(model: type[SQLModel], key: tuple[Any, ...], dialect: str) -> Select[Any]:
    """The entries of a row, the latest first.

    Raises:
        ModelError: the model has no history.
    """
    table = entries_of(model)
    names = [getattr(one, "name", "") for one in inspect(model).tables]
    return (
        select(table)
        .where(table.c.table_name.in_(names), table.c.row_key == _key(model, key, dialect))
        .order_by(table.c.id.desc())
    )


def entries_of(model: type[SQLModel]) -> Table:
    """The table of the entries.

    Raises:
        ModelError: the model has no history.
    """
    table = history_of(model.metadata)
    if table is None or not getattr(model, "__history__", False):
        raise ModelError(
            f"{model.__name__} has no history.", "Derive it from WithHistory and migrate."
        )
    return table


def entry(model: type[SQLModel], row: Any) -> HistoryEntry:
    """One row of the table, with values of the model's types."""
    values = row._mapping
    return HistoryEntry(
        id=values["id"],
        at=values["at"],
        action=values["action"],
        old=_typed(model, values["old_values"]),
        new=_typed(model, values["new_values"]),
        actor=values["actor"],
        request_id=values["request_id"],
        transaction_id=values["transaction_id"],
    )


def _key(model: type[SQLModel], key: tuple[Any, ...], dialect: str) -> Any:
    """The key as the triggers write it: computed by the database, from parameters of the columns' types."""
    mapper: Mapper[Any] = inspect(model)
    parts = [literal(v, c.type) for v, c in zip(key, mapper.primary_key, strict=True)]
    if len(parts) == 1:
        return cast(parts[0], Text)
    array = func.json_build_array if dialect == "postgresql" else func.json_array
    return cast(array(*parts), Text)


def _typed(model: type[SQLModel], values: Mapping[str, Any] | None) -> dict[str, Any]:
    mapper: Mapper[Any] = inspect(model)
    names = {column.name: name for name, column in mapper.columns.items()}
    return {
        names.get(name, name): _value(model, names.get(name, ""), value)
        for name, value in (values or {}).items()
    }


def _value(model: type[SQLModel], name: str, value: Any) -> Any:
    """A value of the field's type; as it was written where the field has another type by now."""
    adapter = None if value is None else _adapter(model, name)
    try:
        made = value if adapter is None else adapter.validate_python(_unnamed(model, name, value))
    except ValidationError:
        return value
    # Databases without time zones keep moments in UTC.
    naive = isinstance(made, datetime) and made.tzinfo is None
    return made.replace(tzinfo=UTC) if naive and _is_utc(model, name) else made


def _unnamed(model: type[SQLModel], name: str, value: Any) -> Any:
    """The value of an enum that is stored by its name."""
    kind = getattr(inspect(model).columns[name].type, "enum_class", None)
    return kind[value] if kind is not None and value in kind.__members__ else value


def _is_utc(model: type[SQLModel], name: str) -> bool:
    return isinstance(inspect(model).columns[name].type, UTCDateTime)


@lru_cache(maxsize=2048)
def _adapter(model: type[SQLModel], name: str) -> TypeAdapter[Any] | None:
    if name not in inspect(model).columns or name not in model.model_fields:
        return None
    annotation: Any = model.model_fields[name].annotation
    return TypeAdapter(annotation)
