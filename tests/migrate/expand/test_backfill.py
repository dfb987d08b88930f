"""A backfill goes on after any stop, changes each row once, and gives way to the application."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from uuid import uuid4

import pytest
import sqlalchemy as sa

from colonnade.errors import UsageError
from colonnade.migrate.expand import backfill
from colonnade.migrate.expand.backfill import Backfill, run
from colonnade.migrate.expand.prepared import prepared
from colonnade.migrate.expand.throttle import Throttle
from colonnade.schema.database.connect import sync_url
from tests.databases import unique


class Stopped(Exception):
    pass


@pytest.fixture
def engine(scratch):
    made = sa.create_engine(sync_url(sa.make_url(scratch)), poolclass=sa.NullPool)
    yield made
    made.dispose()


def table_of(engine, key, keys, *more):
    table = sa.Table("items", sa.MetaData(), key, *more, sa.Column("n", sa.Integer, nullable=False))
    table.create(engine)
    with engine.begin() as connection:
        connection.execute(table.insert(), [{"id": one, "n": 0} for one in keys])
    return table


def numbered(engine, count=300):
    return table_of(engine, sa.Column("id", sa.Integer, primary_key=True), range(1, count + 1))


def counts(engine, table):
    with engine.connect() as connection:
        return dict(
            connection.execute(sa.select(table.c.n, sa.func.count()).group_by(table.c.n)).all()
        )


def work(table, where=""):
    return Backfill(table, {"n": "n + 1"}, where)


def test_every_row_is_changed_once(engine):
    table = numbered(engine)
    assert run(engine, work(table), Throttle()).done == 300
    assert counts(engine, table) == {1: 300}


def test_only_the_named_rows_are_changed(engine):
    table = numbered(engine)
    assert run(engine, work(table, "id <= 10"), Throttle()).done == 10
    assert counts(engine, table) == {0: 290, 1: 10}


@pytest.mark.parametrize(
    "kind", [sa.Uuid(), sa.String(40), sa.BigInteger()], ids=["uuid", "text", "number"]
)
def test_keys_of_any_type_have_ranges(engine, kind, monkeypatch):
    monkeypatch.setattr(backfill, "FIRST", 10)
    as_key = {sa.Uuid: uuid4, sa.String: lambda: str(uuid4())}.get(type(kind))
    keys = [as_key() if as_key else number for number in range(1, 100)]
    table = table_of(engine, sa.Column("id", kind, primary_key=True), keys)
    with suppress(Stopped):
        run(engine, work(table), Throttle(), stop_after(2))
    run(engine, work(table), Throttle())
    assert counts(engine, table) == {1: 99}


def test_a_key_of_two_columns_has_ranges(engine):
    second = sa.Column("part", sa.Integer, primary_key=True, default=1)
    table = table_of(engine, sa.Column("id", sa.Integer, primary_key=True), range(99), second)
    run(engine, work(table), Throttle())
    assert counts(engine, table) == {1: 99}


def stop_after(batches):
    left = batches

    def told(progress):
        nonlocal left
        left -= 1
        if not left:
            raise Stopped

    return told


def test_a_stopped_backfill_goes_on(engine, monkeypatch):
    monkeypatch.setattr(backfill, "LARGEST", 20)
    monkeypatch.setattr(backfill, "FIRST", 20)
    table = numbered(engine)
    with pytest.raises(Stopped):
        run(engine, work(table), Throttle(), stop_after(3))
    assert 0 < counts(engine, table)[1] < 300
    assert run(engine, work(table), Throttle()).done == 300
    assert counts(engine, table) == {1: 300}


def test_nothing_of_it_is_left(engine):
    run(engine, work(numbered(engine)), Throttle())
    assert not sa.inspect(engine).has_table("colonnade_backfill")


PROGRAM = """
import sys
import sqlalchemy as sa
from colonnade.migrate.expand import backfill, prepared, throttle
backfill.LARGEST = 50
engine, work, total = prepared.prepared(sys.argv[1], "items", ("n=n + 1",), "")
backfill.run(engine, work, throttle.Throttle(), lambda progress: print(progress.done, flush=True))
"""


def test_it_survives_kills(engine, scratch):
    table = numbered(engine, 2000)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, scratch], stdout=subprocess.PIPE)
        assert process.stdout is not None
        for _ in range(4):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    run(engine, work(table), Throttle())
    assert counts(engine, table) == {1: 2000}


@pytest.mark.only("postgresql")
def test_it_gives_way_to_a_row_that_is_locked(engine):
    table = numbered(engine)
    sizes = []
    with engine.connect() as other:
        other.execute(table.update().where(table.c.id == 150).values(n=table.c.n))

        def told(progress):
            sizes.append(progress.size)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Throttle, "pause", lambda self: other.rollback())
            run(engine, work(table), Throttle(lock_timeout=0.05), told)
    assert counts(engine, table) == {1: 300}


def test_a_batch_that_takes_long_makes_the_next_one_small():
    progress = backfill.Progress(size=1000)
    backfill._adapt(progress, 0.2)
    assert progress.size == 100


def test_a_quick_batch_is_at_most_doubled():
    progress = backfill.Progress(size=1000)
    backfill._adapt(progress, 0.0001)
    assert progress.size == 2000


@pytest.mark.parametrize(
    ("table", "value", "what"),
    [("nothing", "n=1", "no table"), ("items", "m=1", "no column"), ("items", "n", "COLUMN=SQL")],
)
def test_a_mistake_is_named(tmp_path, table, value, what):
    url = f"sqlite:///{tmp_path}/a.db"
    numbered(sa.create_engine(url), 1)
    with pytest.raises(UsageError, match=what):
        prepared(url, table, (value,), "")


def test_a_colon_is_no_parameter(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    table = numbered(sa.create_engine(url), 1)
    engine, found, _ = prepared(url, "items", ("n=length('a:b')",), "")
    run(engine, found, Throttle())
    assert counts(engine, table) == {3: 1}


@pytest.mark.only("mariadb")
def test_a_batch_of_a_key_of_two_columns_reads_its_rows_only(engine):
    keys = [sa.Column(name, sa.Integer, primary_key=True) for name in ("id", "part")]
    table = sa.Table("items", sa.MetaData(), *keys, sa.Column("n", sa.Integer))
    rows = [{"id": n, "part": part, "n": 0} for n in range(100) for part in range(30)]
    batch = work(table).update([50, 3], [50, 9], engine.dialect)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), rows)
        before = reads(connection)
        assert connection.execute(batch).rowcount == 6
        assert reads(connection) - before < 20


def reads(connection):
    found = connection.exec_driver_sql("SHOW SESSION STATUS LIKE 'Handler_read%%'")
    return sum(int(count) for _, count in found)


@pytest.mark.only("mariadb")
def test_a_batch_leaves_room_for_new_rows(engine):
    table = numbered(engine, 40)
    with engine.begin() as connection:
        connection.execute(table.delete().where(table.c.id == 20))
    batch = work(table, "id < 20").update([10], [30], engine.dialect)
    with Throttle().considerate(engine).begin() as one, engine.begin() as other:
        one.execute(batch)
        other.exec_driver_sql("SET SESSION innodb_lock_wait_timeout = 1")
        other.execute(table.insert(), {"id": 20, "n": 0})
        other.execute(table.update().where(table.c.id == 25).values(n=7))


@pytest.mark.only("mariadb")
def test_it_waits_until_innodb_has_written_what_its_log_holds(engine, monkeypatch):
    full, waits = iter([0.9, 0.9, 0.1]), []
    monkeypatch.setattr(Throttle, "_log", lambda self, engine: next(full))
    monkeypatch.setattr("time.sleep", waits.append)
    Throttle().wait(engine)
    assert waits == [0.1, 0.1]


@pytest.mark.only("mariadb")
def test_mariadb_tells_how_full_its_log_is(engine):
    assert 0 < Throttle()._log(engine) < 1


@pytest.mark.only("postgresql")
def test_rows_that_a_policy_hides_are_not_left_out_in_silence(engine):
    table, role = numbered(engine, 3), unique("expand")
    with engine.begin() as connection:
        for statement in (
            f"CREATE ROLE {role} LOGIN",
            f"GRANT ALL ON items TO {role}",
            f"GRANT ALL ON SCHEMA public TO {role}",
            "ALTER TABLE items ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY two ON items USING (id <= 2)",
        ):
            connection.exec_driver_sql(statement)
    other = sa.create_engine(engine.url.set(username=role), poolclass=sa.NullPool)
    with pytest.raises(UsageError, match="policies hide rows"):
        run(other, work(table), Throttle())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {role}")
        connection.exec_driver_sql(f"DROP ROLE {role}")
    assert counts(engine, table) == {0: 3}
