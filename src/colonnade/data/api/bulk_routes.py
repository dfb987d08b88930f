"""The bulk routes of one model, as FastAPI wants them: a list in, all rows or none."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.orm import Session

from colonnade.data.api.examples import example
from colonnade.data.api.keys import key_names, key_schema, keyed
from colonnade.data.api.many import Many
from colonnade.data.api.operation import operation
from colonnade.data.api.resource import Resource
from colonnade.data.api.sessions import Unit
from colonnade.data.api.shown import written
from colonnade.data.api.signature import with_types

BULK = 1000
"""How many rows one request may write."""


class BulkRoutes:
    """Makes the bulk routes of a resource.

    Args:
        resource: the model and its schemas.
        unit: the annotation that gives them a unit of work.
    """

    def __init__(self, resource: Resource, unit: Any) -> None:
        self._resource = resource
        self._unit = unit
        self._many = Many(resource)
        self._shown = list[resource.public]  # type: ignore[name-defined]
        self._writer: TypeAdapter[Any] = TypeAdapter(self._shown)

    def create(self, router: APIRouter) -> None:
        """Add `POST /tasks/bulk`."""
        many, writer = self._many, self._writer

        async def create_many(rows: Any, response: Response, unit: Unit) -> Any:
            def made(session: Session) -> Response:
                shown = many.make(session, rows)
                return written(response, writer.dump_json(shown, by_alias=True), 201)

            return await unit(made)

        router.post(
            "/bulk",
            response_model=self._shown,
            status_code=201,
            **operation(self._resource, "bulkCreate", "Create many", 409, 422),
        )(with_types(create_many, unit=self._unit, rows=_body(self._resource.create)))

    def update(self, router: APIRouter) -> None:
        """Add `POST /tasks/bulk/update`."""
        many, writer = self._many, self._writer
        schema = keyed(self._resource.model, self._resource.update)

        async def update_many(rows: Any, response: Response, unit: Unit) -> Any:
            def changed(session: Session) -> Response:
                shown = many.change(session, rows)
                return written(response, writer.dump_json(shown, by_alias=True))

            return await unit(changed)

        router.post(
            "/bulk/update",
            response_model=self._shown,
            **operation(self._resource, "bulkUpdate", "Change many", 404, 409, 422),
        )(with_types(update_many, unit=self._unit, rows=_body(schema, *self._key)))

    def delete(self, router: APIRouter) -> None:
        """Add `POST /tasks/bulk/delete`."""
        many = self._many

        async def delete_many(rows: Any, unit: Unit) -> None:
            await unit(lambda session: many.remove(session, rows))

        rows = _body(key_schema(self._resource.model), *self._key)
        router.post(
            "/bulk/delete",
            status_code=204,
            **operation(self._resource, "bulkDelete", "Delete many", 404, 409, 422),
        )(with_types(delete_many, unit=self._unit, rows=rows))

    @property
    def _key(self) -> tuple[str, ...]:
        return key_names(self._resource.model)


def _body(schema: type[BaseModel], *key: str) -> Any:
    """The annotation of a list of rows."""
    examples = [[example(schema, *key)]]
    return Annotated[list[schema], Body(min_length=1, max_length=BULK, examples=examples)]  # type: ignore[valid-type]
