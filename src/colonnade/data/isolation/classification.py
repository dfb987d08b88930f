"""Whose the rows of every table are, read from the marks in `Table.info` and `Column.info` (see `traits.owned`).

The rule here: what nobody classified is refused. A table is looked up in its own `MetaData`; a table object that
stands beside it (a reflected twin, `sqlalchemy.table()`) is looked up by name, and an unknown name is no table at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from weakref import WeakSet

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, Table, TableClause, event
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.mapper import _all_registries

from colonnade.data.declaration import OWNER, OWNERSHIP
from colonnade.errors import UnclassifiedTable


class Kind(StrEnum):
    """Whose the rows of a table are."""

    OWNER = "owner"
    OWNED = "owned"
    THROUGH = "through"
    SHARED = "shared"
    SHARED_WRITABLE = "shared_writable"


PRIVATE = frozenset({Kind.OWNER, Kind.OWNED, Kind.THROUGH})
"""The kinds of tables of which a scope sees its own rows only."""


@dataclass(frozen=True)
class Link:
    """A foreign key to a table whose rows have owners: column names here and there."""

    columns: tuple[str, ...]
    parent: Table
    referred: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """What a scope may do with one table.

    Attributes:
        name: the table in the user's words.
        kind: whose its rows are.
        owner: the column that holds the owner's key, for OWNER and OWNED.
        parents: the foreign keys that lead to the owner, for THROUGH.
        links: the foreign keys that a written row must point at visible rows with.
    """

    name: str
    kind: Kind
    owner: Column[Any] | None = None
    parents: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def private(self) -> bool:
        """Whether a scope sees its own rows only."""
        return self.kind in PRIVATE


Key = tuple[str | None, str]
Rules = dict[Key, Rule]

_RULES = "colonnade.isolation.rules"
_CLASSIFICATION = "colonnade.isolation.classification"
_mapped: WeakSet[MetaData] = WeakSet()


@event.listens_for(Mapper, "after_mapper_constructed")
def _remember(mapper: Mapper[Any], cls: object = None) -> None:
    """Know every `MetaData` that has models, so that sessions need not be told."""
    if isinstance(mapper.local_table, Table):
        _mapped.add(mapper.local_table.metadata)


# Models that were mapped before this module was imported count as well.
for _registry in _all_registries():
    for _mapper in _registry.mappers:
        _remember(_mapper)


class Classification:
    """The rules of one application.

    Args:
        metadata: the tables to judge by; without it, those of all models that are imported.
    """

    def __init__(self, metadata: MetaData | None = None) -> None:
        self.metadata = metadata

    @property
    def restricts(self) -> bool:
        """Whether any table's rows have owners."""
        return any(has_owners(rules) for _, rules in self._known())

    @property
    def parent_names(self) -> set[str]:
        """The names of the tables by which others find their owner, in small letters."""
        found = (rule for _, rules in self._known() for rule in rules.values())
        return {link.parent.name.lower() for rule in found for link in rule.parents}

    def rule(self, table: TableClause, default_schema: str | None = None) -> Rule:
        """The rule of a table.

        Args:
            table: a `Table` of any `MetaData`, or a lightweight table.
            default_schema: the schema that the database takes where none is named.

        Raises:
            UnclassifiedTable: nobody said whose its rows are.
        """
        key = key_of(table, default_schema)
        for metadata, rules in self._known():
            if getattr(table, "metadata", None) is metadata and has_owners(rules):
                return rules.get(key) or _refuse(table)
        found = [rules[key] for _, rules in self._known() if has_owners(rules) and key in rules]
        return found[0] if len(found) == 1 else _refuse(table)

    def is_foreign(self, table: TableClause) -> bool:
        """Whether the table belongs to models of which none is owned: another application's business."""
        metadata = getattr(table, "metadata", None)
        return any(known is metadata and not has_owners(rules) for known, rules in self._known())

    def _known(self) -> Iterator[tuple[MetaData, Rules]]:
        chosen = list(_mapped) if self.metadata is None else [self.metadata]
        return ((metadata, rules_of(metadata)) for metadata in chosen)


_everything = Classification()


def classification_of(metadata: MetaData | None) -> Classification:
    """The classification by the tables of a `MetaData`, or by those of all models that are imported."""
    if metadata is None:
        return _everything
    made = metadata.info.setdefault(_CLASSIFICATION, Classification(metadata))
    return cast("Classification", made)


def key_of(table: TableClause, default_schema: str | None) -> Key:
    """The name by which rules know a table; the default schema counts as none."""
    schema = getattr(table, "schema", None)
    return (None if schema == default_schema else schema, table.name)


def has_owners(rules: Rules) -> bool:
    """Whether any of the tables has rows with owners."""
    return any(rule.private for rule in rules.values())


def rules_of(metadata: MetaData) -> Rules:
    """The rules of the classified tables of a `MetaData`, read again when tables were added."""
    count, rules = metadata.info.get(_RULES, (-1, {}))
    if count != len(metadata.tables):
        kinds = {t: kind for t in metadata.tables.values() if (kind := _kind(t)) is not None}
        rules = {(t.schema, t.name): _rule(t, kinds) for t in kinds}
        metadata.info[_RULES] = (len(metadata.tables), rules)
    return cast("Rules", rules)


def _kind(table: Table) -> Kind | None:
    """What the marks say; a table that says `owned` and marks no column is not classified."""
    marks = {column.info.get(OWNER) for column in table.columns}
    said = table.info.get(OWNERSHIP)
    if said == "owner" or "key" in marks:
        return Kind.OWNER
    if said == "owned" or marks & {"by", "through"}:
        return Kind.OWNED if "by" in marks else Kind.THROUGH if "through" in marks else None
    return Kind(said) if said is not None else None


def _rule(table: Table, kinds: dict[Table, Kind]) -> Rule:
    kind = kinds[table]
    links = {c: _link(c) for c in table.foreign_key_constraints if _leads_to_owned(c, kinds)}
    through = [c for c in links if any(column.info.get(OWNER) == "through" for column in c.columns)]
    owner = _owner_column(table, kind)
    return Rule(
        name=table.fullname,
        kind=kind,
        owner=owner,
        parents=tuple(links[c] for c in through) if kind is Kind.THROUGH else (),
        links=tuple(link for c, link in links.items() if not _carries_owner(c, owner, kinds)),
    )


def _carries_owner(
    constraint: ForeignKeyConstraint, owner: Column[Any] | None, kinds: dict[Table, Kind]
) -> bool:
    """Whether the foreign key holds the owner on both sides, so that the database itself enforces it."""
    parent = constraint.referred_table
    return any(
        element.parent is owner and element.column is _owner_column(parent, kinds[parent])
        for element in constraint.elements
    )


def _owner_column(table: Table, kind: Kind) -> Column[Any] | None:
    mark = {Kind.OWNER: "key", Kind.OWNED: "by"}.get(kind)
    if mark is None:
        return None
    marked = [column for column in table.columns if column.info.get(OWNER) == mark]
    keys = marked or list(table.primary_key.columns)
    if len(keys) != 1:
        raise UnclassifiedTable(
            f"Table {table.fullname!r} has {len(keys)} columns that name its owner.",
            "Mark exactly one column: the owner's key is one value.",
        )
    return keys[0]


def _leads_to_owned(constraint: ForeignKeyConstraint, kinds: dict[Table, Kind]) -> bool:
    return kinds.get(constraint.referred_table) in PRIVATE


def _link(constraint: ForeignKeyConstraint) -> Link:
    return Link(
        columns=tuple(element.parent.name for element in constraint.elements),
        parent=constraint.referred_table,
        referred=tuple(element.column.name for element in constraint.elements),
    )


def _refuse(table: TableClause) -> Rule:
    raise UnclassifiedTable(
        f"Nobody said whose the rows of table {table.name!r} are, so a session may not use it.",
        "Derive its model from Owned and mark a column with Owned.by(...) or Owned.through(...), or derive it from"
        " Shared or SharedWritable. A Core table says it with info={'colonnade.ownership': 'shared'}.",
    )
