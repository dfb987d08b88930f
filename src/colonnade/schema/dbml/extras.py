"""What stands beside the tables: groups, notes, metadata blocks, records. Names in them are checked, too."""

from collections.abc import Iterable

import sqlalchemy as sa
from lark import Token

from colonnade.schema.dbml.declared import (
    Declared,
    EnumElement,
    GroupElement,
    MetadataElement,
    RecordsElement,
)
from colonnade.schema.dbml.mistakes import Mistakes, counted, suggestion
from colonnade.schema.dbml.scope import Scope
from colonnade.schema.dbml.syntax import Kind, Path, Property
from colonnade.schema.info import Omission, column_info, schema_info, table_info

_NOT_STRUCTURE = "it is no part of the tables' structure"


class ExtraReader:
    """Adds to a schema whose tables are there what a text says beside them."""

    def __init__(self, metadata: sa.MetaData, scope: Scope, mistakes: Mistakes) -> None:
        self._metadata = metadata
        self._scope = scope
        self._mistakes = mistakes
        self._info = schema_info(metadata)
        self._grouped: set[str] = set()

    def add(self, declared: Declared) -> None:
        """Add the project, the groups and the metadata, and list what is not carried over."""
        self._info.project = str(declared.project or "")
        self._info.note = declared.note
        for group in declared.groups:
            self._group(group)
        for element in declared.metadata:
            self._metadata_block(element, declared)
        self._records(declared.records)
        self._once(declared.notes, "note")
        self._omissions(declared)

    def _group(self, group: GroupElement) -> None:
        if group.name in self._info.groups:
            message = f"table group `{group.name}` is defined twice"
            self._mistakes.add("DBML017", group.name, message, "Give one of them another name.")
        names = [name for member in group.members if (name := self._member(member))]
        self._info.groups.setdefault(str(group.name), names)
        if group.note:
            self._omit("note of a table group", group.name, group.note)

    def _member(self, path: Path) -> str:
        """The full name of a member; a table stands in one group, once."""
        table = self._scope.table(path)
        if table is None:
            return ""
        if table.key in self._grouped:
            message = f"`{table.key}` stands in a table group already"
            self._mistakes.add("DBML017", path[-1], message, "Keep it in one group.")
        self._grouped.add(table.key)
        return table.key

    def _metadata_block(self, element: MetadataElement, declared: Declared) -> None:
        target = str(element.header.target).lower()
        path = element.header.path
        if target == "table" and (table := self._scope.table(path)):
            self._set_on_table(self._metadata.tables.get(table.key), element.properties)
        elif target == "column":
            self._column(element)
        elif target in ("tablegroup", "note"):
            known = [*(group.name for group in declared.groups), *declared.notes]
            if path[-1] not in known:
                hint = suggestion(path[-1], known)
                self._mistakes.add("DBML025", path[-1], f"no `{path[-1]}` to describe{hint}")

    def _column(self, element: MetadataElement) -> None:
        *table_path, name = element.header.path
        if not table_path:
            self._mistakes.add("DBML001", name, f"`{name}` needs its table: `table.{name}`")
        elif table := self._scope.table(tuple(table_path)):
            columns = self._metadata.tables[table.key].c
            if name not in columns:
                hint = suggestion(name, columns.keys())
                message = f"table `{table.key}` has no column `{name}`{hint}"
                self._mistakes.add("DBML021", name, message)
            else:
                _set(columns[name], column_info(columns[name]).settings, element.properties)

    def _set_on_table(self, table: sa.Table | None, properties: list[Property]) -> None:
        if table is not None:
            _set(table, table_info(table).settings, properties)

    def _records(self, records: list[RecordsElement]) -> None:
        seen: set[str] = set()
        for element in records:
            table = self._scope.table(element.table)
            if table is None:
                continue
            if table.key in seen:
                message = f"`{table.key}` has two blocks of records; join them"
                self._mistakes.add("DBML017", element.keyword, message)
            seen.add(table.key)
            self._check_rows(element, self._metadata.tables[table.key])
            self._omit("records", table.key, "sample rows are no part of the tables' structure")

    def _check_rows(self, records: RecordsElement, table: sa.Table) -> None:
        for name in records.columns or ():
            if name not in table.c:
                hint = suggestion(name, table.c.keys())
                message = f"table `{table.fullname}` has no column `{name}`{hint}"
                self._mistakes.add("DBML021", name, message)
        width = len(table.c) if records.columns is None else len(records.columns)
        for token, count in records.rows:
            if count != width:
                message = f"this row has {counted(count, 'value')} for {counted(width, 'column')}"
                self._mistakes.add("DBML037", token, message)

    def _once(self, names: Iterable[Token], what: str) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                message = f"{what} `{name}` is defined twice"
                self._mistakes.add("DBML017", name, message, "Give one of them another name.")
            seen.add(name)

    def _omissions(self, declared: Declared) -> None:
        for name in declared.notes:
            self._omit("sticky note", name, _NOT_STRUCTURE)
        for name in declared.views:
            self._omit("diagram view", name, _NOT_STRUCTURE)
        if declared.has_deps:
            self._omit("data dependencies", "Dep", _NOT_STRUCTURE)
        for enum in declared.enums:
            self._omit_value_notes(enum)

    def _omit_value_notes(self, enum: EnumElement) -> None:
        for value in enum.values:
            for setting in value.settings:
                if setting.name == "note" and setting.value is not None:
                    name = f"{enum.key}.{value.name}"
                    self._omit("note of an enum value", name, setting.value.text)

    def _omit(self, kind: str, name: str, reason: str) -> None:
        self._info.omissions.append(Omission(kind, str(name), reason))


def _set(
    item: "sa.Table | sa.Column[object]", settings: dict[str, str], properties: list[Property]
) -> None:
    """A metadata block wins over what stands at the element itself."""
    for entry in properties:
        if entry.name == "note" and entry.value.kind is Kind.TEXT:
            item.comment = entry.value.text
        else:
            settings[str(entry.token)] = entry.value.text
