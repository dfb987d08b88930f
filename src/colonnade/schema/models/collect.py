"""The tables of imported modules, copied into one `MetaData` that knows nothing of their classes."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from sqlalchemy import Enum, MetaData, Table
from sqlalchemy.exc import InvalidRequestError

from colonnade.schema.info import Omission, column_info, schema_info, table_info
from colonnade.schema.models.cascades import note_cascades
from colonnade.schema.models.computed import computed_values
from colonnade.schema.models.places import classes_of, field_places, place
from colonnade.schema.models.plain import enum_class_of, plain_default, plain_type

LIMITS = (
    *("min_length", "max_length", "ge", "gt", "le", "lt", "multiple_of"),
    *("pattern", "max_digits", "decimal_places"),
)


def collected(modules: list[ModuleType]) -> MetaData:
    """All tables of the modules' models, with what their fields say in the `info` of the columns.

    Raises:
        InvalidRequestError: two `MetaData` of the modules have a table of the same name.
        NoReferenceError: a foreign key refers to a table that no module defines.
    """
    classes = list(classes_of(modules))
    sources = list(_sources(modules, classes))
    copy = MetaData(naming_convention=sources[0].naming_convention if sources else None)
    for source in sources:
        for table in source.sorted_tables:
            if table.key in copy.tables:
                raise InvalidRequestError(f"Two registries have a table {table.key}")
            # The type is made plain before it is copied: a type is tied to its table by events.
            schema_info(copy).omissions.extend(_make_plain(table))
            table.to_metadata(copy)
    for cls in classes:
        mapped = getattr(cls, "__table__", None)
        if isinstance(mapped, Table) and mapped.key in copy.tables:
            _note_class(copy.tables[mapped.key], cls)
            note_cascades(copy, cls)
        elif _wants_table(cls):
            _note_unmapped(copy, cls)
    return copy


def _sources(modules: list[ModuleType], classes: Iterable[type[Any]]) -> Iterator[MetaData]:
    """Each `MetaData` that a class, a table or the modules themselves have."""
    values = [value for module in modules for value in vars(module).values()]
    found = [value for value in values if isinstance(value, MetaData)]
    tables = [value for value in values if isinstance(value, Table)]
    tables += [
        cls.__table__ for cls in classes if isinstance(getattr(cls, "__table__", None), Table)
    ]
    found += [table.metadata for table in tables]
    return iter({id(one): one for one in found if one.tables}.values())


def _note_class(table: Table, cls: type[Any]) -> None:
    table_info(table).place = place(cls)
    for name, found in field_places(cls).items():
        if name in table.columns:
            column_info(table.columns[name]).place = found
    fields: dict[str, Any] = getattr(cls, "__pydantic_fields__", {})
    for name, field in fields.items():
        if name in table.columns:
            settings = column_info(table.columns[name]).settings
            settings |= dict(_limits(field))
    decorators = getattr(cls, "__pydantic_decorators__", None)
    for kind in ("field_validators", "model_validators", "validators", "root_validators"):
        for name in getattr(decorators, kind, {}):
            omission = Omission("validator", f"{cls.__name__}.{name}", "it is Python code; copy it")
            schema_info(table.metadata).omissions.append(omission)


def _limits(field: Any) -> Iterator[tuple[str, str]]:
    """The limits that a field sets, in Pydantic's words."""
    for one in field.metadata:
        for name in LIMITS:
            value = getattr(one, name, None)
            if value is not None:
                yield name, str(value)
    if field.description:
        yield "description", field.description
    factory = field.default_factory
    if factory is not None:
        yield "default_factory", f"{factory.__module__}.{factory.__qualname__}"


def _wants_table(cls: type[Any]) -> bool:
    """A SQLModel class with a key of its own and no table, from which no class with a table is made."""
    keys = [field for field in getattr(cls, "__pydantic_fields__", {}).values() if _is_key(field)]
    mapped = any(
        isinstance(getattr(sub, "__table__", None), Table) for sub in type.__subclasses__(cls)
    )
    return bool(keys) and hasattr(cls, "metadata") and not mapped


def _is_key(field: Any) -> bool:
    values = [getattr(field, "primary_key", None)]
    values += [getattr(one, "primary_key", None) for one in field.metadata]
    return any(value is True for value in values)


def _note_unmapped(metadata: MetaData, cls: type[Any]) -> None:
    schema_info(metadata).assumptions.append(
        f"{cls.__name__} ({place(cls)}) has a primary key and no table=True; it is left out."
    )


def _make_plain(table: Table) -> Iterator[Omission]:
    """Take from a table what only the person's own modules can make sense of."""
    table.info.clear()
    yield from computed_values(table)
    for column in table.columns:
        column.default = plain_default(column)
        column.onupdate = None
        column.info.clear()
        if (kind := enum_class_of(column.type)) is not None:
            column_info(column).enum_class = kind.__name__
        if isinstance(column.type, Enum):
            column_info(column).enum_by_name = _is_stored_by_name(column.type)
        column.type, strange = plain_type(column.type)
        if strange:
            name = f"{strange} of {table.key}.{column.name}"
            yield Omission("column type", name, f"read as {column.type!r}")


def _is_stored_by_name(kind: Enum) -> bool:
    """Whether the members are stored by names that are not their values."""
    members: list[Any] = list(kind.enum_class or ())
    differ = any(isinstance(one.value, str) and one.value != one.name for one in members)
    return differ and list(kind.enums) == [one.name for one in members]
