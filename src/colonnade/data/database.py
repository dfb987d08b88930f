"""`Database`: one URL, a sync and an async engine, and sessions that are one unit of work."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from uuid import uuid4

from sqlalchemy import Engine, MetaData, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data import engine as engines
from colonnade.data.session import Owner, async_unit_of_work, unit_of_work
from colonnade.data.settings import DatabaseSettings


class Database:
    """A database by its URL. Nothing is connected until it is used.

    Args:
        url: where the database is; without it, `DATABASE_URL` from the environment or `.env`, or `sqlite:///app.db`.
        settings: pool sizes and time-outs; read from the environment without it.

    Raises:
        ConfigurationError: the URL is not one, or names a database without support.
    """

    def __init__(self, url: str | None = None, *, settings: DatabaseSettings | None = None) -> None:
        self.settings = settings or DatabaseSettings()
        text = url if url is not None else self.settings.database_url.get_secret_value()
        self.url = engines.parsed(text)
        if engines.is_memory(self.url):
            # One name, so that the sync and the async engine see the same database.
            query = {"mode": "memory", "cache": "shared", "uri": "true"}
            self.url = self.url.set(database=f"file:colonnade-{uuid4().hex}", query=query)

    def __repr__(self) -> str:
        return f"Database({self.url.render_as_string(hide_password=True)!r})"

    @cached_property
    def engine(self) -> Engine:
        """The sync engine.

        Raises:
            ConfigurationError: its driver is not installed.
        """
        return engines.make_engine(self.url, self.settings)

    @cached_property
    def async_engine(self) -> AsyncEngine:
        """The async engine.

        Raises:
            ConfigurationError: its driver is not installed.
        """
        return engines.make_async_engine(self.url, self.settings)

    @contextmanager
    def session(self, *, owner: Owner = None) -> Iterator[Session]:
        """One unit of work: committed at the end of the `with`, rolled back on an error.

        Args:
            owner: whose rows the session may see, for its whole life: an owner's key, or `EVERYONE` said out loud.

        Raises:
            ScopeRequired: an owned table was used and no owner named.
            DataError: what the database answered.
        """
        with unit_of_work(self.engine, owner) as session:
            yield session

    @asynccontextmanager
    async def async_session(self, *, owner: Owner = None) -> AsyncIterator[AsyncSession]:
        """As `session`, awaited."""
        async with async_unit_of_work(self.async_engine, owner) as session:
            yield session

    @asynccontextmanager
    async def lifespan(self, app: object = None) -> AsyncIterator[None]:
        """The lifespan of an application (`FastAPI(lifespan=db.lifespan)`): closes all connections at its end."""
        try:
            yield
        finally:
            await self.aclose()

    def check(self) -> None:
        """Whether the database answers.

        Raises:
            Unavailable: it does not.
        """
        with self.engine.connect() as connection:
            connection.execute(select(1))

    async def async_check(self) -> None:
        """As `check`, awaited."""
        async with self.async_engine.connect() as connection:
            await connection.execute(select(1))

    def create_all(self, metadata: MetaData) -> None:
        """Create every table that is missing; for tests. Elsewhere migrations do it."""
        metadata.create_all(self.engine)

    def dispose(self) -> None:
        """Close the connections of the sync engine."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    async def aclose(self) -> None:
        """Close the connections of both engines."""
        self.dispose()
        if "async_engine" in self.__dict__:
            await self.async_engine.dispose()
