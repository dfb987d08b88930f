"""What row security costs, and what tables tell about rows that it hides: logged, and no error."""

from collections.abc import Iterator

from sqlalchemy import Column, MetaData, Table, UniqueConstraint

from colonnade.data.isolation.marks import rules_of
from colonnade.data.isolation.row_security.catalog import Catalog
from colonnade.data.isolation.row_security.problem import Problem
from colonnade.data.isolation.rules import Kind, Rule

_PATCHED = {13: 130022, 14: 140019, 15: 150014, 16: 160010, 17: 170006}
"""The first minor versions whose planner does not tell about hidden rows (CVE-2025-8713)."""


def of(found: Catalog, metadata: MetaData) -> Iterator[Problem]:
    """The advice for one application.

    Args:
        found: what the database says.
        metadata: the tables with their marks.
    """
    if found.role.version < _PATCHED.get(found.role.version // 10000, 0):
        remedy = "Update to the newest minor version."
        yield Problem("SERVER_NOT_PATCHED", "The server's planner tells about hidden rows.", remedy)
    rules = rules_of(metadata)
    mine = {(t.schema or found.role.schema, t.name) for t in metadata.tables.values()}
    for name, index in found.slow_indexes:
        if name in mine:
            remedy = "row_security.leakproof_statements() has the remedy, for a superuser to run."
            yield Problem(
                "INDEX_BEHIND_POLICY", f"A policy keeps queries from index {index!r}.", remedy
            )
    for table in metadata.sorted_tables:
        rule = rules.get((table.schema, table.name))
        if rule is not None and rule.kind is Kind.OWNED and rule.owner is not None:
            yield from _of_table(table, rule, rule.owner)


def _of_table(table: Table, rule: Rule, owner: Column[object]) -> Iterator[Problem]:
    name = table.fullname
    keys = [list(table.primary_key.columns), *(list(i.columns) for i in table.indexes)]
    keys += [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    if not any(columns[:1] == [owner] for columns in keys):
        remedy = f"Declare an index that begins with {owner.name!r}."
        yield Problem(
            "OWNER_NOT_INDEXED", f"No index of table {name!r} begins with its owner.", remedy
        )
    uniques = [list(i.columns) for i in table.indexes if i.unique]
    uniques += [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    for columns in uniques:
        if owner not in columns:
            said = ", ".join(column.name for column in columns)
            remedy = (
                f"Put {owner.name!r} into it: a conflict tells that another owner has the value."
            )
            yield Problem(
                "UNIQUE_WITHOUT_OWNER",
                f"{said} of table {name!r} is unique for all owners together.",
                remedy,
            )
    for link in rule.links:
        said = ", ".join(link.columns)
        remedy = f"Make it a key of ({owner.name}, {said}): its error tells whether a row is there."
        yield Problem(
            "FOREIGN_KEY_WITHOUT_OWNER",
            f"{said} of table {name!r} points without its owner.",
            remedy,
        )
