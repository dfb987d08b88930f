"""Constraints of PostgreSQL that Alembic does not compare whole: EXCLUDE, and when UNIQUE is looked at."""

from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import Statement

KINDS = ("exclude", "unique")

Constraints = dict[str, str]
"""Definitions by name."""


def complete(change: Change) -> None:
    """Drop and add those that differ, as the server writes them."""
    if change.sides is None or change.backend != "postgresql":
        return
    for kind in KINDS:
        has, wants = (side.facts[f"{kind} name"] for side in (change.sides.has, change.sides.wants))
        for table, _ in change.kept():
            fact = change.fact_name(table)
            old, new = ({one[1]: one[2] for one in side if one[0] == fact} for side in (has, wants))
            if kind == "unique":  # Alembic finds those that are new, and those that are gone
                both = old.keys() & new.keys() - _found(change, table)
                old, new = ({name: side[name] for name in both} for side in (old, new))
            change.last(*_replaced(change, table, old, new))


def _found(change: Change, table: Name) -> set[str]:
    """The constraints of a table that Alembic found to be changed."""
    return {
        str(getattr(one, "constraint_name", ""))
        for modified in change.of_tables()
        if (modified.table_name, modified.schema) == (table.table, table.schema)
        for one in modified.ops
        if isinstance(one, ops.DropConstraintOp | ops.CreateUniqueConstraintOp)
    }


def _replaced(change: Change, table: Name, old: Constraints, new: Constraints) -> list[Statement]:
    alter = f"ALTER TABLE {change.sql(table)}"
    found = []
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            drop = f"DROP CONSTRAINT {change.quote(name)}"
            made, back = (
                f"ADD CONSTRAINT {change.quote(name)} {side[name]}" if name in side else ""
                for side in (new, old)
            )
            forth = ", ".join(part for part in (drop if name in old else "", made) if part)
            again = ", ".join(part for part in (drop if name in new else "", back) if part)
            found.append(Statement(f"{alter} {forth}", f"{alter} {again}"))
    return found
