"""Column types that only the database they come from knows."""

from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeEngine, UserDefinedType


class Verbatim(UserDefinedType[Any]):
    """A type under the name that the database gives it, for which SQLAlchemy has no class of its own.

    Attributes:
        name: the type as it stands in a CREATE TABLE, with its arguments.
        plain: the nearest type of SQLAlchemy, which says how values look in Python.
    """

    cache_ok = True

    def __init__(self, name: str, plain: TypeEngine[Any] | None = None) -> None:
        self.name = name
        self.plain = plain or String()

    def __repr__(self) -> str:
        return f"Verbatim({self.name!r})"

    def get_col_spec(self, **_: Any) -> str:
        """The type's name, for CREATE TABLE."""
        return self.name

    @property
    def python_type(self) -> type[Any]:
        """The class of its values in Python."""
        return self.plain.python_type

    def bind_processor(self, dialect: Dialect) -> Any:
        """How a value of the plain type goes to the database."""
        return self.plain.dialect_impl(dialect).bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """How a value of the plain type comes from the database."""
        return self.plain.dialect_impl(dialect).result_processor(dialect, coltype)
