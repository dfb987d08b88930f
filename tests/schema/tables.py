"""Small schemas for the tests of what is told from them."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table


def users(metadata: MetaData, name: str = "users", sign_in: str = "email") -> Table:
    return Table(
        name, metadata, Column("id", Integer, primary_key=True), Column(sign_in, String(100))
    )


def owned(metadata: MetaData, name: str, column: str = "user_id", **options: bool) -> Table:
    """A table with a foreign key to `users`."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column(column, ForeignKey("users.id"), **{"nullable": False} | options),
    )


def part(metadata: MetaData, name: str, whole: str, ondelete: str | None = "CASCADE") -> Table:
    """A table with a foreign key to another one."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("whole_id", ForeignKey(f"{whole}.id", ondelete=ondelete), nullable=False),
    )
