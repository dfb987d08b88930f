"""Tokens to blocks and lines. A bracket that is missing costs its own line or block, not the rest of the text."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lark import Token

from colonnade.schema.dbml.mistakes import Mistakes

ELEMENTS = {
    "project": "Project",
    "table": "Table",
    "enum": "Enum",
    "ref": "Ref",
    "note": "Note",
    "tablegroup": "TableGroup",
    "tablepartial": "TablePartial",
    "records": "Records",
    "diagramview": "DiagramView",
    "dep": "Dep",
    "metadata": "Metadata",
    "use": "use",
    "reuse": "reuse",
}
"""The elements at the top of a text, in lower case -> as the documentation writes them."""

_TOP_ONLY = {"project", "table", "enum", "tablegroup", "tablepartial", "diagramview", "metadata"}
_MAX_DEPTH = 5  # DBML needs three
_CLOSING = {"LSQB": "RSQB", "LPAR": "RPAR"}
_UNTERMINATED = "UNTERMINATED_"
_TEXT = {"RSQB": "]", "RPAR": ")"}
# After or before these a list goes on over a line end.
_GOES_ON_AFTER = {"LSQB", "LPAR", "COMMA", "COLON", "RELATION", "MINUS", "DOT"}
_GOES_ON_BEFORE = {"RSQB", "RPAR", "COMMA"}


@dataclass
class Line:
    """The tokens of one line, its brackets closed."""

    tokens: list[Token]


@dataclass
class Block:
    """`head { body }`."""

    head: list[Token]
    body: list["Line | Block"] = field(default_factory=list)

    @property
    def keyword(self) -> str:
        """The first word, in lower case."""
        return self.head[0].lower() if self.head else ""


class Blocks:
    """Splits the tokens of a text.

    Args:
        tokens: what `lexer.tokens_of` gave.
        mistakes: collects what is wrong with brackets and quotes.
    """

    def __init__(self, tokens: Iterable[Token], mistakes: Mistakes) -> None:
        self._tokens = list(tokens)
        self._at = 0
        self._mistakes = mistakes
        self._depth = 0
        self._missing = 0  # closing braces that were reported as missing
        self._swallowed = False  # a quote that was never closed took the end of the text with it

    def read(self) -> list[Line | Block]:
        """The text's elements, in order."""
        elements: list[Line | Block] = []
        while self._at < len(self._tokens):
            if self._type() == "RBRACE" and self._missing:
                self._take()  # it closes a block that was taken for unclosed
                self._missing -= 1
            elif self._type() == "RBRACE":
                self._mistakes.add("DBML003", self._take(), "`}` closes nothing; remove it")
            elif (item := self._item()) is not None:
                elements.append(item)
        return elements

    def _item(self) -> Line | Block | None:
        line = self._line()
        if not self._opens(line):
            return Line(line) if line else None
        self._depth += 1
        block = self._block(line)
        self._depth -= 1
        return block

    def _opens(self, line: list[Token]) -> bool:
        ahead = self._at
        if line and line[0].lower() in (
            *ELEMENTS,
            "indexes",
            "checks",
        ):  # the brace may stand on the next line
            while self._type(ahead) == "NEWLINE":
                ahead += 1
        if self._type(ahead) != "LBRACE":
            return False
        self._at = ahead
        return True

    def _block(self, head: list[Token]) -> Block:
        brace = self._take()
        block = Block(head or [brace])
        if self._depth > _MAX_DEPTH:
            self._mistakes.add("DBML003", brace, "this block is nested too deeply")
            return block
        while self._at < len(self._tokens) and self._type() != "RBRACE":
            if self._starts_element(nested_in=block.keyword):
                return self._unclosed(block, brace)
            if (item := self._item()) is not None:
                block.body.append(item)
        if self._at == len(self._tokens):
            return self._unclosed(block, brace)
        self._take()
        return block

    def _starts_element(self, nested_in: str) -> bool:
        first = self._tokens[self._at]
        if first.type != "IDENT" or (self._at and self._tokens[self._at - 1].type != "NEWLINE"):
            return False
        line = self._peek_line()
        if first.lower() in _TOP_ONLY and nested_in != "project":
            return "LBRACE" in line and line.index("LBRACE") > 1
        return first.lower() == "ref" and "COLON" in line[1:3] and nested_in != "project"

    def _peek_line(self) -> list[str]:
        types: list[str] = []
        ahead = self._at
        while self._type(ahead) not in ("NEWLINE", ""):
            types.append(self._type(ahead))
            ahead += 1
        return types

    def _unclosed(self, block: Block, brace: Token) -> Block:
        self._missing += 1
        if not self._swallowed:
            name = " ".join(block.head[:2]) if block.head[0] is not brace else "this block"
            self._mistakes.add("DBML003", brace, f"`{{` of `{name}` is never closed; add `}}`")
        return block

    def _line(self) -> list[Token]:
        """The tokens up to the end of the line or to a brace, which is not taken."""
        line: list[Token] = []
        open_: list[Token] = []
        while self._at < len(self._tokens) and self._type() not in ("LBRACE", "RBRACE"):
            if self._type() == "NEWLINE" and not (open_ and self._goes_on(line)):
                self._at += 1
                break
            token = self._take()
            if token.type != "NEWLINE":
                self._bracket(token, open_, line)
        self._close(open_, line)
        return line

    def _bracket(self, token: Token, open_: list[Token], line: list[Token]) -> None:
        if token.type == "UNTERMINATED":
            token = self._terminated(token)
            if not token:
                return
        elif token.type in _CLOSING:
            open_.append(token)
        elif open_ and token.type == _CLOSING[open_[-1].type]:
            open_.pop()
        line.append(token)

    def _terminated(self, token: Token) -> Token:
        kind = {"'": "STRING", '"': "QUOTED", "`": "EXPRESSION", "/": "COMMENT"}[token[0]]
        word = {"STRING": "string", "QUOTED": "name", "EXPRESSION": "expression"}.get(
            kind, "comment"
        )
        mark = "*/" if kind == "COMMENT" else "'''" if token.startswith("'''") else token[0]
        mark = "a backtick" if mark == "`" else f"`{mark}`"
        self._mistakes.add("DBML002", token, f"this {word} is never closed; add {mark}")
        self._swallowed = self._swallowed or "\n" in token
        return token.update(type=_UNTERMINATED + kind, value="" if kind == "COMMENT" else token)

    def _goes_on(self, line: list[Token]) -> bool:
        ahead = self._at
        while self._type(ahead) == "NEWLINE":
            ahead += 1
        return line[-1].type in _GOES_ON_AFTER or self._type(ahead) in _GOES_ON_BEFORE

    def _close(self, open_: list[Token], line: list[Token]) -> None:
        swallowed = any(token.type.startswith(_UNTERMINATED) for token in line)
        for bracket in reversed(open_):
            closing = _CLOSING[bracket.type]
            if not swallowed:
                message = f"`{bracket}` is never closed; add `{_TEXT[closing]}`"
                self._mistakes.add("DBML003", bracket, message)
            line.append(bracket.update(type=closing, value=_TEXT[closing]))
        if swallowed:
            line[:] = [t.update(type=t.type.removeprefix(_UNTERMINATED)) for t in line]

    def _type(self, at: int | None = None) -> str:
        at = self._at if at is None else at
        return self._tokens[at].type if at < len(self._tokens) else ""

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]
