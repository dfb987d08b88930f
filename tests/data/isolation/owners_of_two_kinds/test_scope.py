"""Owners are named by their models."""

from typing import Any

import pytest
from sqlalchemy import create_engine, literal, make_url, select

from colonnade import (
    Database,
    DatabaseSettings,
    OutOfScope,
    ScopeRequired,
)
from colonnade.data.history.transport import acting_for
from colonnade.data.isolation.engine import scoped
from colonnade.data.isolation.scope import Scope, scope_for
from colonnade.data.sessions.replicas import Replicas
from tests.data.isolation import models as one_owner
from tests.data.isolation.owners_of_two_kinds import models as owners
from tests.data.isolation.owners_of_two_kinds.models import (
    ANN,
    BEN,
    BLUE,
    BOTH,
    CLEO,
    ORGANISATION,
    RED,
    Invoice,
    Note,
    Organisation,
    User,
    keys,
)


def test_key_alone_does_not_say_whose_it_is(sqlite: Database) -> None:
    with pytest.raises(ScopeRequired, match="by its model"):
        keys(sqlite, ANN, Note)


@pytest.mark.parametrize(
    "owner",
    [{}, {Note: 1}, {User: None}, {User: True}, {User: ""}, {"users": 1}, {Organisation: 1.5}],
)
def test_owners_are_models_of_owners_with_their_keys(sqlite: Database, owner: Any) -> None:
    with pytest.raises(ScopeRequired):
        scoped(sqlite.engine, owner, owners.metadata)


def test_key_is_of_the_type_of_its_model(sqlite: Database) -> None:
    with pytest.raises(ScopeRequired, match="of type str"):
        keys(sqlite, {Organisation: str(RED)}, Invoice)


def test_statement_is_compiled_once_for_all_owners(sqlite: Database) -> None:
    mine, theirs = (
        scoped(sqlite.engine, owner, owners.metadata)
        for owner in (BOTH, {User: CLEO, Organisation: BLUE})
    )
    assert mine.dialect is theirs.dialect
    assert mine._compiled_cache is theirs._compiled_cache


def test_cte_does_not_take_the_place_of_a_table_of_owners(sqlite: Database) -> None:
    users = select(literal(CLEO).label("id"), literal(RED).label("organisation_id")).cte("users")
    with sqlite.session(owner=ORGANISATION) as session, pytest.raises(OutOfScope, match="CTE"):
        session.execute(select(Note.id, users.c.id))


def test_one_model_of_owners_is_named_like_its_key() -> None:
    assert scope_for({one_owner.User: 7}) == Scope(7)


def test_replica_waits_for_what_any_of_its_owners_wrote() -> None:
    replicas = Replicas([make_url("sqlite://")], DatabaseSettings())
    replicas.wrote(BOTH)
    primary = create_engine("sqlite://")
    assert replicas.engine_for(primary, {Organisation: RED, User: BEN}) is primary
    assert replicas.engine_for(primary, {Organisation: BLUE, User: CLEO}) is not primary


def test_last_owner_acts() -> None:
    assert acting_for(BOTH, None, None).actor == ANN
