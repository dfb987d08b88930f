"""`Reports[M]`: what many rows come to, and which begin so, in one statement."""

import builtins
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import SQLModel

from colonnade.data.compiled.totals import totals
from colonnade.data.crud.bound import Bound
from colonnade.data.queries import aggregates, sorting, statements
from colonnade.data.queries.page import refuse_limit
from colonnade.data.queries.search import beginning
from colonnade.data.queries.statements import Where
from colonnade.errors import InvalidQuery

M = TypeVar("M", bound=SQLModel)
R = TypeVar("R")


class Reports(Bound[M], Generic[M]):
    """The aggregates and suggestions of `Crud`."""

    def autocomplete(self, field: Any, said: str, *, limit: int = 10) -> builtins.list[M]:
        """The rows of which a text begins so, whatever its case, sorted by it: one statement, by its `prefix_index`.

            tags.autocomplete(Tag.name, "wor")

        Args:
            field: a text attribute.
            said: how it begins; `%` and `_` are letters.
            limit: at most so many rows.

        Raises:
            InvalidQuery: the field is no attribute, or the limit is less than one.
        """
        refuse_limit(limit)
        if not isinstance(field, InstrumentedAttribute):
            raise InvalidQuery(
                "Texts are completed by an attribute of the model, as Tag.name.", field="field"
            )
        condition = beginning(field, said, self._dialect.name)
        terms = sorting.keys(self.model, field.key, self._dialect.name)
        statement = statements.reading(self.model, condition)
        statement = statement.order_by(*sorting.ordering(terms, self._dialect.name)).limit(limit)
        return [*self.session.scalars(statement)]

    def aggregate(self, *where: Where, into: type[R], **values: ColumnElement[Any]) -> R:
        """Count, add up, average: all values in one statement.

            class Stats(BaseModel):
                total: int
                done: int
                points: float | None

            tasks.aggregate(
                into=Stats, total=count(), done=count(Task.done == True), points=func.avg(Task.points)
            )

        Args:
            where: conditions, as `Task.title == "x"`.
            into: what the values become: a schema, a dataclass or a NamedTuple with these fields.
            values: `count()` of Colonnade, and aggregates of SQLAlchemy's `func`, by the name of their field.

        Raises:
            TypeError: `into` has other fields, or takes no None where no row is averaged.
        """
        (row,) = totals(self.session, self.model, values, (), where)
        return aggregates.shaped(row, into)

    def aggregate_by(
        self, by: Any, *where: Where, into: type[R], **values: ColumnElement[Any]
    ) -> builtins.list[R]:
        """As `aggregate`, for each group of rows: one statement with GROUP BY, sorted by the groups.

            tasks.aggregate_by(Task.priority, into=PerPriority, total=count())

        Args:
            by: a column, an expression with a label, or a list of them; `into` has a field for each.
            where: conditions on the rows.
            into: what each group becomes.
            values: as for `aggregate`.

        Raises:
            InvalidQuery: an expression to group by has no label.
            TypeError: `into` has other fields.
        """
        groups = by if isinstance(by, Sequence) else [by]
        rows = totals(self.session, self.model, values, groups, where)
        return [aggregates.shaped(row, into) for row in rows]
