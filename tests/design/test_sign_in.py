"""Who signs in to a generated service, and what is kept of a password."""

import pytest
from sqlalchemy import MetaData

from colonnade.design import routes
from colonnade.design.design import Design
from colonnade.design.models.context import Context
from colonnade.design.models.modules import modules
from colonnade.design.models.schemas import schemas_of
from colonnade.design.sign_in import SignIn, sign_in_of
from colonnade.schema.dbml import read_dbml

USERS = """
Table users {{
  id integer [pk, increment]
  email varchar(100) [not null, unique]
  {password}
  {more}
}}
Table notes {{
  id integer [pk, increment]
  user_id integer [not null, ref: > users.id]
}}
"""
HASH = "password_hash varchar(255) [not null]"


def users(password: str = HASH, more: str = "") -> Design:
    return Design("shop", read_dbml(USERS.format(password=password, more=more), "shop.dbml"))


def sign_in(password: str = HASH, more: str = "") -> SignIn | None:
    return sign_in_of(users(password, more))


def model(password: str) -> str:
    context = Context.of(users(password))
    return modules(context)["app/models/user.py"]


def test_who_owns_rows_and_has_a_password_signs_up_and_in() -> None:
    found = sign_in()
    assert found is not None
    assert (found.login, found.hashed, found.subject) == ("email", "password_hash", "id")
    assert found.signs_up


@pytest.mark.parametrize(
    "password",
    [
        "password varchar(60) [not null]",  # too short for an argon2id hash
        "password_reset_token varchar(255)",
        "password_hash varchar(255) [not null, check: `length(password_hash) = 60`]",
    ],
)
def test_a_column_that_keeps_no_hashes_lets_nobody_in(password: str) -> None:
    assert sign_in(password) is None
    assert "PasswordHash" not in model(password)


def test_nobody_signs_up_who_says_what_they_may_do() -> None:
    found = sign_in(more="role varchar(20) [not null]")
    assert found is not None
    assert not found.signs_up


def test_who_is_not_active_is_not_let_in() -> None:
    found = sign_in(more="is_active boolean [not null, default: true]")
    assert found is not None
    assert found.active == "is_active"


@pytest.mark.parametrize("name", ["is_active", "isActive"])
def test_nobody_who_waits_to_be_let_in_lets_themselves_in(name: str) -> None:
    found = users(more=f"{name} boolean [not null, default: false]")
    schemas = schemas_of(found.metadata.tables["users"], Context.of(found))
    assert name not in [field.name for field in (*schemas.create, *schemas.update)]
    accepted = sign_in_of(found)
    assert accepted is not None
    assert (accepted.active, accepted.signs_up) == (name, True)


def test_who_signs_up_has_a_password_where_rows_can_do_without() -> None:
    found = sign_in("password_hash varchar(255)")
    assert found is not None
    assert found.signs_up
    assert "    password: str = Field(" in model("password_hash varchar(255)")


@pytest.mark.parametrize("name", ["passwordHash", "hashedPassword", "pwd", "pw_hash"])
def test_no_schema_has_a_hash_by_whichever_name(name: str) -> None:
    assert (
        f"{name}:" not in model(f"{name} varchar(255) [not null]").partition("class UserCreate")[2]
    )


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("varchar(255)", "password_hash: PasswordHash\n"),
        ("varchar(128)", "password_hash: PasswordHash = Field(sa_type=sa.String(128))\n"),
        ("text", "password_hash: PasswordHash = Field(sa_type=sa.Text())\n"),
    ],
)
def test_a_hash_is_kept_in_the_column_that_there_is(kind: str, field: str) -> None:
    assert field in model(f"password_hash {kind} [not null]")


def test_a_client_sends_the_password_itself() -> None:
    created = model(HASH).partition("class UserCreate")[2].partition("class ")[0]
    assert "password: str = Field(min_length=8, max_length=1024)" in created
    assert "password_hash" not in created


ORGANISATIONS = "Table organisations {\n id integer [pk, increment]\n name varchar(50)\n}"


def members() -> Design:
    text = USERS.format(
        password=HASH, more="organisation_id integer [not null, ref: > organisations.id]"
    )
    return Design("shop", read_dbml(text.partition("Table notes")[0] + ORGANISATIONS, "shop.dbml"))


def test_who_belongs_to_an_owner_signs_up_with_it() -> None:
    found = sign_in_of(members())
    assert found is not None
    assert (found.subject, found.signs_up) == ("organisation_id", True)
    made = routes.write(members())["app/routes/sign_in.py"]
    assert 'values["organisation_id"] = organisation.id' in made


def test_whoever_is_made_by_others_gets_a_hash_as_well() -> None:
    made = routes.write(members())["app/routes/user.py"]
    assert 'exclude={"create"}' in made
    assert 'values["password_hash"] = await async_hash_password(new.password)' in made


def test_a_schema_without_owners_has_no_tokens_to_give() -> None:
    assert sign_in_of(Design("shop", MetaData())) is None
