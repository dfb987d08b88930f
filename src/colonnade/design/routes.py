"""The writer of `app/routes/`: a router for each model, and who is asking where rows have owners."""

from dataclasses import dataclass

from sqlalchemy import Table

from colonnade.design import sign_in
from colonnade.design.auth import Caller, auth, caller_of
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
{create}'''

CREATE = '''

@router.post("", status_code=201)
async def create(new: {schema}{owner}) -> {public}:
    """Make a row, of whose password the hash alone is kept."""
    values = new.model_dump(exclude={{"password"}}, exclude_unset=True)
    values["{hashed}"] = await async_hash_password(new.password)
    async with db.async_session({scope}) as session:
        return await AsyncCrud({model}, session).create(values, into={public})
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
        hashed: the attribute for the hash of the password that a client sends; None where none is sent.
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
    hashed: str | None = None
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
    resources = resources_of(design)
    caller = caller_of(design) if has_tokens(design) else None
    files = {one.module: _routes(one, caller) for one in resources}
    if (found := sign_in.sign_in_of(design)) is not None:
        files = {"sign_in": sign_in.text(found, design), **files}
    imports = "\n".join(f"from app.routes.{one} import router as {one}" for one in files)
    files["__init__"] = PACKAGE.format(imports=imports, routers=", ".join(files))
    if caller:
        files["auth"] = auth(caller)
    return {f"app/routes/{name}.py": source for name, source in files.items()}


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
        module=f"{module}_routes" if module in ("auth", "sign_in") else module,
        model=model,
        create=f"{model}Create" if may_create else None,
        update=f"{model}Update" if may_update else None,
        public=f"{model}Public",
        exclude=tuple(name for name, may in allowed.items() if not may),
        hashed=_hashed(schemas) if may_create else None,
        joins=joins,
    )


def _hashed(schemas: Schemas) -> str | None:
    return next((f.name for f in schemas.create if f.annotation == "PasswordHash"), None)


def _routes(resource: Resource, caller: Caller | None) -> str:
    schemas = [one for one in (resource.create, resource.update, resource.public) if one]
    imports = [
        "from app.database import db",
        f"from app.models import {', '.join([resource.model, *schemas])}",
        "from colonnade import crud_router",
    ]
    if caller:
        imports.append(f"from app.routes.auth import {caller.function}")
    if resource.hashed:
        imports += _imports_for_hashing(caller)
    exclude = [*(["create"] if resource.hashed else []), *resource.exclude]
    router = call(
        "crud_router",
        resource.model,
        "db",
        create=None if resource.hashed else resource.create,
        update=resource.update,
        public=resource.public,
        owner=caller.function if caller else None,
        prefix=text(resource.path),
        exclude=f"{{{', '.join(map(text, exclude))}}}" if exclude else None,
    )
    return ROUTES.format(
        path=resource.path,
        words=_words(resource),
        members=MEMBERS if resource.joins else "",
        imports="\n".join(imports),
        router=router,
        create=_create(resource, caller) if resource.hashed else "",
    )


def _imports_for_hashing(caller: Caller | None) -> list[str]:
    found = ["from colonnade import AsyncCrud, async_hash_password"]
    if caller:
        found += ["from typing import Annotated", "from fastapi import Depends"]
    return [*found, "from uuid import UUID"] if caller and caller.kind == "UUID" else found


def _create(resource: Resource, caller: Caller | None) -> str:
    """The route in place of the usual one: what it keeps is not what a client sends."""
    owner = f", owner: Annotated[{caller.kind}, Depends({caller.function})]" if caller else ""
    return CREATE.format(
        schema=resource.create,
        owner=owner,
        public=resource.public,
        hashed=resource.hashed,
        scope="owner=owner" if caller else "",
        model=resource.model,
    )


def _words(resource: Resource) -> str:
    verbs = [verb for verb in ("create", "update", "delete") if verb not in resource.exclude]
    return ", ".join(["list", "get", *verbs])
