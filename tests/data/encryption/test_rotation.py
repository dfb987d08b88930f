"""Values are encrypted again under a new key while others read and write, and a killed rotation goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Text, func, type_coerce
from sqlalchemy import select as core_select
from sqlmodel import select

from colonnade import EVERYONE, Crud, Database, DataError, InvalidQuery
from colonnade.data.encryption import rotation
from colonnade.data.encryption.rotation import rotate
from tests.data.encryption.customers import (
    BLIND,
    NEW,
    OLD,
    Clerk,
    Customer,
    database,
    metadata,
)

BOTH = f"new:{NEW},old:{OLD}"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(scratch: str) -> Iterator[Database]:
    """A database that knows both keys, with rows under the old one."""
    before, after = database(scratch), database(scratch, BOTH)
    before.create_all(metadata)
    with before.session(owner=EVERYONE) as session:
        clerk = Clerk()
        session.add(clerk)
    with before.session(owner=clerk.id) as session:
        rows = [{"name": f"{n}", "ssn": f"s{n}", "notes": {"n": [n]}} for n in range(300)]
        Crud(Customer, session).bulk_create([*rows, {"name": "none"}])
    before.dispose()
    yield after
    after.dispose()


def under(home: Database, key: str) -> int:
    """How many rows have a number that is encrypted under a key."""
    table = Customer.__table__
    with home.engine.connect() as connection:
        held = type_coerce(table.c.ssn, Text()).like(f"1:%:{key}:%")
        return connection.execute(core_select(func.count()).where(held)).scalar_one()


def numbers(home: Database) -> set[str | None]:
    with home.session(owner=EVERYONE) as session:
        return set(session.exec(select(Customer.ssn)))


ALL = {f"s{n}" for n in range(300)} | {None}


def test_every_value_is_under_the_new_key(home: Database) -> None:
    *_, last = rotate(home.engine, metadata, batch=100)
    assert (last.table, last.done, last.total) == ("customers", 300, 300)
    assert (under(home, "new"), under(home, "old")) == (300, 0)
    alone = database(home.url.render_as_string(hide_password=False), f"new:{NEW}")
    assert numbers(alone) == ALL
    alone.dispose()


def test_values_are_found_as_before(home: Database) -> None:
    [*rotate(home.engine, metadata)]
    with home.session(owner=EVERYONE) as session:
        assert Crud(Customer, session).count(Customer.ssn == "s7") == 1


def test_between_two_batches_everything_is_read(home: Database) -> None:
    for _ in rotate(home.engine, metadata, batch=100):
        assert numbers(home) == ALL


def test_what_was_interrupted_goes_on(home: Database) -> None:
    for step in rotate(home.engine, metadata, batch=100):
        if step.done:
            break
    assert under(home, "new") == 100
    assert max(step.total for step in rotate(home.engine, metadata)) == 200
    assert (under(home, "new"), numbers(home)) == (300, ALL)


def test_a_write_in_between_is_not_lost(home: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = rotation._replace_once

    def late(*args: object) -> None:
        with home.session(owner=EVERYONE) as session:
            for row in Crud(Customer, session).list(Customer.ssn == "s5"):
                row.ssn = "mine"
        replace(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "_replace_once", late)
    [*rotate(home.engine, metadata)]
    assert numbers(home) == ALL - {"s5"} | {"mine"}


def test_a_batch_without_rows_is_refused(home: Database) -> None:
    """It would go on for ever."""
    with pytest.raises(InvalidQuery, match="batch is a number of rows"):
        list(rotate(home.engine, metadata, batch=0))


def test_nothing_is_left_to_do(home: Database) -> None:
    [*rotate(home.engine, metadata)]
    assert [step.total for step in rotate(home.engine, metadata)] == [0, 0]


def test_a_value_of_another_row_is_left_alone(home: Database) -> None:
    table = Customer.__table__
    with home.engine.begin() as connection:
        held = type_coerce(table.c.ssn, Text())
        token = connection.execute(core_select(func.max(held))).scalar_one()
        connection.exec_driver_sql(f"UPDATE customers SET ssn = '{token}' WHERE name = 'none'")
    with pytest.raises(DataError, match="was not encrypted for its row"):
        [*rotate(home.engine, metadata)]


def run(home: Database, before: str = "") -> subprocess.CompletedProcess[str]:
    """`colonnade encrypt rotate` in a process of its own, with some code before it."""
    arguments = [
        *("encrypt", "rotate", "--models", "tests.data.encryption.customers"),
        *("--url", home.url.render_as_string(hide_password=False)),
    ]
    keys = {"ENCRYPTION_KEYS": BOTH, "BLIND_INDEX_KEY": BLIND, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", f"{before}\nfrom colonnade.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**os.environ, **keys},
        capture_output=True,
        text=True,
        check=False,
    )


KILLING = """
import os, signal
from colonnade.data.encryption import rotation
rotation.rotate.__kwdefaults__["batch"] = 50
once, done = rotation._replace_once, []
def replace(*arguments):
    once(*arguments)
    done.append(1)
    if len(done) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
rotation._replace_once = replace
"""


def test_a_rotation_that_is_killed_goes_on(home: Database) -> None:
    assert run(home, before=KILLING).returncode == -signal.SIGKILL
    assert (under(home, "new"), numbers(home)) == (100, ALL)
    done = run(home)
    assert (done.returncode, done.stderr) == (0, "")
    assert "customers: 200 rows were encrypted again.\n" in done.stdout
    assert (under(home, "new"), numbers(home)) == (300, ALL)
