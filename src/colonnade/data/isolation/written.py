"""One row as a statement writes it: which of its values are parameters, and which does SQL compute.

The rule here: a value of the statement, a value of the execution and a default made in Python are all parameters, and
are checked when the statement runs. Everything else is an expression, and is judged by where it is read from.
"""

from collections.abc import Collection, MutableMapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ClauseElement
from sqlalchemy.sql.elements import Grouping, Label

from colonnade.data.isolation.rules import Rule
from colonnade.errors import OutOfScope


@dataclass(frozen=True)
class Parameter:
    """A value that is known when the statement runs, by the key of its parameter."""

    key: str


@dataclass
class WrittenRow:
    """A row of an INSERT or the SET clause of an UPDATE.

    Attributes:
        rule: the rule of the table.
        table: the table as the statement has it, which may be a lightweight one.
        values: what the statement says, by column or by key of a column.
        given: the keys of the columns whose values come with the execution.
        new: whether the row is inserted.
    """

    rule: Rule
    table: Any
    values: MutableMapping[Any, Any]
    given: Collection[str] = ()
    new: bool = True

    def value(self, name: str) -> Any:
        """What is written to a column: a `Parameter`, an SQL expression, or None when nothing is.

        Args:
            name: the column's name in the database.
        """
        column = self.column(name)
        if column is None:
            return None
        place = next((k for k in self.values if getattr(k, "key", k) == column.key), None)
        if place is not None:
            return self._said(place, column)
        if column.key in self.given or self._has_python_default(column):
            return Parameter(column.key)
        return None

    def column(self, name: str) -> Any:
        """The column with this name in the database, as the statement's table has it."""
        return next((c for c in self.table.columns if c.name == name), None)

    def required_column(self, name: str) -> Any:
        """The column, which a lightweight table may have left out.

        Raises:
            OutOfScope: it did.
        """
        column = self.column(name)
        if column is None:
            raise OutOfScope(
                f"The table object for {self.rule.name!r} has no column {name!r}, which holds the owner.",
                "Write through the model's own table.",
            )
        return column

    def _said(self, place: Any, column: Any) -> Any:
        value = self.values[place]
        if hasattr(value, "__clause_element__"):
            value = value.__clause_element__()
        if not isinstance(value, ClauseElement):
            value = BindParameter(None, value, type_=column.type, unique=True)
            self.values[place] = value
        return parameter_or_expression(value)

    def _has_python_default(self, column: Any) -> bool:
        default: Any = getattr(column, "default" if self.new else "onupdate", None)
        return default is not None and (default.is_scalar or default.is_callable)


def parameter_or_expression(value: Any) -> Any:
    """A `Parameter` when the element is one, also in brackets or under a label."""
    while isinstance(value, Grouping | Label):
        value = value.element
    return Parameter(value.key) if isinstance(value, BindParameter) else value
