"""Columns that several tables share under one name in a design, as mixins in `app/models/mixins.py`."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table

from colonnade.design import words
from colonnade.design.identifiers import CLASS_NAMES, cleaned, unused
from colonnade.design.models.code import docstring
from colonnade.design.models.columns import declaration
from colonnade.design.models.context import Context
from colonnade.design.models.traits import mixins_of
from colonnade.design.names import enum_of
from colonnade.schema.info import Partial, schema_info, table_info


@dataclass(frozen=True)
class PartialMixin:
    """A partial as a class.

    Attributes:
        class_name: the mixin's name.
        note: what the design says about it.
        lines: its columns' declarations, by column.
        tables: the keys of the tables that inherit it.
    """

    class_name: str
    note: str
    lines: dict[str, str]
    tables: set[str] = field(default_factory=set)

    @property
    def source(self) -> str:
        """The source of the class."""
        body = "\n".join(f"    {line}" for line in self.lines.values())
        note = docstring(self.note or "Columns that several tables share")
        return f"class {self.class_name}(Model):\n    {note}\n\n{body}"


def partials_of(context: Context) -> list[PartialMixin]:
    """The partials that are not traits, with the columns that are the same in all their tables."""
    found: list[PartialMixin] = []
    taken = {*context.names.classes.values(), *CLASS_NAMES}
    taken |= {enum.class_name for enum in context.names.enums.values()}
    done: set[tuple[str, str]] = set()
    for name, partial in schema_info(context.metadata).partials.items():
        tables = [table for table in context.tables if name in table_info(table).partials]
        lines = _shared(partial, tables, context, done)
        if lines:
            class_name = words.pascal(words.words_of(cleaned(name)))
            class_name = unused(
                f"{class_name}Columns" if class_name in taken else class_name, taken
            )
            taken.add(class_name)
            keys = {table.key for table in tables}
            found.append(PartialMixin(class_name, partial.note, lines, keys))
            done |= {(key, column) for key in keys for column in lines}
    return found


def _shared(
    partial: Partial, tables: list[Table], context: Context, done: set[tuple[str, str]]
) -> dict[str, str]:
    """The declarations of the partial's columns that all its tables have alike, and no trait gives."""
    covered = {column for table in tables for column in mixins_of(table, context).columns}
    lines: dict[str, str] = {}
    for name in partial.columns:
        columns = [table.columns[name] for table in tables if name in table.columns]
        if name in covered or any((table.key, name) in done for table in tables):
            continue
        written = {declaration(c, context) if _is_simple(c) else None for c in columns} or {None}
        line = written.pop()
        if line is not None and not written:
            lines[name] = line
    return lines


def _is_simple(column: Column[Any]) -> bool:
    """Whether one declaration can make the column in several tables."""
    return (
        not column.foreign_keys
        and enum_of(column) is None
        and column.computed is None
        and column.identity is None
    )
