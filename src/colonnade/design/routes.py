"""The writer of `app/routes/`: a router for each model, and who is asking where rows have owners."""

from dataclasses import dataclass

from sqlalchemy import Table

from colonnade.design.auth import auth
from colonnade.design.design import Design, Files
from colonnade.design.models.code import call, text
from colonnade.design.models.context import Context
from colonnade.design.models.schemas import Schemas, schemas_of
from colonnade.design.settings import has_tokens
from colonnade.schema.traits import OwnershipKind

READ_ONLY = (OwnershipKind.SHARED,)
"""What everybody may read and nobody may change by a request of their own."""


ROUTES = '''\
"""`{path}`: {words}."""

{imports}

router = {router}
'''

PACKAGE = '''\
"""The routers of the service; a new one is added to the list."""

{imports}

routers = [{routers}]
'''


@dataclass(frozen=True)
class Resource:
    """A model as the service shows it.

    Attributes:
        table: the model's table.
        path: where it is, as `/order-items`.
        module: its module below `app.routes`.
        model: its class.
        create: the schema of a new row; None where no request makes one.
        update: the schema of a change; None where no request makes one.
        public: the schema of what is seen.
        exclude: the routes that are left out.
    """

    table: Table
    path: str
    module: str
    model: str
    create: str | None
    update: str | None
    public: str
    exclude: tuple[str, ...] = ()


def resources_of(design: Design) -> list[Resource]:
    """What the service shows: every model that a client may see a column of."""
    context = Context.of(design)
    found = {table: schemas_of(table, context) for table in context.tables}
    return [
        _resource(table, schemas, context) for table, schemas in found.items() if schemas.public
    ]


def write(design: Design) -> Files:
    """The routes; none for a project without FastAPI."""
    if not design.fastapi:
        return {}
    resources, guarded = resources_of(design), has_tokens(design)
    files = {f"app/routes/{one.module}.py": _routes(one, guarded) for one in resources}
    imports = "\n".join(
        f"from app.routes.{one.module} import router as {one.module}" for one in resources
    )
    routers = ", ".join(one.module for one in resources)
    files["app/routes/__init__.py"] = PACKAGE.format(imports=imports, routers=routers)
    if guarded:
        files["app/routes/auth.py"] = auth(design)
    return files


def _resource(table: Table, schemas: Schemas, context: Context) -> Resource:
    model = context.names.class_name(table)
    found = context.ownership.get(table.key)
    kind = found.kind if found else None
    may_create = bool(schemas.create) and kind not in (*READ_ONLY, OwnershipKind.OWNER)
    may_update = bool(schemas.update) and kind not in READ_ONLY
    may_delete = kind not in READ_ONLY
    allowed = {"create": may_create, "update": may_update, "delete": may_delete}
    module = context.names.module(table)
    return Resource(
        table=table,
        path="/" + context.names.collection(table).replace("_", "-"),
        module=f"{module}_routes" if module == "auth" else module,
        model=model,
        create=f"{model}Create" if may_create else None,
        update=f"{model}Update" if may_update else None,
        public=f"{model}Public",
        exclude=tuple(name for name, may in allowed.items() if not may),
    )


def _routes(resource: Resource, guarded: bool) -> str:
    schemas = [one for one in (resource.create, resource.update, resource.public) if one]
    imports = [
        "from app.database import db",
        f"from app.models import {', '.join([resource.model, *schemas])}",
        "from colonnade import crud_router",
    ]
    if guarded:
        imports.append("from app.routes.auth import current_user_id")
    router = call(
        "crud_router",
        resource.model,
        "db",
        create=resource.create,
        update=resource.update,
        public=resource.public,
        owner="current_user_id" if guarded else None,
        prefix=text(resource.path),
        exclude=f"{{{', '.join(map(text, resource.exclude))}}}" if resource.exclude else None,
    )
    return ROUTES.format(
        path=resource.path,
        words=_words(resource),
        imports="\n".join(imports),
        router=router,
    )


def _words(resource: Resource) -> str:
    verbs = [verb for verb in ("create", "update", "delete") if verb not in resource.exclude]
    return ", ".join(["list", "get", *verbs])
