"""Alembic's `env.py` in source: which projects have one."""

import ast
from pathlib import Path

from colonnade.check.source import Source


def is_environment(source: Source) -> bool:
    """Whether a file is an `env.py` of Alembic."""
    return "alembic.context" in source.names.values()


def migrates(base: ast.expr, source: Source) -> bool:
    """Whether Alembic migrates the tables of a base class, or of a `MetaData`.

    The folder with the migrations is above the file, and `env.py` imports what has them; there may be other tables.
    """
    folders, project = Path(source.path).parents, source.project
    found = project.home(source.resolve(base))
    shared = source.model(base) is not None or found == "sqlmodel.SQLModel"
    return any(
        shared or any(_has(project.home(name), found) for name in one.names.values())
        for one in project.modules.values()
        if one.path.endswith("env.py")
        and "alembic.context" in one.names.values()
        and Path(one.path).parent.parent in folders
    )


def _has(imported: str, name: str) -> bool:
    """Whether something that is imported is what a dotted name stands for, or has it; a whole project is no such thing."""
    home = name.rpartition(".")[0]
    return imported in (name, home) or ("." in imported and name.startswith(f"{imported}."))
