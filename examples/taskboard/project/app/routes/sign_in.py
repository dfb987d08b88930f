"""`/sign-up` and `/sign-in`: an access token for whoever has the password."""

from colonnade import EVERYONE, AsyncCrud, async_hash_password, async_verify_password
from fastapi import APIRouter, HTTPException

from app.database import db
from app.models import User, UserCreate, UserPublic
from app.models.base import Base
from app.routes.auth import issue_token

router = APIRouter(tags=["sign-in"])


class Credentials(Base):
    """What somebody who signs in says."""

    email: str
    password: str


class Token(Base):
    """What to send as `Authorization: Bearer` with every request."""

    access_token: str
    token_type: str = "bearer"


@router.post("/sign-up", status_code=201)
async def sign_up(new: UserCreate) -> UserPublic:
    """Make one; of the password the hash alone is kept."""
    values = new.model_dump(exclude={"password"}, exclude_unset=True)
    values["hashed_password"] = await async_hash_password(new.password)
    async with db.async_session(owner=EVERYONE) as session:
        return await AsyncCrud(User, session).create(values, into=UserPublic)


@router.post("/sign-in")
async def sign_in(given: Credentials) -> Token:
    """An access token for this user; no connection waits while the password is hashed."""
    async with db.async_session(owner=EVERYONE) as session:
        found = await AsyncCrud(User, session).list(User.email == given.email)
    user = found[0] if found else None
    right, updated = await async_verify_password(
        given.password, user.hashed_password if user else None
    )
    if user is None or not right or not user.is_active:
        raise HTTPException(401, "There is no user with this email and password.")
    if updated:
        async with db.async_session(owner=EVERYONE) as session:
            await AsyncCrud(User, session).update(user.id, {"hashed_password": updated})
    assert user.id is not None  # it is stored
    return Token(access_token=issue_token(user.id))
