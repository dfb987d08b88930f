"""The routes of one model, as FastAPI wants them."""

from collections.abc import Callable, Set
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from colonnade.data.api.bulk_routes import BulkRoutes
from colonnade.data.api.direct import DirectRoute
from colonnade.data.api.etag import if_match, if_none_match
from colonnade.data.api.keys import key_of_path, key_path
from colonnade.data.api.listing import MAX_SIZE, SIZE
from colonnade.data.api.operation import operation
from colonnade.data.api.resource import Resource
from colonnade.data.api.sessions import Unit
from colonnade.data.api.shown import written
from colonnade.data.api.signature import with_types
from colonnade.data.history.entries import HistoryEntry
from colonnade.data.queries.page import Page


class Routes:
    """Makes the routes of a resource.

    Args:
        resource: what they do.
        unit: the annotation that gives them a unit of work.
        reading: the annotation that gives those that only read one.
    """

    def __init__(self, resource: Resource, unit: Any, reading: Any) -> None:
        self._resource = resource
        self._unit = unit
        self._reading = reading

    def add_to(self, router: APIRouter, exclude: Set[str]) -> None:
        """Add the routes to a router, but for the excluded ones."""
        bulk = BulkRoutes(self._resource, self._unit)
        adders: dict[str, Callable[[APIRouter], None]] = {
            "list": self._list,
            "get": self._get,
            "create": self._create,
            "bulk_create": bulk.create,
            "bulk_update": bulk.update,
            "bulk_delete": bulk.delete,
            "update": self._update,
            "delete": self._delete,
        }
        if self._resource.soft_deleted:
            adders["restore"] = self._restore
        if self._resource.with_history:
            adders["history"] = self._history
        for name, add in adders.items():
            # What replaces `update` may have a rule that `bulk_update` would be a way around.
            if exclude.isdisjoint({name, name.removeprefix("bulk_")}):
                add(router)

    def _list(self, router: APIRouter) -> None:
        resource = self._resource

        async def list_rows(request: Request, response: Response, unit: Unit) -> Any:
            query = resource.listing.read(request.query_params)
            return await unit(lambda session: written(response, resource.page(session, query)))

        router.add_api_route(
            "",
            with_types(list_rows, unit=self._reading),
            methods=["GET"],
            response_model=Page[resource.public],  # type: ignore[name-defined]
            openapi_extra={"parameters": resource.listing.documentation()},
            route_class_override=DirectRoute,
            **operation(resource, "list", "List", 400),
        )

    def _create(self, router: APIRouter) -> None:
        resource = self._resource

        async def create(data: Any, request: Request, response: Response, unit: Unit) -> Any:
            def made(session: Session) -> Response:
                shown = resource.make(session, data)
                path = quote(request.scope["path"]) + resource.path_of(shown)
                response.headers["Location"] = path
                return resource.row(response, shown, status=201)

            return await unit(made)

        router.add_api_route(
            "",
            self._typed(create, data=resource.create),
            methods=["POST"],
            response_model=resource.public,
            status_code=201,
            route_class_override=DirectRoute,
            **operation(resource, "create", "Create", 409, 422),
        )

    def _get(self, router: APIRouter) -> None:
        resource = self._resource
        key, known = key_of_path(resource.model), if_none_match(resource.is_versioned_whole)

        async def get(key: Any, response: Response, unit: Unit, known: Any = None) -> Any:
            def found(session: Session) -> Response:
                shown = resource.get(session, key)
                if resource.is_known(shown, known):
                    return resource.unchanged(response, shown)
                return resource.row(response, shown)

            return await unit(found)

        router.add_api_route(
            key_path(resource.model),
            with_types(get, unit=self._reading, key=key, known=known),
            methods=["GET"],
            response_model=resource.public,
            route_class_override=DirectRoute,
            **operation(resource, "get", "Read", 404),
        )

    def _update(self, router: APIRouter) -> None:
        resource = self._resource

        async def update(
            key: Any, data: Any, response: Response, unit: Unit, match: Any = None
        ) -> Any:
            return await unit(
                lambda session: resource.row(response, resource.change(session, key, data, match))
            )

        router.add_api_route(
            key_path(resource.model),
            self._conditional(update, data=resource.update),
            methods=["PATCH"],
            response_model=resource.public,
            route_class_override=DirectRoute,
            **operation(resource, "update", "Change", 404, 409, *self._refused, 422),
        )

    def _delete(self, router: APIRouter) -> None:
        resource = self._resource

        async def delete(key: Any, unit: Unit, match: Any = None) -> None:
            await unit(lambda session: resource.remove(session, key, match))

        router.delete(
            key_path(resource.model),
            status_code=204,
            **operation(resource, "delete", "Delete", 404, 409, *self._refused),
        )(self._conditional(delete))

    def _restore(self, router: APIRouter) -> None:
        resource = self._resource

        async def restore(key: Any, response: Response, unit: Unit) -> Any:
            return await unit(
                lambda session: resource.row(response, resource.restore(session, key))
            )

        router.post(
            f"{key_path(resource.model)}/restore",
            response_model=resource.public,
            **operation(resource, "restore", "Restore", 404, 409),
        )(self._typed(restore, key=key_of_path(resource.model)))

    def _history(self, router: APIRouter) -> None:
        resource = self._resource

        async def history(
            key: Any,
            unit: Unit,
            size: Annotated[int, Query(ge=1, le=MAX_SIZE)] = SIZE,
            after: Annotated[str | None, Query(description="`next` of another page.")] = None,
        ) -> Any:
            return await unit(lambda session: resource.history(session, key, size, after))

        router.get(
            f"{key_path(resource.model)}/history",
            response_model=Page[HistoryEntry],
            **operation(resource, "history", "History of", 400),
        )(with_types(history, unit=self._reading, key=key_of_path(resource.model)))

    @property
    def _refused(self) -> tuple[int, ...]:
        """The status for a version that the row no longer has."""
        return () if self._resource.version is None else (412,)

    def _typed(self, function: Callable[..., Any], **annotations: Any) -> Callable[..., Any]:
        return with_types(function, unit=self._unit, **annotations)

    def _conditional(self, function: Callable[..., Any], **annotations: Any) -> Callable[..., Any]:
        """A route on one row that heeds `If-Match`."""
        model = self._resource.model
        return self._typed(function, key=key_of_path(model), match=if_match(model), **annotations)
