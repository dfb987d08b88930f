"""A script split into statements, as the command line client of its database would send them."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

SKIPPED = re.compile(r"(?:\s+|--[^\n]*(?:\n|\Z)|/\*(?![!M]).*?(?:\*/|\Z))+", re.DOTALL)
POSTGRESQL = re.compile(
    r"""
    (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<quoted>\b[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
    |(?P<word>\w[\w$]*)
    |(?P<end>;)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
MYSQL = re.compile(
    r"""
    (?P<comment>--\s[^\n]*|\#[^\n]*|/\*(?![!M]).*?(?:\*/|\Z))
    |(?P<quoted>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`]|``)*`)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
CLIENT = re.compile(r"\\[^\n]*(?:\n|\Z)")
DELIMITER = re.compile(r"delimiter[ \t]+(\S+)[^\n]*(?:\n|\Z)", re.IGNORECASE)
COPY_FROM_CLIENT = re.compile(r"copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
END_OF_COPY = re.compile(r"^\\\.[ \t]*(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, and the line of the script on which it starts."""

    text: str
    line: int


def sqlite_statements(script: str) -> Iterator[Statement]:
    """The statements of a script for SQLite, split by SQLite's own rule; commands of its shell are left out."""
    start = 0
    while (start := _start(script, start)) < len(script):
        if script[start] == ".":
            start = _line_end(script, start)
            continue
        end = start
        while (end := script.find(";", end) + 1) and not sqlite3.complete_statement(
            script[start:end]
        ):
            pass
        end = end or len(script)
        yield _statement(script, start, end)
        start = end


def postgresql_statements(script: str) -> Iterator[Statement]:
    """The statements of a script for psql; its commands and the rows after COPY ... FROM stdin are left out."""
    start = 0
    while (start := _start(script, start)) < len(script):
        if command := CLIENT.match(script, start):
            start = command.end()
            continue
        end = _postgresql_end(script, start)
        if COPY_FROM_CLIENT.match(script, start, end):
            rows = END_OF_COPY.search(script, end)
            start = rows.end() if rows else len(script)
            continue
        yield _statement(script, start, end)
        start = end


def mysql_statements(script: str) -> Iterator[Statement]:
    """The statements of a script for the mysql client, which may change the delimiter."""
    start, delimiter = 0, ";"
    while (start := _start(script, start)) < len(script):
        if change := DELIMITER.match(script, start):
            start, delimiter = change.end(), change[1]
            continue
        end = _mysql_end(script, start, delimiter)
        yield _statement(script, start, end)
        start = end + len(delimiter)


def _start(script: str, position: int) -> int:
    """Where the next statement starts, after spaces, comments and lone semicolons."""
    while position < len(script):
        if skipped := SKIPPED.match(script, position):
            position = skipped.end()
        elif script[position] in ";#":
            position = position + 1 if script[position] == ";" else _line_end(script, position)
        else:
            break
    return position


def _postgresql_end(script: str, start: int) -> int:
    """The end of a statement; the body of a function may be BEGIN ATOMIC ... END with semicolons in it."""
    previous, depth = "", 0
    for token in POSTGRESQL.finditer(script, start):
        if token.lastgroup == "word":
            word = token[0].upper()
            if word == "ATOMIC" and previous == "BEGIN":
                depth = 1
            elif depth:
                depth += {"CASE": 1, "BEGIN": 1, "END": -1}.get(word, 0)
            previous = word
        elif token.lastgroup == "end" and not depth:
            return token.end()
    return len(script)


def _mysql_end(script: str, start: int, delimiter: str) -> int:
    position = start
    while position < len(script) and not script.startswith(delimiter, position):
        token = MYSQL.match(script, position)
        position = token.end() if token else len(script)
    return position


def _line_end(script: str, position: int) -> int:
    end = script.find("\n", position)
    return len(script) if end < 0 else end + 1


def _statement(script: str, start: int, end: int) -> Statement:
    return Statement(script[start:end].strip(), script.count("\n", 0, start) + 1)
