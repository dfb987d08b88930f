"""A column as a field of its class."""

from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint

from colonnade.design.models.code import call, listing, mapping, text
from colonnade.design.models.context import Context
from colonnade.design.models.defaults import Default, default_of, is_counted_part
from colonnade.design.models.options import constraint_options, is_plain_index, is_plain_unique
from colonnade.design.models.types import Spelling
from colonnade.design.names import enum_of
from colonnade.schema.habits import name_to_write
from colonnade.schema.traits import OwnershipKind

SIZES = ("min_length", "max_length")


@dataclass(frozen=True)
class FieldSource:
    """A column as the schemas and the table need it.

    Attributes:
        column: the column.
        name: its attribute.
        annotation: its Python type, without `None`.
        default: what it holds when nobody says.
        limits: keywords of `Field` that Pydantic checks.
    """

    column: Column[Any]
    name: str
    annotation: str
    default: Default
    limits: dict[str, str] = field(default_factory=dict)


def field_of(column: Column[Any], context: Context) -> FieldSource:
    """What a column is in Python."""
    spelling = context.spelling(column)
    bounds = context.bounds(column)
    annotation = spelling.annotation
    limits = {**bounds.limits, **spelling.limits}
    if bounds.values and annotation == "str":
        annotation = f"Literal[{', '.join(map(text, bounds.values))}]"
        limits = {}
    if annotation not in {"str", "bytes"}:
        limits = {name: value for name, value in limits.items() if name not in SIZES}
    if annotation not in {"int", "float", "Decimal"}:
        limits = {name: value for name, value in limits.items() if len(name) > 2}
    name = context.names.attribute(column)
    default = default_of(column, spelling.annotation, context.dialect)
    return FieldSource(column, name, annotation, _of_enum(default, column, context), limits)


def _of_enum(default: Default, column: Column[Any], context: Context) -> Default:
    """The default as a member of the column's enum, if it has one."""
    kind = enum_of(column)
    if kind is None or kind is not column.type or default.literal is None:
        return default
    names = context.names.enum(kind, column)
    member = names.members.get(default.literal)
    if member is None:
        return default
    return replace(default, python={"default": f"{names.class_name}.{member}"})


def declaration(column: Column[Any], context: Context) -> str:
    """The column as a line of its class's body."""
    source = field_of(column, context)
    found = context.ownership.get(column.table.key)
    mark = found.kind if found is not None and found.column == column.name else None
    keywords = _python_default(source, mark) | _keywords(source, context, mark)
    annotation = f"{source.annotation} | None" if _may_be_none(source) else source.annotation
    return f"{source.name}: {annotation}" + _value(keywords, mark)


def _value(keywords: dict[str, str], mark: OwnershipKind | None) -> str:
    """What stands behind the annotation: nothing, a plain default, or a call of `Field`."""
    if mark in (OwnershipKind.OWNED, OwnershipKind.THROUGH) and "foreign_key" in keywords:
        function = "Owned.by" if mark is OwnershipKind.OWNED else "Owned.through"
        keywords = dict(keywords)
        return f" = {call(function, keywords.pop('foreign_key'), **keywords)}"
    if not keywords:
        return ""
    if keywords.keys() == {"default"}:
        return f" = {keywords['default']}"
    return f" = {call('Field', **keywords)}"


def _may_be_none(source: FieldSource) -> bool:
    """Whether the attribute may hold `None`: the column may be null, or the database counts its key."""
    column = source.column
    return bool(column.nullable) or (column.primary_key and is_generated_key(column))


def is_generated_key(column: Column[Any]) -> bool:
    """Whether the key comes from the database or from Python, so that nobody has to give it."""
    if column is column.table.autoincrement_column or column.identity is not None:
        return True
    return column.server_default is not None and column.primary_key


def _python_default(source: FieldSource, mark: OwnershipKind | None) -> dict[str, str]:
    column = source.column
    if mark is OwnershipKind.OWNED:
        return {}
    if is_uuid_key(source):
        return {"default_factory": "uuid4"}
    if column.primary_key and is_generated_key(column):
        return {"default": "None"}
    return source.default.python


def is_uuid_key(source: FieldSource) -> bool:
    """Whether the row's key is a UUID that Python makes."""
    column = source.column
    return source.annotation == "UUID" and column.primary_key and not column.foreign_keys


def _keywords(source: FieldSource, context: Context, mark: OwnershipKind | None) -> dict[str, str]:
    """The keywords of `Field`, but for the default, in the order in which they are read."""
    column, spelling = source.column, context.spelling(source.column)
    arguments = list(source.default.arguments)
    keywords = _foreign_key(column, context, arguments)
    if column.primary_key:
        keywords["primary_key"] = "True"
    if any(is_plain_unique(c, column, context) for c in column.table.constraints):
        keywords["unique"] = "True"
    keywords |= _index(column, context)
    keywords |= _nullable(source)
    code = _type_code(source, spelling)
    limits = {
        k: v for k, v in source.limits.items() if k != "max_length" or code or k in spelling.limits
    }
    keywords |= limits
    if code is not None:
        keywords["sa_type"] = code
    if arguments:
        keywords["sa_column_args"] = listing(arguments)
    column_keywords = _column_keywords(source, context, mark, "foreign_key" in keywords)
    if column_keywords:
        keywords["sa_column_kwargs"] = mapping(column_keywords)
    return keywords


def _type_code(source: FieldSource, spelling: Spelling) -> str | None:
    if spelling.code is None and source.annotation.startswith("Literal"):
        length = spelling.limits.get("max_length", "")
        return f"sa.String({length})" if length else "sa.String"
    return spelling.code


def _foreign_key(column: Column[Any], context: Context, arguments: list[str]) -> dict[str, str]:
    """`foreign_key=` where it says all; a `ForeignKey` among the column's arguments where there is more to say."""
    constraint = own_foreign_key(column)
    if constraint is None:
        return {}
    target = text(constraint.elements[0].target_fullname)
    options = constraint_options(constraint, name_to_write(constraint, context.convention))
    ondelete = options.get("ondelete")
    simple = {None, '"CASCADE"', '"SET NULL"', '"RESTRICT"'}
    impossible = ondelete == '"SET NULL"' and not column.nullable
    if options.keys() <= {"ondelete"} and ondelete in simple and not impossible:
        return {"foreign_key": target, **options}
    arguments.append(call("sa.ForeignKey", target, **options))
    return {}


def own_foreign_key(column: Column[Any]) -> ForeignKeyConstraint | None:
    """The foreign key that is written at the column: the first of those that have no other column."""
    keys = [
        key
        for key in column.table.foreign_key_constraints
        if len(key.elements) == 1 and key.elements[0].parent is column
    ]
    keys.sort(key=lambda key: (key.elements[0].target_fullname, str(key.name)))
    return keys[0] if keys else None


def _index(column: Column[Any], context: Context) -> dict[str, str]:
    indexes = [index for index in column.table.indexes if is_plain_index(index, column, context)]
    if not indexes:
        return {}
    return {"unique": "True", "index": "True"} if indexes[0].unique else {"index": "True"}


def _nullable(source: FieldSource) -> dict[str, str]:
    """`nullable=` where the annotation says something else than the column."""
    column = source.column
    if source.annotation == "JsonValue" and not column.nullable:
        return {"nullable": "False"}
    return {}


def _column_keywords(
    source: FieldSource, context: Context, mark: OwnershipKind | None, has_key: bool
) -> dict[str, str]:
    column = source.column
    found: dict[str, str] = {}
    if source.name != column.name:
        found["name"] = text(column.name)
    found |= source.default.column
    if column.primary_key and counts_unasked(column):
        found["autoincrement"] = "False"
    if context.dialect == "mysql" and is_counted_part(column):
        found["autoincrement"] = "True"
    if column.comment:
        found["comment"] = text(column.comment)
    if mark in (OwnershipKind.OWNED, OwnershipKind.THROUGH) and not has_key:
        kind = "by" if mark is OwnershipKind.OWNED else "through"
        found["info"] = mapping({"colonnade.owner": text(kind)})
    return found


def counts_unasked(column: Column[Any]) -> bool:
    """Whether SQLAlchemy would count the key although the database does not."""
    alone = len(column.table.primary_key) == 1 and not column.foreign_keys
    is_number = isinstance(column.type, (sa.Integer, sa.Numeric))
    return (
        alone
        and is_number
        and column is not column.table.autoincrement_column
        and (column.server_default is None)
    )
