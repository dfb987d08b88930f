"""Reads the lines of blocks and reports those that are not DBML."""

from collections.abc import Callable, Iterator
from typing import Any

from lark import Token

from colonnade.schema.dbml.blocks import Block, Line
from colonnade.schema.dbml.declared import RecordsElement
from colonnade.schema.dbml.lines import LineError, parse
from colonnade.schema.dbml.mistakes import Mistakes
from colonnade.schema.dbml.syntax import Header, Kind, Property


class LineReader:
    """Parses lines; a line that is not DBML is reported and gives nothing."""

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes

    def parsed(self, start: str, tokens: list[Token]) -> Any:
        """What a line says, or None when it is not DBML; that is reported."""
        try:
            return parse(start, tokens)
        except LineError as error:
            self._mistakes.add("DBML001", error.token, error.message)
            return None

    def read(self, block: Block, start: str) -> Iterator[Any]:
        """What the lines of a block say; blocks inside are reported."""
        for item in block.body:
            if isinstance(item, Block):
                message = f"`{item.head[0]}` cannot stand in a `{block.head[0]}`"
                self._mistakes.add("DBML004", item.head[0], message)
            elif (result := self.parsed(start, item.tokens)) is not None:
                yield result

    def note_in(self, item: Line | Block, otherwise: Callable[[Line], object]) -> str:
        """The text of `Note: '...'` or `Note { '...' }`; any other line goes to `otherwise`."""
        tokens = item.tokens if isinstance(item, Line) else item.head
        if tokens[0].lower() != "note" or (isinstance(item, Line) and not is_property(item)):
            if isinstance(item, Line):
                otherwise(item)
            else:
                self._mistakes.add("DBML004", tokens[0], f"`{tokens[0]}` cannot stand here")
            return ""
        if isinstance(item, Block):
            return "\n".join(self.read(item, "text"))
        note: Property | None = self.parsed("property", item.tokens)
        if note and note.value.kind is not Kind.TEXT:
            self._mistakes.add("DBML006", note.value.token, "a note is a string in quotes")
        return note.value.text if note and note.value.kind is Kind.TEXT else ""


def records_of(header: Header, block: Block) -> RecordsElement:
    """Sample rows; a value of a row may be empty, so values are counted by their commas."""
    records = RecordsElement(header.keyword, header.path, header.columns)
    for item in block.body:
        if isinstance(item, Line):
            commas = sum(token.type == "COMMA" for token in item.tokens)
            records.rows.append((item.tokens[0], commas + 1))
    return records


def is_property(line: Line) -> bool:
    """Whether a line is `key: value`."""
    return any(token.type == "COLON" for token in line.tokens[1:3])
