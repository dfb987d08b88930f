"""`stored_by_value`: an enum column that holds `"low"`, not `"LOW"`."""

from enum import Enum

import sqlalchemy as sa


def stored_by_value(
    enum: type[Enum], *, name: str, native: bool = True, schema: str | None = None
) -> sa.Enum:
    """The column type of an enum, stored by its members' values.

    SQLAlchemy stores the members' names by default. Where the database has an enum type (PostgreSQL, MariaDB) the
    column uses it; elsewhere it is VARCHAR with a CHECK constraint, named by the MetaData's convention.

    Args:
        enum: the enum; its values are strings.
        name: the name of the type and of the CHECK constraint.
        native: False to use VARCHAR and CHECK everywhere, which is easier to extend in a migration.
        schema: the schema that PostgreSQL keeps the type in; the first on the search path without it.
    """
    return sa.Enum(
        enum,
        name=name,
        native_enum=native,
        schema=schema,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )
