"""The code base around a folder that is about to be written."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import MetaData

MARKS = ("pyproject.toml", "setup.py", "setup.cfg", "alembic.ini", "requirements.txt", ".git")
"""By what a folder is known to hold a code base."""


def habits_around(folder: Path, metadata: "MetaData") -> list[str]:
    """Let a schema follow the code base that holds the folder, if one does.

    Returns:
        What was found and followed, one sentence each.
    """
    home = folder.resolve().parent
    if not any((home / name).exists() for name in MARKS):
        return []
    from colonnade.design.habits import follow
    from colonnade.schema.habits import read_habits

    return follow(metadata, read_habits(home))
