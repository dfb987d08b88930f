"""The classes beside a table: what a client sends to create and to change a row, and what it sees."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from colonnade.data.models.sensitive import is_privileged, is_secret, lets_in
from colonnade.design.models.code import call, docstring
from colonnade.design.models.columns import FieldSource, field_of, is_generated_key, is_uuid_key
from colonnade.design.models.context import Context
from colonnade.design.models.passwords import password_column
from colonnade.design.models.traits import TRAITS
from colonnade.schema.traits import OwnershipKind, traits_of


@dataclass(frozen=True)
class Schemas:
    """The fields of a table's three schemas.

    Attributes:
        create: what a client may send for a new row.
        update: what a client may change.
        public: what a client sees.
    """

    create: list[FieldSource]
    update: list[FieldSource]
    public: list[FieldSource]


def schemas_of(table: Table, context: Context) -> Schemas:
    """Which fields belong into which schema of a table."""
    fields = [field_of(column, context) for column in table.columns]
    hidden = _filled_by_traits(table, context)
    open_ = [f for f in fields if f.column.name not in hidden and not f.default.is_generated]
    create = [f for f in open_ if not _is_made(f) and not _may_wait(f)]
    update = [f for f in create if not f.column.primary_key and not _is_guarded(f)]
    deleted = traits_of(table).deleted_at
    public = [
        f for f in fields if not _is_hidden(f) and f.column is not deleted and not _is_search(f)
    ]
    return Schemas(create, update, public)


def schema_classes(table: Table, context: Context) -> list[str]:
    """The source of the three classes; one that would have no field is left out."""
    name = context.names.class_name(table)
    schemas = schemas_of(table, context)
    sources = [
        _class(
            f"{name}Create", "What a client sends for a new row", [_new(f) for f in schemas.create]
        ),
        _class(f"{name}Update", "What a client may change", [_change(f) for f in schemas.update]),
        _class(f"{name}Public", "What a client sees", [_shown(f) for f in schemas.public]),
    ]
    return [source for source in sources if source]


def _class(name: str, words: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return f"class {name}(Base):\n    {docstring(words)}\n\n" + "\n".join(
        f"    {line}" for line in lines
    )


def _new(source: FieldSource) -> str:
    if source.annotation == "PasswordHash":
        return "password: str = Field(min_length=8, max_length=1024)"
    default = source.default.python
    if not source.column.nullable and default == {"default": "None"}:
        return _line(source, optional=True, default=default)
    return _line(source, optional=bool(source.column.nullable), default=default)


def _change(source: FieldSource) -> str:
    return _line(source, optional=True, default={"default": "None"})


def _shown(source: FieldSource) -> str:
    return _line(source, optional=bool(source.column.nullable), default={}, limits=False)


def _line(
    source: FieldSource, *, optional: bool, default: dict[str, str], limits: bool = True
) -> str:
    annotation = "Base64" if source.annotation == "bytes" else source.annotation
    annotation = f"{annotation} | None" if optional else annotation
    keywords = default | (source.limits if limits else {})
    if not keywords:
        return f"{source.name}: {annotation}"
    if keywords.keys() == {"default"}:
        return f"{source.name}: {annotation} = {keywords['default']}"
    return f"{source.name}: {annotation} = {call('Field', **keywords)}"


def _filled_by_traits(table: Table, context: Context) -> set[str]:
    """The columns that the traits and the session fill."""
    shown = traits_of(table)
    columns = [getattr(shown, name) for names in TRAITS.values() for name in names]
    hidden = {column.name for column in columns if column is not None}
    found = context.ownership.get(table.key)
    if found is not None and found.kind is OwnershipKind.OWNED and found.column:
        hidden.add(found.column)
    return hidden


def _is_made(source: FieldSource) -> bool:
    """Whether the key is made by the database or by Python."""
    return source.column.primary_key and (is_generated_key(source.column) or is_uuid_key(source))


def _may_wait(source: FieldSource) -> bool:
    """Whether it is a secret or a privilege that the row can do without; who signs in needs a password."""
    optional = bool(source.column.nullable) or bool(source.default.python)
    if source.annotation == "PasswordHash":
        return False
    return (_is_guarded(source) and optional) or _is_search(source)


def _is_guarded(source: FieldSource) -> bool:
    """Whether it is a secret, or says what somebody may do, as `is_admin`."""
    return _is_hidden(source) or is_privilege(source.column)


def _is_hidden(source: FieldSource) -> bool:
    return source.annotation == "PasswordHash" or is_secret(source.column.name)


def is_privilege(column: Column[Any]) -> bool:
    """Whether a column says what somebody may do, or whether somebody who has a password is let in."""
    name = str(column.name)
    return is_privileged(name) or (lets_in(name) and password_column(column.table) is not None)


def _is_search(source: FieldSource) -> bool:
    """Whether the column is a search vector, which is of no use to a client."""
    return "TSVECTOR" in type(source.column.type).__name__.upper()
