"""Advised indexes as a model declares them."""

import re

from colonnade.profile.advice.candidates import Candidate, function_of

LONGEST = 63
"""The longest name that every database takes."""


def name_of(candidate: Candidate) -> str:
    """The name of an index, as Alembic's usual convention has it; a partial one tells its condition."""
    names = [word for name in candidate.names for word in function_of(name) if word]
    words = ["ix", candidate.table.rpartition(".")[2], *names]
    if candidate.where:
        words += ["where", *re.findall(r"\w+", candidate.where.lower())]
    return "_".join(words)[:LONGEST].rstrip("_")


def declaration(candidate: Candidate) -> str:
    """The `Index` for `__table_args__`; `migrate create` writes its revision."""
    columns = [f"desc({_said(name)})" if down else _said(name) for name, down in candidate.columns]
    where = []
    if candidate.where:
        condition = f'text("{_escaped(candidate.where)}")'
        where = [f"postgresql_where={condition}", f"sqlite_where={condition}"]
    return f"Index({', '.join([_quoted(name_of(candidate)), *columns, *where])})"


def _said(name: str) -> str:
    function, column = function_of(name)
    return f'text("{function}({_escaped(column)})")' if function else _quoted(column)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
