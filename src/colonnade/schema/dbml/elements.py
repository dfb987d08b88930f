"""Blocks and lines to what they declare. What stands in the wrong place is reported and left out."""

from collections.abc import Callable

from lark import Token

from colonnade.schema.dbml.blocks import ELEMENTS, Block, Line
from colonnade.schema.dbml.declared import (
    Declared,
    EnumElement,
    GroupElement,
    MetadataElement,
    schema_and_name,
)
from colonnade.schema.dbml.line_reader import LineReader, is_property, records_of
from colonnade.schema.dbml.mistakes import Mistakes, suggestion
from colonnade.schema.dbml.settings import ENUM_VALUE, GROUP, NOTE, chosen
from colonnade.schema.dbml.syntax import Header, RefLine, ValueLine
from colonnade.schema.dbml.tables import TableReader

_IMPORTED = (
    "this file imports another one, and only one text is read; put the definitions into this file"
)


class Elements:
    """Reads the elements of a text into `declared`."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.declared = Declared()
        self._mistakes = mistakes
        self._lines = LineReader(mistakes)
        self._tables = TableReader(self._lines, mistakes)
        self._read: dict[str, Callable[[Header, Block], None]] = {
            "project": self._project,
            "table": self._table,
            "tablepartial": self._partial,
            "enum": self._enum,
            "ref": self._ref,
            "tablegroup": self._group,
            "note": self._note,
            "records": self._records,
            "metadata": self._metadata,
            "diagramview": self._view,
            "dep": self._dep,
        }

    def read(self, items: list[Line | Block]) -> Declared:
        """Everything that the items declare."""
        for item in items:
            if isinstance(item, Line):
                self._read_line(item)
            else:
                self._read_block(item)
        return self.declared

    def _read_line(self, line: Line) -> None:
        keyword = line.tokens[0].lower()
        if keyword in ("use", "reuse", "from"):
            self._imported(line.tokens[0])
        elif keyword == "ref" and (ref := self._lines.parsed("short_ref", line.tokens)):
            self.declared.refs.append(ref)
        elif keyword == "dep" and self._lines.parsed("short_dep", line.tokens):
            self.declared.has_deps = True
        elif keyword in self._read and keyword not in ("ref", "dep"):
            message = f"`{ELEMENTS[keyword]}` needs a block: `{{ ... }}`"
            self._mistakes.add("DBML001", line.tokens[-1], message)
        elif keyword not in self._read:
            self._unknown(line.tokens[0])

    def _read_block(self, block: Block) -> None:
        keyword = block.keyword
        if keyword in ("use", "reuse"):
            self._imported(block.head[0])
        elif keyword not in self._read:
            self._unknown(block.head[0])
        elif header := self._lines.parsed("header", [_with_as(token) for token in block.head]):
            self._read[keyword](header, block)

    def _imported(self, token: Token) -> None:
        if token.lower() != "from":
            self._mistakes.add("DBML035", token, _IMPORTED)

    def _unknown(self, token: Token) -> None:
        if token.type == "LBRACE":
            self._mistakes.add("DBML004", token, "a block needs an element before `{`")
        else:
            hint = suggestion(token, ELEMENTS.values())
            self._mistakes.add("DBML004", token, f"DBML has no element `{token}`{hint}")

    def _named(self, header: Header) -> bool:
        if not header.path:
            message = f"`{header.keyword}` needs a name"
            self._mistakes.add("DBML001", header.keyword, message)
        return bool(header.path)

    def _project(self, header: Header, block: Block) -> None:
        if self.declared.project is not None:
            self._mistakes.add("DBML017", header.keyword, "the project is defined twice; keep one")
            return
        self.declared.project = header.path[-1] if header.path else header.keyword.update(value="")
        for item in block.body:
            self.declared.note = self._lines.note_in(
                item, lambda line: self._lines.parsed("property", line.tokens)
            ) or (self.declared.note)

    def _table(self, header: Header, block: Block) -> None:
        if self._named(header):
            table, records = self._tables.read(header, block)
            self.declared.tables.append(table)
            self.declared.records.extend(records)

    def _partial(self, header: Header, block: Block) -> None:
        if self._named(header):
            self.declared.partials.append(self._tables.read(header, block)[0])

    def _enum(self, header: Header, block: Block) -> None:
        if not self._named(header):
            return
        schema, name = schema_and_name(header.path)
        values: list[ValueLine] = list(self._lines.read(block, "value_line"))
        enum = EnumElement(name, schema, values, is_whole=len(values) == len(block.body))
        for value in values:
            chosen(value.settings, ENUM_VALUE, self._mistakes)
        self.declared.enums.append(enum)

    def _ref(self, header: Header, block: Block) -> None:
        refs: list[RefLine] = list(self._lines.read(block, "ref"))
        for ref in refs[1:]:
            message = "a `Ref` holds one relationship; write another `Ref`"
            self._mistakes.add("DBML001", ref.left.path[0], message)
        if not refs and not block.body:
            self._mistakes.add("DBML001", header.keyword, "this `Ref` is empty")
        name = header.path[-1] if header.path else None
        for ref in refs[:1]:
            self.declared.refs.append(
                RefLine(ref.left, ref.operator, ref.right, ref.settings, name)
            )

    def _group(self, header: Header, block: Block) -> None:
        if not self._named(header):
            return
        group = GroupElement(header.path[-1])
        group.note = chosen(header.settings, GROUP, self._mistakes).text("note") or ""
        for item in block.body:
            group.note = (
                self._lines.note_in(item, lambda line: self._member(group, line)) or group.note
            )
        self.declared.groups.append(group)

    def _member(self, group: GroupElement, line: Line) -> None:
        if (member := self._lines.parsed("member", line.tokens)) is not None:
            group.members.append(member)

    def _note(self, header: Header, block: Block) -> None:
        if self._named(header):
            chosen(header.settings, NOTE, self._mistakes)
            list(self._lines.read(block, "text"))
            self.declared.notes.append(header.path[-1])

    def _records(self, header: Header, block: Block) -> None:
        if self._named(header):
            if header.columns is None:
                message = "records outside a table name their columns: `records users(id, name)`"
                self._mistakes.add("DBML001", header.keyword, message)
            else:
                self.declared.records.append(records_of(header, block))

    def _metadata(self, header: Header, block: Block) -> None:
        target = header.target.lower() if header.target else ""
        if target not in ("table", "column", "tablegroup", "note"):
            message = "`Metadata` needs what it is about: `Metadata Table users { ... }`"
            self._mistakes.add("DBML001", header.keyword, message)
            return
        properties = list(self._lines.read(block, "property"))
        self.declared.metadata.append(MetadataElement(header, properties))

    def _view(self, header: Header, _block: Block) -> None:
        if self._named(header):
            self.declared.views.append(header.path[-1])

    def _dep(self, _header: Header, block: Block) -> None:
        for item in block.body:
            if isinstance(item, Line):
                self._lines.parsed("property" if is_property(item) else "dep", item.tokens)
        self.declared.has_deps = True


def _with_as(token: Token) -> Token:
    return token.update(type="AS") if token.lower() == "as" and token.type == "IDENT" else token
