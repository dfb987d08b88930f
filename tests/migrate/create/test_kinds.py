"""Kinds of changes become what docs/reference/changes.json says, and every one of them is right or refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrate.create.combined_kinds import REFUSED_KINDS
from tests.migrate.create.kind import ALL, Kind
from tests.migrate.create.kinds import ALL_KINDS, combined, made, refused
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
        yield Changed(folder / "made", url, dialect, combined(dialect))
    if server:
        server.drop(url)


@pytest.fixture(scope="module")
def said(dialect: str, server, folder: Path) -> Iterator[dict[int, str]]:
    """What is said about the kinds that are refused."""
    url = server.create() if server else f"sqlite:///{folder}/refused.sqlite"
    yield refusals(folder / "refused", url, dialect, more_refused(dialect))
    if server:
        server.drop(url)


def more_refused(dialect: str) -> dict[int, Kind]:
    return {number: kind for number, kind in REFUSED_KINDS.items() if dialect in kind.only}


def test_a_revision_leaves_nothing_to_do(changed):
    assert "has all" in changed.left


def test_each_kind_is_right_up_and_down_and_keeps_its_row(changed, dialect):
    found = {number: changed.outcome(number) for number in made(dialect)}
    assert found == {number: STORED[str(number)][dialect] for number in made(dialect)}


def test_several_changes_at_once_are_right(changed, dialect):
    found = {number: changed.outcome(number) for number in combined(dialect)}
    assert set(found.values()) <= {"right", "nothing to do"}, found


def test_a_refusal_says_why(said, dialect):
    unsaid = {number for number in said if ALL_KINDS[number].refused[dialect] not in said[number]}
    assert not unsaid
    assert said.keys() == {**refused(dialect), **more_refused(dialect)}.keys()


def test_no_kind_is_wrong():
    wrong = {"not detected", "not right", "not reversible", "rows lost", "reported"}
    said = {outcome for one in STORED.values() for outcome in one.values()}
    assert not [outcome for outcome in said if wrong & set(outcome.split(", "))]
