"""Python in a process of its own, as a person starts it in a project."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TYPES = ROOT / ".mypy_cache"
"""What mypy has learnt about the libraries, here and in `make check`: ten times the work of checking a project."""


def run(folder: Path, *command: str | Path, **environment: str) -> str:
    """The output of a Python command in a folder; it is the message when the command fails.

    Args:
        folder: where it runs; a project's own modules are found there.
        command: what follows `python`.
        environment: variables to set; `DATABASE_URL` is not there unless it is among them.
    """
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env={**clean, **environment, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def mypy(folder: Path, *arguments: str) -> None:
    """Check types with what earlier checks have learnt about the libraries."""
    run(folder, "-m", "mypy", "--cache-dir", TYPES, *arguments)
