"""One line of DBML, as tokens, to what it says. The grammar is in `grammar.lark`."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, UnexpectedInput, UnexpectedToken
from lark.common import LexerConf
from lark.exceptions import VisitError
from lark.lexer import Lexer

from colonnade.schema.dbml.build import Build

_STARTS = "header short_ref short_dep property column injection index check value_line member ref dep text"
_WORDS = {
    "IDENT": "a name",
    "QUOTED": "a name",
    "STRING": "a string",
    "BLOCK_STRING": "a string",
    "EXPRESSION": "an expression in backticks",
    "NUMBER": "a number",
    "COLOR": "a colour",
    "RELATION": "`<`, `>`, `-` or `<>`",
    "MINUS": "`<`, `>`, `-` or `<>`",
    "DEP": "`->`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "DOT": "`.`",
    "TILDE": "`~`",
    "$END": "the end of the line",
}


class LineError(Exception):
    """A line that is not DBML: the token where that shows, what was found and what could stand there."""

    def __init__(self, token: Token, message: str, at_end: bool) -> None:
        super().__init__(message)
        self.token = token
        self.message = message
        self.at_end = at_end


def parse(start: str, tokens: Sequence[Token]) -> Any:
    """What the tokens of a line say.

    Args:
        start: the grammar's start symbol.
        tokens: the tokens of the line, at least one, without the line end.

    Raises:
        LineError: the line is not DBML.
    """
    try:
        return _parser().parse(tokens, start=start)
    except UnexpectedToken as error:
        raise _line_error(error, tokens) from None
    except (UnexpectedInput, VisitError) as error:
        raise LineError(tokens[0], f"unexpected `{tokens[0]}`", False) from error


def _line_error(error: UnexpectedToken, tokens: Sequence[Token]) -> LineError:
    words = sorted({_WORDS[name] for name in error.accepts or error.expected if name in _WORDS})
    expected = f"expected {' or '.join(words)}" if words else "this cannot stand here"
    if error.token.type == "$END":
        return LineError(tokens[-1], f"the line ends too early; {expected}", True)
    return LineError(error.token, f"unexpected `{_shown(error.token)}`; {expected}", False)


def _shown(token: str) -> str:
    first = token.split("\n", 1)[0]
    return first if len(first) <= 30 else first[:27] + "..."


class _Tokens(Lexer):
    """Hands lark the tokens that `lexer.py` made."""

    def __init__(self, lexer_conf: LexerConf) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        yield from data


@cache
def _parser() -> Lark:
    grammar = files(__package__).joinpath("grammar.lark").read_text("utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_Tokens,
        start=_STARTS.split(),
        propagate_positions=True,
        maybe_placeholders=True,
        transformer=Build(),
    )
