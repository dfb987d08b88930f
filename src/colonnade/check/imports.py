"""What a file can reach by its imports, found without parsing it: a function that only a comment calls is none of them."""

import re
from collections.abc import Iterator

_IMPORTED = re.compile(
    rb"import\b\s*(\((?:[^)#]|#[^\n]*)*\)|(?:[^\n\\;#]|\\.)*)",  # in brackets, or on one line that may go on
    re.DOTALL,
)
_WORDS = re.compile(rb"\w+")
_BEFORE = re.compile(rb"(?:(\w+)[\w.]*|\s|\\)\Z")
_WRITTEN_OUT = {b"sqlalchemy", b"sqlmodel", b"alembic", b"fastapi", b"logging", b"pydantic"}
"""Modules whose names rules know where they are written out, imported or not: `logging.getLogger`."""
_LONGEST = 100
"""How many bytes before a dot are looked at."""


def imported(content: bytes) -> list[list[bytes]]:
    """The words behind each `import` of a file."""
    return [_WORDS.findall(one) for one in _IMPORTED.findall(content)]


def reaches(names: frozenset[str], content: bytes) -> bool:
    """Whether a file imports one of some names, or has one as an attribute of what it imports.

    Args:
        names: the names; one that begins with a dot may be an attribute of anything.
        content: the bytes of the file.
    """
    known = _WRITTEN_OUT.union(*imported(content))
    return any(_is_reached(name.encode(), known, content) for name in names)


def _is_reached(name: bytes, known: set[bytes], content: bytes) -> bool:
    if name.startswith(b"."):
        return name in content
    return name in known or any(one is None or one in known for one in _owners(name, content))


def _owners(name: bytes, content: bytes) -> Iterator[bytes | None]:
    """What each attribute of this name belongs to: the first part of a dotted name, None where a line ends before it."""
    at = content.find(b"." + name)
    while at >= 0:
        found = _BEFORE.search(content, max(0, at - _LONGEST), at)
        if found:
            yield found[1]
        at = content.find(b"." + name, at + 1)
