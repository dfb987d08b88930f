"""Revisions that may lose something, so that a backup before them is worth its time: told from their source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from alembic.script import Script

_CALLS = {"drop_table": "drops a table", "drop_column": "drops a column"}
_SQL = re.compile(r"\b(delete\s+from|truncate|drop\s+(table|column|schema|type))\b", re.IGNORECASE)


def risk_of(script: Script) -> str:
    """What the upgrade of a revision may lose, in words; empty when nothing is seen."""
    tree = ast.parse(Path(script.path).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade":
            return next(_risks(node), "")
    return ""


def _risks(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in _CALLS:
            yield _CALLS[node.attr]
        said = node.value if isinstance(node, ast.Constant) else None
        if isinstance(said, str) and (found := _SQL.search(said)):
            yield f"says {' '.join(found.group().upper().split())}"
