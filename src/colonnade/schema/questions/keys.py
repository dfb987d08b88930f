"""Foreign keys and link tables that relationships and ownership ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from colonnade.schema.questions.entities import singular
from colonnade.schema.questions.relationships import Relationship

OWNERS = ("users", "accounts")
"""Entities whose rows may own other rows."""


@dataclass(frozen=True)
class Key:
    """A foreign key column of an entity.

    Attributes:
        settings: the column's settings as DBML writes them.
        unique: whether it makes a one-to-one relationship.
        cascade: whether rows go with the row they refer to.
    """

    table: str
    column: str
    target: str
    settings: str = "not null"
    unique: bool = False
    cascade: bool = False


@dataclass(frozen=True)
class Link:
    """The table of a many-to-many relationship."""

    name: str
    columns: tuple[str, str]
    targets: tuple[str, str]


def keys_of(relationships: Sequence[Relationship]) -> list[Key]:
    """The foreign keys of the relationships that are not many-to-many."""
    return [_key(each) for each in relationships if each.operator != "<>"]


def links_of(relationships: Sequence[Relationship]) -> list[Link]:
    """The link tables of the relationships that are many-to-many."""
    return [_link(each) for each in relationships if each.operator == "<>"]


def owned(entities: Sequence[str], keys: Sequence[Key], owners: str) -> list[Key]:
    """The keys, with a way to an owner for every entity that needs one.

    Args:
        entities: all entities.
        keys: the keys of their relationships.
        owners: `yes` gives every entity a way to an owner; `auto` does so when no relationship says who owns what;
            `no` marks the keys to users as no ownership.
    """
    owner = next((entity for entity in entities if entity in OWNERS), None)
    said = any(key.target == owner for key in keys)
    if owner is None or (owners == "auto" and said):
        return list(keys)
    if owners == "no":
        return [_disowned(key) if key.target == owner else key for key in keys]
    result = list(keys)
    for entity in sorted(entities, key=lambda each: _belongs(each, keys)):
        if entity not in _reached(owner, result):
            result.append(Key(entity, f"{singular(owner)}_id", owner, cascade=True))
    return result


def _belongs(entity: str, keys: Sequence[Key]) -> bool:
    """Whether the entity belongs to another one, whose owner is then its own."""
    return any(key.table == entity and key.target != entity for key in keys)


def _reached(owner: str, keys: Sequence[Key]) -> set[str]:
    """The entities whose rows lead to an owner."""
    reached = {owner}
    for _ in keys:
        reached |= {key.table for key in keys if key.target in reached}
    return reached


def _key(relationship: Relationship) -> Key:
    table, target = relationship.left, relationship.right
    unique = relationship.operator == "-"
    if table == target:
        return Key(table, "parent_id", target, "", unique)
    return Key(table, f"{singular(target)}_id", target, unique=unique, cascade=target in OWNERS)


def _disowned(key: Key) -> Key:
    return Key(key.table, key.column, key.target, "not null, owner: 'false'", key.unique)


def _link(relationship: Relationship) -> Link:
    left, right = relationship.left, relationship.right
    first, second = f"{singular(left)}_id", f"{singular(right)}_id"
    second = f"other_{second}" if first == second else second
    return Link(f"{singular(left)}_{right}", (first, second), (left, right))
