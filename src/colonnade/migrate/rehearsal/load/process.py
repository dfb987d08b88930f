"""The process of a crew: it reads its orders, says that it works, and says in the end what it saw."""

import pickle
import sys
from threading import Event

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

from colonnade.migrate.rehearsal.load.crew import READY, Orders
from colonnade.migrate.rehearsal.load.errors import name_of
from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.load.worker import Worker
from colonnade.schema.database.connect import sync_url

_CONNECT = {"psycopg": {"prepare_threshold": None}}
"""As an application's engine has it: a prepared statement fails once when its table changes."""


def work() -> None:
    """Work until somebody says stop, or is gone."""
    stop = Event()
    try:
        workers = _workers(pickle.load(sys.stdin.buffer), stop)
    except SQLAlchemyError as error:
        _say(name_of(error))
        return
    _say(READY)
    if sys.stdin.buffer.read(1):
        stop.set()
        _say(_collected(workers))


def _workers(orders: Orders, stop: Event) -> list[Worker]:
    url = sync_url(orders.url)
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        pool_size=len(orders.workloads),
        connect_args=_CONNECT.get(url.get_driver_name(), {}),
    )
    workers = [
        Worker(_connected(engine, orders.role), workload, stop, orders.seed + number)
        for number, workload in enumerate(orders.workloads)
    ]
    for worker in workers:
        worker.start()
    return workers


def _connected(engine: Engine, role: str) -> Connection:
    connection = engine.connect()
    if role:
        connection.exec_driver_sql(f"SET ROLE {engine.dialect.identifier_preparer.quote(role)}")
    return connection


def _collected(workers: list[Worker]) -> Seen:
    seen = Seen()
    for worker in workers:
        worker.join()
        seen.add(worker.seen)
    return seen


def _say(what: object) -> None:
    pickle.dump(what, sys.stdout.buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    work()
