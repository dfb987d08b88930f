"""`crud_router`: the everyday routes of one model."""

from collections.abc import Callable
from typing import Any, Literal, cast

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import SQLModel

from colonnade.data.api.binary import with_base64
from colonnade.data.api.derived import Purpose, derived_schema, guarded_and_required
from colonnade.data.api.resource import Resource
from colonnade.data.api.routes import Routes
from colonnade.data.api.sessions import unit_of
from colonnade.data.sessions.database import Database
from colonnade.errors import ModelError

Route = Literal[
    "list",
    "create",
    "get",
    "update",
    "delete",
    "restore",
    "bulk_create",
    "bulk_update",
    "bulk_delete",
    "history",
]


def crud_router(
    model: type[SQLModel],
    db: Database,
    *,
    create: type[BaseModel] | None = None,
    update: type[BaseModel] | None = None,
    public: type[BaseModel] | None = None,
    owner: Callable[..., Any] | None = None,
    actor: Callable[..., Any] | None = None,
    prefix: str | None = None,
    tags: list[str] | None = None,
    exclude: set[Route] | frozenset[Route] = frozenset(),
) -> APIRouter:
    """Routes to create, list, read, change, delete and restore the rows of a model.

    | route | request | response |
    |---|---|---|
    | `POST /tasks` | `create` | 201, `public`, `Location` |
    | `GET /tasks` | filters, `sort`, `size` up to 100, `after`, `search`, `total` | 200, `Page[public]` |
    | `GET /tasks/{id}` | | 200, `public` |
    | `PATCH /tasks/{id}` | `update`; only the fields sent are changed | 200, `public` |
    | `DELETE /tasks/{id}` | | 204 |
    | `POST /tasks/{id}/restore` | models that are `SoftDeleted` | 200, `public` |
    | `GET /tasks/{id}/history` | `size` up to 100, `after`; models that are `WithHistory` | 200, `Page[HistoryEntry]` |
    | `POST /tasks/bulk` | a list of `create` | 201, a list of `public` |
    | `POST /tasks/bulk/update` | a list of `update`, each with the row's key | 200, a list of `public` |
    | `POST /tasks/bulk/delete` | a list of keys: `[{"id": 1}, {"id": 2}]` | 204 |

    A composite key takes one part of the path for each column. Lists are filtered by `field=value` and
    `field__operator=value`: `priority__in=high,low`, `due_date__gte=2026-01-01`, `tags__in=1,2`; sorted by `sort=-created_at,id`. Only
    fields of `public` can be named. Relationships that `public` shows are loaded along; PostgreSQL writes what is read as
    JSON itself, where its text is what `public` would write. A field of `create` or
    `update` called `tag_ids` sets the many-to-many relationship to `Tag`. Bytes are base64. Call
    `problem_handlers(app)` once, so that errors are answered as problems.

    The answers of a `Versioned` model have an `ETag`, its version. A `PATCH` or `DELETE` with `If-Match: "3"` is done
    only while the row has that version; otherwise the answer is 412 and nothing has changed. A `GET` of one row with
    `If-None-Match: "3"` is answered with 304 while it has that version, unless `public` shows other rows as well, which
    change by themselves.

    The bulk routes take up to 1000 rows and write all or none. A problem says which row it is in: `"field": "1.title"`
    is the title of the second one, `"field": "1"` the row itself. Only what the database finds wrong with new rows has
    the field alone.

    Where the database has replicas, `GET` is a read-only unit; see `Database.session`.

    A route of your own replaces one of these when it is excluded here:

        router = crud_router(Task, db, exclude={"create"})

        @router.post("", status_code=201)
        async def create(data: TaskCreate, session: Session) -> TaskPublic: ...

    `create`, `update` and `delete` take their bulk route along, so that no way leads around the replacement.

    Args:
        model: the table's class.
        db: the database; each request is one unit of work in it.
        create: the schema of a new row; made from the model without it, as are the next two.
        update: the schema of a change.
        public: the schema of a response.
        owner: a FastAPI dependency that returns the owner's key, whose rows alone the routes see.
        actor: a FastAPI dependency that returns who acts, for the history of rows and `Audited`; the owner without it.
        prefix: the path before all routes; the table's name with dashes without it.
        tags: how the OpenAPI document groups the routes; the model's name without it.
        exclude: routes to leave out.

    Raises:
        ModelError: a new row needs a secret or a privilege, and `create` is not given.
    """
    if create is None and "create" not in exclude:
        _refuse_guarded(model)
    resource = Resource(
        model,
        _schema(model, create, "Create"),
        _schema(model, update, "Update"),
        _schema(model, public, "Public"),
    )
    router = APIRouter(
        prefix=_prefix(model) if prefix is None else prefix,
        tags=cast("list[Any]", tags) or [model.__name__],
    )
    reading = unit_of(db, owner, actor=actor, read_only=bool(db.replicas))
    Routes(resource, unit_of(db, owner, actor=actor), reading).add_to(router, exclude)
    return router


def _refuse_guarded(model: type[SQLModel]) -> None:
    guarded = ", ".join(guarded_and_required(model))
    if guarded:
        raise ModelError(
            f"A new {model.__name__} needs {guarded}, which no client may set unasked.",
            f"Write the schema of a new {model.__name__}: crud_router({model.__name__}, db, create=...);"
            ' or leave the route out: exclude={"create"}.',
        )


def _schema(
    model: type[SQLModel], given: type[BaseModel] | None, purpose: Purpose
) -> type[BaseModel]:
    return with_base64(given or derived_schema(model, purpose))


def _prefix(model: type[SQLModel]) -> str:
    return f"/{str(model.__tablename__).replace('_', '-')}"
