"""Index advice on a recorded workload: what it promises, and what its revision gives."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import (
    Connection,
    Engine,
    Index,
    MetaData,
    create_engine,
    desc,
    false,
    func,
    select,
    text,
    update,
)

from benchmarks.scratch import SERVER
from colonnade.profile.advice.advise import Advice, advise
from colonnade.profile.advice.candidates import Candidate
from colonnade.profile.advice.declare import declaration
from colonnade.profile.advice.trial import Real
from colonnade.profile.advice.workload import workload_of
from colonnade.profile.recording.record import Record, Sample
from colonnade.profile.recording.recording import recording
from colonnade.schema.database import read_database
from colonnade.schema.relations import relations

TASKS = 1_000_000
CHINOOK = Path(__file__).parents[2] / "shared" / "data" / "chinook.postgresql.sql"
START = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    """What the advice was worth on one database.

    Attributes:
        database: which.
        statements: kinds of statements in the workload.
        indexes: how many are advised.
        cost_left: the planner's cost with them, as a share of the cost without.
        foreign_keys: the same share with an index on every foreign key, and how many those are.
        promised: how many times as fast the reads are, as the advice says.
        given: the same, with the indexes in the database itself.
        hot_lost: of how many recorded updates PostgreSQL must now write every index, and for how many the advice says so.
        seconds: how long the advice took.
    """

    database: str
    statements: int
    indexes: int
    cost_left: float
    foreign_keys: str
    promised: float
    given: float
    hot_lost: str
    seconds: float


def rows() -> Sequence[Found]:
    """The task board at a million tasks, and Chinook, on PostgreSQL."""
    return [
        _found("task board", board, _work_on_board),
        _found("Chinook", chinook, _work_on_chinook),
    ]


@contextmanager
def board() -> Iterator[str]:
    """The URL of a task board with no index but those of its keys."""
    with _empty() as url, psycopg.connect(url) as connection:
        connection.execute(BOARD)
        connection.commit()
        yield url


@contextmanager
def chinook() -> Iterator[str]:
    """The URL of Chinook, without its indexes on foreign keys."""
    with _empty() as url:
        lines = CHINOOK.read_text(encoding="utf-8").splitlines()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "\n".join(x for x in lines if not x.startswith("CREATE INDEX")).encode()
            )
        yield url


BOARD = f"""
CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE NOT NULL);
CREATE TABLE tags (id serial PRIMARY KEY, name text NOT NULL, user_id int NOT NULL REFERENCES users);
CREATE TABLE tasks (id serial PRIMARY KEY, title text NOT NULL, completed bool NOT NULL, priority text NOT NULL,
  due_date timestamptz, user_id int NOT NULL REFERENCES users, created_at timestamptz NOT NULL, deleted_at timestamptz);
CREATE TABLE task_tags (task_id int REFERENCES tasks, tag_id int REFERENCES tags, PRIMARY KEY (task_id, tag_id));
INSERT INTO users (email) SELECT 'user' || i || '@example.org' FROM generate_series(1, 2000) i;
INSERT INTO tags (name, user_id) SELECT 'tag ' || i, 1 + i % 2000 FROM generate_series(1, 10000) i;
INSERT INTO tasks (title, completed, priority, due_date, user_id, created_at, deleted_at)
  SELECT 'Task ' || i, i % 10 > 0, CASE i % 3 WHEN 0 THEN 'low' WHEN 1 THEN 'medium' ELSE 'high' END,
    timestamptz '2025-01-01' + i * interval '1 minute', 1 + i * 7919::bigint % 2000, timestamptz '2025-01-01' + i * interval '1 minute',
    CASE WHEN i % 20 = 0 THEN now() END FROM generate_series(1, {TASKS}) i;
INSERT INTO task_tags SELECT 1 + i % {TASKS}, 1 + (i * 31 + i / {TASKS}) % 10000 FROM generate_series(1, {TASKS}) i;
"""


def _work_on_board(engine: Engine, tables: MetaData) -> None:
    tasks, tags, links, users = (tables.tables[n] for n in ("tasks", "tags", "task_tags", "users"))
    alive = tasks.c.deleted_at.is_(None)
    with engine.begin() as db:
        for user in range(1, 400, 20):
            mine = tasks.c.user_id == user
            newest = select(tasks).where(mine, alive).order_by(tasks.c.created_at.desc()).limit(20)
            open_ = select(tasks).where(mine, tasks.c.completed == false(), alive)
            late = select(tasks).where(
                tasks.c.completed == false(), tasks.c.due_date < START + timedelta(days=user / 100)
            )
            stats = select(func.count(), func.count().filter(tasks.c.completed)).where(mine, alive)
            tagged = select(tasks).join(links).where(links.c.tag_id == user, alive).limit(20)
            after = START + timedelta(days=user)
            older = newest.where(tasks.c.created_at < after)
            statements = [
                newest,
                open_,
                stats,
                tagged,
                older,
                select(tags).where(tags.c.user_id == user),
            ]
            statements += [select(users).where(users.c.email == f"user{user}@example.org")]
            statements += [select(tags).join(links).where(links.c.task_id == user)]
            statements += [late.order_by(tasks.c.due_date).limit(20)]
            statements += [
                select(func.count()).select_from(tasks).where(mine, tasks.c.priority == "high")
            ]
            statements += [select(tasks).where(tasks.c.id == user)]
            for statement in statements:
                db.execute(statement).all()
            one = update(tasks).where(tasks.c.id == user)
            db.execute(one.values(title=tasks.c.title + "!"))
            db.execute(one.values(completed=~tasks.c.completed))


def _work_on_chinook(engine: Engine, tables: MetaData) -> None:
    track, album, line = (tables.tables[n] for n in ("track", "album", "invoice_line"))
    invoice, listed = tables.tables["invoice"], tables.tables["playlist_track"]
    with engine.begin() as db:
        for n in range(1, 21):
            for statement in [
                select(track).where(track.c.album_id == n),
                select(album).where(album.c.artist_id == n),
                select(invoice)
                .where(invoice.c.customer_id == n)
                .order_by(invoice.c.invoice_date.desc()),
                select(line).join(invoice).where(invoice.c.customer_id == n),
                select(track).join(listed).where(listed.c.playlist_id == n % 18).limit(50),
                select(func.count()).select_from(line).where(line.c.track_id == n),
                select(track).where(track.c.composer == f"Composer {n}"),
                select(func.sum(invoice.c.total)).where(invoice.c.billing_country == "Brazil"),
            ]:
                db.execute(statement).all()


def _found(
    name: str,
    made: Callable[[], AbstractContextManager[str]],
    work: Callable[[Engine, MetaData], None],
) -> Found:
    with made() as url:
        url = url.replace("postgresql:", "postgresql+psycopg:")
        engine, tables = create_engine(url), read_database(url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        with recording(values=True) as record:
            work(engine, tables)
        began = time.perf_counter()
        advice = advise(record, url)
        seconds = time.perf_counter() - began
        keys = _foreign_keys(engine, record, tables)
        before = _seconds(engine, record)
        _migrate(engine, tables, advice)
        given = before / _seconds(engine, record)
        hot_lost = _hot_lost(engine, record, advice)
        engine.dispose()
    for one in advice.indexes:
        print(declaration(one.candidate))
    return Found(
        database=name,
        statements=len(advice.compared),
        indexes=len(advice.indexes),
        cost_left=round(advice.cost_left or 0, 4),
        foreign_keys=keys,
        promised=round(advice.faster, 1),
        given=round(given, 1),
        hot_lost=hot_lost,
        seconds=round(seconds, 1),
    )


def _migrate(engine: Engine, tables: MetaData, advice: Advice) -> None:
    """Declare the indexes, let Alembic compare, and run what it would write into a revision."""
    for one in advice.indexes:
        index = eval(declaration(one.candidate), {"Index": Index, "desc": desc, "text": text})
        tables.tables[one.candidate.table].append_constraint(index)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, tables)
        for table in script.upgrade_ops.ops:
            for operation in getattr(table, "ops", [table]):
                Operations(context).invoke(operation)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _foreign_keys(engine: Engine, record: Record, tables: MetaData) -> str:
    """What is left of the planner's cost with an index on every foreign key."""
    wanted = {
        Candidate(one.child.key, tuple((column.name, False) for column in one.columns))
        for one in relations(tables)
        if one.columns[0].name != next(iter(one.child.primary_key.columns)).name
    }
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        real = Real(connection)
        before = _cost(real, record)
        names = [real.add(candidate) for candidate in sorted(wanted)]
        left = _cost(real, record) / before
        for name in names:
            real.drop(name)
    return f"{left:.4f} ({len(names)})"


def _hot_lost(engine: Engine, record: Record, advice: Advice) -> str:
    """How many recorded updates are no longer done in place, and how many the advice has told of."""
    updates = [one for one in record.calls() if one.kind == "update"]
    calls = {one: len(record.calls()[one]) for one in updates}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        lost = sum(calls[one] for one in updates if not _is_hot(connection, record.samples[one]))
    told = {one.candidate.table: one.updates for one in advice.indexes if one.updates}
    return f"{lost} of {sum(calls.values())}, {sum(told.values())} told"


def _is_hot(connection: Connection, samples: Sequence[Sample]) -> bool:
    """Whether updates are done in place; most are where they may be, and else none."""
    before = _hot_updates(connection)
    for sample in [*samples] * 10:
        connection.exec_driver_sql(sample.text, sample.parameters)
    return _hot_updates(connection) - before > len(samples)


def _hot_updates(connection: Connection) -> int:
    connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
    said = text("SELECT sum(n_tup_hot_upd) FROM pg_stat_user_tables")
    return int(connection.scalar(said) or 0)


def _cost(real: Real, record: Record) -> float:
    return sum(real.weigh(query)[0] * query.calls for query in workload_of(record).queries)


def _seconds(engine: Engine, record: Record) -> float:
    """How long the recorded reads take."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        real = Real(connection)
        return sum(real.seconds(query) * query.calls for query in workload_of(record).queries)


@contextmanager
def _empty() -> Iterator[str]:
    name = f"bench_{uuid4().hex[:8]}"
    with psycopg.connect(f"{SERVER}postgres", autocommit=True) as server:
        server.execute(f"create database {name}")
        try:
            yield f"{SERVER}{name}"
        finally:
            server.execute(f"drop database {name} with (force)")
