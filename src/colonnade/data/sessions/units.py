"""Units of work in a database: its sessions."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, get_args
from uuid import UUID

from sqlalchemy import Engine, MetaData
from sqlmodel import Session

from colonnade.data.history.transport import acting, acting_for, is_kept
from colonnade.data.isolation.engine import scoped
from colonnade.data.sessions import reading
from colonnade.data.sessions.replicas import Replicas
from colonnade.data.sessions.session import DataSession, Owner, unit_of_work
from colonnade.data.watch.lazy import LazyLoads
from colonnade.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlmodel.ext.asyncio.session import AsyncSession

    from colonnade.data.sessions.settings import DatabaseSettings

IsolationLevel = Literal["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]
"""How much of other transactions one sees."""


class Units:
    """What `Database` does with its engines.

    Attributes:
        engine: the sync engine.
        async_engine: the async engine.
        replicas: the read replicas, if any.
        metadata: the tables to judge by; None for those of all models that are imported.
        everyone_in: the modules that may open sessions for `EVERYONE`; None for all.
        settings: what holds for all of its sessions.
    """

    engine: Engine
    async_engine: "AsyncEngine"
    replicas: Replicas
    metadata: MetaData | None
    everyone_in: Collection[str] | None
    settings: "DatabaseSettings"
    _engines: dict[tuple[Engine, bool, IsolationLevel | None], Engine]

    def session(
        self,
        *,
        owner: Owner = None,
        actor: str | int | UUID | None = None,
        request_id: str | None = None,
        read_only: bool = False,
        include_deleted: bool = False,
        isolation_level: IsolationLevel | None = None,
        lazy_loads: LazyLoads | None = None,
    ) -> AbstractContextManager[Session]:
        """One unit of work: committed at the end of the `with`, rolled back on an error.

        A read-only session uses a replica where there are any, each in turn; but the primary when a unit of the same
        owner has written on this process within the last `replica_lag` seconds (a setting), so that everybody reads
        what they wrote. What a unit without an owner or of `EVERYONE` wrote counts for all owners.

        Args:
            owner: whose rows the session may see, for its whole life: an owner's key, the keys of several owners by their
                models as `{Organisation: 1, User: 7}`, or `EVERYONE` said out loud.
            actor: who acts, for the history of rows and `Audited`; the owner without it.
            request_id: for which request, for the history of rows; at most 64 characters.
            read_only: whether the database refuses writes in this unit (`ReadOnly`).
            include_deleted: whether soft-deleted rows are read as well.
            isolation_level: of the transaction; the server's default without it. SQLite is always serialisable.
            lazy_loads: what reading a relationship does that was not loaded along; as the settings say without it.

        Raises:
            ScopeRequired: an owned table was used and no owner named.
            OutOfScope: `EVERYONE` was said in a module that may not say it.
            ConfigurationError: there is no such isolation level.
            DataError: what the database answered.
        """
        engine = self.replicas.engine_for(self.engine, owner) if read_only else self.engine
        bind = self._bound(engine, owner, actor, request_id, read_only, isolation_level)
        return self._unit(bind, owner, lazy_loads, include_deleted=include_deleted)

    def async_session(
        self,
        *,
        owner: Owner = None,
        actor: str | int | UUID | None = None,
        request_id: str | None = None,
        read_only: bool = False,
        include_deleted: bool = False,
        isolation_level: IsolationLevel | None = None,
        lazy_loads: LazyLoads | None = None,
    ) -> AbstractAsyncContextManager["AsyncSession"]:
        """As `session`, awaited."""
        primary = self.async_engine.sync_engine
        engine = self.replicas.async_engine_for(primary, owner) if read_only else primary
        bind = self._bound(engine, owner, actor, request_id, read_only, isolation_level)
        options: dict[str, Any] = {
            "include_deleted": include_deleted,
            "lazy_loads": lazy_loads or self.settings.lazy_loads,
            "expire_on_commit": False,
        }
        if self.settings.warn_n_plus_one:
            return self._warned_async_unit(bind, owner, options)
        return self._opened_async(bind, options, self._noted(owner))

    @cached_property
    def _opened_async(self) -> Callable[..., AbstractAsyncContextManager["AsyncSession"]]:
        """Opens the session of an async unit; kept, because what is async takes a while to import and to look up."""
        from colonnade.data.sessions.async_session import opened

        return opened

    def _unit(
        self, bind: Engine, owner: Owner, lazy_loads: LazyLoads | None = None, **options: Any
    ) -> AbstractContextManager[Session]:
        """A unit of work on an engine that was made for it."""
        options |= {"lazy_loads": lazy_loads or self.settings.lazy_loads, "expire_on_commit": False}
        if self.settings.warn_n_plus_one:
            return self._warned_unit(bind, owner, options)
        return unit_of_work(DataSession(bind, **options), self._noted(owner))

    @contextmanager
    def _warned_unit(
        self, bind: Engine, owner: Owner, options: dict[str, Any]
    ) -> Iterator[Session]:
        """A unit of work of whose loops the log is told."""
        from colonnade.data.watch.n_plus_one import warned

        with warned(bind) as watched:
            opened = DataSession(watched, **options)
            with unit_of_work(opened, self._noted(owner)) as session:
                yield session

    @asynccontextmanager
    async def _warned_async_unit(
        self, bind: Engine, owner: Owner, options: dict[str, Any]
    ) -> AsyncIterator["AsyncSession"]:
        from colonnade.data.watch.n_plus_one import warned

        with warned(bind) as watched:
            async with self._opened_async(watched, options, self._noted(owner)) as session:
                yield session

    def _noted(self, owner: Owner) -> Callable[[], None] | None:
        """What is told when a unit of an owner has written: the replicas, where there are any."""
        return partial(self.replicas.wrote, owner) if self.replicas else None

    def _bound(
        self,
        engine: Engine,
        owner: Owner,
        actor: str | int | UUID | None,
        request_id: str | None,
        read_only: bool,
        isolation_level: IsolationLevel | None = None,
    ) -> Engine:
        """The engine of one unit: whose rows it sees, who acts in it, and how its transactions are."""
        scoped_engine = scoped(
            self._bracketed(engine, read_only, isolation_level),
            owner,
            self.metadata,
            self.everyone_in,
        )
        if not is_kept(self.metadata):
            return scoped_engine
        return acting(scoped_engine, acting_for(owner, actor, request_id))

    def _bracketed(
        self, engine: Engine, only_reads: bool, isolation_level: IsolationLevel | None
    ) -> Engine:
        """The engine whose transactions are as wanted; kept, because compiled statements are found by it."""
        if isolation_level is not None:
            _refuse_unknown(isolation_level)
        if engine.dialect.name == "sqlite":
            isolation_level = None
        if not only_reads and isolation_level is None:
            return engine
        wanted = (engine, only_reads, isolation_level)
        if wanted not in self._engines:
            made = reading.read_only(engine) if only_reads else engine
            if isolation_level is not None:
                made = made.execution_options(isolation_level=isolation_level)
            self._engines[wanted] = made
        return self._engines[wanted]


def _refuse_unknown(isolation_level: str) -> None:
    """Refuse a level that no database has; SQLite, which needs none, would not say so."""
    if isolation_level not in get_args(IsolationLevel):
        raise ConfigurationError(
            f"There is no isolation level {isolation_level!r}.",
            f"Say one of {', '.join(get_args(IsolationLevel))}, or leave it out for the server's default.",
        )
