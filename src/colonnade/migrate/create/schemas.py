"""Schemas of PostgreSQL that the models' tables are in and the database does not have."""

from collections.abc import Iterator

from colonnade.migrate.create.operations import Statement
from colonnade.migrate.create.sides import Sides


def operations(sides: Sides) -> Iterator[Statement]:
    """Make new schemas, before tables are moved to them; the downgrade drops them."""
    if sides.dialect == "postgresql":
        for (name,) in sides.missing("schema"):
            quoted = sides.connection.dialect.identifier_preparer.quote(name)
            yield Statement(f"CREATE SCHEMA {quoted}", f"DROP SCHEMA {quoted}")
