"""The rules of tables, read from the marks in `Table.info` and `Column.info` (see `traits.owned`)."""

from typing import cast

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, Table, event

from colonnade.data.isolation.owner_columns import carries_owners, link_of, owner_columns
from colonnade.data.isolation.rules import PRIVATE, Kind, Rule, Rules
from colonnade.data.models.declaration import OWNER, OWNERSHIP
from colonnade.errors import UnclassifiedTable

HISTORY = "colonnade.history"
"""The key of `MetaData.info` that holds the table of entries, and of `Table.info` that marks a table with a history."""

_RULES = "colonnade.isolation.rules"


def has_owners(rules: Rules) -> bool:
    """Whether any of the tables has rows with owners."""
    return any(rule.kind in PRIVATE for rule in rules.values())


def rules_of(metadata: MetaData) -> Rules:
    """The rules of the classified tables of a `MetaData`, read again when tables, columns or foreign keys were added."""
    count, rules = metadata.info.get(_RULES, (-1, {}))
    if count != len(metadata.tables):
        kinds = {t: kind for t in metadata.tables.values() if (kind := _kind(t)) is not None}
        entries = metadata.info.get(HISTORY)
        if not any(kind in PRIVATE for t, kind in kinds.items() if t is not entries):
            # Entries have owners where rows have.
            kinds = {t: kind for t, kind in kinds.items() if t is not entries}
        several = sum(kind is Kind.OWNER for kind in kinds.values()) > 1
        rules = {(t.schema, t.name): _rule(t, kinds, several) for t in kinds}
        _refuse_circles(rules)
        metadata.info[_RULES] = (len(metadata.tables), rules)
    return cast("Rules", rules)


@event.listens_for(Column, "after_parent_attach")
@event.listens_for(ForeignKeyConstraint, "after_parent_attach")
def _read_again(added: Column[object] | ForeignKeyConstraint, table: object) -> None:
    if isinstance(table, Table):
        table.metadata.info.pop(_RULES, None)


def owner_tables(metadata: MetaData) -> list[Table]:
    """The tables of owners."""
    rules = rules_of(metadata)
    tables = metadata.tables.values()
    return [table for table in tables if _is_of_owners(rules.get((table.schema, table.name)))]


def _is_of_owners(rule: Rule | None) -> bool:
    return rule is not None and rule.kind is Kind.OWNER


def rule_of(table: Table) -> Rule:
    """The rule of a classified table."""
    return rules_of(table.metadata)[table.schema, table.name]


def _kind(table: Table) -> Kind | None:
    """What the marks say; a table that says `owned` and marks no column is not classified."""
    marks = {column.info.get(OWNER) for column in table.columns}
    said = table.info.get(OWNERSHIP)
    if said == "owner" or "key" in marks:
        return Kind.OWNER
    if said == "owned" or marks & {"by", "through"}:
        return Kind.OWNED if "by" in marks else Kind.THROUGH if "through" in marks else None
    return Kind(said) if said is not None else None


def _rule(table: Table, kinds: dict[Table, Kind], several: bool) -> Rule:
    kind = kinds[table]
    links = {c: link_of(c) for c in table.foreign_key_constraints if _leads_to_owned(c, kinds)}
    through = [c for c in links if any(column.info.get(OWNER) == "through" for column in c.columns)]
    owners = owner_columns(table, kinds)
    return Rule(
        name=table.fullname,
        kind=kind,
        owners=owners,
        parents=tuple(links[c] for c in through) if kind is Kind.THROUGH else (),
        links=tuple(link for c, link in links.items() if not carries_owners(c, owners, kinds)),
        several=several,
        by_triggers=table.info.get(HISTORY) == "entries",
    )


def _leads_to_owned(constraint: ForeignKeyConstraint, kinds: dict[Table, Kind]) -> bool:
    return kinds.get(constraint.referred_table) in PRIVATE


def reaches(rule: Rule, owner: Table) -> bool:
    """Whether the rows of a table belong to owners in another one: by a column, or as their own owners do."""
    links = [column.link for column in rule.owners if column.link is not None]
    direct = any(column.of is owner for column in rule.owners)
    return direct or any(reaches(rule_of(link.parent), owner) for link in links)


def belongs_to(rule: Rule, owner: Table) -> bool:
    """The same, also through parents."""
    return reaches(rule, owner) or any(
        belongs_to(rule_of(link.parent), owner) for link in rule.parents
    )


def _refuse_circles(rules: Rules) -> None:
    """Refuse owners that own each other."""
    for rule in rules.values():
        seen, waiting = {rule.name}, list(rule.owners)
        while waiting:
            link = waiting.pop().link
            if link is not None and link.parent.fullname == rule.name:
                raise UnclassifiedTable(
                    f"The rows of table {rule.name!r} would be their own owners' owners.",
                    "Take Owned.by(...) from one of the foreign keys.",
                )
            if link is not None and link.parent.fullname not in seen:
                seen.add(link.parent.fullname)
                waiting += rules[link.parent.schema, link.parent.name].owners
