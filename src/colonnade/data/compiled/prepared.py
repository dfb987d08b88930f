"""A SELECT that was compiled once and runs again with new parameters only.

The rule here: the compiled text belongs to one dialect object. An engine that is scoped to owners has a dialect of its
own, so its text is never run by another engine and no other text by it; the text holds the owner as a parameter,
and its value is taken from the scope of the engine that runs it, at each execution.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import BindTyping
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import UTCDateTime

from colonnade.data.compiled.driver import sender_of
from colonnade.data.compiled.makers import Processor, Processors, in_utc, left_in_utc
from colonnade.data.isolation.dialect import scope_for_statement
from colonnade.data.isolation.functions import is_allowed

SHAPES = 500
"""How many statements are kept for each engine; the oldest one gives way."""

_kept: WeakKeyDictionary[Dialect, dict[Hashable, Any]] = WeakKeyDictionary()


def kept(dialect: Dialect, key: Hashable, make: Callable[[], Any]) -> Any:
    """What was made for this dialect under this key; made now if it was not, or is no longer there.

    Args:
        dialect: of the engine that will run it.
        key: the shape of the statement; None when it has none, and is made each time.
        make: makes it.
    """
    if key is None:
        return make()
    known = _kept.get(dialect)
    if known is None:
        known = _kept.setdefault(dialect, {})
    found = known.get(key, _kept)  # one look, as a key is as long as its conditions
    if found is not _kept:
        return found
    made = make()
    if not getattr(made, "repeatable", True):
        return made
    for oldest in list(islice(known, max(0, len(known) - SHAPES + 1))):
        known.pop(oldest, None)
    known[key] = made
    return made


class Prepared:
    """A compiled SELECT.

    Args:
        statement: the SELECT, or a condition of it.
        dialect: of the engine that will run it.
        binds: the parameters in its conditions, whose values each execution brings anew.
        names: the columns that each execution brings, of a statement that writes.

    Attributes:
        text: the SQL.
        processed: for rows whose values are Python's already.
        results: what makes Python values of what the driver gives, by position, once a result has been described.
        returns: whether it has rows.
        described: whether `results` is known.
        send: how the driver runs it.
        repeatable: whether it runs again with other values in its conditions.
        pure: whether it only reads: it calls no function of which that is not known.
        direct: whether its text can go to the driver as it is. Not so when a parameter is rendered into the text,
            as the values of an IN are.
        compiled: what SQLAlchemy has made of it.
        execution: what an error handler looks at, where it must know the statement.
    """

    execution: Any = None

    def __init__(
        self,
        statement: Any,
        dialect: Dialect,
        binds: Sequence[BindParameter[Any]] = (),
        names: Sequence[str] | None = None,
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=names)
        self.statement = statement
        self.text: str = compiled.string
        self.direct = not (
            compiled.literal_execute_params
            or compiled.post_compile_params
            or compiled.escaped_bind_names
            or dialect.bind_typing is BindTyping.SETINPUTSIZES
        )
        self.pure = all(
            is_allowed(element)
            for element in visitors.iterate(statement)
            if isinstance(element, FunctionElement)
        )
        self.compiled = compiled
        self._names = [_names(compiled, bind) for bind in binds]
        self.repeatable = all(self._names)
        self._fixed: dict[str, Any] = compiled.construct_params(_check=False)
        self._owners: dict[str, Any] = getattr(compiled, "owner_binds", {})
        self._order: Sequence[str] | None = compiled.positiontup
        self._bound = dict(compiled._bind_processors)
        self.processed = Processors()
        self.results = self.processed
        self.returns = bool(compiled._result_columns)
        self.described = not self.returns
        self.send = sender_of(dialect)

    def named(self, binds: Sequence[BindParameter[Any]]) -> dict[str, Any]:
        """All parameters by name, the owner's left out."""
        values = {**self._fixed, **self.values(binds, {})}
        return {name: value for name, value in values.items() if name not in self._owners}

    def values(
        self, binds: Sequence[BindParameter[Any]], named: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The parameters by name.

        Args:
            binds: the parameters in the conditions of this execution, in the order of the first one's.
            named: the others.
        """
        values = dict(named)
        for names, bind in zip(self._names, binds, strict=True):
            values.update(dict.fromkeys(names, bind.effective_value))
        return values

    def named_parameters(self, engine: Engine, values: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters by name, the owner of the engine's scope among them.

        Raises:
            ScopeRequired: the owner is of another type than the tables' keys.
        """
        made = {**self._fixed, **values}
        if self._owners:
            scope = scope_for_statement(engine, self.compiled)
            made.update({name: scope.key(of) for name, of in self._owners.items()})
        return made

    def sent(self, named: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them, from those by name."""
        made = dict(named)
        for name, process in self._bound.items():
            made[name] = process(made[name])
        return made if self._order is None else tuple(made[name] for name in self._order)

    def describe(self, description: Sequence[Sequence[Any]]) -> None:
        """Learn what makes Python values of what the driver gives, from the description of the first result."""
        types, dialect = self.compiled._result_columns, self.compiled.dialect
        found = {
            i: _processor(entry.type, dialect, column[1])
            for i, (entry, column) in enumerate(zip(types, description, strict=True))
        }
        self.results = Processors((i, p) for i, p in found.items() if p is not None)
        self.described = True


def _processor(type_: Any, dialect: Dialect, code: Any) -> Processor | None:
    """SQLAlchemy's own; but for moments of PostgreSQL, of which there are many, what it does in fewer calls."""
    if type(type_) is UTCDateTime and dialect.name == "postgresql":
        return left_in_utc if dialect.driver == "asyncpg" else in_utc
    found: Processor | None = type_._cached_result_processor(dialect, code)
    return found


def _names(compiled: Any, bind: BindParameter[Any]) -> list[str]:
    """How the compiled text calls a parameter; SQLAlchemy may have copied it."""
    return [name for made, name in compiled.bind_names.items() if bind in made._cloned_set]
