"""The dialect of a session's engine, which can only speak scoped SQL.

The rule here: statements are compiled by a compiler with owners, and run by an execution that takes the owner from the
engine's scope; what is not a compiled statement of this dialect does not run.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.engine.default import DefaultDialect, DefaultExecutionContext

from colonnade.data.isolation import authorizer
from colonnade.data.isolation.classification import Classification
from colonnade.data.isolation.compiler import OWNER_PARAMETER
from colonnade.data.isolation.references import verify
from colonnade.data.isolation.refusals import CarefulPreparer
from colonnade.data.isolation.refusing import refusal, refuse
from colonnade.data.isolation.scope import Scope
from colonnade.data.isolation.spelled_types import CarefulTypes
from colonnade.data.isolation.writes import GuardsWrites
from colonnade.errors import IsolationError, OutOfScope, ScopeRequired

_BEGIN = re.compile(r"BEGIN( (DEFERRED|IMMEDIATE|EXCLUSIVE))?", re.IGNORECASE)
_REFUSED_OPTIONS = frozenset({"schema_translate_map"})

Named = tuple[Classification, bool, tuple[Table, ...], bool]
"""What the dialect of a scoped engine depends on: the rules, whether an owner is named, whose keys are, and whether
sessions have named owners before."""


class ScopedDialect(DefaultDialect):
    """A dialect that can only speak scoped SQL.

    It shares all its attributes with the dialect of the application's engine, so that what that one learns from the
    server on its first connection holds here as well.

    Attributes:
        classification: whose the rows of every table are.
        has_owner: whether its sessions name an owner.
        named: the tables of the owners that its sessions name by their models.
        knows_owners: whether sessions of its database have named owners.
    """

    classification: ClassVar[Classification]
    has_owner: ClassVar[bool]
    named: ClassVar[tuple[Table, ...]]
    knows_owners: ClassVar[bool]


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
                refuse_options(execution_options, connection.engine.get_execution_options())
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


def scoped_dialect(engine: Engine, key: Named) -> Any:
    """The scoped twin of an engine's dialect."""
    base: Any = engine.dialect
    kind: Any = type(base)
    body = {
        "classification": key[0],
        "has_owner": key[1],
        "named": key[2],
        "knows_owners": key[3],
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


def refuse_options(
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
