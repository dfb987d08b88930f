"""`Encrypted[T]`: a column whose values only the application can read."""

from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Any, TypeVar, cast

from pydantic import PydanticUserError, SecretBytes, SecretStr, TypeAdapter
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    type_coerce,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.types import TypeDecorator

from colonnade.data.encryption import tokens
from colonnade.data.encryption.keys import Keys
from colonnade.data.encryption.tokens import Sealed
from colonnade.data.models.sensitive import SENSITIVE, Mark, kinds
from colonnade.errors import ConfigurationError, InvalidQuery

T = TypeVar("T")

ENCRYPTED = Mark("encrypted")

Encrypted = Annotated[T, SENSITIVE, ENCRYPTED]
"""A field that is encrypted in the database: `ssn: Encrypted[str]`.

Any type that pydantic can write as JSON and read again. In Python the field is a plain `T`; its column is TEXT and holds
AES-256-GCM, bound to table, column and the key of the row, so that a value which was moved there from elsewhere is not
read but raises `DataError`. The row's key must be known before the row is written: `default_factory=uuid7`.

The keys are in `ENCRYPTION_KEYS`, newest first. No filter compares the field unless the table has a `blind_index` of
it; it is as hidden as `Sensitive`.
"""

BLIND_INDEX = "colonnade.blind_index"
"""The key of `Column.info` that holds the key of the encrypted column which a column is the blind index of."""

KEYS = "colonnade_keys"
"""The attribute of a dialect that holds the keys of its database."""


class Open:
    """A value that is not sealed yet, on its way to where its row is known."""

    __slots__ = ("type", "value")

    def __init__(self, value: Any, type_: "EncryptedType") -> None:
        self.value = value
        self.type = type_


class EncryptedType(TypeDecorator[Any]):
    """The column of an `Encrypted` field.

    Args:
        annotation: the field's type.
    """

    impl = Text
    cache_ok = True
    column: Column[Any] | None = None

    def __init__(self, annotation: Any) -> None:
        super().__init__()
        self._annotation = annotation

    def _set_parent(self, parent: Any, outer: bool = False, **options: Any) -> None:
        super()._set_parent(parent, outer, **options)
        self.column = parent

    class Comparator(TypeDecorator.Comparator[Any]):
        """Tells NULL from a value; equal values by a blind index, where there is one."""

        def operate(self, op: Any, *other: Any, **options: Any) -> ColumnElement[Any]:
            # SQLAlchemy itself compares columns with columns, to find them in a dict.
            plain = other and (other[0] is None or isinstance(other[0], ColumnClause))
            if op in (operators.is_, operators.is_not) or plain:
                return super().operate(op, *other, **options)
            kind: Any = self.type
            index = kind.blind_index
            source = getattr(self.expr, "table", None)
            found = None if index is None or source is None else source.corresponding_column(index)
            if found is None or op not in _EQUALITY or not _are_values(other):
                raise kind.refused()
            return cast("ColumnElement[Any]", op(found, _bound(kind, op, other[0])))

    comparator_factory = Comparator

    @property
    def table(self) -> Table:
        """The table of its column."""
        assert self.column is not None
        return self.column.table

    @property
    def place(self) -> str:
        """Table and column."""
        assert self.column is not None
        return f"{self.table.name}.{self.column.name}"

    @property
    def blind_index(self) -> Column[Any] | None:
        """The column by which equal values are found."""
        assert self.column is not None
        found = (c for c in self.table.columns if c.info.get(BLIND_INDEX) == self.column.name)
        return next(found, None)

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self._annotation)

    @property
    def hides(self) -> bool:
        """Whether the JSON of a value has stars in place of a part."""
        whole = {SecretStr, SecretBytes} & set(kinds(self._annotation))
        try:
            schema = self._adapter.json_schema()
        except PydanticUserError:  # of a type that is not complete yet
            return False
        return not whole and "'writeOnly': True" in str(schema)

    def refused(self) -> InvalidQuery:
        """The error for a comparison that the database cannot make."""
        assert self.column is not None
        key = self.column.key
        return InvalidQuery(
            f"{self.place} is encrypted and cannot be compared in the database.",
            field=key,
            remedy=f"Compare it in Python; for equality, declare {key}_index: str = blind_index({key!r}).",
        )

    def written(self, value: Any) -> bytes:
        """A value as it is sealed."""
        if isinstance(value, SecretStr | SecretBytes):
            secret: Any = TypeAdapter(type(value.get_secret_value()))
            return cast("bytes", secret.dump_json(value.get_secret_value()))
        return self._adapter.dump_json(value)

    def index_of(self, keys: Keys, value: bytes) -> str:
        """The blind index of a value as it is sealed."""
        return cast("str", keys.blind(self.place)(value))

    def sealed(self, dialect: Dialect, row: str, value: Any) -> Sealed:
        """A value, sealed for a row."""
        keys, said = keys_of(dialect), self.written(value)
        index = "" if self.blind_index is None else self.index_of(keys, said)
        return tokens.seal(keys, self.place, row, said, index)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        def process(value: Any) -> Any:
            return value if value is None or isinstance(value, Sealed) else Open(value, self)

        return process

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The value behind the key of its row."""
        source = getattr(getattr(column, "element", column), "table", None)
        keys = [] if source is None else [*map(source.corresponding_column, self.table.primary_key)]
        if not keys or any(key is None for key in keys):
            raise InvalidQuery(
                f"{self.place} is selected without the key of its row, and cannot be decrypted.",
                remedy="Select the column itself; out of a subquery, select the primary key within it as well.",
            )
        value: ColumnElement[Any] = type_coerce(column, Text())
        for key in reversed(keys):
            value = _as_text(key).concat(":").concat(value)
        return type_coerce(value, self)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        row, *token = value.rsplit(":", 4)
        if len(token) != 4:
            raise InvalidQuery(
                f"{self.place} was selected without the key of its row, or is not encrypted.",
                remedy="Select it by its model or its table, not by text; write values that were there before into an"
                " encrypted column beside theirs.",
            )
        said = tokens.opened(keys_of(dialect), self.place, row.removesuffix(":"), ":".join(token))
        return self._adapter.validate_json(said)


class BlindIndexType(TypeDecorator[Any]):
    """A value to look for: it is sent as its blind index."""

    impl = String(tokens.INDEX_SIZE)
    cache_ok = True

    def __init__(self, encrypted: EncryptedType) -> None:
        super().__init__()
        self._encrypted = encrypted

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        kind = self._encrypted
        return kind.index_of(keys_of(dialect), kind.written(value))


def keys_of(dialect: Dialect) -> Keys:
    """The keys of a database.

    Raises:
        ConfigurationError: the engine was not made by `Database`.
    """
    keys: Keys | None = getattr(dialect, KEYS, None)
    if keys is None:
        raise ConfigurationError(
            "Encrypted columns are read and written through a Database.",
            "Use Database(url), which knows the keys.",
        )
    return keys


_EQUALITY = (operators.eq, operators.ne, operators.in_op, operators.not_in_op)


def _are_values(given: tuple[Any, ...]) -> bool:
    return not any(isinstance(value, ColumnElement) or value is None for value in given)


def _bound(kind: EncryptedType, op: Any, value: Any) -> BindParameter[Any]:
    expanding = op in (operators.in_op, operators.not_in_op)
    said = list(value) if expanding else value
    return bindparam(None, said, type_=BlindIndexType(kind), expanding=expanding, unique=True)


def _as_text(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """A part of a key; some databases write UUIDs with dashes."""
    text: ColumnElement[Any] = sql_cast(key, String())
    return func.replace(text, "-", "", type_=String()) if isinstance(key.type, Uuid) else text
