"""Schemas of PostgreSQL that the models' tables are in and the database does not have."""

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.operations import Statement


def complete(change: Change) -> None:
    """Make new schemas first; the downgrade drops them."""
    if change.sides is None or change.dialect.name != "postgresql":
        return
    for (name,) in change.sides.missing("schema"):
        quoted = change.quote(name)
        change.first(Statement(f"CREATE SCHEMA {quoted}", f"DROP SCHEMA {quoted}"))
