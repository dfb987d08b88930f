"""The table of all entries: one for each `MetaData` that has models with a history."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlmodel import UTCDateTime

from colonnade.data.isolation.marks import HISTORY
from colonnade.data.models.declaration import OWNER, OWNERSHIP

NAME = "row_history"

_BINARY = "utf8mb4_bin"


class KeyText(TypeDecorator[Any]):
    """A key of any type as text, compared letter by letter."""

    impl = String(255)
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return object  # a session's owner may be of any type here

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name not in {"mysql", "mariadb"}:
            return dialect.type_descriptor(String(255))
        return dialect.type_descriptor(String(255, collation=_BINARY))

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        # Elsewhere than on PostgreSQL a UUID may be stored with hyphens or without.
        bare = isinstance(value, UUID) and dialect.name != "postgresql"
        return value.hex if bare else str(value)


class RowKey(KeyText):
    """The same for a row's own key, by which the entries are found.

    PostgreSQL compares bytes in less time than letters, and the index is most of what an entry costs.
    """

    impl = String(255, collation="C")
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(self.impl_instance)
        return super().load_dialect_impl(dialect)


class Moment(UTCDateTime):
    """A moment with microseconds on every database."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name in {"mysql", "mariadb"}:
            from sqlalchemy.dialects.mysql import DATETIME

            return dialect.type_descriptor(DATETIME(fsp=6))
        return super().load_dialect_impl(dialect)


def history_of(metadata: MetaData) -> Table | None:
    """The table of entries; None where no model has a history."""
    return cast("Table | None", metadata.info.get(HISTORY))


def add_history(metadata: MetaData) -> Table:
    """The table of entries, made if it is not there."""
    found = history_of(metadata)
    if found is None:
        found = metadata.info[HISTORY] = _made(metadata)
    return found


def _made(metadata: MetaData) -> Table:
    return Table(
        NAME,
        metadata,
        Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("at", Moment(), nullable=False),
        Column("table_name", String(128), nullable=False),
        Column("row_key", RowKey(), nullable=False),
        Column("action", String(6), nullable=False),
        Column("owner", KeyText(), info={OWNER: "by"}),
        Column("old_values", JSON()),
        Column("new_values", JSON()),
        Column("actor", String(255)),
        Column("request_id", String(64)),
        Column("transaction_id", String(64)),
        # The key first: most comparisons of keys end there.
        Index(f"ix_{NAME}_row", "row_key", "table_name", "id"),
        info={OWNERSHIP: "owned", HISTORY: "entries"},
    )
