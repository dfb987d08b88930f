"""Columns of a full table to SQLAlchemy's columns."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from colonnade.schema.dbml.defaults import BadDefault, Default, default_of, sql_text
from colonnade.schema.dbml.mistakes import Mistakes, suggestion
from colonnade.schema.dbml.scope import Scope
from colonnade.schema.dbml.settings import COLUMN, Chosen, chosen
from colonnade.schema.dbml.syntax import ColumnLine, Kind, Setting, TypeName, Value, dotted
from colonnade.schema.dbml.types import (
    BadArguments,
    array_of,
    is_serial,
    named_type,
    type_names,
)
from colonnade.schema.info import KEY, ColumnInfo

Type = sa.types.TypeEngine[Any]
_UNAWARE = ("timestamp", "datetime")
_MODIFIERS = ("pk", "unique")


@dataclass
class ReadColumn:
    """A column and what its line says beside it."""

    column: sa.Column[Any]
    line: ColumnLine
    primary_key: bool
    unique: bool
    refs: list[Value] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)


class ColumnReader:
    """Makes columns; the enums of the text become one `Enum` each."""

    def __init__(self, scope: Scope, metadata: sa.MetaData, mistakes: Mistakes) -> None:
        self._scope = scope
        self._mistakes = mistakes
        self._enums = {
            key: _enum(
                element.name, element.schema, [str(v.name) for v in element.values], metadata
            )
            for key, element in scope.enums.items()
        }
        self._whole = [self._enums[key] for key, one in scope.enums.items() if one.is_whole]
        self.assumed_aware = False

    def read(self, line: ColumnLine, in_key: bool) -> ReadColumn:
        """The column of a line; its keys and constraints are the table's business.

        Args:
            line: the line.
            in_key: whether an index makes the column part of the primary key.
        """
        settings = chosen(line.settings + _modifiers(line), COLUMN, self._mistakes)
        marked = settings.has("pk") or settings.has("primary key")
        type_ = sa.types.NullType() if self._misplaced(line) else self._type(line.type, settings)
        numbered = self._is_numbered(line, settings, type_)
        generated = _generated(settings, numbered and not (marked or in_key))
        column: sa.Column[Any] = sa.Column(
            str(line.name),
            type_,
            *generated,
            nullable=not (marked or in_key or settings.has("not null")),
            server_default=self._default(settings, type_, bool(generated)),
            autoincrement=_autoincrement(settings, numbered and (marked or in_key)),
            comment=settings.text("note"),
        )
        column.info[KEY] = ColumnInfo(self._mistakes.place(line.name), settings.custom)
        checks = [value.text for value in settings.values("check")]
        refs = settings.values("ref")
        return ReadColumn(column, line, marked, settings.has("unique"), refs, checks)

    def _misplaced(self, line: ColumnLine) -> bool:
        """Whether words stand after the type that do not belong there; they are reported."""
        wrong = [token for token in line.modifiers if token.lower() not in _MODIFIERS]
        for token in wrong[:1]:
            message = f"unexpected `{token}`; settings go in brackets, and names and types with spaces in double quotes"
            self._mistakes.add("DBML001", token, message)
        return bool(wrong)

    def _is_numbered(self, line: ColumnLine, settings: Chosen, type_: Type) -> bool:
        if not settings.has("increment"):
            return is_serial(line.type.path[-1])
        if type_._type_affinity is sa.Integer:
            return True
        if not isinstance(type_, sa.types.NullType):
            message = f"`{line.name}` is no integer, so the database cannot number it"
            self._mistakes.add("DBML038", line.name, message)
        return False

    def _type(self, name: TypeName, settings: Chosen) -> Type:
        type_: Type = self._enums.get(self._enum_key(name)) or self._named(name)
        if isinstance(type_, sa.String) and "collation" in settings.custom:
            type_.collation = settings.custom.pop("collation")
        return array_of(type_, name.dimensions) if name.dimensions else type_

    def _enum_key(self, name: TypeName) -> str:
        enum = self._scope.enum(name.path)
        return enum.key if enum else ""

    def _named(self, name: TypeName) -> Type:
        written = dotted(name.path)
        try:
            type_ = named_type(written, name.arguments) if len(name.path) == 1 else None
        except BadArguments as error:
            self._mistakes.add("DBML024", name.path[-1], str(error))
            return sa.types.NullType()
        self.assumed_aware |= type_ is not None and written.lower() in _UNAWARE
        if type_ is None:
            self._unknown(name, written)
        return type_ if type_ is not None else sa.types.NullType()

    def _unknown(self, name: TypeName, written: str) -> None:
        if len(name.path) > 1:
            hint = suggestion(written, self._scope.enums)
            self._mistakes.add("DBML022", name.path[-1], f"no enum `{written}`{hint}")
            return
        hint = suggestion(written, [*self._scope.enums, *type_names()])
        self._mistakes.add("DBML024", name.path[-1], f"no type `{written}`{hint}")

    def _default(self, settings: Chosen, type_: Type, generated: bool) -> Default:
        value = settings.value("default")
        if value is None:
            return None
        if generated:
            message = "the database makes the column's values, so it has no default"
            self._mistakes.add("DBML007", value.token, message)
            return None
        try:
            default = default_of(value, type_)
        except BadDefault as error:
            self._mistakes.add("DBML036", value.token, str(error))
            return None
        if isinstance(type_, sa.Enum) and isinstance(default, str):
            self._check_enum_value(value, default, type_)
        return default

    def _check_enum_value(self, value: Value, default: str, enum: sa.Enum) -> None:
        if value.kind is Kind.PATH and self._enum_key(TypeName(value.path[:-1])) not in self._enums:
            hint = suggestion(dotted(value.path[:-1]), self._enums)
            self._mistakes.add("DBML022", value.token, f"no enum `{dotted(value.path[:-1])}`{hint}")
        elif default not in enum.enums and any(enum is one for one in self._whole):
            message = f"enum `{enum.name}` has no value `{default}`"
            self._mistakes.unknown("DBML022", value.token, message, default, enum.enums)


def _enum(name: str, schema: str | None, values: list[str], metadata: sa.MetaData) -> sa.Enum:
    return sa.Enum(*dict.fromkeys(values), name=str(name), schema=schema, metadata=metadata)


def _modifiers(line: ColumnLine) -> tuple[Setting, ...]:
    """`id int pk` is the old way to write `id int [pk]`."""
    known = [token for token in line.modifiers if token.lower() in _MODIFIERS]
    return tuple(Setting(token.lower(), token, None) for token in known)


def _generated(settings: Chosen, numbered: bool) -> list[sa.Computed | sa.Identity]:
    """What DBML says only through custom settings: `computed`, `persisted` and `identity`."""
    custom = settings.custom
    if expression := custom.pop("computed", None):
        persisted = custom.pop("persisted", None)
        stored = None if persisted is None else persisted == "true"
        return [sa.Computed(sql_text(expression), stored)]
    if kind := custom.pop("identity", None):
        return [sa.Identity(always=kind == "always")]
    return [sa.Identity()] if numbered else []


def _autoincrement(settings: Chosen, numbered: bool) -> Any:
    if settings.custom.pop("autoincrement", "") == "false":
        return False
    return True if numbered else "auto"
