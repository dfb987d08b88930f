"""Which files are read, and what their text is."""

import io
import os
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

from colonnade.check.config import Config
from colonnade.errors import UsageError

SUFFIXES = (".py", ".ipynb")
_PASSED_OVER = frozenset(
    (
        *(".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "node_modules", "__pycache__"),
        *(".mypy_cache", ".ruff_cache", ".pytest_cache", "site-packages", "build", "dist", ".eggs"),
    )
)


def files_below(paths: Sequence[Path], config: Config) -> list[Path]:
    """The Python files and notebooks at some paths, each once, in order.

    Folders of environments, caches and builds are passed over, and so is what the configuration excludes; a file that is
    named itself is always read. Links to folders are not followed, so that a loop of links ends.

    Raises:
        UsageError: a path is not there.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is not there.", "Name files or folders that are.")
        for file in _walk(path, config) if path.is_dir() else (path,):
            found.setdefault(file.resolve(), file)
    return sorted(found.values())


def _walk(folder: Path, config: Config) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(
            name
            for name in folders
            if name not in _PASSED_OVER and not config.excludes(here / name)
        )
        for name in names:
            if name.endswith(SUFFIXES) and not config.excludes(here / name):
                yield here / name


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and its encoding, by its byte-order mark or its coding comment.

    Raises:
        SyntaxError: the coding comment names no encoding.
        UnicodeDecodeError: the bytes are no text in it.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n"), encoding


def module_name(path: Path, root: Path) -> str:
    """The dotted name by which a file is imported: from the outermost package, or from the project's folder.

    Args:
        path: the file.
        root: the folder of the project.
    """
    path = path.absolute()
    top = path.parent
    while (top / "__init__.py").exists():
        top = top.parent
    if top == path.parent and path.is_relative_to(root):
        top = root / "src" if path.is_relative_to(root / "src") else root
    parts = list(path.relative_to(top).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
