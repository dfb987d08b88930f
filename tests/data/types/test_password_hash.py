"""The hash of a password is stored and shown to nobody; a password is verified and its hash kept up to date."""

import sys
import threading
from collections.abc import Iterator

import bcrypt
import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError
from sqlalchemy import MetaData, Text, text
from sqlalchemy.orm import registry
from sqlmodel import Field, col, select

from colonnade import (
    AsyncCrud,
    ConfigurationError,
    Crud,
    Database,
    InvalidQuery,
    InvalidValue,
    Model,
    ModelError,
    PasswordHash,
    async_hash_password,
    async_verify_password,
    crud_router,
    hash_password,
    verify_password,
)
from colonnade.data.api.derived import derived_schema
from colonnade.data.types import passwords

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    pass


class Member(Base, table=True):
    __tablename__ = "members"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=50)
    password: PasswordHash | None = None


class Guest(Base, table=True):
    __tablename__ = "guests"
    id: int | None = Field(default=None, primary_key=True)
    secret_words: PasswordHash


class Elder(Base, table=True):
    __tablename__ = "elders"
    id: int | None = Field(default=None, primary_key=True)
    password: PasswordHash = Field(sa_type=Text)


class Visible(Model):
    password: PasswordHash | None


BCRYPT = bcrypt.hashpw(b"long ago", bcrypt.gensalt(4)).decode()


@pytest.fixture(scope="module")
def hashed() -> PasswordHash:
    return hash_password("correct horse")


@pytest.fixture
def members(scratch: str) -> Iterator[Database]:
    database = Database(scratch, metadata=metadata)
    database.create_all(metadata)
    yield database
    database.dispose()


def test_a_new_hash_is_argon2id_of_64_mib(hashed: PasswordHash) -> None:
    assert hashed.encoded.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_right_password_is_valid(hashed: PasswordHash) -> None:
    assert verify_password("correct horse", hashed) == (True, None)


def test_a_secret_is_a_password_as_well(hashed: PasswordHash) -> None:
    assert verify_password(SecretStr("correct horse"), hashed).valid


@pytest.mark.parametrize("wrong", ["", "Correct horse", "x" * 2000, "\ud800"])
def test_a_wrong_password_is_not(hashed: PasswordHash, wrong: str) -> None:
    assert verify_password(wrong, hashed) == (False, None)


def test_bcrypt_is_replaced_when_the_password_is_right() -> None:
    valid, updated = verify_password("long ago", PasswordHash(BCRYPT))
    assert valid
    assert updated is not None
    assert verify_password("long ago", updated) == (True, None)


def test_bcrypt_is_kept_when_the_password_is_wrong() -> None:
    assert verify_password("not so long ago", PasswordHash(BCRYPT)) == (False, None)


@pytest.mark.parametrize("longer", ["a" * 73, "é" * 37, "a" * 72 + "b"])
def test_bcrypt_cuts_no_password_silently(longer: str) -> None:
    cut = bcrypt.hashpw(longer.encode()[:72], bcrypt.gensalt(4)).decode()
    assert not verify_password(longer, cut).valid


def test_argon2_sees_every_byte() -> None:
    assert not verify_password("a" * 100 + "c", hash_password("a" * 100 + "b")).valid


@pytest.mark.parametrize("stored", [None, "", "!", "5f4dcc3b5aa765d61d8327deb882cf99"])
def test_without_a_hash_one_is_verified_all_the_same(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    argon2 = passwords._hashers().hashers[0]
    monkeypatch.setattr(argon2, "verify", lambda password, hash: bool(verified.append(hash)))
    assert verify_password("correct horse", stored) == (False, None)
    assert [hash.partition("p=4")[0] for hash in verified] == ["$argon2id$v=19$m=65536,t=3,"]


@pytest.mark.parametrize("refused", ["x" * 1025, "é" * 513, "\ud800"])
def test_what_is_no_password_is_not_hashed(refused: str) -> None:
    with pytest.raises(InvalidValue, match="at most 1024 bytes") as caught:
        hash_password(refused)
    assert caught.value.field == "password"


@pytest.mark.anyio
async def test_hashing_leaves_the_event_loop_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    real = passwords._bytes
    monkeypatch.setattr(
        passwords,
        "_bytes",
        lambda said: (
            seen.append(threading.current_thread() is threading.main_thread()) or real(said)
        ),
    )
    assert (await async_verify_password("p", await async_hash_password("p"))).valid
    assert seen == [False, False]


def test_it_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords._hashers.cache_clear()
    monkeypatch.setitem(sys.modules, "argon2", None)
    with pytest.raises(ConfigurationError, match=r'pip install "colonnade\[security\]"'):
        hash_password("p")


def test_a_password_itself_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValidationError, match="should be the hash of a password") as caught:
        Member(email="a", password="hunter2")
    assert "hunter2" not in str(caught.value)


def test_it_is_read_as_it_was_written(members: Database, hashed: PasswordHash) -> None:
    with members.session() as session:
        key = Crud(Member, session).create({"email": "a", "password": hashed}).id
    with members.session() as session:
        assert Crud(Member, session).get(key).password == hashed
        assert Crud(Member, session).get(key, into=Visible).password == hashed


def test_a_hash_of_another_application_is_taken(members: Database) -> None:
    with members.session() as session:
        Crud(Member, session).bulk_create([{"email": "a", "password": BCRYPT}])
        stored = session.exec(text("SELECT password FROM members")).one()[0]
    assert stored == BCRYPT


def test_no_hash_is_null(members: Database) -> None:
    with members.session() as session:
        Crud(Member, session).create({"email": "a"})
        assert session.exec(select(Member).where(col(Member.password).is_(None))).one()


@pytest.mark.anyio
async def test_a_login_stores_the_better_hash(async_url: str) -> None:
    database = Database(async_url, metadata=metadata)
    async with database.async_engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    async with database.async_session() as session:
        member = await AsyncCrud(Member, session).create({"email": "a", "password": BCRYPT})
        valid, updated = await async_verify_password("long ago", member.password)
        assert valid
        member.password = updated
    async with database.async_session() as session:
        (member,) = await AsyncCrud(Member, session).list()
        assert member.password == updated
    async with database.async_engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await database.aclose()


def test_nothing_shows_it(hashed: PasswordHash) -> None:
    member = Member(email="a", password=hashed)
    shown = [repr(member), str(member), repr(hashed), str(hashed), f"{hashed}"]
    shown += [member.model_dump_json(), repr(member.model_dump())]
    assert not any("argon2" in text for text in shown)


def test_no_filter_compares_it(hashed: PasswordHash) -> None:
    with pytest.raises(InvalidQuery, match="cannot be compared"):
        _ = Member.password == hashed
    with pytest.raises(InvalidQuery, match="cannot be compared"):
        col(Member.password).desc()


def test_derived_schemas_leave_it_out() -> None:
    assert set(derived_schema(Member, "Public").model_fields) == {"id", "email"}
    assert set(derived_schema(Member, "Create").model_fields) == {"email"}
    assert set(derived_schema(Member, "Update").model_fields) == {"email"}


def test_a_model_that_needs_one_wants_a_schema_of_the_application() -> None:
    database = Database("sqlite://", metadata=metadata)
    with pytest.raises(ModelError, match="needs secret_words, which no client may set"):
        crud_router(Guest, database)
    FastAPI().include_router(crud_router(Guest, database, exclude={"create"}))


def test_its_column_may_be_of_another_type(members, hashed):
    with members.session() as session:
        Crud(Elder, session).create({"password": hashed})
    with members.session() as session:
        assert session.exec(select(Elder)).one().password == hashed
    assert isinstance(Elder.__table__.c.password.type.impl_instance, Text)
