"""Generated Python as a person would leave it: imports sorted, none unused, formatted."""

import subprocess
import tempfile
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]

from colonnade.design.design import Files

OPTIONS = ("--isolated", "--no-cache", "--line-length", "100")
RULES = ("--select", "I,F401", "--config", 'lint.isort.known-first-party = ["app"]')


def formatted(files: Files) -> Files:
    """The files with every Python file formatted; the others stay as they are.

    Args:
        files: what was generated; `__init__.py` keeps its imports, which are what it is for.

    Raises:
        RuntimeError: a generated file is not Python; the message names it. It is an error of this package.
    """
    python = {path: text for path, text in files.items() if path.endswith(".py")}
    if not python:
        return dict(files)
    with tempfile.TemporaryDirectory(prefix="colonnade-") as name:
        folder = Path(name)
        for path, text in python.items():
            _write(folder / path, text)
        _ruff(folder, "check", "--fix-only", "--target-version", "py311", *RULES)
        _ruff(folder, "format", "--target-version", "py311")
        done = {path: (folder / path).read_text(encoding="utf-8") for path in python}
    return {path: done.get(path, text) for path, text in files.items()}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _ruff(folder: Path, verb: str, *options: str) -> None:
    command = [find_ruff_bin(), verb, *OPTIONS, *options, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or "error" in done.stderr:
        raise RuntimeError(f"A generated file is not Python: {done.stderr.strip()}")
