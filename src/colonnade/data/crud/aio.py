"""`AsyncCrud[M]`: `Crud[M]`, awaited. Each method is lent to `AsyncSession.run_sync`; nothing is said twice."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from sqlmodel import SQLModel

from colonnade.data.crud.bound import refuse_session
from colonnade.data.crud.crud import Crud
from colonnade.data.crud.streams import Stream, stream_of
from colonnade.data.queries.statements import Where

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

M = TypeVar("M", bound=SQLModel)
P = ParamSpec("P")
R = TypeVar("R")


def awaited(
    method: Callable[Concatenate[Crud[M], P], R],
) -> Callable[Concatenate["AsyncCrud[M]", P], Coroutine[Any, Any, R]]:
    """A method of `Crud`, run whole in one greenlet of the async session."""

    @wraps(method)
    async def run(self: "AsyncCrud[M]", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.session.run_sync(
            lambda session: method(Crud(self.model, session), *args, **kwargs)
        )

    return run


class AsyncCrud(Generic[M]):
    """As `Crud`, with every method awaited.

    Args:
        model: the table's class.
        session: from `Database.async_session`.
    """

    def __init__(self, model: type[M], session: "AsyncSession") -> None:
        if not hasattr(session, "sync_session"):
            refuse_session(
                session,
                "AsyncCrud(Task, session) in `async with db.async_session(...) as session`",
            )
        self.model = model
        self.session = session

    # `Crud[M].get`, not `Crud.get`: the subscript carries the type variable.
    get = awaited(Crud[M].get)
    get_or_none = awaited(Crud[M].get_or_none)
    list = awaited(Crud[M].list)
    page = awaited(Crud[M].page)
    history = awaited(Crud[M].history)
    count = awaited(Crud[M].count)
    exists = awaited(Crud[M].exists)
    # mypy infers both exactly and objects to passing a generic method on, `type[R]` in and R out.
    aggregate = awaited(Crud[M].aggregate)  # type: ignore[arg-type]
    aggregate_by = awaited(Crud[M].aggregate_by)  # type: ignore[arg-type]
    autocomplete = awaited(Crud[M].autocomplete)
    create = awaited(Crud[M].create)
    create_many = awaited(Crud[M].create_many)
    bulk_create = awaited(Crud[M].bulk_create)
    update = awaited(Crud[M].update)
    update_many = awaited(Crud[M].update_many)
    upsert = awaited(Crud[M].upsert)
    upsert_many = awaited(Crud[M].upsert_many)
    delete = awaited(Crud[M].delete)
    delete_many = awaited(Crud[M].delete_many)
    restore = awaited(Crud[M].restore)
    purge = awaited(Crud[M].purge)
    transfer = awaited(Crud[M].transfer)

    def stream(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        batch: int = 1000,
        load: Sequence[Any] = (),
    ) -> AsyncIterator[M]:
        dialect = self.session.get_bind().dialect.name
        return self._rows(stream_of(self.model, where, sort, batch, load, dialect))

    # Written by hand: a generator cannot be lent to `run_sync`.
    stream.__doc__ = Crud.stream.__doc__

    async def _rows(self, stream: Stream) -> AsyncIterator[M]:
        if stream.by_cursor:
            async for row in await self.session.stream_scalars(stream.whole()):
                yield row
            return
        batches = stream.batches(self.session.sync_session)
        while batch := await self.session.run_sync(lambda _: next(batches, None)):
            for row in batch:
                yield row
