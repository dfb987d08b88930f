"""Foreign keys that refer to what is not read."""

from sqlalchemy import ForeignKeyConstraint, Table

from colonnade.schema.info import Omission, schema_info


def remove(table: Table, constraint: ForeignKeyConstraint) -> None:
    """Take a foreign key from its table."""
    for element in constraint.elements:
        element.parent.foreign_keys.discard(element)
        table.foreign_keys.discard(element)
    table.constraints.discard(constraint)


def note(table: Table, name: str, target: str) -> None:
    """Say that a foreign key is not carried over, because its target is not."""
    schema_info(table.metadata).omissions.append(
        Omission("foreign key", f"{table.key}.{name}", f"it refers to {target}, which is not read")
    )
