"""Where classes are defined."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from colonnade.findings import Place


def classes_of(modules: list[ModuleType]) -> Iterator[type[Any]]:
    """The classes that the modules define, each once."""
    names = {module.__name__ for module in modules}
    seen: set[type[Any]] = set()
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ in names and value not in seen:
                seen.add(value)
                yield value


def place(cls: type[Any]) -> Place:
    """The file and line of a class."""
    try:
        path = inspect.getsourcefile(cls) or cls.__module__
        return Place(path, inspect.getsourcelines(cls)[1])
    except (OSError, TypeError):
        return Place(cls.__module__)


def field_places(cls: type[Any]) -> dict[str, Place]:
    """The place of each field of a class, in the class that annotates it."""
    found: dict[str, Place] = {}
    for one in cls.__mro__:
        if not one.__module__.startswith(("sqlmodel", "pydantic", "builtins")):
            found = dict(_own_fields(one)) | found
    return found


def _own_fields(cls: type[Any]) -> Iterator[tuple[str, Place]]:
    try:
        path = inspect.getsourcefile(cls) or cls.__module__
        lines, first = inspect.getsourcelines(cls)
    except (OSError, TypeError):
        return
    indent = len(lines[0]) - len(lines[0].lstrip())
    (node,) = ast.parse(textwrap.dedent("".join(lines))).body
    for one in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            place = Place(path, first + one.lineno - 1, one.col_offset + indent + 1)
            yield one.target.id, place


def place_of(words: str, modules: list[ModuleType]) -> Place:
    """The place of the first class, or table, of the modules that an error speaks of."""
    classes = list(classes_of(modules))
    for word in re.findall(r"\w+", words):
        for cls in classes:
            if word in (cls.__name__, getattr(getattr(cls, "__table__", None), "name", None)):
                return place(cls)
    return Place(modules[0].__name__ if modules else "")
