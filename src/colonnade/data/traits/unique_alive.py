"""`unique_alive`: unique among the rows that live."""

from typing import Any

from sqlalchemy import Index, text


def unique_alive(*columns: str, name: str | None = None, **options: Any) -> Index:
    """A unique index that leaves the deleted rows of a `SoftDeleted` model out.

        class Project(SoftDeleted, Base, table=True):
            __table_args__ = (unique_alive("user_id", "name"),)

    `CREATE UNIQUE INDEX ... WHERE deleted_at IS NULL`, so that a new row may take the value of a deleted one; and
    `restore` raises `UniqueViolation` when one has. It is a plain `Index`, which migrations see as any other.
    `unique=True` and `UniqueConstraint` stay what they say: unique among all rows, deleted ones included.

    MariaDB and MySQL have no partial indexes: there a deleted row keeps its value until `purge`, and a new row with it
    raises `UniqueViolation`.

    Args:
        columns: what is unique together, by the names of the columns.
        name: the name of the index; the MetaData's naming convention names it otherwise.
        options: as for `sqlalchemy.Index`.
    """
    alive = text("deleted_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=alive, postgresql_where=alive, **options)
