"""An INSERT or UPDATE of one row that was compiled once and runs again with new values only.

The rule here: SQLAlchemy's own compiler says what is written, so the owner's stamp, the refusal of another owner and the
defaults of columns are its own; an execution only goes past the result objects that a single row has no use for. What needs
more than that, as a foreign key that must be looked up first or a value that is sealed for its row, goes through SQLAlchemy as
always.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import schema

from colonnade.data.compiled.prepared import Prepared
from colonnade.data.encryption.column import EncryptedType
from colonnade.data.isolation.dialect import scope_for_statement

Default = Callable[[Any], Any]


@dataclass(frozen=True)
class Execution:
    """What SQLAlchemy and error handlers ask of an execution that failed.

    Attributes:
        compiled: the statement.
        executemany: whether it had several rows.
    """

    compiled: Any
    executemany: bool = False

    def handle_dbapi_exception(self, error: BaseException) -> None:
        """Nothing is to be tidied up."""


class PreparedWrite(Prepared):
    """A compiled INSERT or UPDATE with RETURNING.

    Args:
        statement: the statement.
        dialect: of the engine that will run it.
        names: the parameters that come with each execution.
    """

    def __init__(self, statement: Any, dialect: Dialect, names: Collection[str]) -> None:
        super().__init__(statement, dialect, names=sorted(names))
        compiled = self.compiled
        self.execution = Execution(compiled)
        self._is_scoped = hasattr(compiled, "owner_binds")
        defaults = [*_defaults(compiled)]
        self._given = [*_given(compiled, names)]
        self._defaults = [(name, default) for name, default in defaults if default is not None]
        links = getattr(compiled, "link_writes", ())
        sealed = any(isinstance(bind.type, EncryptedType) for bind in compiled.binds.values())
        self.direct = self.direct and not (links or sealed or len(self._defaults) < len(defaults))

    def named_parameters(self, engine: Engine, values: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters by name, with the defaults of columns and the owner of the engine's scope.

        Raises:
            ScopeRequired: the owner is of another type than the tables' keys.
            OutOfScope: the row would be another owner's.
        """
        made = dict(self._fixed)
        for name, key in self._given:
            made[name] = values[key]
        if self._is_scoped:
            self.compiled.stamp(made, scope_for_statement(engine, self.compiled))
        for name, default in self._defaults:
            made[name] = default(None)
        return made


def _given(compiled: Any, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """The parameters that come with each execution, by their names in the text and by those that they come by."""
    for bind, name in compiled.bind_names.items():
        key = bind.key if bind.key in names else name
        if key in names:
            yield name, key


def _defaults(compiled: Any) -> Iterator[tuple[str, Default | None]]:
    """What Python fills: the parameter and what makes its value, None where that needs an execution of SQLAlchemy."""
    key: Callable[[Column[Any]], str] = compiled._within_exec_param_key_getter
    for column in compiled.insert_prefetch:
        yield key(column), default_of(column.default)
    for column in compiled.update_prefetch:
        yield key(column), default_of(column.onupdate)


def default_of(default: Any) -> Default | None:
    """What makes the value of a column's default in Python, of no row; None where it needs an execution of SQLAlchemy."""
    if getattr(default, "is_scalar", False):
        return lambda _: default.arg
    # SQLAlchemy wraps a function that does not look at the row.
    wrapped = getattr(getattr(default, "arg", None), "__globals__", None) is vars(schema)
    return default.arg if wrapped else None
