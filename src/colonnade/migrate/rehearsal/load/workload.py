"""What a version of an application does to its database: a list of operations, each a statement and its parameters.

The operations are made from tables (`crud.py`) or from anything else that gives a list of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from sqlalchemy import Executable

Kind = Literal["read", "write"]
Values = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Call:
    """One run of an operation.

    Attributes:
        parameters: what the statement is given.
        key: the primary key of the row that it changes; None for an insert, whose key the database may make.
        values: what is in the row when the write has been acknowledged, by column; None when the row is gone.
    """

    parameters: Values
    key: Key | None = None
    values: Mapping[str, Any] | None = None


class Caller(ABC):
    """Makes calls. It is pickled, and each thread has one of its own."""

    @abstractmethod
    def __call__(self, random: Random) -> Call | None:
        """The next call; None when there is nothing to call."""


@dataclass(frozen=True)
class Operation:
    """One thing that the application does.

    Attributes:
        name: what reports call it, as `insert task`.
        kind: whether it reads or writes.
        table: the table that it is about.
        statement: what is executed; a text is the driver's, and what it writes is taken back.
        call: makes its parameters.
        weight: how often it runs, compared with the others.
        required: columns that this version never reads as NULL.
        unless: a SELECT of the same parameters, asked first; nothing is done where it finds a row.
    """

    name: str
    kind: Kind
    table: str
    statement: Executable | str
    call: Caller
    weight: float = 1.0
    required: tuple[str, ...] = ()
    unless: Executable | None = None


Workload = list[Operation]
