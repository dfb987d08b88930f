"""DBML text to `MetaData`.

    text -> tokens (lexer) -> blocks and lines (blocks) -> what they declare (elements, tables)
         -> names looked up (scope), partials put in (partials) -> tables (columns, constraints) -> relationships (refs)

Every step reports what is wrong and goes on with the rest, so that one run shows every mistake.
"""

from dataclasses import replace

import sqlalchemy as sa

from colonnade.errors import InvalidSource
from colonnade.schema.dbml.blocks import Blocks
from colonnade.schema.dbml.columns import ColumnReader, ReadColumn
from colonnade.schema.dbml.constraints import ConstraintReader, is_key
from colonnade.schema.dbml.declared import Declared, TableElement
from colonnade.schema.dbml.elements import Elements
from colonnade.schema.dbml.extras import ExtraReader
from colonnade.schema.dbml.lexer import tokens_of
from colonnade.schema.dbml.mistakes import Mistakes
from colonnade.schema.dbml.partials import FullTable, columns_of, full_table
from colonnade.schema.dbml.refs import RefReader
from colonnade.schema.dbml.scope import Scope
from colonnade.schema.dbml.syntax import Endpoint, Path, RefLine, Value
from colonnade.schema.info import KEY, Partial, TableInfo, schema_info

_AWARE = '`timestamp` and `datetime` columns keep the time zone; write `"timestamp without time zone"` for one that does not.'


def read_dbml(text: str, path: str) -> sa.MetaData:
    """The tables that a DBML text describes.

    Constraints and indexes without a name in the text have none here; a naming convention gives them one later.
    A many-to-many relationship becomes a link table. Decisions taken for the user are in
    `schema_info(metadata).assumptions`, and what a `MetaData` cannot carry in its `omissions`.

    Args:
        text: the text.
        path: where the text comes from; findings show it.

    Raises:
        InvalidSource: the text holds mistakes; each is a finding with its place, in the order of the text.
    """
    mistakes = Mistakes(path)
    blocks = Blocks(tokens_of(text.replace("\r\n", "\n")), mistakes).read()
    reading = _Reading(Elements(mistakes).read(blocks), mistakes)
    if mistakes.findings:
        raise InvalidSource(mistakes.findings)
    reading.assume()
    schema_info(reading.metadata).source = path
    return reading.metadata


class _Reading:
    """One text on its way from what it declares to a `MetaData`."""

    def __init__(self, declared: Declared, mistakes: Mistakes) -> None:
        # SQLAlchemy names indexes by a convention of its own unless it is told not to.
        self.metadata = sa.MetaData(naming_convention={"ix": None})  # type: ignore[dict-item]
        self._mistakes = mistakes
        self._scope = Scope(declared, mistakes)
        self._columns = ColumnReader(self._scope, self.metadata, mistakes)
        self._inline: list[RefLine] = []
        self._unreadable: dict[str, set[str]] = {}
        self._index_names: dict[str | None, dict[str, int]] = {}
        for element in self._scope.tables.values():
            self._table(full_table(element, self._scope, mistakes))
        self._partials(declared.partials)
        refs = RefReader(self.metadata, self._scope, self._unreadable, mistakes)
        for ref in (*self._inline, *declared.refs):
            refs.add(ref)
        ExtraReader(self.metadata, self._scope, mistakes).add(declared)

    def _table(self, full: FullTable) -> None:
        element = full.element
        columns = self._read_columns(full)
        names = self._index_names.setdefault(element.schema, {})
        constraints = ConstraintReader(full, columns, names, self._mistakes)
        table = sa.Table(
            str(element.name),
            self.metadata,
            *(read.column for read in columns),
            *constraints.primary_key(),
            schema=element.schema,
            comment=full.note or None,
        )
        place = self._mistakes.place(element.name)
        table.info[KEY] = TableInfo(place, full.partials, full.settings)
        constraints.add(table)
        self._unreadable[element.key] = full.unreadable
        for read in columns:
            self._inline += [_ref(element, read, value) for value in read.refs]

    def _read_columns(self, full: FullTable) -> list[ReadColumn]:
        keys = {item for index in full.indexes if is_key(index) for item in index.items}
        return [self._columns.read(line, name in keys) for name, line in full.columns.items()]

    def _partials(self, partials: list[TableElement]) -> None:
        info = schema_info(self.metadata)
        for partial in partials:
            name = str(partial.name)
            info.partials[name] = Partial(name, columns_of(partial), partial.note)
            if not any(name in t.info[KEY].partials for t in self.metadata.tables.values()):
                self._check_unused(partial)

    def _check_unused(self, partial: TableElement) -> None:
        """A partial that no table takes is read for its mistakes only."""
        alone = Scope(Declared(), self._mistakes)
        alone.enums = self._scope.enums
        full = full_table(replace(partial), alone, self._mistakes)
        columns = self._read_columns(full)
        ConstraintReader(full, columns, {}, self._mistakes).primary_key()

    def assume(self) -> None:
        """List the decisions that were taken for the user."""
        assumptions = schema_info(self.metadata).assumptions
        if self._columns.assumed_aware:
            assumptions.append(_AWARE)
        numbered = [
            f"`{column.table.fullname}.{column.name}`"
            for table in self.metadata.tables.values()
            if (column := table.autoincrement_column) is not None and column.autoincrement == "auto"
        ]
        if numbered:
            assumptions.append(f"The database numbers the rows: {', '.join(numbered)}.")


def _ref(element: TableElement, read: ReadColumn, value: Value) -> RefLine:
    """`[ref: > users.id]` at a column; one-to-one puts the foreign key on that column."""
    here = Endpoint((*_path(element), read.line.name))
    there = Endpoint(value.path)
    if value.text == "-":
        return RefLine(there, value.token.update(value="-"), here)
    return RefLine(here, value.token.update(value=value.text), there)


def _path(element: TableElement) -> Path:
    if element.schema is None:
        return (element.name,)
    return (element.name.update(value=element.schema), element.name)
