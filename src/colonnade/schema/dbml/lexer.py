"""DBML text to tokens. It never fails: what it cannot read becomes an INVALID or an UNTERMINATED token.

Line ends are tokens, because DBML ends a column with one; spaces and comments are dropped.
"""

import re
from collections.abc import Iterator

from lark import Token

# Names may be in any script; typographic quotes and invisible marks are mistakes, not letters.
_WORD = r"(?:\w|[^\x00-\x7f\s\u201c\u201d\u2018\u2019\u200b\ufeff])+"

_TOKENS = {
    "COMMENT": r"//[^\n]*|/\*[\s\S]*?\*/",
    "BLOCK_STRING": r"'''(?:\\[\s\S]|(?!''')[^\\])*'''",
    "STRING": r"'(?!'')(?:\\[\s\S]|[^'\\\n])*'",
    "EXPRESSION": r"`[^`]*`",
    "QUOTED": r'"(?:\\.|[^"\\\n])*"',
    "COLOR": r"#[0-9A-Za-z]+",
    "NUMBER": rf"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\.?{_WORD})",
    "IDENT": _WORD,
    "ARRAY": r"(?<=[^\s\[({,])\[\d*\]",
    "DEP": r"->|<-",
    "RELATION": r"\?(?:<>|[<>-])\??|<>\??|[<>-]\?|[<>]",
    "UNTERMINATED": r"'''[\s\S]*|'[^\n]*|\"[^\n]*|`[^\n]*|/\*[\s\S]*",
    "NEWLINE": r"\n",
    "BLANK": r"[^\S\n\u001c-\u001e\u0085\u2028\u2029]+|[\ufeff\u200b;]",
    "LBRACE": r"\{",
    "RBRACE": r"\}",
    "LSQB": r"\[",
    "RSQB": r"\]",
    "LPAR": r"\(",
    "RPAR": r"\)",
    "COMMA": ",",
    "COLON": ":",
    "DOT": r"\.",
    "TILDE": "~",
    "STAR": r"\*",
    "MINUS": "-",
    "PLUS": r"\+",
    "INVALID": r".",
}
_PATTERN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TOKENS.items()))

# A backtick that swallows the end of a settings list or of a block was never closed on its line.
_SWALLOWED = re.compile(r"\]\s*\n|\n\s*\}|\n\s*\n")


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a text, each with its line and column counted from 1, ended by one NEWLINE."""
    line, start, position = 1, 0, 0
    while position < len(text):
        kind, value = _next(text, position)
        end = position + len(value)
        column = position - start + 1
        lines = value.count("\n")
        if lines:
            start = position + value.rindex("\n") + 1
        if kind not in ("BLANK", "COMMENT"):
            yield _token(kind, value, (line, column), (line + lines, end - start + 1))
        line, position = line + lines, end
    yield _token("NEWLINE", "\n", (line, len(text) - start + 1), (line, len(text) - start + 1))


def _next(text: str, position: int) -> tuple[str, str]:
    match = _PATTERN.match(text, position)
    if match is None or match.lastgroup is None:
        return "INVALID", text[position]
    if match.lastgroup == "EXPRESSION" and _SWALLOWED.search(match[0]):
        return "UNTERMINATED", match[0].split("\n", 1)[0]
    return match.lastgroup, match[0]


def _token(kind: str, value: str, start: tuple[int, int], end: tuple[int, int]) -> Token:
    return Token(kind, value, None, start[0], start[1], end[0], end[1])
