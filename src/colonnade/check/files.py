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


def files_below(paths: Sequence[Path], config: Config) -> list[str]:
    """The Python files and notebooks at some paths, each once, in order.

    Folders of environments, caches and builds are passed over, and so is what the configuration excludes; a file that is
    named itself is always read. Links to folders are not followed, so that a loop of links ends.

    Raises:
        UsageError: a path is not there.
    """
    found: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is not there.", "Name files or folders that are.")
        if not path.is_dir():
            found.setdefault(os.path.realpath(path), str(path))
            continue
        for file, real in _walk(str(path), config):
            if real:
                found.setdefault(real, file)
            else:
                links.append((os.path.realpath(file), file))
    for real, file in links:
        found.setdefault(real, file)
    return sorted(found.values(), key=lambda file: file.split(os.sep))


def _walk(folder: str, config: Config) -> Iterator[tuple[str, str]]:
    """The files below a folder, each with the path that it has without links; empty for one that is a link itself."""
    waiting = [("" if folder == "." else folder, os.path.realpath(folder))]
    while waiting:
        here, there = waiting.pop()
        for entry in _entries(here or "."):
            path, real = os.path.join(here, entry.name), f"{there}{os.sep}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _PASSED_OVER and not config.excludes(path):
                    waiting.append((path, real))
            elif (
                entry.name.endswith(SUFFIXES) and os.path.isfile(path) and not config.excludes(path)
            ):
                yield path, "" if entry.is_symlink() else real


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where it cannot be opened."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and its encoding, by its byte-order mark or its coding comment.

    Raises:
        SyntaxError: the coding comment names no encoding.
        UnicodeDecodeError: the bytes are no text in it.
    """
    if content.isascii() and b"coding" not in content[: _second_line(content)]:
        encoding = "utf-8"  # as most are, which takes less time to see
    else:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    try:
        text = content.decode(encoding)
    except LookupError:  # a codec that makes something else than text, as rot13
        raise SyntaxError(f"unknown encoding: {encoding}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _second_line(content: bytes) -> int:
    """Where the second line ends, the last that may name an encoding."""
    first = content.find(b"\n")
    second = content.find(b"\n", first + 1)
    return len(content) if -1 in (first, second) else second


def module_name(path: Path | str, root: Path) -> str:
    """The dotted name by which a file is imported: from the outermost package, or from the project's folder.

    Args:
        path: the file.
        root: the folder of the project.
    """
    whole = os.path.abspath(path)
    top = folder = os.path.dirname(whole)
    while os.path.exists(f"{top}{os.sep}__init__.py"):
        top = os.path.dirname(top)
    if top == folder:
        roots = (f"{root / 'src'}{os.sep}", f"{root}{os.sep}")
        top = next((one for one in roots if whole.startswith(one)), top)
    parts = os.path.splitext(whole[len(top) :].lstrip(os.sep))[0].split(os.sep)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
