"""`scoped(engine, owner)`: the engine of one session.

The rule here: a session gets an engine that shares the pool and the compiled statements with the application's engine,
and differs in its dialect, which can only speak scoped SQL. The scope is the engine's own, for life; the dialect reads it
there and nowhere else, so no option of a statement or of a connection reaches it.
"""

from collections.abc import Collection, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, MetaData
from sqlalchemy.engine.base import OptionEngine

from colonnade.data.isolation import authorizer
from colonnade.data.isolation.classification import classification_of
from colonnade.data.isolation.dialect import Named, refuse_options, scoped_dialect
from colonnade.data.isolation.row_security.transport import for_everyone, tell
from colonnade.data.isolation.rules import Rules
from colonnade.data.isolation.scope import (
    Everyone,
    OwnerKey,
    Owners,
    Scope,
    log_everyone,
    scope_for,
)

_PATTERNS, _OWNERS = "colonnade.patterns", "colonnade.owners"


class ScopedEngine(OptionEngine):
    """An engine with a scope; what is derived from it has the same scope.

    Attributes:
        scope: the owner of the rows that its connections see.
        guards: what sessions know about mapped classes.
        judged_by: the rules of the application's tables that its statements are compiled by, as `Classification.seen`.
    """

    scope: Scope
    guards: WeakKeyDictionary[Any, Any]
    judged_by: tuple[list[Rules], bool] | None = None

    def __init__(self, proxied: Any, execution_options: Mapping[str, Any]) -> None:
        if isinstance(proxied, ScopedEngine):
            self.scope, self.guards = proxied.scope, proxied.guards
        super().__init__(proxied, execution_options)

    def update_execution_options(self, **options: Any) -> None:
        refuse_options(options)
        super().update_execution_options(**options)

    def execution_options(self, **options: Any) -> Any:
        """An engine with other options and the same scope.

        Raises:
            OutOfScope: one of them would read other tables than those that were judged.
        """
        refuse_options(options)
        return super().execution_options(**options)


class HoldingEngine(ScopedEngine):
    """A scoped engine of SQLite with row security, which knows that its connections are held for one owner."""

    @property
    def pool(self) -> Any:  # type: ignore[override]
        return authorizer.HeldPool(super().pool)


ScopedEngine._option_cls = ScopedEngine
HoldingEngine._option_cls = HoldingEngine

_class_dispatch: Any = ScopedEngine.dispatch
_nobody_listens: Any = _class_dispatch._for_class(ScopedEngine)
"""What an engine has that nobody listens to by itself."""


def scoped(
    engine: Engine,
    owner: OwnerKey | Owners | Everyone | None,
    metadata: MetaData | None = None,
    everyone_in: Collection[str] | None = None,
) -> Engine:
    """An engine for one session, whose statements see and change the rows of one owner.

    It shares the pool with `engine`. Where nothing is owned, and for `EVERYONE`, it is `engine` itself; with row
    security its transactions take the role for `EVERYONE`.

    Args:
        engine: the application's engine.
        owner: the owner's key, or the keys of several by their models; `EVERYONE` for all rows; None for a session that
            sees shared rows only.
        metadata: the tables to judge by; without it, those of all models that are imported.
        everyone_in: the modules that may say `EVERYONE`, each with the modules below it; None for all.

    Raises:
        ScopeRequired: the owner is not a key.
        OutOfScope: `EVERYONE` was said in another module.
        ConfigurationError: several owners are named, and row security knows of one.
    """
    if isinstance(owner, Everyone):
        log_everyone(everyone_in)
        return for_everyone(engine)
    scope = scope_for(owner)
    classification = classification_of(metadata)
    if not classification.restricts:
        return engine
    names_one = scope.owner is not None  # as nearly always
    names = names_one or scope.names_owner
    knows = names or _knows_owners(engine)
    pattern = _pattern(engine, (classification, names, () if names_one else scope.tables, knows))
    made = object.__new__(type(pattern))
    made.__dict__.update(pattern.__dict__)
    made.scope = scope
    # What is told to listen to one session's engine does not hear of the next one's.
    made.dispatch = _nobody_listens._join(engine.dispatch)
    return made


def _pattern(engine: Engine, key: Named) -> "ScopedEngine":
    """A scoped engine to copy, as making one takes longer than a short statement. Nobody uses it itself."""
    # Kept by the engine: a pattern holds it, and would keep it alive from anywhere else.
    patterns: dict[Any, ScopedEngine] = engine.__dict__.setdefault(_PATTERNS, {})
    pattern = patterns.get(key)
    if pattern is None or pattern.judged_by is not key[0].seen:
        pattern = patterns[key] = _new_pattern(engine, key)
    return pattern


def _new_pattern(engine: Engine, key: Named) -> "ScopedEngine":
    """The same, with a dialect of its own: what another one has compiled is of other rules, as before a model was imported."""
    kind = HoldingEngine if authorizer.is_installed(engine) else ScopedEngine
    pattern = kind(engine, {})
    if key[1]:
        _root(engine).__dict__[_OWNERS] = True
    pattern.guards, pattern.judged_by = WeakKeyDictionary(), key[0].seen
    del pattern.dispatch
    pattern.dialect = scoped_dialect(engine, key)
    tell(pattern)
    return pattern


def _knows_owners(engine: Engine) -> bool:
    """Whether sessions have named owners, so that this is the database of the models whose rows have owners."""
    return _OWNERS in _root(engine).__dict__


def _root(engine: Engine) -> Engine:
    while isinstance(engine, OptionEngine):
        engine = engine._proxied
    return engine


def scope_of(engine: object) -> Scope | None:
    """The scope of an engine; None when its statements are not restricted."""
    return engine.scope if isinstance(engine, ScopedEngine) else None
