"""Alembic's `env.py` in source: which projects have one."""

from pathlib import Path

from colonnade.check.source import Source


def is_environment(source: Source) -> bool:
    """Whether a file is an `env.py` of Alembic."""
    return "alembic.context" in source.names.values()


def has_alembic(source: Source) -> bool:
    """Whether Alembic migrates the project that a file is part of: the folder with its migrations is above the file."""
    folders = Path(source.path).parents
    return any(
        Path(one.path).parent.parent in folders
        for one in source.project.modules.values()
        if one.path.endswith("env.py") and "alembic.context" in one.names.values()
    )
