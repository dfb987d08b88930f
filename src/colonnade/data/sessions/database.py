"""`Database`: one URL, a sync and an async engine, and sessions that are one unit of work."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import URL, Engine, MetaData, select

from colonnade.data.sessions import engine as engines
from colonnade.data.sessions.repeated import RepeatedUnits
from colonnade.data.sessions.replicas import Replicas
from colonnade.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from colonnade.data.sessions.settings import DatabaseSettings


class Database(RepeatedUnits):
    """A database by its URL. Nothing is connected until it is used.

    Args:
        url: where the database is; without it, `DATABASE_URL` from the environment or `.env`, or `sqlite:///app.db`.
        settings: pool sizes and time-outs; read from the environment without it.
        metadata: the tables whose marks say whose rows are whose; without it, those of all models that are imported.
        replicas: the URLs of read replicas, which read-only sessions use; see `session`.
        everyone_in: the modules that may open sessions for `EVERYONE`, each with the modules below it, as
            `["app.jobs", "app.admin"]`; None for all modules.
        row_security: whether the database enforces owners a second time. PostgreSQL: each transaction tells it its
            owner, with BEGIN, and the first connection checks roles, policies and views. SQLite in a file: a driver's
            cursor in a session for one owner reads shared tables, and nothing else. Without it, as the settings say.

    Raises:
        ConfigurationError: a URL is not one, names a database without support, or row security is asked of
            MariaDB, MySQL or SQLite in memory.
        NotProtected: (at the first connection) row security would not hold.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        settings: "DatabaseSettings | None" = None,
        metadata: MetaData | None = None,
        replicas: Sequence[str] = (),
        everyone_in: Collection[str] | None = None,
        row_security: bool | None = None,
    ) -> None:
        if settings is None:
            # What reads the environment takes longer to import than all of this folder.
            from colonnade.data.sessions.settings import DatabaseSettings

            settings = DatabaseSettings()
        self.settings = settings
        if row_security is not None:
            self.settings = self.settings.model_copy(update={"row_security": row_security})
        self.metadata = metadata
        self.everyone_in = everyone_in
        text = url if url is not None else self.settings.database_url.get_secret_value()
        self.url = engines.parsed(text)
        if self.settings.row_security:
            _refuse_without_row_security(self.url)
        urls = [engines.parsed(one) for one in replicas]
        self.replicas = Replicas(urls, self.settings, metadata)
        if engines.is_memory(self.url):
            # One name, so that the sync and the async engine see the same database.
            query = {"mode": "memory", "cache": "shared", "uri": "true"}
            self.url = self.url.set(database=f"file:colonnade-{uuid4().hex}", query=query)
        self._engines = {}

    def __repr__(self) -> str:
        return f"Database({self.url.render_as_string(hide_password=True)!r})"

    @cached_property
    def engine(self) -> Engine:  # type: ignore[override]
        """The sync engine.

        Raises:
            ConfigurationError: its driver is not installed.
        """
        return engines.make_engine(self.url, self.settings, self.metadata)

    @cached_property
    def async_engine(self) -> "AsyncEngine":  # type: ignore[override]
        """The async engine.

        Raises:
            ConfigurationError: its driver is not installed.
        """
        return engines.make_async_engine(self.url, self.settings, self.metadata)

    @asynccontextmanager
    async def lifespan(self, app: object = None) -> AsyncIterator[None]:
        """The lifespan of an application (`FastAPI(lifespan=db.lifespan)`): closes all connections at its end."""
        try:
            yield
        finally:
            await self.aclose()

    def check(self) -> None:
        """Whether the database answers, and each of its replicas; for the health check of a service.

        Raises:
            Unavailable: one of them does not.
        """
        for engine in (self.engine, *self.replicas.engines):
            with engine.connect() as connection:
                connection.execute(select(1))

    async def async_check(self) -> None:
        """As `check`, awaited."""
        for engine in (self.async_engine, *self.replicas.async_engines):
            async with engine.connect() as connection:
                await connection.execute(select(1))

    def create_all(self, metadata: MetaData) -> None:
        """Create every table that is missing; for tests. Elsewhere migrations do it."""
        metadata.create_all(self.engine)

    def dispose(self) -> None:
        """Close the connections of the sync engines."""
        if "engine" in self.__dict__:
            self.engine.dispose()
        self.replicas.dispose()

    async def aclose(self) -> None:
        """Close the connections of all engines."""
        self.dispose()
        if "async_engine" in self.__dict__:
            await self.async_engine.dispose()
        await self.replicas.aclose()


def _refuse_without_row_security(url: URL) -> None:
    """Raise where the database cannot enforce owners itself.

    Raises:
        ConfigurationError: it cannot.
    """
    if url.get_backend_name() not in {"postgresql", "sqlite"} or engines.is_memory(url):
        where = " in memory" if engines.is_memory(url) else ""
        raise ConfigurationError(
            f"Row security is asked of {url.get_backend_name()}{where}, which cannot tell one session from another.",
            "PostgreSQL has it, and SQLite in a file. Leave row_security (DATABASE_ROW_SECURITY) out elsewhere.",
        )
