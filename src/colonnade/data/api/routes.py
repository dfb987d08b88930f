"""The routes of one model, as FastAPI wants them."""

from collections.abc import Callable, Collection
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data.api.etag import ETAG, if_match
from colonnade.data.api.keys import key_of_path, key_path, path_of_key
from colonnade.data.api.problem_examples import problems
from colonnade.data.api.resource import Resource
from colonnade.data.api.shown import written
from colonnade.data.api.signature import with_types
from colonnade.data.page import Page

BULK = 1000
"""How many rows one request may create."""

_WITH_ETAG = {"create": 201, "get": 200, "update": 200, "restore": 200}


class Routes:
    """Makes the routes of a resource.

    Args:
        resource: what they do.
        session: the annotation that gives them a session.
        reading: the annotation that gives those that only read a session.
    """

    def __init__(self, resource: Resource, session: Any, reading: Any) -> None:
        self._resource = resource
        self._session = session
        self._reading = reading
        self._name = resource.model.__name__

    def add_to(self, router: APIRouter, exclude: Collection[str]) -> None:
        """Add the routes to a router, but for the excluded ones."""
        adders: dict[str, Callable[[APIRouter], None]] = {
            "list": self._list,
            "create": self._create,
            "bulk": self._bulk,
            "get": self._get,
            "update": self._update,
            "delete": self._delete,
        }
        if self._resource.soft_deleted:
            adders["restore"] = self._restore
        for name, add in adders.items():
            if name not in exclude:
                add(router)

    def _list(self, router: APIRouter) -> None:
        resource = self._resource

        async def list_rows(request: Request, response: Response, session: AsyncSession) -> Any:
            query = resource.listing.read(request.query_params)
            page = await session.run_sync(resource.page, query)
            return written(response, resource.pages, page)

        router.get(
            "",
            response_model=Page[resource.public],  # type: ignore[name-defined]
            openapi_extra={"parameters": resource.listing.documentation()},
            **self._options("list", "List", 400),
        )(with_types(list_rows, session=self._reading))

    def _create(self, router: APIRouter) -> None:
        resource = self._resource

        async def create(
            data: Any, request: Request, response: Response, session: AsyncSession
        ) -> Any:
            shown = await session.run_sync(resource.make, data)
            response.headers["Location"] = request.url.path + path_of_key(resource.model, shown)
            response.headers.update(resource.etag(shown))
            return written(response, resource.one, shown, status=201)

        router.post(
            "",
            response_model=resource.public,
            status_code=201,
            **self._options("create", "Create", 409, 422),
        )(self._typed(create, data=resource.create))

    def _bulk(self, router: APIRouter) -> None:
        resource = self._resource

        async def create_many(rows: Any, response: Response, session: AsyncSession) -> Any:
            shown = await session.run_sync(resource.make_many, rows)
            return written(response, resource.many, shown, status=201)

        rows = Annotated[list[resource.create], Body(min_length=1, max_length=BULK)]  # type: ignore[name-defined]
        router.post(
            "/bulk",
            response_model=list[resource.public],  # type: ignore[name-defined]
            status_code=201,
            **self._options("bulkCreate", "Create many", 409, 422),
        )(self._typed(create_many, rows=rows))

    def _get(self, router: APIRouter) -> None:
        resource = self._resource

        async def get(key: Any, response: Response, session: AsyncSession) -> Any:
            shown = await session.run_sync(resource.get, key)
            response.headers.update(resource.etag(shown))
            return written(response, resource.one, shown)

        router.get(
            key_path(resource.model),
            response_model=resource.public,
            **self._options("get", "Read", 404),
        )(with_types(get, session=self._reading, key=key_of_path(resource.model)))

    def _update(self, router: APIRouter) -> None:
        resource = self._resource

        async def update(
            key: Any, data: Any, match: Any, response: Response, session: AsyncSession
        ) -> Any:
            shown = await session.run_sync(resource.change, key, data, match)
            response.headers.update(resource.etag(shown))
            return written(response, resource.one, shown)

        router.patch(
            key_path(resource.model),
            response_model=resource.public,
            **self._options("update", "Change", 404, 409, *self._refused, 422),
        )(self._conditional(update, data=resource.update))

    def _delete(self, router: APIRouter) -> None:
        resource = self._resource

        async def delete(key: Any, match: Any, session: AsyncSession) -> None:
            await session.run_sync(resource.remove, key, match)

        router.delete(
            key_path(resource.model),
            status_code=204,
            **self._options("delete", "Delete", 404, 409, *self._refused),
        )(self._conditional(delete))

    def _restore(self, router: APIRouter) -> None:
        resource = self._resource

        async def restore(key: Any, response: Response, session: AsyncSession) -> Any:
            shown = await session.run_sync(resource.restore, key)
            response.headers.update(resource.etag(shown))
            return written(response, resource.one, shown)

        router.post(
            f"{key_path(resource.model)}/restore",
            response_model=resource.public,
            **self._options("restore", "Restore", 404, 409),
        )(self._typed(restore, key=key_of_path(resource.model)))

    @property
    def _refused(self) -> tuple[int, ...]:
        """The status for a version that the row no longer has."""
        return () if self._resource.version is None else (412,)

    def _typed(self, function: Callable[..., Any], **annotations: Any) -> Callable[..., Any]:
        return with_types(function, session=self._session, **annotations)

    def _conditional(self, function: Callable[..., Any], **annotations: Any) -> Callable[..., Any]:
        """A route on one row that heeds `If-Match`."""
        model = self._resource.model
        return self._typed(function, key=key_of_path(model), match=if_match(model), **annotations)

    def _options(self, verb: str, summary: str, *statuses: int) -> dict[str, Any]:
        responses = problems(self._name, *statuses, 503)
        if self._resource.version is not None and verb in _WITH_ETAG:
            responses[_WITH_ETAG[verb]] = {"headers": ETAG}
        return {
            "operation_id": f"{verb}{self._name}",
            "summary": f"{summary} {self._name}",
            "responses": responses,
        }
