"""The indexes that models declare, and the lines where they do."""

import inspect
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapper, registry

from colonnade.data.watch.sites import Site


def declared(registry: registry) -> Iterator[tuple[str, str, Site]]:
    """Table, name and place of every index of the classes of a registry."""
    for mapper in registry.mappers:
        for index in getattr(mapper.local_table, "indexes", ()):
            if index.name and (site := _site(mapper, index)):
                yield str(index.table.fullname), str(index.name), site


def _site(mapper: Mapper[Any], index: Index) -> Site | None:
    """The line that names the index, else that of its first column, else that of the class."""
    try:
        lines, first = inspect.getsourcelines(mapper.class_)
        path = inspect.getsourcefile(mapper.class_) or ""
    except (OSError, TypeError):
        return None
    words = [f'"{index.name}"', *(f"{column.name}:" for column in index.columns)]
    found = (
        number
        for word in words
        for number, line in enumerate(lines, first)
        if line.strip().startswith(word) or (word.startswith('"') and word in line)
    )
    return Site(path, next(found, first), mapper.class_.__name__)
