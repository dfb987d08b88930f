"""The writer of `app/routes/`: a router for each model, and who is asking where rows have owners."""

from dataclasses import dataclass

from sqlalchemy import Table

from colonnade.design.auth import auth
from colonnade.design.design import Design, Files
from colonnade.design.models.code import call, text
from colonnade.design.models.context import Context
from colonnade.design.models.schemas import Schemas, schemas_of
from colonnade.design.settings import has_tokens
from colonnade.schema.traits import OwnershipKind, memberships

READ_ONLY = (OwnershipKind.SHARED,)
"""What everybody may read and nobody may change by a request of their own."""


MEMBERS = """

Nobody joins by a request of their own, nor changes what they are there; who lets somebody in is for a route to say.
"""

ROUTES = '''\
"""`{path}`: {words}.{members}"""

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
        joins: whether a row lets its owner into a group, so that no request makes one.
    """

    table: Table
    path: str
    module: str
    model: str
    create: str | None
    update: str | None
    public: str
    exclude: tuple[str, ...] = ()
    joins: bool = False


def resources_of(design: Design) -> list[Resource]:
    """What the service shows: every model that a client may see a column of."""
    context = Context.of(design)
    joining = memberships(context.metadata)
    found = {table: schemas_of(table, context) for table in context.tables}
    return [
        _resource(table, schemas, context, joins=table.key in joining)
        for table, schemas in found.items()
        if schemas.public
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


def _resource(table: Table, schemas: Schemas, context: Context, *, joins: bool) -> Resource:
    model = context.names.class_name(table)
    found = context.ownership.get(table.key)
    kind = found.kind if found else None
    given = kind in READ_ONLY or joins
    may_create = bool(schemas.create) and not given and kind is not OwnershipKind.OWNER
    may_update = bool(schemas.update) and not given
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
        joins=joins,
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
        members=MEMBERS if resource.joins else "",
        imports="\n".join(imports),
        router=router,
    )


def _words(resource: Resource) -> str:
    verbs = [verb for verb in ("create", "update", "delete") if verb not in resource.exclude]
    return ", ".join(["list", "get", *verbs])
