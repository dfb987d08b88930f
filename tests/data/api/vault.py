"""An application with secrets: it keeps passwords and encrypted numbers, logs at DEBUG, and fails when it is asked to.

python -m tests.data.api.vault PORT
"""

import gc
import logging
import sys
from uuid import UUID

import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import SecretStr
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import (
    AsyncCrud,
    Database,
    Encrypted,
    Model,
    PasswordHash,
    Sensitive,
    SharedWritable,
    async_hash_password,
    async_verify_password,
    crud_router,
    problem_handlers,
    uuid7,
)
from colonnade.data.api.sessions import session_of


class Base(Model, registry=registry(metadata=MetaData())):
    pass


class Account(SharedWritable, Base, table=True):
    __tablename__ = "vault_accounts"
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    email: str = Field(unique=True, max_length=40)
    ssn: Encrypted[str] | None = None
    pin: str = Field(default="0000", max_length=100)
    password: PasswordHash | None = None
    api_token: str | None = None


class Registration(Model):
    email: str
    password: SecretStr
    ssn: Sensitive[str]
    pin: str = "0000"
    api_token: str | None = None


class Login(Model):
    email: str
    password: SecretStr


db = Database()
app = FastAPI(lifespan=db.lifespan)
problem_handlers(app)
app.include_router(crud_router(Account, db, prefix="/accounts"))
Session = session_of(db)


@app.post("/register", status_code=201)
async def register(data: Registration, session: Session) -> dict[str, str]:
    values = data.model_dump(exclude={"password"})
    password = await async_hash_password(data.password)
    account = await AsyncCrud(Account, session).create({**values, "password": password})
    return {"id": str(account.id)}


@app.post("/login")
async def login(data: Login, session: Session) -> dict[str, str]:
    found = await AsyncCrud(Account, session).list(Account.email == data.email)
    account = found[0] if found else None
    valid, updated = await async_verify_password(data.password, account and account.password)
    if account is None or not valid:
        raise HTTPException(401, "Wrong email or password.")
    if updated:
        account.password = updated
    return {"id": str(account.id)}


@app.get("/held")
async def held(reversed: str) -> int:
    """How many texts of this process hold a text, given backwards, that something still refers to."""
    wanted = reversed[::-1]
    gc.collect()
    referred = (one for owner in gc.get_objects() for one in gc.get_referents(owner))
    texts = {id(one): one for one in referred if isinstance(one, str | bytes | bytearray)}
    return sum(
        wanted in (one if isinstance(one, str) else one.decode(errors="replace"))
        for one in texts.values()
        if one is not wanted
    )


@app.post("/broken")
async def broken(data: Registration, session: Session) -> None:
    account = Account(email="x", ssn=data.ssn, password=await async_hash_password(data.password))
    raise RuntimeError(f"{account!r} {data!r} {session!r} {db!r} {db.settings!r}")


def main() -> None:
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)  # which else logs warnings only
    db.create_all(Base.metadata)
    uvicorn.run(app, port=int(sys.argv[1]), log_config=None, log_level="trace")


if __name__ == "__main__":
    main()
