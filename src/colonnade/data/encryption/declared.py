"""What is wrong with a table of encrypted columns is said when its class is made."""

from typing import Any

from sqlalchemy import Column, Integer, String, Table, Uuid
from sqlmodel import AutoString

from colonnade.data.encryption.column import EncryptedType
from colonnade.errors import ModelError

_TEXTS = (String, AutoString)
_KEYS = (Integer, Uuid, *_TEXTS)


def check(name: str, table: Table) -> None:
    """Refuse a table in which values could not be bound to their rows.

    Raises:
        ModelError: the key of a row is made by the database, or is of a type that has no one text.
    """
    encrypted = [c for c in table.columns if isinstance(c.type, EncryptedType)]
    for column in encrypted:
        _check_type(name, column)
    for key in table.primary_key if encrypted else ():
        _check_key(name, key)
    texts = [key for key in table.primary_key if isinstance(key.type, _TEXTS)]
    if encrypted and len(texts) > 1:
        raise ModelError(
            f"{name} has encrypted fields and several texts in its key, which could be taken for each other.",
            "Give it a key of its own: id: UUID = Field(default_factory=uuid7, primary_key=True).",
        )


def _check_key(name: str, key: Column[Any]) -> None:
    by_database = key is key.table.autoincrement_column or (
        key.server_default is not None and key.default is None
    )
    if by_database:
        raise ModelError(
            f"{name} has encrypted fields, which are bound to the key of their row, and the database makes the key.",
            "Let the application make it: id: UUID = Field(default_factory=uuid7, primary_key=True).",
        )
    if not isinstance(key.type, _KEYS):
        raise ModelError(
            f"{name} has encrypted fields, and a key of type {key.type} has no one text to bind them to.",
            "Use a key of UUIDs, integers or text.",
        )


def _check_type(name: str, column: Column[Any]) -> None:
    """Refuse a type whose JSON hides a part of the value, which would then be lost."""
    kind: Any = column.type
    if column.primary_key or column.foreign_keys:
        raise ModelError(f"{name}.{column.key} is a key, which cannot be encrypted.")
    if kind.hides:
        raise ModelError(
            f"{name}.{column.key} has a secret within its type, of which pydantic writes stars.",
            "Leave SecretStr out within it; the whole field is hidden. Encrypted[SecretStr] is fine.",
        )
