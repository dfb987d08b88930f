"""The writer of `tests/test_sign_in.py`: whoever has the password gets in, and nobody else."""

from colonnade.design.models.code import text as literal
from colonnade.design.routes import resources_of
from colonnade.design.sign_in import sign_in_of
from colonnade.design.tests.subject import Subjects

SIGN_IN = '''\
"""Who has the password gets an access token."""

from typing import Any

import pytest
from app.database import db
from app.models import {models}
from colonnade import {everyone}
from colonnade.testing import body
from fastapi.testclient import TestClient
from tests.factories import {makers}


@pytest.fixture
def member(client: TestClient{owner_parameter}) -> dict[str, Any]:
    """What somebody sent to sign up."""
    with db.session(owner=EVERYONE) as session:
        sent = body({create}, new_{name}(session{owner_argument}))
{also}    assert client.post({path}, json={posted}).status_code == 201
{let_in}    return sent


def test_who_has_the_password_gets_in(member: dict[str, Any], client: TestClient) -> None:
    said = {{name: member[name] for name in ({login}, "password")}}
    token = client.post("/sign-in", json=said).json()["access_token"]
    seen = client.get({seen}, headers={{"Authorization": f"Bearer {{token}}"}})
    assert seen.status_code == 200
    assert member[{login}] in [one[{login}] for one in seen.json()["items"]]


@pytest.mark.parametrize("name", [{login}, "password"])
def test_a_wrong_answer_lets_nobody_in(
    name: str, member: dict[str, Any], client: TestClient
) -> None:
    said = {{{login}: member[{login}], "password": member["password"], name: "wrong"}}
    assert client.post("/sign-in", json=said).status_code == 401
'''


LET_IN = """\
    with db.session(owner=EVERYONE) as session:  # as whoever decides about it does
        Crud({model}, session).update_many(
            {model}.{login} == sent["{login}"], values={{"{active}": True}}
        )
"""


def text(subjects: Subjects) -> str:
    """The text of `tests/test_sign_in.py`; empty where nobody signs in with what a request has made."""
    found = sign_in_of(subjects.design)
    if found is None or found.table.key not in subjects.found or not subjects.owner:
        return ""
    subject, owner = subjects.found[found.table.key], subjects.owner
    resource = next(one for one in resources_of(subjects.design) if one.table is found.table)
    if not found.signs_up and not resource.hashed:
        return ""
    together = found.signs_up and subject.is_owned
    by_owner = subject.is_owned and not found.signs_up
    models = [*([subject.model] if found.waits else []), f"{subject.model}Create"]
    models += [f"{owner.model}Create"] if together else [owner.model] if by_owner else []
    also = f"        {owner.name} = body({owner.model}Create, new_{owner.name}(session))\n"
    return SIGN_IN.format(
        models=", ".join(models),
        everyone="EVERYONE, Crud" if found.waits else "EVERYONE",
        makers=", ".join([f"new_{subject.name}", *([f"new_{owner.name}"] if together else [])]),
        name=subject.name,
        owner_parameter=f", owner: {owner.model}" if by_owner else "",
        owner_argument=f", owner.{owner.key[0]}" if by_owner else "",
        also=also if together else "",
        posted=f'{{"{owner.name}": {owner.name}, "{subject.name}": sent}}' if together else "sent",
        create=f"{subject.model}Create",
        path=literal("/sign-up" if found.signs_up else resource.path),
        seen=literal(resource.path),
        login=literal(found.login),
        let_in=LET_IN.format(model=subject.model, login=found.login, active=found.active)
        if found.waits
        else "",
    )
