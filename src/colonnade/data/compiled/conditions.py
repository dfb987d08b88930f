"""Conditions, told apart by their form and not by their values."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, true

from colonnade.data.statements import Where


@dataclass(frozen=True)
class Conditions:
    """The conditions of one execution.

    Attributes:
        clause: all of them as one; None when there are none.
        form: equal for conditions that differ in their values only; None when SQLAlchemy cannot tell.
        binds: their values, in the same order for equal forms.
    """

    clause: ColumnElement[bool] | None = None
    form: Hashable = ()
    binds: Sequence[BindParameter[Any]] = ()


NONE = Conditions()


def conditions(where: Sequence[Where]) -> Conditions:
    """Look at the conditions of an execution.

    Args:
        where: conditions, as `Task.title == "x"`.
    """
    if not where:
        return NONE
    said: Any = where
    clause: ColumnElement[bool] = and_(true(), *said)
    key = clause._generate_cache_key()
    if key is None or key.params:
        return Conditions(clause, None)
    return Conditions(clause, key.key, key.bindparams)
