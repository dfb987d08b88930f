"""`PasswordHash`: a column that holds what is kept of a password, and shows it to nobody."""

import re
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from sqlalchemy import ColumnElement, String
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.types import TypeDecorator, TypeEngine, to_instance

from colonnade.errors import InvalidQuery

STARS = "**********"

_KNOWN = re.compile(
    r"\$argon2(id|i|d)\$v=\d+\$[\w=,]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
    r"|\$2[abxy]\$\d{2}\$[./A-Za-z0-9]{53}"
)


class PasswordHash:
    """The hash of a password: what a table keeps of it.

        class User(Owner, Base, table=True):
            password: PasswordHash

    The column is VARCHAR(255), or what `Field(sa_type=...)` says. A field takes what `hash_password` gives, or the text of an argon2 or bcrypt hash that
    another application has made; a password itself is refused. Its repr and its JSON are stars, no filter compares it,
    and derived schemas leave it out.

    Args:
        encoded: the hash as `$argon2id$...` or `$2b$...`.
    """

    __slots__ = ("encoded",)

    def __init__(self, encoded: str) -> None:
        self.encoded = encoded

    def __repr__(self) -> str:
        return f"PasswordHash({STARS!r})"

    def __str__(self) -> str:
        return STARS

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PasswordHash) and self.encoded == other.encoded

    def __hash__(self) -> int:
        return hash(self.encoded)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _validated,
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "password", "writeOnly": True}


def _validated(value: Any) -> PasswordHash:
    if isinstance(value, PasswordHash):
        return value
    if isinstance(value, str) and _KNOWN.fullmatch(value):
        return PasswordHash(value)
    raise PydanticCustomError(
        "password_hash", "Value should be the hash of a password, as hash_password() gives it"
    )


_USUAL = String(255)


class PasswordHashType(TypeDecorator[PasswordHash]):
    """The column of a `PasswordHash`.

    Args:
        kind: the type of the text.
    """

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = String
    cache_ok = True

    def __init__(self, kind: type[String] | String = _USUAL) -> None:
        super().__init__()
        self.kind = self.impl = to_instance(kind)

    class Comparator(TypeDecorator.Comparator[Any]):
        """Tells NULL from a hash, and nothing else."""

        def operate(self, op: Any, *other: Any, **options: Any) -> ColumnElement[Any]:
            # SQLAlchemy itself compares columns with columns, to find them in a dict.
            plain = other and (other[0] is None or isinstance(other[0], ColumnClause))
            if op in (operators.is_, operators.is_not) or plain:
                return super().operate(op, *other, **options)
            raise InvalidQuery(
                "A password's hash cannot be compared in the database.",
                remedy="Read the row, and ask verify_password(password, row.password).",
            )

    comparator_factory = Comparator

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _validated(value).encoded

    def process_result_value(self, value: Any, dialect: Dialect) -> PasswordHash | None:
        return None if value is None else PasswordHash(value)
