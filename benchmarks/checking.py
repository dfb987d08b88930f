"""`colonnade check` beside ruff on SQLAlchemy's installed package: cold, and again with nothing changed.

Seconds of CPU, as both use every core that is free.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.measure import Row

BIN = Path(sys.executable).parent
ROUNDS = 5
MODEL = """from sqlmodel import Field, SQLModel


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""


def rows() -> list[Row]:
    """The medians of rounds in which all run in turn; each ratio is to ruff's run of the same kind."""
    with tempfile.TemporaryDirectory() as folder:
        plain, models = _trees(Path(folder))
        commands = {
            "ruff, cold": ["ruff", "check", "--quiet", "--no-cache", plain],
            "cold": ["colonnade", "check", "--no-cache", plain],
            "cold, a model added": ["colonnade", "check", "--no-cache", models],
            "ruff, warm": ["ruff", "check", "--quiet", plain],
            "warm": ["colonnade", "check", plain],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS + 1):
            for name, (tool, *arguments) in commands.items():
                times[name].append(_cpu_seconds([str(BIN / tool), *arguments], folder))
    found = {name: median(values[1:]) for name, values in times.items()}  # the first fills caches
    return [
        Row(name, seconds, seconds / found["ruff, warm" if "warm" in name else "ruff, cold"])
        for name, seconds in found.items()
    ]


def _trees(folder: Path) -> tuple[str, str]:
    """SQLAlchemy's source, and the same with a file that defines a table."""
    spec = find_spec("sqlalchemy")
    assert spec is not None
    assert spec.origin is not None
    for name in ("plain", "models"):
        shutil.copytree(Path(spec.origin).parent, folder / name / "sqlalchemy")
    (folder / "models/sqlalchemy/notes.py").write_text(MODEL)
    return str(folder / "plain"), str(folder / "models")


def _cpu_seconds(command: list[str], folder: str) -> float:
    before = _used()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)  # both find something
    return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
