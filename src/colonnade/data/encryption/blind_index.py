"""`blind_index`: equal values of an encrypted column are found, and only equal ones."""

from typing import Any

from sqlalchemy import Computed, String
from sqlmodel import Field

from colonnade.data.encryption.column import BLIND_INDEX
from colonnade.data.encryption.tokens import INDEX_AT, INDEX_SIZE
from colonnade.data.models.sensitive import SENSITIVE


def blind_index(column: str, *, unique: bool = False) -> Any:
    """A column by which equal values of an encrypted column are found.

        email: Encrypted[str]
        email_index: str | None = blind_index("email", unique=True)

    It holds HMAC-SHA-256 of the value, cut to 16 bytes, under `BLIND_INDEX_KEY`; the database computes it from what is
    stored, `GENERATED ALWAYS AS (substr(email, 3, 32)) STORED`, with an index. `User.email == "a@b.c"`, `!=` and
    `in_` then compare it. Who can read the table sees which rows have equal values, across owners as well. The key does
    not rotate.

    Args:
        column: the name of the encrypted column.
        unique: whether no two rows have equal values.
    """
    field: Any = Field(
        default=None,
        sa_type=String(INDEX_SIZE),
        index=not unique,
        unique=unique,
        sa_column_args=[Computed(f"substr({column}, {INDEX_AT}, {INDEX_SIZE})", persisted=True)],
        sa_column_kwargs={"info": {BLIND_INDEX: column}},
    )
    field.metadata.append(SENSITIVE)
    return field
