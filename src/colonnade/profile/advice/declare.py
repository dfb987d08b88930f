"""Advised indexes as a model declares them."""

import re

from colonnade.profile.advice.candidates import Candidate

LONGEST = 63
"""The longest name that every database takes."""


def name_of(candidate: Candidate) -> str:
    """The name of an index, as Alembic's usual convention has it; a partial one tells its condition."""
    words = ["ix", candidate.table.rpartition(".")[2], *candidate.names]
    if candidate.where:
        words += ["where", *re.findall(r"\w+", candidate.where.lower())]
    return "_".join(words)[:LONGEST].rstrip("_")


def declaration(candidate: Candidate) -> str:
    """The `Index` for `__table_args__`; `migrate create` writes its revision."""
    columns = [
        f'desc("{name}")' if descends else f'"{name}"' for name, descends in candidate.columns
    ]
    where = []
    if candidate.where:
        condition = f'text("{_escaped(candidate.where)}")'
        where = [f"postgresql_where={condition}", f"sqlite_where={condition}"]
    return f"Index({', '.join([_quoted(name_of(candidate)), *columns, *where])})"


def _quoted(text: str) -> str:
    return f'"{text}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
