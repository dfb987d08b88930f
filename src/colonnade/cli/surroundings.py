"""The code base around a folder that is about to be written."""

from pathlib import Path

MARKS = ("pyproject.toml", "setup.py", "setup.cfg", "alembic.ini", "requirements.txt", ".git")
"""By what a folder is known to hold a code base."""


def habits_around(folder: Path) -> list[str]:
    """What the code base that holds the folder does, one sentence each; nothing where there is none."""
    home = folder.resolve().parent
    if not any((home / name).exists() for name in MARKS):
        return []
    from colonnade.schema.habits import read_habits

    return read_habits(home).sentences
