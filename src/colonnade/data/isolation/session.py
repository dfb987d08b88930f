"""The guards of a session: what an object in memory could do that no statement shows.

The rule here: a session has one scope for life, and every object in it was read in that scope or is new. Statements
are restricted by the compiler; here are the doors through which an object enters without one.
"""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, event
from sqlalchemy.orm import InstanceState, Mapper
from sqlalchemy.orm.attributes import instance_state
from sqlmodel import Session

from colonnade.data.isolation.engine import ScopedEngine, scope_of
from colonnade.data.isolation.rules import Kind, Rule
from colonnade.data.isolation.scope import Scope
from colonnade.data.isolation.values import refuse_owner
from colonnade.errors import OutOfScope


@dataclass(frozen=True, slots=True)
class Guard:
    """What sessions know about one mapped class whose rows have owners; the same for all owners, as it takes long to find.

    Attributes:
        rule: the rule of its table.
        owners: the attributes that hold the keys of the sessions' owners, with the tables of those owners.
        stamps: whether new objects get them.
    """

    rule: Rule
    owners: tuple[tuple[str, Table | None], ...]
    stamps: bool

    def contradicts(self, instance: object, scope: Scope) -> bool:
        """Whether an object says that it is somebody else's, without reading anything."""
        said = instance.__dict__
        # No generator: every row that is loaded passes here.
        for name, of in self.owners:
            found = said.get(name)
            if found is not None and found != (scope.key(of) if scope.owners else scope.owner):
                return True
        return False

    def is_silent(self, instance: object) -> bool:
        """Whether an object does not say whose it is."""
        said = instance.__dict__
        return not self.owners or any(said.get(name) is None for name, _ in self.owners)


class ScopedSession(Session):
    """A session that keeps the scope of its engine; on an engine without one it is a plain session.

    Attributes:
        scoped_engine: the engine with the session's scope, or None.
    """

    def __init__(self, bind: Any = None, **kw: Any) -> None:
        engine = getattr(bind, "engine", None)
        self.scoped_engine = engine if isinstance(engine, ScopedEngine) else None
        self._guards: dict[type, Guard | None] = {}
        super().__init__(bind, **kw)

    def guard(self, instance: object) -> Guard | None:
        """What the session knows about an object's class; None when its rows have no owners here."""
        cls, engine = type(instance), self.scoped_engine
        if cls in self._guards or engine is None:
            return self._guards.get(cls)
        mapper = instance_state(instance).mapper
        if mapper not in engine.guards:
            engine.guards[mapper] = _guard_for(engine, mapper)
        found: Guard | None = engine.guards[mapper]
        self._guards[cls] = found
        return found

    def get_bind(self, *args: Any, **kw: Any) -> Any:
        """The engine to use.

        Raises:
            OutOfScope: a statement asks for another one.
        """
        found = super().get_bind(*args, **kw)
        mine = self.scoped_engine
        if mine is not None and scope_of(getattr(found, "engine", None)) is not mine.scope:
            raise OutOfScope(
                "A session for one owner was asked to use another engine.",
                "Leave `bind` out; one session has one scope for its whole life.",
            )
        return found

    def connection(self, bind_arguments: Any = None, execution_options: Any = None) -> Any:
        """As `Session.connection`, which takes a bind that is named without asking `get_bind`.

        Raises:
            OutOfScope: another engine is asked for.
        """
        if bind_arguments:
            self.get_bind(**bind_arguments)
        return super().connection(bind_arguments, execution_options)

    def _merge(self, *args: Any, load: bool, **kw: Any) -> Any:
        """What `merge`, `merge_all` and the results that were kept outside come through; it reads the row first.

        Raises:
            OutOfScope: with `load=False` the object's values would be believed without a look at the row.
        """
        if self.scoped_engine is not None and not load:
            raise OutOfScope(
                "A merge with load=False is refused in a session for one owner.",
                "Leave load=False out, so that the row is read in this scope.",
            )
        return super()._merge(*args, load=load, **kw)


@event.listens_for(ScopedSession, "before_attach")
def _look_at_owner(session: ScopedSession, instance: object) -> None:
    """Refuse objects of other owners, and changed ones that do not say whose they are."""
    guard, engine = session.guard(instance), session.scoped_engine
    if guard is None or engine is None:
        return
    state = instance_state(instance)
    if guard.contradicts(instance, engine.scope):
        refuse_owner(guard.rule.name)
    if state.has_identity and guard.is_silent(instance) and state.modified:
        raise OutOfScope(
            f"A changed object of {guard.rule.name!r} came from outside this session and does not say whose it is.",
            "Bring it in with session.merge(...), which reads its row in this scope.",
        )


@event.listens_for(ScopedSession, "after_attach")
def _read_again(session: ScopedSession, instance: object) -> None:
    """Let an object from outside that does not say whose it is be read again, in this scope."""
    guard, state = session.guard(instance), instance_state(instance)
    if guard and state.has_identity and state.dict and guard.is_silent(instance):
        session.expire(instance)


@event.listens_for(ScopedSession, "loaded_as_persistent", raw=True)
def _look_at_loaded(session: ScopedSession, state: InstanceState[Any]) -> None:
    """Refuse a row of another owner that trusted text brought in."""
    engine = session.scoped_engine
    if engine is None:
        return
    instance, guards = state.obj(), session._guards
    guard = guards[state.class_] if state.class_ in guards else session.guard(instance)
    if guard is not None and guard.contradicts(instance, engine.scope):
        session.expunge(instance)
        refuse_owner(guard.rule.name)


@event.listens_for(ScopedSession, "before_flush")
def _stamp(session: ScopedSession, context: object, instances: object) -> None:
    """Tell new objects whose they are; the statement would do it, but the object would not know."""
    engine = session.scoped_engine
    if engine is None:
        return
    for instance in session.new:
        guard = session.guard(instance)
        for name, of in guard.owners if guard and guard.stamps else ():
            if instance.__dict__.get(name) is None:
                setattr(instance, name, engine.scope.key(of))


def _guard_for(engine: ScopedEngine, mapper: Mapper[Any]) -> Guard | None:
    table = mapper.base_mapper.local_table  # of a joined class, the first table holds the owner
    scope, dialect = engine.scope, cast("Any", engine.dialect)
    if not scope.names_owner or not isinstance(table, Table):
        return None
    rule: Rule = dialect.classification.rule(table, dialect.default_schema_name)
    owners = tuple(
        (mapper.get_property_by_column(column).key, owner.of)
        for owner in rule.owners
        if scope.key(owner.of) is not None and (column := table.c.get(owner.column.key)) is not None
    )
    is_named = rule.kind is Kind.OWNER and scope.key(rule.owners[0].of) is not None
    return Guard(rule, owners, stamps=not is_named) if rule.private else None
