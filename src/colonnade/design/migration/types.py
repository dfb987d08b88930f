"""Column types as Python code that needs nothing but SQLAlchemy.

A revision outlives the application that wrote it, so a type of SQLModel or of the application is written as the plain
type it stands for.
"""

import keyword
import re
from collections.abc import Iterator
from typing import TypeGuard

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from colonnade.design.migration.dialects import DIALECTS, with_aliases

AnyType = TypeEngine[object]
NamedType = sa.Enum | postgresql.DOMAIN

_TAKEN = {"op", "sa", "mysql", "postgresql", "sqlite", "revision", "down_revision"}


class Types:
    """Writes types, and remembers what the revision must import and declare for them.

    Attributes:
        imports: import lines.
        named: variable -> the type of PostgreSQL with a name of its own that it holds.
        exact: whether a type was written that SQLAlchemy knows by its SQL text only.
    """

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.named: dict[str, NamedType] = {}
        self.exact = False

    def code(self, type_: AnyType) -> str:
        """Python code of a type with its variants."""
        base = plain(type_)
        code = self._bare(base)
        for dialects, variant in _variants(base):
            names = ", ".join(repr(name) for name in dialects)
            code += f".with_variant({self._bare(plain(variant))}, {names})"
        return code

    def declaration(self, type_: NamedType) -> str:
        """Python code that declares a type with a name; no table creates or drops it on its own."""
        if isinstance(type_, sa.Enum):
            return f"sa.Enum({', '.join(_enum_arguments(type_))})"
        return f"postgresql.DOMAIN({', '.join(self._domain_arguments(type_))})"

    def _bare(self, type_: AnyType) -> str:
        if _is_named(type_):
            return self._variable(type_)
        if isinstance(type_, sa.ARRAY):
            return self._array(type_)
        module = type(type_).__module__
        if isinstance(type_, UserDefinedType):
            self.exact = True
            return f"Exact({_ddl(type_, DIALECTS['sqlite'])!r})"
        if match := re.match(r"sqlalchemy\.dialects\.(\w+)", module):
            self.imports.add(f"from sqlalchemy.dialects import {match[1]}")
            return f"{match[1]}.{_repr(type_)}"
        if not module.startswith("sqlalchemy."):
            self.imports.add(f"import {module}")
            return f"{module}.{_repr(type_)}"
        return f"sa.{_repr(type_)}"

    def _array(self, type_: sa.ARRAY[object]) -> str:
        dimensions = f", dimensions={type_.dimensions}" if type_.dimensions else ""
        return f"sa.ARRAY({self.code(type_.item_type)}{dimensions})"

    def _variable(self, type_: NamedType) -> str:
        for variable, known in self.named.items():
            if (known.schema, known.name) == (type_.schema, type_.name):
                return variable
        variable = re.sub(r"\W", "_", str(type_.name))
        while not variable.isidentifier() or _is_taken(variable) or variable in self.named:
            variable = f"type_{variable}"
        self.named[variable] = type_
        return variable

    def _domain_arguments(self, type_: postgresql.DOMAIN) -> Iterator[str]:
        self.imports.add("from sqlalchemy.dialects import postgresql")
        yield repr(str(type_.name))
        yield self.code(type_.data_type)
        for name in ("collation", "not_null", "constraint_name"):
            if value := getattr(type_, name):
                yield f"{name}={str(value) if value is True else repr(str(value))}"
        for name in ("default", "check"):
            if (value := getattr(type_, name)) is not None:
                yield f"{name}={str(getattr(value, 'text', value))!r}"
        if type_.schema:
            yield f"schema={str(type_.schema)!r}"
        yield "create_type=False"


def plain(type_: AnyType) -> AnyType:
    """The SQLAlchemy type that a decorated type stands for, with a variant where a dialect gets another one."""
    if not isinstance(type_, TypeDecorator) or type(type_).__module__.startswith("sqlalchemy."):
        return type_
    base: AnyType = type_.impl_instance
    for name, dialect in DIALECTS.items():
        own = type_._variant_mapping.get(name) or type_.load_dialect_impl(dialect)
        if _ddl(own, dialect) != _ddl(base, dialect):
            base = base.with_variant(own, *with_aliases([name]))
    return base


def _ddl(type_: AnyType, dialect: sa.Dialect) -> str | None:
    try:
        return str(type_.compile(dialect=dialect))
    except sa.exc.CompileError:  # a VARCHAR without a length on MySQL
        return None


def _variants(type_: AnyType) -> Iterator[tuple[list[str], AnyType]]:
    dialects: dict[int, list[str]] = {}
    variants = type_._variant_mapping
    for name, variant in variants.items():
        dialects.setdefault(id(variant), []).append(name)
    for names in dialects.values():
        yield names, variants[names[0]]


def _is_named(type_: AnyType) -> TypeGuard[NamedType]:
    if isinstance(type_, sa.Enum):
        # mysql.ENUM is part of its column, as is an enum kept as text.
        return type_.native_enum and not isinstance(type_, mysql.ENUM)
    return isinstance(type_, postgresql.DOMAIN)


def _is_taken(variable: str) -> bool:
    return variable in _TAKEN or keyword.iskeyword(variable)


def _enum_arguments(type_: sa.Enum) -> Iterator[str]:
    yield from (repr(value) for value in type_.enums)
    yield f"name={str(type_.name)!r}"
    if type_.schema:
        yield f"schema={str(type_.schema)!r}"
    if type_.create_constraint:
        yield "create_constraint=True"
    yield "create_type=False"


def _repr(type_: AnyType) -> str:
    # The types inside JSONB(astext_type=Text()) and HSTORE(text_type=Text()) lack their module.
    return re.sub(r"(?<=text_type=)(?=\w+\()", "sa.", repr(type_))
