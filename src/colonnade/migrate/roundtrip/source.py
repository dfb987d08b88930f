"""A revision as a file: where its functions begin, and what it imports."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from alembic.script import Script

from colonnade.findings import Finding, Place, Severity

IMPORTS = "COLM914"


def place_of(script: Script, function: str, line: int = 0) -> Place:
    """Where a function of a revision begins.

    Args:
        script: the revision.
        function: `upgrade` or `downgrade`.
        line: a better line, 0 without one.
    """
    return Place(script.path, line or _functions(script.path).get(function, 1))


def imports_of(script: Script, root: Path) -> Iterator[Finding]:
    """The modules of the application that a revision imports: they will say something else later.

    Args:
        script: the revision, whose imports have been made.
        root: the folder of the project.
    """
    for node in ast.walk(_tree(script.path)):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in names:
            if _is_of(root, name):
                yield Finding(
                    IMPORTS,
                    Place(script.path, getattr(node, "lineno", 1)),
                    f"The revision imports {name}, which changes while the revision stays.",
                    "Write down here what it needs: a table as sa.table(), a value as it is today.",
                    Severity.WARNING,
                )


def _is_of(root: Path, name: str) -> bool:
    """Whether a module is of the project, and not installed in a folder below it."""
    file = getattr(sys.modules.get(name.partition(".")[0]), "__file__", None)
    paths = [file] if file else list(getattr(sys.modules.get(name), "__path__", ()))
    return any(
        Path(path).is_relative_to(root) and "site-packages" not in Path(path).parts
        for path in paths
    )


def _functions(path: str) -> dict[str, int]:
    return {
        node.name: node.lineno for node in _tree(path).body if isinstance(node, ast.FunctionDef)
    }


def _tree(path: str) -> ast.Module:
    return ast.parse(Path(path).read_text(encoding="utf-8"))
