"""The schema as a Mermaid entity relationship diagram, which GitHub and many editors draw."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from sqlalchemy import Column, MetaData, Table

from colonnade.design.groups import READABLE, groups
from colonnade.design.prose import type_text
from colonnade.schema.relations import Relation, column_names, relations, unique_sets

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
RESERVED = frozenset(
    {
        "acctitle",
        "accdescr",
        "class",
        "classdef",
        "direction",
        "end",
        "erdiagram",
        "style",
        "subgraph",
    }
    | {"title", "one", "only", "many", "zero", "to", "optionally", "u", "o"}
)
"""Words that one version of Mermaid or another reads as its own; as names they are put in quotes."""
MARKS = frozenset({"pk", "fk", "uk"})


def mermaid(metadata: MetaData) -> str:
    """The whole schema as one diagram: every table with its columns, every foreign key as a line."""
    return _diagram(metadata, set(metadata.tables))


def diagrams(metadata: MetaData) -> list[tuple[str, str]]:
    """The schema as diagrams that can be read, each with a name.

    A small schema is one. A large one has a diagram for each of its groups, in which the tables that a group refers to
    are boxes without columns; groups larger than a reader can take in are cut into parts.
    """
    if len(metadata.tables) <= READABLE:
        return [("All tables", mermaid(metadata))]
    found = []
    for group in groups(metadata):
        keys = [table.key for table in group.tables]
        count = -(-len(keys) // (READABLE + READABLE // 2))
        size = -(-len(keys) // count)
        for part in range(count):
            name = f"{group.name} ({part + 1} of {count})" if count > 1 else group.name
            found.append((name, _diagram(metadata, set(keys[part * size : (part + 1) * size]))))
    return found


def _diagram(metadata: MetaData, keys: Collection[str]) -> str:
    names = _names(metadata)
    drawn = [one for one in relations(metadata) if one.child.key in keys]
    lines = ["erDiagram"]
    lines += [f"    {_line(relation, names)}" for relation in drawn]
    for key in sorted(keys):
        lines += _entity(metadata.tables[key], names[key])
    return "\n".join(lines) + "\n"


def _line(relation: Relation, names: dict[str, str]) -> str:
    """One foreign key: the parent's end, the child's end, and the column as its label."""
    parent = "|o" if relation.optional else "||"
    child = "o|" if relation.single else "o{"
    ends = f"{names[relation.parent.key]} {parent}--{child} {names[relation.child.key]}"
    return f'{ends} : "{_text(column_names(relation))}"'


def _entity(table: Table, name: str) -> Iterator[str]:
    yield f"    {name} {{" if table.columns else f"    {name}"
    unique = list(unique_sets(table))
    for column in table.columns:
        yield f"        {_attribute(column, frozenset({column.name}) in unique)}"
    if table.columns:
        yield "    }"


def _attribute(column: Column[object], unique: bool) -> str:
    marks = []
    if column.primary_key:
        marks.append("PK")
    if column.foreign_keys:
        marks.append("FK")
    if unique and not column.primary_key:
        marks.append("UK")
    words = [_word(type_text(column)), _word(column.name), ", ".join(marks)]
    if words[1] != column.name:
        words.append(f'"{_text(column.name)}"')
    elif column.nullable:
        words.append('"may be empty"')
    return " ".join(word for word in words if word)


def _names(metadata: MetaData) -> dict[str, str]:
    """How each table is called in the diagram: its name, in quotes where it is not a plain word."""
    taken: Counter[str] = Counter()
    names = {}
    for key in sorted(metadata.tables):
        name = re.sub(r"[%\\]", "_", _text(key))
        taken[name] += 1
        name = name if taken[name] == 1 else f"{name} ({taken[name]})"
        is_plain = PLAIN.fullmatch(name) and name.lower() not in RESERVED
        names[key] = name if is_plain else f'"{name}"'
    return names


def _word(text: str) -> str:
    """One legal word: `numeric(10, 2)` gives `numeric(10_2)`."""
    word = re.sub(r"[^\w()\[\]]+", "_", text).strip("_([")
    if not word[:1].isalpha():
        word = f"_{word}"
    return f"{word}_" if word.lower() in MARKS else word


def _text(text: str) -> str:
    """Text that cannot end its quotes."""
    return " ".join(text.replace('"', "'").split())
