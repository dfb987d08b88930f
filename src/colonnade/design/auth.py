"""The writer of `app/routes/auth.py`: who is asking, in a schema whose rows have owners."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Table

from colonnade.design.design import Design
from colonnade.design.models.context import Context
from colonnade.schema.traits import OwnershipKind

AUTH = '''\
"""Who is asking: access tokens, issued after a sign-in and verified with every request."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
{imports}
import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.settings import settings

ALGORITHM = "HS256"

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def issue_token({name}: {kind}, lifetime: timedelta = timedelta(hours=1)) -> str:
    """An access token; give it to somebody who has proved to be this {words}."""
    claims = {{"sub": str({name}), "exp": datetime.now(UTC) + lifetime}}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), ALGORITHM)


def {caller}(credentials: Credentials) -> {kind}:
    """The {words} whose access token came with the request.

    Raises:
        HTTPException: 401, without a token or with one that is not ours or has expired.
    """
    try:
        token = credentials.credentials if credentials else ""
        key = settings.secret_key.get_secret_value()
        claims = jwt.decode(token, key, [ALGORITHM], {{"require": ["sub", "exp"]}})
        return {subject}
    except (jwt.InvalidTokenError, ValueError):
        raise HTTPException(401, "Sign in first.", {{"WWW-Authenticate": "Bearer"}}) from None
'''


@dataclass(frozen=True)
class Caller:
    """Who asks: the owner of rows.

    Attributes:
        name: one owner, as part of a function's name.
        kind: the Python type of an owner's key.
    """

    name: str
    kind: str

    @property
    def function(self) -> str:
        """The dependency that gives the key of the owner who asks."""
        return f"current_{self.name}_id"


def caller_of(design: Design) -> Caller:
    """Who asks a service whose rows have owners."""
    context = Context.of(design)
    table = owners(context)
    return Caller(context.names.module(table).rstrip("_"), _key_type(table))


def owners(context: Context) -> Table:
    """The table whose rows ask: those that own rows."""
    key = next(key for key, one in context.ownership.items() if one.kind is OwnershipKind.OWNER)
    return context.metadata.tables[key]


def auth(caller: Caller) -> str:
    """The text of `app/routes/auth.py`."""
    kind = caller.kind
    return AUTH.format(
        imports="from uuid import UUID\n" if kind == "UUID" else "",
        caller=caller.function,
        name=f"{caller.name}_id",
        kind=kind,
        words=caller.name.replace("_", " "),
        subject='str(claims["sub"])' if kind == "str" else f'{kind}(claims["sub"])',
    )


def _key_type(table: Table) -> str:
    column = next(iter(table.primary_key.columns))
    if isinstance(column.type, sa.Uuid):
        return "UUID"
    return "int" if isinstance(column.type, sa.Integer) else "str"
