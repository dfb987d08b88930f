"""Tables, their columns aligned."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from colonnade.schema.dbml.defaults import unwrapped, written_default
from colonnade.schema.dbml.strings import quoted, quoted_name
from colonnade.schema.dbml.type_names import type_name
from colonnade.schema.dbml.written_constraints import checks, indexes, is_marked, sql_of
from colonnade.schema.info import column_info, table_info

if TYPE_CHECKING:
    from colonnade.schema.dbml.written_partials import WrittenPartials


def written_table(table: sa.Table, partials: "WrittenPartials") -> str:
    """The block of a table."""
    sections = [list(aligned(partials.rows(table))), _block("indexes", indexes(table))]
    sections.append(_block("checks", checks(table)))
    sections.append([f"Note: {quoted(table.comment)}"] if table.comment else [])
    head = f"Table {table_name(table)}{_table_settings(table)} {{"
    return "\n".join([head, *indented(_spaced(sections)), "}"])


def table_name(table: sa.Table) -> str:
    """A table's name, with its schema where it has one."""
    schema = f"{quoted_name(table.schema)}." if table.schema else ""
    return schema + quoted_name(table.name)


def column_row(column: sa.Column[Any]) -> list[str]:
    """Name, type and settings of a column, as they stand in the table's grid."""
    settings = ", ".join(_settings(column))
    row = [quoted_name(column.name), type_name(column.type)]
    return [*row, f"[{settings}]"] if settings else row


def aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as lines; all but the last cell of a row are padded to the width of their column."""
    grid = list(rows)
    columns = [[row[at] for row in grid if len(row) > at + 1] for at in range(3)]
    widths = [max(map(len, column), default=0) for column in columns]
    for row in grid:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield " ".join([*cells[: len(row) - 1], row[-1]])


def indented(entries: Iterable[str]) -> Iterator[str]:
    """Entries two columns further in; a block string may move, an expression of several lines may not."""
    for entry in entries:
        lines = [entry] if "`" in entry else entry.split("\n")
        yield from (f"  {line}" if line else "" for line in lines)


def _spaced(sections: list[list[str]]) -> Iterator[str]:
    """The sections that hold something, an empty line between them."""
    filled = [section for section in sections if section]
    for at, section in enumerate(filled):
        if at:
            yield ""
        yield from section


def _block(name: str, lines: Iterable[str]) -> list[str]:
    inner = list(indented(lines))
    return [f"{name} {{", *inner, "}"] if inner else []


def _table_settings(table: sa.Table) -> str:
    settings = dict(table_info(table).settings)
    written = [f"headercolor: {settings.pop('headercolor')}"] if "headercolor" in settings else []
    written += [f"{name}: {quoted(value)}" for name, value in settings.items()]
    return f" [{', '.join(written)}]" if written else ""


def _settings(column: sa.Column[Any]) -> Iterator[str]:
    key = column.primary_key
    if key and is_marked(column):
        yield "pk"
    yield from _numbering(column)
    if not key and not column.nullable:
        yield "not null"
    if _is_unique(column):
        yield "unique"
    yield from _generated(column)
    if default := _default(column):
        yield f"default: {default}"
    collation = getattr(column.type, "collation", None)
    if collation:
        yield f"collation: {quoted(collation)}"
    for name, value in column_info(column).settings.items():
        yield f"{name}: {quoted(value)}"
    if column.comment:
        yield f"note: {quoted(column.comment)}"


def _numbering(column: sa.Column[Any]) -> Iterator[str]:
    identity = column.identity
    if identity is not None and column.primary_key:
        yield f"identity: '{'always' if identity.always else 'by default'}'"
    elif identity is not None:
        yield "identity: 'always'" if identity.always else "increment"
    elif column is column.table.autoincrement_column or _has_sequence(column):
        yield "increment"
    elif column.autoincrement is False and _would_be_numbered(column):
        yield "autoincrement: 'false'"


def _would_be_numbered(column: sa.Column[Any]) -> bool:
    """Whether SQLAlchemy would number this column if it were not told otherwise."""
    alone = len(column.table.primary_key.columns) == 1 and column.primary_key
    return alone and column.type._type_affinity is sa.Integer and not column.foreign_keys


def _is_unique(column: sa.Column[Any]) -> bool:
    return any(
        isinstance(constraint, sa.UniqueConstraint)
        and list(constraint.columns) == [column]
        and constraint.name is None
        and "note" not in constraint.info
        for constraint in column.table.constraints
    )


def _generated(column: sa.Column[Any]) -> Iterator[str]:
    if column.computed is not None:
        yield f"computed: {quoted(unwrapped(sql_of(column.computed.sqltext)))}"
        if column.computed.persisted is not None:
            yield f"persisted: '{str(column.computed.persisted).lower()}'"


def _default(column: sa.Column[Any]) -> str | None:
    return None if _has_sequence(column) else written_default(column.server_default)


def _has_sequence(column: sa.Column[Any]) -> bool:
    return "nextval(" in (written_default(column.server_default) or "")
