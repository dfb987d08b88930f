"""Table partials: their blocks, and which columns of a table they stand for."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from colonnade.schema.dbml.strings import quoted, quoted_name
from colonnade.schema.dbml.written_tables import aligned, column_row, indented
from colonnade.schema.info import schema_info, table_info

Rows = dict[str, list[str]]


class WrittenPartials:
    """The partials of a schema; their columns are those of the first table that takes them whole."""

    def __init__(self, metadata: sa.MetaData) -> None:
        self._info = schema_info(metadata).partials
        self._rows: dict[str, Rows] = {}
        for name, partial in self._info.items():
            for table in metadata.tables.values():
                if name in table_info(table).partials and set(partial.columns) <= set(
                    table.c.keys()
                ):
                    self._rows[name] = {key: column_row(table.c[key]) for key in partial.columns}
                    break

    def blocks(self) -> Iterator[str]:
        """The block of each partial that a table takes."""
        for name, rows in self._rows.items():
            note = self._info[name].note
            lines = [*aligned(rows.values()), *(["", f"Note: {quoted(note)}"] if note else [])]
            yield "\n".join([f"TablePartial {quoted_name(name)} {{", *indented(lines), "}"])

    def rows(self, table: sa.Table) -> list[Sequence[str]]:
        """The rows of a table's grid: its own columns, and `~partial` in place of those of a partial."""
        own: Rows = {str(column.name): column_row(column) for column in table.columns}
        at: dict[str, str] = {}
        hidden: set[str] = set()
        late: list[Sequence[str]] = []
        for name in table_info(table).partials:
            shared = self._shared(name, table, own)
            if shared is None:
                continue
            injection = f"~{quoted_name(name)}"
            hidden |= set(shared)
            if shared:
                at[shared[0]] = injection
            else:
                late.append([injection])
        rows: list[Sequence[str]] = []
        for key, row in own.items():
            if key in at:
                rows.append([at[key]])
            elif key not in hidden:
                rows.append(row)
        return rows + late

    def _shared(self, name: str, table: sa.Table, own: Rows) -> list[str] | None:
        """The columns that a table has from a partial just as they are; None when it cannot be injected."""
        rows = self._rows.get(name)
        if rows is None or not set(rows) <= set(own):
            return None
        others = [
            self._rows.get(other, {}) for other in table_info(table).partials if other != name
        ]
        shared = [
            key
            for key, row in rows.items()
            if own[key] == row and not any(key in other for other in others)
        ]
        keys = list(own)
        start = keys.index(shared[0]) if shared else 0
        return shared if keys[start : start + len(shared)] == shared else []
