"""The files of a package that define models, told by their text: nothing is imported."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

NOT_MODELS = {"tests", "migrations", "versions", "alembic", "node_modules", "__pycache__"}
ANOTHER_PROJECT = {"pyproject.toml", "setup.py", "setup.cfg", ".git", "alembic.ini", "pyvenv.cfg"}
"""What a folder holds that is no part of the package around it."""


def python_files(folder: Path) -> Iterator[Path]:
    """The Python files that can be imported as parts of the package in a folder."""
    for where, folders, files in os.walk(folder):
        if Path(where) != folder and not ANOTHER_PROJECT.isdisjoint({*folders, *files}):
            folders.clear()
            continue
        folders[:] = [name for name in folders if name.isidentifier() and name not in NOT_MODELS]
        yield from (Path(where, name) for name in files if _is_part(name))


def _is_part(name: str) -> bool:
    return name.endswith(".py") and name.removesuffix(".py") not in NOT_MODELS


def defines_models(path: Path) -> bool:
    """Whether a file has a class with a table."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return False
    return any(isinstance(node, ast.ClassDef) and _has_table(node) for node in ast.walk(tree))


def _has_table(node: ast.ClassDef) -> bool:
    says = any(
        keyword.arg == "table" and isinstance(keyword.value, ast.Constant) and keyword.value.value
        for keyword in node.keywords
    )
    named = any(
        isinstance(target, ast.Name) and target.id == "__tablename__"
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    )
    return says or named
