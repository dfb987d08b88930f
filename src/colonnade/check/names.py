"""What the names in a file stand for, by its imports: `select` is `sqlmodel.select`, `sm.Field` is `sqlmodel.Field`."""

import ast
from collections.abc import Iterable, Iterator

EVERYTHING = "*"
"""What the name of an import of everything begins with: `*app.models` stands for the module."""

_HOMES = {
    "sqlmodel.main": "sqlmodel",
    "sqlmodel.orm.session": "sqlmodel",
    "sqlmodel.sql.expression": "sqlmodel",
    "sqlalchemy.future": "sqlalchemy",
    "sqlalchemy.sql": "sqlalchemy",
    "sqlalchemy.sql.expression": "sqlalchemy",
    "fastapi.routing": "fastapi",
    "fastapi.params": "fastapi",
}
"""Modules whose names are found elsewhere as well."""


def imported(nodes: Iterable[ast.AST], module: str, *, is_package: bool) -> dict[str, str]:
    """What each imported name stands for.

    Args:
        nodes: the import statements of the file.
        module: the dotted name of the file itself, for relative imports.
        is_package: whether the file is an `__init__.py`.
    """
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(_plain(node))
        elif isinstance(node, ast.ImportFrom):
            found.update(_from(node, module, is_package))
    return found


def _plain(node: ast.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if alias.asname:
            yield alias.asname, alias.name
        else:
            first = alias.name.partition(".")[0]
            yield first, first


def _from(node: ast.ImportFrom, module: str, is_package: bool) -> Iterator[tuple[str, str]]:
    home = node.module or ""
    if node.level:
        parts = module.split(".") if is_package else module.split(".")[:-1]
        parts = parts[: len(parts) - (node.level - 1)] if node.level > 1 else parts
        home = ".".join([*parts, *([node.module] if node.module else [])])
    home = _HOMES.get(home, home)
    for alias in node.names:
        if alias.name == "*":
            yield f"{EVERYTHING}{home}", home
        else:
            yield alias.asname or alias.name, f"{home}.{alias.name}" if home else alias.name


def dotted(node: ast.AST) -> str:
    """A name with its attributes as it is written, `a.b.c`; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        value = dotted(node.value)
        return f"{value}.{node.attr}" if value else ""
    return ""
