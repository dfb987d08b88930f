"""The writer of `app/routes/sign_in.py`: an access token for whoever has the password of a row."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Table

from colonnade.data.models.sensitive import lets_in
from colonnade.design.auth import owners
from colonnade.design.design import Design
from colonnade.design.models.columns import field_of, is_generated_key
from colonnade.design.models.context import Context
from colonnade.design.models.passwords import password_column
from colonnade.design.models.schemas import is_privilege, schemas_of
from colonnade.design.names import Names
from colonnade.design.settings import has_tokens
from colonnade.schema.relations import unique_sets
from colonnade.schema.traits import OwnershipKind

LOGINS = ("email", "email_address", "username", "user_name", "login")
"""The columns that somebody is known by, the best first."""

SIGN_IN = '''\
"""{paths}: an access token for whoever has the password."""

from app.database import db
from app.models import {models}
from app.models.base import Base
from app.routes.auth import issue_token
from colonnade import EVERYONE, AsyncCrud, async_hash_password, async_verify_password
from fastapi import APIRouter, HTTPException

router = APIRouter(tags=["sign-in"])


class Credentials(Base):
    """What somebody who signs in says."""

    {login}: str
    password: str


class Token(Base):
    """What to send as `Authorization: Bearer` with every request."""

    access_token: str
    token_type: str = "bearer"

{sign_up}
@router.post("/sign-in")
async def sign_in(given: Credentials) -> Token:
    """An access token for this {words}; no connection waits while the password is hashed."""
    async with db.async_session(owner=EVERYONE) as session:
        found = await AsyncCrud({model}, session).list({model}.{login} == given.{login})
    {name} = found[0] if found else None
    right, updated = await async_verify_password(given.password, {name}.{hashed} if {name} else None)
    if {name} is None or not right{inactive}:
        raise HTTPException(401, "There is no {words} with this {login_words} and password.")
    if updated:
        async with db.async_session(owner=EVERYONE) as session:
            await AsyncCrud({model}, session).update({name}.{key}, {{"{hashed}": updated}})
{stored}    return Token(access_token=issue_token({name}.{subject}))
'''

SIGN_UP = '''
@router.post("/sign-up", status_code=201)
async def sign_up(new: {model}Create) -> {model}Public:
    """Make one; of the password the hash alone is kept."""
    values = new.model_dump(exclude={{"password"}}, exclude_unset=True)
    values["{hashed}"] = await async_hash_password(new.password)
    async with db.async_session(owner=EVERYONE) as session:
        return await AsyncCrud({model}, session).create(values, into={model}Public)

'''

SIGN_UP_TOGETHER = '''

class SignUp(Base):
    """A new {owner_words} and its first {words}."""

    {owner_name}: {owner}Create
    {name}: {model}Create


@router.post("/sign-up", status_code=201)
async def sign_up(new: SignUp) -> {model}Public:
    """Make both, or none; of the password the hash alone is kept."""
    values = new.{name}.model_dump(exclude={{"password"}}, exclude_unset=True)
    values["{hashed}"] = await async_hash_password(new.{name}.password)
    async with db.async_session(owner=EVERYONE) as session:
        {owner_name} = await AsyncCrud({owner}, session).create(new.{owner_name})
        values["{subject}"] = {owner_name}.{owner_key}
        return await AsyncCrud({model}, session).create(values, into={model}Public)

'''


@dataclass(frozen=True)
class SignIn:
    """Who signs in, and with what.

    Attributes:
        table: the table of those who do.
        login: the attribute that they are known by.
        hashed: the attribute that keeps the hash of the password.
        key: the attribute of the primary key.
        subject: the attribute that holds the key of the owner whom the token names.
        active: the attribute that says whether somebody is let in; None where there is none.
        waits: whether whoever is new is not let in by itself.
        owner: the table of the owner who is made with the first row; None where the rows are the owners.
        signs_up: whether anybody may make a row of their own.
    """

    table: Table
    login: str
    hashed: str
    key: str
    subject: str
    active: str | None
    waits: bool
    owner: Table | None
    signs_up: bool


def sign_in_of(design: Design) -> SignIn | None:
    """How somebody signs in; None where no table of owners, or of what they own, keeps passwords."""
    if not has_tokens(design):
        return None
    context = Context.of(design)
    found = (_sign_in(table, context) for table in context.tables)
    return next((one for one in found if one is not None), None)


def _sign_in(table: Table, context: Context) -> SignIn | None:
    hashed, login = password_column(table), _login(table)
    subject = _subject(table, context)
    if hashed is None or login is None or subject is None or len(table.primary_key) > 1:
        return None
    names = context.names.attributes[table.key]
    active = next((column for column in table.columns if _lets_in(column)), None)
    owner = None if table is owners(context) else owners(context)
    return SignIn(
        table,
        names[login],
        names[hashed.name],
        names[next(iter(table.primary_key.columns)).name],
        names[subject],
        names[active.name] if active is not None else None,
        active is not None and field_of(active, context).default.python != {"default": "True"},
        owner,
        _signs_up(table, context, {login, hashed.name})
        and (owner is None or _signs_up(owner, context)),
    )


def _signs_up(table: Table, context: Context, needed: Set[str] = frozenset()) -> bool:
    """Whether somebody whom nobody knows may make a row: it says nothing of privileges, and points at no other row."""
    create = {field.column.name: field.column for field in schemas_of(table, context).create}
    points = any(c.foreign_keys and not c.nullable for c in create.values())
    says = any(map(is_privilege, create.values()))
    return bool(create) and needed <= create.keys() and not points and not says


def _lets_in(column: Column[Any]) -> bool:
    return lets_in(column.name) and isinstance(column.type, sa.Boolean)


def _login(table: Table) -> str | None:
    unique = set(unique_sets(table))
    found = (name for name in LOGINS if frozenset([name]) in unique)
    return next((name for name in found if isinstance(table.c[name].type, sa.String)), None)


def _subject(table: Table, context: Context) -> str | None:
    """The column with the key of the owner who asks: its own, or that of the owner whom the row belongs to."""
    asking = owners(context)
    if table is asking:
        return str(next(iter(table.primary_key.columns)).name)
    found = context.ownership.get(table.key)
    owned = found is not None and found.kind is OwnershipKind.OWNED and found.parent == asking.key
    return found.column if found is not None and owned else None


def _is_made(one: SignIn) -> bool:
    """Whether the attribute with the key is None before the row is stored."""
    keys = one.table.primary_key.columns
    return one.subject == one.key and all(map(is_generated_key, keys))


def text(one: SignIn, design: Design) -> str:
    """The text of `app/routes/sign_in.py`."""
    words = _words(one, Context.of(design).names)
    sign_up = SIGN_UP if one.owner is None else SIGN_UP_TOGETHER
    made = [words["model"], *([words["owner"]] if one.owner is not None else [])]
    schemas = [f"{words['model']}Public", *(f"{model}Create" for model in made)]
    return SIGN_IN.format(
        paths="`/sign-up` and `/sign-in`" if one.signs_up else "`/sign-in`",
        models=", ".join([*made, *schemas] if one.signs_up else made[:1]),
        sign_up=sign_up.format(**words) if one.signs_up else "",
        stored=f"    assert {words['name']}.{one.subject} is not None  # it is stored\n"
        if _is_made(one)
        else "",
        inactive=f" or not {words['name']}.{one.active}" if one.active else "",
        **words,
    )


def _words(one: SignIn, names: Names) -> dict[str, str]:
    """What the templates call everything."""
    owner = one.table if one.owner is None else one.owner
    name, owner_name = (names.module(table).rstrip("_") for table in (one.table, owner))
    return {
        "model": names.class_name(one.table),
        "name": name,
        "words": name.replace("_", " "),
        "login": one.login,
        "login_words": one.login.replace("_", " "),
        "hashed": one.hashed,
        "key": one.key,
        "subject": one.subject,
        "owner": names.class_name(owner),
        "owner_name": owner_name,
        "owner_words": owner_name.replace("_", " "),
        "owner_key": names.attribute(next(iter(owner.primary_key.columns))),
    }
