"""Rows as the mappings that a schema takes, with what stands beside them and their collections."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from colonnade.data.compiled.bracket import Mappings, Reader, Rows
from colonnade.data.compiled.makers import Processors
from colonnade.data.compiled.prepared import Prepared, kept
from colonnade.data.compiled.selection import KEYS, Collection, Layout, collecting

AT_ONCE = 500
"""How many keys one statement takes, which every database does."""


def mappings(reader: Reader, layout: Layout, found: Rows, *, new: bool = False) -> Mappings:
    """The rows as mappings; one more statement for each collection.

    Args:
        reader: reads the collections.
        layout: where the values stand.
        found: the rows.
        new: whether they were inserted just now, so that a collection may be known to be empty.
    """
    rows, processors = found
    made = processors.maker(layout.names, layout.start, layout.stored)(rows)
    for name, present, inner in layout.rows:
        there = [row for row in rows if row[present] is not None]
        beside = iter(mappings(reader, inner, (there, processors)))
        for mapping, row in zip(made, rows, strict=True):
            mapping[name] = next(beside) if row[present] is not None else None
    for collection in layout.collections:
        if new and collection.follows:
            made = [{**mapping, collection.name: []} for mapping in made]
        else:
            _collect(reader, collection, made, found)
    return made


def values_at(
    row: Sequence[Any], positions: Sequence[int], processors: Processors
) -> tuple[Any, ...]:
    """Some values of a row, as Python values."""
    return tuple(processors[i](row[i]) if i in processors else row[i] for i in positions)


def _collect(reader: Reader, collection: Collection, made: Mappings, found: Rows) -> None:
    keys = _keys(collection.keys, found)
    owners = [key for key in dict.fromkeys(keys) if None not in key]
    members = _members(reader, collection, owners)
    for mapping, key in zip(made, keys, strict=True):
        mapping[collection.name] = members.get(key, [])


def _members(
    reader: Reader, collection: Collection, keys: list[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Mappings]:
    """The members of collections by the key of their owner."""
    dialect = reader.dialect
    statement, layout, width = kept(
        dialect, ("collection", collection.related), lambda: _prepared(collection, dialect)
    )
    members: dict[tuple[Any, ...], Mappings] = defaultdict(list)
    for start in range(0, len(keys), AT_ONCE):
        some: list[Any] = keys[start : start + AT_ONCE]
        if width == 1:
            some = [key for (key,) in some]
        found = reader.rows(statement, (), {KEYS: some})
        owners = _keys(range(width), found)
        for key, mapping in zip(owners, mappings(reader, layout, found), strict=True):
            members[key].append(mapping)
    return members


def _keys(positions: Sequence[int], found: Rows) -> list[tuple[Any, ...]]:
    """The keys in all rows, as Python values; many rows have one, so the usual form is written out."""
    rows, processors = found
    if len(positions) > 1 or positions[0] in processors:
        return [values_at(row, positions, processors) for row in rows]
    (position,) = positions
    return [(row[position],) for row in rows]


def _prepared(collection: Collection, dialect: Any) -> tuple[Prepared, Layout, int]:
    statement, layout, width = collecting(collection.related, dialect.name)
    return Prepared(statement, dialect), layout, width
