"""The Python names of everything in a schema, decided in one place for all writers."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Enum, MetaData, Table

from colonnade.design import words
from colonnade.design.design import Design
from colonnade.design.identifiers import (
    CLASS_NAMES,
    attribute_name,
    cleaned,
    member_name,
    module_name,
    unused,
)
from colonnade.design.links import Link, is_mapped, links_of
from colonnade.design.roles import relationship_names
from colonnade.schema.info import column_info, schema_info


@dataclass(frozen=True)
class Relationship:
    """A relationship attribute.

    Attributes:
        name: the attribute's name.
        back: the name of the other side's attribute.
        link: what the relationship is.
    """

    name: str
    back: str
    link: Link


@dataclass(frozen=True)
class EnumNames:
    """An enum's class and its members' names, by value."""

    class_name: str
    members: dict[str, str]


@dataclass
class Names:
    """The names of a schema's classes, attributes, modules and relationships.

    Attributes:
        decisions: where a name had to be chosen, one sentence each.
    """

    classes: dict[str, str] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    relationships: dict[str, list[Relationship]] = field(default_factory=dict)
    enums: dict[str, EnumNames] = field(default_factory=dict)
    decisions: list[str] = field(default_factory=list)

    def class_name(self, table: Table) -> str:
        """The table's class, as `OrderItem`."""
        return self.classes[table.key]

    def module(self, table: Table) -> str:
        """The module of the table's class below `app.models`, as `order_item`."""
        return module_name(words.snake(words.words_of(self.class_name(table))))

    def collection(self, table: Table) -> str:
        """Many rows of the table, as `order_items`: for paths, tags and variables."""
        return self.collections[table.key]

    def attribute(self, column: Column[Any]) -> str:
        """The attribute of a column."""
        return self.attributes[column.table.key][column.name]

    def relationships_of(self, table: Table) -> list[Relationship]:
        """The relationship attributes of the table's class."""
        return self.relationships.get(table.key, [])

    def enum(self, kind: Enum, column: Column[Any]) -> EnumNames:
        """The names of the enum that a column holds."""
        return self.enums[enum_key(kind, column)]


def names_of(source: Design | MetaData) -> Names:
    """The names of a schema; the same schema gives the same names.

    Args:
        source: a design, or the tables alone.
    """
    metadata = source.metadata if isinstance(source, Design) else source
    names = Names()
    names.classes = _classes(metadata, names.decisions)
    for key, name in names.classes.items():
        many = words.snake(words.many(words.one(words.words_of(name))))
        names.collections[key] = unused(many, names.collections.values())
    names.enums = _enums(metadata, set(names.classes.values()))
    taken = {*names.classes.values(), *(enum.class_name for enum in names.enums.values())}
    for table in metadata.tables.values():
        names.attributes[table.key] = _attributes(table, taken, names.decisions)
    _relationships(metadata, names, taken)
    if schema_info(metadata).dialect is not None and _has_unnamed(metadata):
        names.decisions.append(
            "Constraints that have no name in the database get one from the naming convention."
        )
    names.decisions += [
        f"The table `{table.key}` has no primary key, so no class is mapped to it: it is a table for reading in "
        "`app/models/keyless.py`."
        for table in metadata.tables.values()
        if not is_mapped(table)
    ]
    return names


def _has_unnamed(metadata: MetaData) -> bool:
    """Whether a constraint of the schema has no name."""
    constraints = (item for table in metadata.tables.values() for item in table.constraints)
    return any(item.name is None and list(getattr(item, "columns", [1])) for item in constraints)


def enum_key(kind: Enum, column: Column[Any]) -> str:
    """What tells an enum from another: its name, or its column when it has none."""
    if kind.name is None:
        return f"{column.table.key}.{column.name}"
    return f"{kind.schema}.{kind.name}" if kind.schema else str(kind.name)


def _classes(metadata: MetaData, decisions: list[str]) -> dict[str, str]:
    """A class name for each table; tables whose names collide are told apart."""
    wanted = {
        table.key: _class_name(words.one(_words(table))) for table in metadata.tables.values()
    }
    found: dict[str, str] = {}
    for table in sorted(
        metadata.tables.values(), key=lambda t: (bool(t.schema), _words(t) != words.one(_words(t)))
    ):
        name = wanted[table.key]
        for candidate in _candidates(table, name):
            if candidate.lower() not in {other.lower() for other in found.values()}:
                found[table.key] = candidate
                break
        if found[table.key] != name:
            decisions.append(
                f"The table `{table.key}` is the class `{found[table.key]}`, because another table is `{name}`."
            )
        elif name != words.pascal(words.one(_words(table))):
            decisions.append(
                f"The table `{table.key}` is the class `{name}`, because its own name means something else in Python."
            )
    return {key: found[key] for key in metadata.tables}


def _candidates(table: Table, name: str) -> list[str]:
    """Class names for a table, from the one wanted to one that nobody else can have."""
    whole = _class_name(_words(table))
    schema = words.pascal(words.words_of(table.schema or ""))
    numbered = [f"{name}{number}" for number in range(2, 1000)]
    return [name, f"{schema}{name}", whole, f"{schema}{whole}", *numbered]


def _words(table: Table) -> list[str]:
    return words.words_of(cleaned(table.name))


def _class_name(parts: list[str]) -> str:
    name = words.pascal(parts) or "Unnamed"
    name = name if name.isidentifier() else f"Table{name}"
    return f"{name}Row" if name in CLASS_NAMES else name


def _attributes(table: Table, taken: set[str], decisions: list[str]) -> dict[str, str]:
    """An attribute for each column; columns that need no change come first."""
    found: dict[str, str] = {}
    plain = [c.name for c in table.columns if attribute_name(c.name, taken) == c.name]
    for name in (*plain, *(c.name for c in table.columns if c.name not in plain)):
        found[name] = attribute_name(name, {*taken, *found.values()})
        if found[name] != name:
            decisions.append(
                f"The column `{table.key}.{name}` is the attribute `{found[name]}`, because its name cannot be one."
            )
    return {column.name: found[column.name] for column in table.columns}


def _enums(metadata: MetaData, classes: set[str]) -> dict[str, EnumNames]:
    """Names for each enum of the schema, once."""
    found: dict[str, EnumNames] = {}
    taken = set(classes)
    for table in metadata.tables.values():
        for column in table.columns:
            kind = enum_of(column)
            if kind is not None and (key := enum_key(kind, column)) not in found:
                found[key] = EnumNames(_enum_class(kind, column, taken), _members(kind))
                taken.add(found[key].class_name)
    return found


def enum_of(column: Column[Any]) -> Enum | None:
    """The enum that a column holds, alone or in an array."""
    kind = getattr(column.type, "item_type", column.type)
    return kind if isinstance(kind, Enum) and kind.enums else None


def _enum_class(kind: Enum, column: Column[Any], taken: set[str]) -> str:
    whole = [*words.one(words.words_of(column.table.name)), *words.words_of(column.name)]
    parts = words.words_of(cleaned(str(kind.name))) if kind.name else whole
    own = column_info(column).enum_class
    name = own if own and own not in CLASS_NAMES else _class_name(parts)
    return unused(f"{name}Value" if name in taken else name, taken)


def _members(kind: Enum) -> dict[str, str]:
    members: dict[str, str] = {}
    for value in kind.enums:
        members[value] = member_name(value, members.values())
    return members


def _relationships(metadata: MetaData, names: Names, classes: set[str]) -> None:
    """Names for both sides of every relationship, unlike every column and class."""
    links = links_of(metadata)
    chosen: dict[str, list[tuple[Link, str]]] = {}
    for key, mine in links.items():
        taken = {*classes, *names.attributes[key].values()}
        chosen[key] = relationship_names(mine, links, names.class_name, taken)
    name_of = {link.identity: name for pairs in chosen.values() for link, name in pairs}
    for key, pairs in chosen.items():
        names.relationships[key] = [
            Relationship(name, name_of[link.back.identity], link) for link, name in pairs
        ]
