"""Relationships as attributes of their classes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column

from colonnade.design.links import Kind, Link, is_pure_link, keys_of, names
from colonnade.design.models.code import call, mapping, text
from colonnade.design.models.context import Context
from colonnade.design.names import Relationship
from colonnade.schema.relations import Relation


def relationship(attribute: Relationship, context: Context) -> str:
    """The relationship as a line of its class's body."""
    link = attribute.link
    target = f'"{context.names.class_name(link.target)}"'
    annotation = {
        Kind.TO_ONE: f"Optional[{target}]" if link.key.optional else target,
        Kind.BACK_TO_ONE: f"Optional[{target}]",
        Kind.TO_MANY: f"list[{target}]",
        Kind.MANY_TO_MANY: f"list[{target}]",
    }[link.kind]
    keywords = _keywords(attribute, context)
    return f"{attribute.name}: {annotation} = {call('Relationship', **keywords)}"


def _keywords(attribute: Relationship, context: Context) -> dict[str, str]:
    link = attribute.link
    sides = _more(attribute, context)
    keywords = {"back_populates": text(attribute.back)}
    if link.kind is Kind.MANY_TO_MANY:
        keywords["link_model"] = context.names.class_name(link.key.child)
        if not is_pure_link(link.key.child):
            keywords.pop("back_populates")
            sides["viewonly"] = "True"
    elif link.kind is not Kind.TO_ONE:
        keywords |= _deletion(link)
    if sides:
        keywords["sa_relationship_kwargs"] = mapping(sides)
    return keywords


def _deletion(link: Link) -> dict[str, str]:
    """What deleting the row does to the rows that refer to it: what the database does, and nothing before it."""
    match link.key.ondelete:
        case "CASCADE":
            return {"cascade_delete": "True", "passive_deletes": "True"}
        case "SET NULL":
            return {"passive_deletes": "True"}
    return {"passive_deletes": '"all"'}


def _more(attribute: Relationship, context: Context) -> dict[str, str]:
    """What SQLAlchemy cannot tell from the foreign keys alone."""
    link = attribute.link
    if link.through is not None:
        return _across(link, link.through, context)
    found: dict[str, str] = {}
    rivals = _rivals(link.key)
    if any(set(names(rival)) <= set(names(link.key)) for rival in rivals):
        found["primaryjoin"] = text(_join(link.key, context))
    if rivals:
        found["foreign_keys"] = text(_listed(link.key.columns, context))
    if link.kind is Kind.TO_ONE and link.target is link.table:
        found["remote_side"] = text(_listed(link.key.targets, context))
    if others := _overlapping(link.key, context):
        found["overlaps"] = text(",".join(others))
    return found


def _rivals(key: Relation) -> list[Relation]:
    """The other foreign keys between the same two tables, in either direction."""
    between = [k for k in keys_of(key.child) if k.parent is key.parent]
    if key.parent is not key.child:
        between += [k for k in keys_of(key.parent) if k.parent is key.child]
    return [k for k in between if (k.child, names(k)) != (key.child, names(key))]


def _overlapping(key: Relation, context: Context) -> list[str]:
    """The attributes that set one of the key's columns as well."""
    others = [
        other
        for other in keys_of(key.child)
        if names(other) != names(key) and set(names(other)) & set(names(key))
    ]
    wanted = {(names(other), other.parent.key) for other in others}
    return sorted(
        relationship.name
        for table in (key.child, *(other.parent for other in others))
        for relationship in context.names.relationships_of(table)
        if relationship.link.key.child is key.child
        and (names(relationship.link.key), relationship.link.key.parent.key) in wanted
    )


def _across(link: Link, through: Relation, context: Context) -> dict[str, str]:
    """The two joins of a relationship whose link table refers to one table twice."""
    parents = [key.parent for key in keys_of(link.key.child)]
    if parents.count(link.key.parent) == 1 and parents.count(through.parent) == 1:
        return {}
    return {
        "primaryjoin": text(_join(link.key, context)),
        "secondaryjoin": text(_join(through, context)),
    }


def _join(key: Relation, context: Context) -> str:
    """The condition under which rows of the two tables belong together."""
    pairs = zip(key.columns, key.targets, strict=True)
    equal = [f"{_qualified(one, context)} == {_qualified(two, context)}" for one, two in pairs]
    return equal[0] if len(equal) == 1 else f"and_({', '.join(equal)})"


def _listed(columns: Iterable[Column[Any]], context: Context) -> str:
    found = [_qualified(column, context) for column in columns]
    return found[0] if len(found) == 1 else f"[{', '.join(found)}]"


def _qualified(column: Column[Any], context: Context) -> str:
    return f"{context.names.class_name(column.table)}.{context.names.attribute(column)}"
