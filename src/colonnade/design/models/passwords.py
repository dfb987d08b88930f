"""Columns that keep the hash of a password."""

import re
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Table

from colonnade.design.models.checks import bounds_of
from colonnade.design.models.types import Spelling, type_source

NAME = re.compile(
    r"hashed_?(password|passwd)|(password|passwd|pwd)(_?(hash|digest))?|(pw|pass)_?hash", re.I
)
LENGTH, USUAL = 97, 255
"""The characters of an argon2id hash, and how many a `PasswordHash` has room for by itself."""


def password_column(table: Table) -> Column[Any] | None:
    """The column that keeps the hash of a password; None where there is none, or more than one."""
    found = [column for column in table.columns if NAME.fullmatch(column.name)]
    return found[0] if len(found) == 1 and _keeps_hashes(found[0]) else None


def _keeps_hashes(column: Column[Any]) -> bool:
    """Whether it takes any argon2id hash, and holds nothing that is none."""
    kind = column.type
    if not isinstance(kind, sa.String) or isinstance(kind, (sa.Enum, sa.CHAR)):
        return False
    return (
        (kind.length or LENGTH) >= LENGTH
        and not (column.primary_key or column.foreign_keys or column.server_default)
        and column.name not in bounds_of(column.table)
    )


def password_spelling(plain: Spelling) -> Spelling:
    """How the type of such a column is written.

    Args:
        plain: how it would be for any text.
    """
    usual = plain.code is None and plain.limits.get("max_length") == str(USUAL)
    code = None if usual else type_source(plain)
    return replace(plain, annotation="PasswordHash", code=code, limits={})
