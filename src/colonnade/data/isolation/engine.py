"""`scoped(engine, owner)`: the engine of one session.

The rule here: a session gets an engine that shares the pool and the compiled statements with the application's engine,
and differs in its dialect, which can only speak scoped SQL. The scope is the engine's own, for life; the dialect reads it
there and nowhere else, so no option of a statement or of a connection reaches it.
"""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, MetaData, Table
from sqlalchemy.engine.base import OptionEngine
from sqlalchemy.engine.default import DefaultDialect, DefaultExecutionContext

from colonnade.data.isolation import authorizer
from colonnade.data.isolation.classification import Classification, classification_of
from colonnade.data.isolation.compiler import OWNER_PARAMETER
from colonnade.data.isolation.references import verify
from colonnade.data.isolation.refusals import CarefulPreparer
from colonnade.data.isolation.refusing import refusal, refuse
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
from colonnade.data.isolation.spelled_types import CarefulTypes
from colonnade.data.isolation.writes import GuardsWrites
from colonnade.errors import IsolationError, OutOfScope, ScopeRequired

_BEGIN = re.compile(r"BEGIN( (DEFERRED|IMMEDIATE|EXCLUSIVE))?", re.IGNORECASE)
_REFUSED_OPTIONS = frozenset({"schema_translate_map"})

_PATTERNS = "colonnade.patterns"

Named = tuple[Classification, bool, tuple[Table, ...]]
"""What the dialect of a scoped engine depends on: the rules, whether an owner is named, and whose keys are."""


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
        _refuse_options(options)
        super().update_execution_options(**options)

    def execution_options(self, **options: Any) -> Any:
        """An engine with other options and the same scope.

        Raises:
            OutOfScope: one of them would read other tables than those that were judged.
        """
        _refuse_options(options)
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
    key = (classification, names_one or scope.names_owner, () if names_one else scope.tables)
    pattern = _pattern(engine, key)
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
    pattern.guards, pattern.judged_by = WeakKeyDictionary(), key[0].seen
    del pattern.dispatch
    pattern.dialect = _dialect(engine, key)
    tell(pattern)
    return pattern


def scope_of(engine: object) -> Scope | None:
    """The scope of an engine; None when its statements are not restricted."""
    return engine.scope if isinstance(engine, ScopedEngine) else None


class ScopedDialect(DefaultDialect):
    """A dialect that can only speak scoped SQL.

    It shares all its attributes with the dialect of the application's engine, so that what that one learns from the
    server on its first connection holds here as well.

    Attributes:
        classification: whose the rows of every table are.
        has_owner: whether its sessions name an owner.
        named: the tables of the owners that its sessions name by their models.
    """

    classification: ClassVar[Classification]
    has_owner: ClassVar[bool]
    named: ClassVar[tuple[Table, ...]]


class Refused:
    """Stands in for an execution, and raises where SQLAlchemy does not wrap the error in one of its own."""

    def __init__(self, error: IsolationError) -> None:
        self.error = error

    def pre_exec(self) -> None:
        raise self.error

    def _exec_default(self, *args: Any) -> None:
        raise self.error


class ScopedExecution(DefaultExecutionContext):
    """One execution: hands the owner to the statement and looks its foreign keys up."""

    @classmethod
    def _init_compiled(
        cls,
        dialect: Any,
        connection: Connection,
        dbapi_connection: Any,
        execution_options: Any,
        compiled: Any,
        parameters: Any,
        *args: Any,
        **kw: Any,
    ) -> Any:
        try:
            if not _REFUSED_OPTIONS.isdisjoint(execution_options):
                _refuse_options(execution_options, connection.engine.get_execution_options())
            if compiled.dialect is not dialect:
                refuse("A statement that was compiled elsewhere")
            owner: Any = {OWNER_PARAMETER: scope_for_statement(connection.engine, compiled)}
            return super()._init_compiled(
                dialect,
                connection,
                dbapi_connection,
                execution_options,
                compiled,
                [{**row, **owner} for row in parameters] if parameters else [owner],
                *args,
                **kw,
            )
        except IsolationError as error:
            return Refused(error)

    @classmethod
    def _init_statement(
        cls,
        dialect: Any,
        connection: Connection,
        dbapi_connection: Any,
        execution_options: Any,
        statement: str,
        *args: Any,
    ) -> Any:
        # An engine may begin its transactions by hand; that is all the text a driver gets.
        if not _BEGIN.fullmatch(statement):
            return Refused(refusal("exec_driver_sql()"))
        return super()._init_statement(
            dialect, connection, dbapi_connection, execution_options, statement, *args
        )

    @classmethod
    def _init_default(cls, *args: Any) -> Any:
        remedy = "Select the expression: session.scalar(select(...)). A sequence numbers the rows of all owners."
        return Refused(refusal("A default or a sequence that is executed", remedy))

    @classmethod
    def _init_ddl(cls, *args: Any) -> Any:
        return Refused(refusal("DDL", "Change tables with migrations, or with the engine itself."))

    def pre_exec(self) -> None:
        compiled: Any = self.compiled
        if getattr(compiled, "link_writes", None):
            verify(self.root_connection, compiled.link_writes, self.compiled_parameters)
        super().pre_exec()


def _dialect(engine: Engine, key: Named) -> Any:
    """The scoped twin of an engine's dialect."""
    base: Any = engine.dialect
    kind: Any = type(base)
    body = {
        "classification": key[0],
        "has_owner": key[1],
        "named": key[2],
        "statement_compiler": _derived(GuardsWrites, kind.statement_compiler),
        "execution_ctx_cls": _derived(ScopedExecution, kind.execution_ctx_cls),
        "identifier_preparer": _careful(base, "identifier_preparer", CarefulPreparer),
        "type_compiler_instance": _careful(base, "type_compiler_instance", CarefulTypes),
        # SQLAlchemy asks each class for itself whether its statements may be cached.
        "supports_statement_cache": kind.supports_statement_cache,
    }
    bases: tuple[type, ...] = (ScopedDialect, kind)
    if authorizer.is_installed(engine):
        bases = (authorizer.AuthorizedDialect, *bases)
    twin: Any = object.__new__(type(f"Scoped{kind.__name__}", bases, body))
    twin.__dict__ = base.__dict__
    return twin


def _derived(guard: type, base: type) -> type:
    return type(f"Scoped{base.__name__}", (guard, base), {})


def _careful(base: Any, name: str, guard: type) -> Any:
    """A careful one in place of an attribute of the dialect, which may exchange it when it first connects."""
    made: dict[int, tuple[Any, Any]] = {}

    def careful(self: Any) -> Any:
        original = getattr(base, name)
        if id(original) not in made:
            copy: Any = object.__new__(_derived(guard, type(original)))
            copy.__dict__.update(original.__dict__)
            made[id(original)] = (original, copy)
        return made[id(original)][1]

    return property(careful)


def _refuse_options(
    options: Mapping[str, Any], known: Mapping[str, Any] = MappingProxyType({})
) -> None:
    for name in _REFUSED_OPTIONS:
        if options.get(name) != known.get(name):
            raise OutOfScope(
                f"The execution option {name!r} would take a session out of its scope.",
                "Set it on the application's engine.",
            )


def scope_for_statement(engine: Engine, compiled: Any) -> Scope:
    """The scope, with keys of the types that the tables have; databases compare others in surprising ways.

    Args:
        engine: the engine that runs the statement.
        compiled: the statement, compiled by the dialect of that engine.

    Raises:
        ScopeRequired: the engine has no scope, or its owner is of another type.
    """
    scope: Scope | None = getattr(engine, "scope", None)
    if scope is None:
        raise ScopeRequired("A connection without a scope was used.", "Use db.session(owner=...).")
    for of, kind in compiled.owner_types:
        owner = scope.key(of) if scope.owners else scope.owner
        if owner is not None and not isinstance(owner, kind):
            raise ScopeRequired(
                f"The session's owner is of type {type(owner).__name__},"
                f" and its tables hold owners of type {kind.__name__}.",
                "Pass the key as the owner's model has it: db.session(owner=user.id).",
            )
    return scope
