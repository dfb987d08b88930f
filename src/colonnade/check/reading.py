"""A file from disk: what it says, or the finding that says why it cannot be read."""

import gc
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from colonnade.check.files import decoded, module_name
from colonnade.check.notebooks import code_of
from colonnade.check.rule import load_rules
from colonnade.check.rules.files.unreadable_file import CODE as UNREADABLE
from colonnade.check.source import Source
from colonnade.check.words import MODELS, WITH_MODELS, known_words, words_in
from colonnade.findings import Finding, Place

_OURS = (
    *(b"sqlmodel", b"sqlalchemy", b"fastapi", b"alembic", b"colonnade", b"ession"),
    *(b"passlib", b"bcrypt", b"pydantic_settings", b"jwt"),
)
"""What a file has in it that is looked at; `ession` is of sessions, large and small."""
_SCHEMAS = re.compile(
    rb"class Config\b|hashed_?password|password_?hash|pwd_hash|class (?:\w*Base\w*|\w+Model|\w+Schema)\(.*BaseModel"
)
"""What a file of Pydantic's classes alone has in it that is looked at: mistakes, and what others derive from."""
_MODELS = frozenset({*MODELS.split("|"), WITH_MODELS})
_LARGEST = 20_000_000


@dataclass
class Read:
    """A file that was read.

    Attributes:
        path: as the user named it.
        source: what rules look at; None for a file that has nothing to do with our libraries or cannot be read.
        findings: why it cannot be read.
        cells: where the cells of a notebook begin.
    """

    path: str
    source: Source | None = None
    findings: tuple[Finding, ...] = ()
    cells: list[tuple[int, int]] | None = None


@contextmanager
def undisturbed() -> Iterator[None]:
    """What many files are read in: no collector, as nothing of a tree can be collected while it is looked at and looking
    for it takes a third of the time, and no warnings about what somebody else wrote.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            yield
    finally:
        if was_enabled:
            gc.enable()


def words_of(name: str, content: bytes) -> frozenset[str] | None:
    """The words that a file has, of those that are looked for; None for one that mentions none of our libraries."""
    if not any(word in content for word in _OURS) and not _has_schemas(content):
        return None
    # In a notebook, which is JSON, a new line is a letter.
    lines = content.replace(rb"\n", b" ") if name.endswith(".ipynb") else content
    return words_in(lines, _known())


def _has_schemas(content: bytes) -> bool:
    return b"pydantic" in content and _SCHEMAS.search(content) is not None


@cache
def _known() -> frozenset[bytes]:
    return known_words(rule.needs for rule in load_rules().values())


def unopened(path: Path, error: OSError) -> Read:
    """A file that cannot be opened."""
    return _unreadable(path, f"it cannot be opened: {error.strerror}")


def read_content(
    path: Path, content: bytes, root: Path, words: frozenset[str] | None = None
) -> Read:
    """Read a file's bytes as Python, unless they mention none of our libraries.

    Args:
        path: the file.
        content: its bytes.
        root: the folder of the project.
        words: what `words_of` says of it, with the words that its project shares; without them the file is taken for one
            of a project with models.
    """
    if words is None:
        found = words_of(path.name, content)
        if found is None:
            return Read(str(path))
        words = found | _MODELS
    if b"\0" in content or len(content) > _LARGEST:
        return _unreadable(path, "it is no text")
    try:
        text, _ = decoded(content)
    except SyntaxError as error:
        return _syntax_error(path, error)
    except UnicodeDecodeError as error:
        return _unreadable(path, f"its byte {error.start + 1} is no {error.encoding}")
    except ValueError as error:
        return _unreadable(path, str(error))
    return _read(path, text, root, words)


def read_text(path: Path, text: str, root: Path) -> Read:
    """Read a text as if a file had it."""
    return _read(path, text, root, (words_of(path.name, text.encode()) or frozenset()) | _MODELS)


def _read(path: Path, text: str, root: Path, words: frozenset[str]) -> Read:
    try:
        cells = None
        if path.suffix == ".ipynb":
            text, cells = code_of(text)
        source = Source(str(path), module_name(path, root), text, words)
        _ = source.facts  # what is nested too deeply is so for them, too
        return Read(str(path), source, cells=cells)
    except SyntaxError as error:
        return _syntax_error(path, error)
    except ValueError as error:
        return _unreadable(path, str(error))
    except (RecursionError, MemoryError):
        return too_deep(path)


def too_deep(path: Path) -> Read:
    """A file in which more is nested than Python can follow."""
    return _unreadable(path, "its expressions are nested too deeply")


def _syntax_error(path: Path, error: SyntaxError) -> Read:
    place = Place(str(path), error.lineno or 1, error.offset or 1)
    what = f"The file cannot be checked: {error.msg}."
    version = "{}.{}".format(*sys.version_info)
    remedy = f"Python {version} reads it; for newer syntax run the check with a newer Python."
    return Read(str(path), findings=(Finding(UNREADABLE, place, what, remedy),))


def _unreadable(path: Path, why: str) -> Read:
    place = Place(str(path), 1, 1)
    return Read(
        str(path), findings=(Finding(UNREADABLE, place, f"The file cannot be checked: {why}."),)
    )
