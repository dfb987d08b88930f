"""Where classes are defined."""

import inspect
import re
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


def place_of(words: str, modules: list[ModuleType]) -> Place:
    """The place of the first class, or table, of the modules that an error speaks of."""
    classes = list(classes_of(modules))
    for word in re.findall(r"\w+", words):
        for cls in classes:
            if word in (cls.__name__, getattr(getattr(cls, "__table__", None), "name", None)):
                return place(cls)
    return Place(modules[0].__name__ if modules else "")
