"""Kinds of changes become what docs/reference/changes.json says, and every one of them is right or refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrate.create.kind import ALL
from tests.migrate.create.kinds import KINDS, made, refused
from tests.migrate.create.outcomes import Changed, quiet, refusals

STORED = json.loads(
    (Path(__file__).parents[3] / "docs/reference/changes.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module", params=ALL)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, dialect: str):
    return None if dialect == "sqlite" else request.getfixturevalue(dialect)


@pytest.fixture(scope="module")
def folder(dialect: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(dialect)


@pytest.fixture(scope="module")
def changed(dialect: str, server, folder: Path) -> Iterator[Changed]:
    """All kinds on each database."""
    url = server.create() if server else f"sqlite:///{folder}/made.sqlite"
    with quiet():
        yield Changed(folder / "made", url, dialect)
    if server:
        server.drop(url)


@pytest.fixture(scope="module")
def said(dialect: str, server, folder: Path) -> Iterator[dict[int, str]]:
    """What is said about the kinds that are refused."""
    url = server.create() if server else f"sqlite:///{folder}/refused.sqlite"
    yield refusals(folder / "refused", url, dialect)
    if server:
        server.drop(url)


def test_a_revision_leaves_nothing_to_do(changed):
    assert "has all" in changed.left


def test_each_kind_is_right_up_and_down_and_keeps_its_row(changed, dialect):
    found = {number: changed.outcome(number) for number in changed.kinds}
    assert found == {number: STORED[str(number)][dialect] for number in made(dialect)}


def test_a_refusal_says_why(said, dialect):
    unsaid = {number for number in said if KINDS[number].refused[dialect] not in said[number]}
    assert not unsaid
    assert said.keys() == refused(dialect).keys()


def test_no_kind_is_wrong():
    wrong = {"not detected", "not right", "not reversible", "rows lost", "reported"}
    said = {outcome for one in STORED.values() for outcome in one.values()}
    assert not [outcome for outcome in said if wrong & set(outcome.split(", "))]
