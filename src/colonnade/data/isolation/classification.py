"""Whose the rows of every table are.

The rule here: what nobody classified is refused. A table is looked up in its own `MetaData`; a table object that
stands beside it (a reflected twin, `sqlalchemy.table()`) is looked up by name, and an unknown name is no table at all.
Where two `MetaData` have a table of one name, none of them opens what the other one closes: the rows may be the same.
"""

from collections.abc import Iterator
from operator import is_
from typing import Any, NoReturn, cast
from weakref import ref

from sqlalchemy import MetaData, Table, TableClause, event
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.mapper import _all_registries

from colonnade.data.isolation.cascades import Touched, followers
from colonnade.data.isolation.marks import has_owners, rules_of
from colonnade.data.isolation.rules import Rule, Rules
from colonnade.data.isolation.schemas import repeated
from colonnade.errors import UnclassifiedTable

_CLASSIFICATION = "colonnade.isolation.classification"
_mapped: tuple[ref[MetaData], ...] = ()
"""Every `MetaData` that has models. Each session looks at all of them, which is five times as fast as with a `WeakSet`."""


def metadata_of(chosen: MetaData | None) -> list[MetaData]:
    """The tables to judge by: those that were chosen, or those of all models that are imported."""
    if chosen is not None:
        return [chosen]
    return [metadata for one in _mapped if (metadata := one()) is not None]


@event.listens_for(Mapper, "after_mapper_constructed")
def _remember(mapper: Mapper[Any], cls: object = None) -> None:
    """Know every `MetaData` that has models, so that sessions need not be told."""
    if not isinstance(mapper.local_table, Table):
        return
    global _mapped
    known = dict.fromkeys((*metadata_of(None), mapper.local_table.metadata))
    _mapped = tuple(ref(metadata) for metadata in known)


# Models that were mapped before this module was imported count as well.
for _registry in _all_registries():
    for _mapper in _registry.mappers:
        _remember(_mapper)


class Classification:
    """The rules of one application.

    Args:
        metadata: the tables to judge by; without it, those of all models that are imported.

    Attributes:
        seen: the rules when `restricts` was asked for last, and its answer; another tuple when they were others.
    """

    def __init__(self, metadata: MetaData | None = None) -> None:
        self.metadata = metadata
        self.seen: tuple[list[Rules], bool] = ([], False)

    @property
    def restricts(self) -> bool:
        """Whether any table's rows have owners."""
        rules = [rules_of(metadata) for metadata in metadata_of(self.metadata)]
        seen = self.seen  # both or neither, whatever other threads do
        # Every session asks.
        if len(rules) != len(seen[0]) or not all(map(is_, rules, seen[0])):
            seen = self.seen = (rules, any(map(has_owners, rules)))
        return seen[1]

    @property
    def guarded_names(self) -> set[str]:
        """The names of the tables by whose rows others are judged, in small letters."""
        found = ((key, rule) for _, rules in self._known() for key, rule in rules.items())
        return {name.casefold() for (_, name), rule in found if rule.private or rule.links}

    @property
    def repeated_names(self) -> set[str]:
        """The names that tables of several schemas have, in small letters."""
        return set().union(*(repeated(rules) for _, rules in self._known()))

    def rule(self, table: TableClause, default_schema: str | None = None) -> Rule:
        """The rule of a table.

        Args:
            table: a `Table` of any `MetaData`, or a lightweight table.
            default_schema: the schema that the database takes where none is named.

        Raises:
            UnclassifiedTable: nobody said whose its rows are.
        """
        home: Any = getattr(table, "metadata", None)
        said = dict(self._said(table, default_schema))
        known = [rule for rule in said.values() if rule is not None]
        if home not in said:
            return known[0] if len(known) == 1 else _refuse(table)
        return said[home] or _refuse(table)

    def described(self, rule: Rule) -> list[Table]:
        """The table of a rule, as the models describe it."""
        tables = (metadata.tables.get(rule.name) for metadata, _ in self._known())
        return [table for table in tables if table is not None]

    def followers(self, rule: Rule, touched: Touched = None) -> list[Rule]:
        """The rules of the tables with owners whose rows the database deletes or changes because of other rows.

        Args:
            rule: the rule of the table with the other rows.
            touched: the names of the columns that change there; None when the rows are deleted.
        """
        return [
            known
            for metadata, rules in self._known()
            for table in followers(metadata.tables.values(), rule.name, touched)
            if (known := rules.get((table.schema, table.name))) is not None and known.private
        ]

    def is_foreign(self, table: TableClause) -> bool:
        """Whether the table belongs to models of which none is owned: another application's business."""
        home = getattr(table, "metadata", None)
        return any(known is home and not has_owners(rules) for known, rules in self._known())

    def closes(self, table: TableClause, default_schema: str | None = None) -> bool:
        """Whether the rows of a table of this name have owners, by any models."""
        said = (rule for _, rule in self._said(table, default_schema))
        return any(rule is not None and rule.private for rule in said)

    def _said(
        self, table: TableClause, default_schema: str | None
    ) -> Iterator[tuple[MetaData, Rule | None]]:
        """What each `MetaData` with owners says of a table: its own one in any case, others where they have the name."""
        for metadata, rules in self._known():
            rule = _rule_in(rules, table, default_schema)
            if has_owners(rules) and (rule or getattr(table, "metadata", None) is metadata):
                yield metadata, rule

    def _known(self) -> Iterator[tuple[MetaData, Rules]]:
        return ((metadata, rules_of(metadata)) for metadata in metadata_of(self.metadata))


_everything = Classification()


def classification_of(metadata: MetaData | None) -> Classification:
    """The classification by the tables of a `MetaData`, or by those of all models that are imported."""
    if metadata is None:
        return _everything
    made = metadata.info.get(_CLASSIFICATION)
    if made is None:
        made = metadata.info.setdefault(_CLASSIFICATION, Classification(metadata))
    return cast("Classification", made)


def _rule_in(rules: Rules, table: TableClause, default_schema: str | None) -> Rule | None:
    """The rule of a table by its name; to be in the default schema is said or not, in a statement and in the models."""
    schema = getattr(table, "schema", None)
    schemas = (None, default_schema) if schema in (None, default_schema) else (schema,)
    found = [rule for one in schemas if (rule := rules.get((one, table.name))) is not None]
    return next((rule for rule in found if rule.private), found[0] if found else None)


def refuse_dispute(table: TableClause) -> NoReturn:
    """Raise the error for a table that one `MetaData` opens and another one closes.

    Raises:
        UnclassifiedTable: always.
    """
    raise UnclassifiedTable(
        f"Table {table.name!r} is in two MetaData, and in one of them only its rows have owners.",
        "Say by which tables to judge, Database(metadata=...), or mark both tables as the same.",
    )


def _refuse(table: TableClause) -> NoReturn:
    raise UnclassifiedTable(
        f"Nobody said whose the rows of table {table.name!r} are, so a session may not use it.",
        "Derive its model from Owned and mark a column with Owned.by(...) or Owned.through(...), or derive it from"
        " Shared or SharedWritable. A Core table says it with info={'colonnade.ownership': 'shared'}.",
    )
