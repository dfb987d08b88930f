"""The body of a table or a table partial."""

from lark import Token

from colonnade.schema.dbml.blocks import Block, Line
from colonnade.schema.dbml.declared import RecordsElement, TableElement, schema_and_name
from colonnade.schema.dbml.line_reader import LineReader, records_of
from colonnade.schema.dbml.mistakes import Mistakes
from colonnade.schema.dbml.settings import TABLE, chosen
from colonnade.schema.dbml.syntax import Header


class TableReader:
    """Reads the blocks of tables and table partials."""

    def __init__(self, lines: LineReader, mistakes: Mistakes) -> None:
        self._lines = lines
        self._mistakes = mistakes

    def read(self, header: Header, block: Block) -> tuple[TableElement, list[RecordsElement]]:
        """The table that a block declares, and the sample rows in it."""
        schema, name = schema_and_name(header.path)
        settings = chosen(header.settings, TABLE, self._mistakes)
        table = TableElement(name, schema, header.alias, settings)
        table.note = settings.text("note") or ""
        records: list[RecordsElement] = []
        for item in block.body:
            if isinstance(item, Block) and item.keyword == "records":
                records += self._records(header, item)
            elif isinstance(item, Block) and item.keyword == "indexes":
                table.indexes += self._lines.read(item, "index")
            elif isinstance(item, Block) and item.keyword == "checks":
                table.checks += self._lines.read(item, "check")
            else:
                note = self._lines.note_in(item, lambda line: self._line(table, line))
                table.note = note or table.note
        return table, records

    def _records(self, header: Header, block: Block) -> list[RecordsElement]:
        inner = self._lines.parsed("header", block.head)
        if inner is None:
            return []
        records = records_of(inner, block)
        records.table = header.path
        return [records]

    def _line(self, table: TableElement, line: Line) -> None:
        tokens = line.tokens
        if tokens[0].type == "TILDE":
            if (partial := self._lines.parsed("injection", tokens)) is not None:
                table.body.append(partial)
        elif len(tokens) == 1 and tokens[0].type in ("IDENT", "QUOTED"):
            self._mistakes.add("DBML001", tokens[0], f"column `{tokens[0]}` has no type")
            table.unreadable.add(_name(tokens[0]))
        elif (column := self._lines.parsed("column", tokens)) is not None:
            table.body.append(column)
        else:
            table.unreadable.add(_name(tokens[0]))


def _name(token: Token) -> str:
    return token.strip('"')
