"""A small project to check."""

from pathlib import Path

import pytest

from colonnade.check.config import read_config
from colonnade.check.engine import Report, check

BAD = """\
from datetime import datetime

from sqlmodel import Field, SQLModel


class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=datetime.utcnow)
"""


class Tree:
    """A folder with files, and what a run says about it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("pyproject.toml", "")

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def check(self, *, use_cache: bool = False) -> Report:
        return check([self.root], read_config(self.root), use_cache=use_cache)

    def codes(self, *, use_cache: bool = False) -> list[str]:
        return [finding.code for finding in self.check(use_cache=use_cache).findings]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)
