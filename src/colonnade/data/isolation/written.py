"""One row as a statement writes it: which of its values are parameters, and which does SQL compute.

The rule here: a value of the statement, a value of the execution and a default made in Python are all parameters, and
are checked when the statement runs. Everything else is an expression, and is judged by where it is read from. The
columns are those of the statement's table, which may be somebody else's description of the model's.
"""

from collections.abc import Collection, MutableMapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, ColumnClause, TextClause
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import Grouping, Label

from colonnade.data.isolation.keys import ambiguous_names
from colonnade.data.isolation.rules import Rule
from colonnade.errors import OutOfScope


@dataclass(frozen=True)
class Parameter:
    """A value that is known when the statement runs.

    Attributes:
        key: the key of its parameter.
        type: the type that sends it to the database.
    """

    key: str
    type: Any


@dataclass
class WrittenRow:
    """A row of an INSERT or the SET clause of an UPDATE.

    Attributes:
        rule: the rule of the table.
        statement: what writes it.
        table: the table as the statement has it, which may be a lightweight one.
        values: what the statement says, by column or by key of a column.
        given: the keys of the columns whose values come with the execution.
        new: whether the row is inserted.
    """

    rule: Rule
    statement: Any
    table: Any
    values: MutableMapping[Any, Any]
    given: Collection[str] = ()
    new: bool = True

    @property
    def names(self) -> frozenset[str]:
        """The names in the statement that stand for several things."""
        return ambiguous_names(self.statement)

    @property
    def written(self) -> frozenset[str]:
        """The names of the columns that get a value."""
        names = (column.name for column in self.table.columns)
        return frozenset(name for name in names if self.value(name) is not None)

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
        return (
            Parameter(column.key, column.type)
            if column.key in self.given
            else self._default(column)
        )

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
        return parameter_or_expression(value, column.type)

    def _default(self, column: Any) -> Any:
        """What is written where the statement says nothing."""
        default: Any = getattr(column, "default" if self.new else "onupdate", None)
        if default is None or default.is_sequence or default.is_sentinel:
            return None
        in_python = default.is_scalar or default.is_callable
        return Parameter(column.key, column.type) if in_python else default.arg

    def says(self, name: str) -> bool:
        """Whether the statement or its execution has a value for a column, by its name in the database."""
        column = self.column(name)
        said = (getattr(place, "key", place) for place in self.values)
        return column is not None and (column.key in self.given or column.key in said)

    def refuse_disguises(self, guarded: Collection[str], hidden: Collection[str]) -> None:
        """Refuse what would write a column by another name than its own.

        Args:
            guarded: the names of the columns that hold owners and foreign keys.
            hidden: other names that the database has for one of them.

        Raises:
            OutOfScope: it does.
        """
        folded = {name.casefold() for name in (*guarded, *hidden)}
        for name in (column.name for column in self.table.columns):
            if name not in guarded and name.casefold() in folded:
                self._refuse_place(name)
        for place in self.values:
            named = getattr(place, "key", place) in self.table.columns.keys()  # noqa: SIM118
            if not named and not _is_part_of(place, folded):
                self._refuse_place(str(place))

    def _refuse_place(self, name: str) -> None:
        raise OutOfScope(
            f"A statement would write {name!r} of {self.rule.name!r}, which is no name of a column as its model has it.",
            "Name the column as the model's table does: statement.values({Model.column: ...}).",
        )


def _is_part_of(place: Any, guarded: Collection[str]) -> bool:
    """Whether an expression names an element of a column, as `column[1]`, and not one of the guarded columns."""
    if isinstance(place, str):
        return False
    leaves = list(visitors.iterate(place))
    columns = [leaf for leaf in leaves if isinstance(leaf, ColumnClause)]
    plain = all(not c.is_literal and c.name.casefold() not in guarded for c in columns)
    return plain and bool(columns) and not any(isinstance(leaf, TextClause) for leaf in leaves)


def parameter_or_expression(value: Any, kind: Any) -> Any:
    """A `Parameter` when the element is one, also in brackets or under a label.

    Args:
        value: an element.
        kind: the type of the column that it is written to, which a parameter without a type takes.
    """
    while isinstance(value, Grouping | Label):
        value = value.element
    if not isinstance(value, BindParameter) or value.expanding or value.literal_execute:
        return value  # what becomes text is not at hand when the statement runs
    return Parameter(value.key, kind if value.type._isnull else value.type)
