"""Rows that policies of PostgreSQL hide from whoever fills a column: no fill leaves them out in silence.

Superusers, roles with BYPASSRLS and, without FORCE, the owner of a table see all of its rows.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

from colonnade.errors import UsageError

REMEDY = "Run it as a role that sees all rows: a superuser, one with BYPASSRLS, or the owner of a table without FORCE."

_ACTIVE = sa.text("SELECT row_security_active(CAST(:table AS text)), current_user")


def refuse_hidden(connection: Connection, table: sa.Table) -> None:
    """Refuse to fill a table of which this role may not see all rows.

    Raises:
        UsageError: policies hide rows from it.
    """
    if connection.dialect.name != "postgresql":
        return
    name = connection.dialect.identifier_preparer.format_table(table)
    active, role = connection.execute(_ACTIVE, {"table": name}).one()
    if active:
        raise UsageError(f"Its policies hide rows of {table.fullname} from {role}.", REMEDY)
