"""What an application's own constructs and types may put into a statement: nothing that renders itself.

The rule here: a construct compiled by a function of the application (`@compiles`) is text, wherever it comes from: the
statement, a mapped property, a column's default or a type. A type's name is looked at wherever it is written, and a
value in the text of a statement is written by SQLAlchemy's own types only.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import ClauseElement, TypeDecorator
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler, TypeCompiler
from sqlalchemy.sql.dml import ValuesBase
from sqlalchemy.sql.selectable import ScalarValues, Values

from colonnade.data.isolation import vocabulary
from colonnade.data.isolation.refusing import refuse
from colonnade.data.isolation.trusted import is_trusted

_OWN_MODULES = ("sqlalchemy.", "sqlmodel.", "colonnade.")
_PYTHONS = frozenset({"builtins", "typing", "abc"})


class RefusesTypes(SQLCompiler):
    """Refuses constructs and types that write SQL of their own."""

    def refuse_custom_elements(self, *parts: visitors.ExternallyTraversible) -> None:
        """Look for elements that render themselves (`@compiles`) and are not vouched for."""
        for element in chain.from_iterable(map(_elements, parts)):
            cls: Any = type(element)
            renders_itself = cls._compiler_dispatch is not cls._original_compiler_dispatch
            if renders_itself and not _is_rendered_by_own(cls) and not is_trusted(element):
                refuse(f"The construct {cls.__name__!r}, which renders itself,")

    def refuse_custom_defaults(self, table: Any, kind: str) -> None:
        """The same for what SQL computes where a statement has no value: `default` or `onupdate` of the columns."""
        for column in table.columns:
            default = getattr(column, kind, None)
            if default is not None and default.is_clause_element:
                self.refuse_custom_elements(default.arg)

    def _setup_select_stack(self, select: Any, *args: Any, **kw: Any) -> Any:
        # With what the models' own properties added to it.
        self.refuse_custom_elements(select)
        return super()._setup_select_stack(select, *args, **kw)

    def visit_bindparam(self, bindparam: Any, *args: Any, **kw: Any) -> str:
        kind = bindparam.type.dialect_impl(self.dialect)
        if kind._has_bind_expression and not is_own(type(kind)):
            self.refuse_custom_elements(kind.bind_expression(bindparam))
        return super().visit_bindparam(bindparam, *args, **kw)

    def _label_select_column(self, select: Any, column: Any, *args: Any, **kw: Any) -> Any:
        kind = column.type.dialect_impl(self.dialect)
        if kind._has_column_expression and not is_own(type(kind)):
            self.refuse_custom_elements(kind.column_expression(column))
        return super()._label_select_column(select, column, *args, **kw)

    def render_literal_value(self, value: Any, type_: Any) -> str:
        kind = type_.dialect_impl(self.dialect)
        while is_own(type(kind).literal_processor) and isinstance(kind, TypeDecorator):
            kind = kind.impl_instance
        if not is_own(type(kind)):
            refuse(
                f"A value of the type {type(type_).__name__!r} in the text of a statement",
                "Leave literal_execute=True out.",
            )
        text = super().render_literal_value(value, type_)
        backslashes = getattr(self.dialect, "_backslash_escapes", False)
        if not vocabulary.is_literal(
            text, backslashes=backslashes, percents=self.preparer._double_percents
        ):
            refuse("A value that is more than a value in the text of a statement")
        return text


class CarefulTypes(TypeCompiler):
    """Refuses a type whose name is more than a type's name."""

    def process(self, type_: Any, **kw: Any) -> str:
        text = super().process(type_, **kw)
        if not vocabulary.is_type(text):
            refuse("A type that is more than a type's name")
        return text


def _is_rendered_by_own(cls: Any) -> bool:
    """Whether all that renders a class is SQLAlchemy's, SQLModel's or ours: the functions of `@compiles`, or its bases."""
    renderers = getattr(cls, "_compiler_dispatcher", None)
    made = cls.__mro__ if renderers is None else renderers.specs.values()
    return all(is_own(one) or one.__module__ in _PYTHONS for one in made)


def _elements(element: Any) -> Iterator[Any]:
    """Everything in a statement, also in the rows of VALUES, where SQLAlchemy does not look."""
    for one in visitors.iterate(element):
        yield one
        rows: Any = ()
        if isinstance(one, ValuesBase):
            rows = one._multi_values
        elif isinstance(one, Values | ScalarValues):
            rows = one._data
        for value in _leaves(rows):
            yield from _elements(value)


def _leaves(rows: Any) -> Iterator[Any]:
    if isinstance(rows, Mapping):
        rows = [*rows.keys(), *rows.values()]
    if isinstance(rows, list | tuple):
        for row in rows:
            yield from _leaves(row)
    elif hasattr(rows, "__clause_element__"):
        yield rows.__clause_element__()
    elif isinstance(rows, ClauseElement):
        yield rows


def is_own(made: Any) -> bool:
    """Whether a class or a function is SQLAlchemy's, SQLModel's or ours."""
    return f"{made.__module__}.".startswith(_OWN_MODULES)
