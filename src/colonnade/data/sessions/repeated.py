"""Work that takes several units: tried again after another unit was in its way, or done in small parts."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlmodel import Session, SQLModel

from colonnade.data.crud.crud import Crud
from colonnade.data.queries.page import refuse_limit
from colonnade.data.sessions import retry
from colonnade.data.sessions.session import Owner
from colonnade.data.sessions.units import IsolationLevel, Units

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

T = TypeVar("T")


class RepeatedUnits(Units):
    """What `Database` does in as many units as it takes."""

    def run(
        self,
        work: Callable[[Session], T],
        *,
        owner: Owner = None,
        attempts: int = 3,
        isolation_level: IsolationLevel | None = None,
    ) -> T:
        """Run a function as one unit of work, and again when the database rolled it back because of another unit.

        That is after `Deadlock` and `SerializationFailure`; each pause is twice as long as the one before. The function
        must do nothing but work on the session, because it may run several times.

            moved = db.run(lambda session: transfer(session, 1, 2, 100), isolation_level="SERIALIZABLE")

        Args:
            work: what to do with the session; its result is the result.
            owner: as for `session`.
            attempts: how often it is tried in all.
            isolation_level: as for `session`.

        Raises:
            Deadlock, SerializationFailure: the last attempt failed as well.
        """
        pauses = retry.pauses(attempts)
        while True:
            try:
                with self.session(owner=owner, isolation_level=isolation_level) as session:
                    result = work(session)
            except retry.WORTH_A_RETRY:
                pause = next(pauses, None)
                if pause is None:
                    raise
                time.sleep(pause)
            else:
                return result

    async def async_run(
        self,
        work: Callable[["AsyncSession"], Awaitable[T]],
        *,
        owner: Owner = None,
        attempts: int = 3,
        isolation_level: IsolationLevel | None = None,
    ) -> T:
        """As `run`, awaited."""
        pauses = retry.pauses(attempts)
        while True:
            try:
                async with self.async_session(
                    owner=owner, isolation_level=isolation_level
                ) as session:
                    result = await work(session)
            except retry.WORTH_A_RETRY:
                pause = next(pauses, None)
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                return result

    def purge(
        self,
        model: type[SQLModel],
        *,
        older_than: timedelta,
        owner: Owner = None,
        batch: int = 1000,
    ) -> int:
        """Really delete the rows of a `SoftDeleted` model that were deleted longer ago than this; see `Crud.purge`.

        Each batch is a unit of its own, so that no lock is held for long.

        Args:
            model: the table's class.
            older_than: how long a deleted row is kept.
            owner: whose rows; `EVERYONE` for all.
            batch: how many rows a unit deletes.

        Returns:
            How many rows there were.

        Raises:
            InvalidQuery: the model is not soft-deleted, or a batch has no rows.
        """
        refuse_limit(batch, "batch")
        total = 0
        while gone := self.run(
            lambda session: Crud(model, session).purge(older_than=older_than, limit=batch),
            owner=owner,
        ):
            total += gone
        return total

    async def async_purge(
        self,
        model: type[SQLModel],
        *,
        older_than: timedelta,
        owner: Owner = None,
        batch: int = 1000,
    ) -> int:
        """As `purge`, awaited."""
        from colonnade.data.crud.aio import AsyncCrud

        refuse_limit(batch, "batch")
        total = 0
        while gone := await self.async_run(
            lambda session: AsyncCrud(model, session).purge(older_than=older_than, limit=batch),
            owner=owner,
        ):
            total += gone
        return total
