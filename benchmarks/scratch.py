"""Databases that live as long as a measurement."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from benchmarks import taskboard
from colonnade import Database

SERVER = "postgresql://postgres@127.0.0.1:5432/"


Fill = Callable[[Database], None]


@contextmanager
def postgresql(fill: Fill = taskboard.fill) -> Iterator[str]:
    """The URL of a database with the task board in it, or with other tables."""
    name = f"bench_{uuid4().hex[:8]}"
    with psycopg.connect(f"{SERVER}postgres", autocommit=True) as server:
        server.execute(f"create database {name}")
        try:
            yield _filled(f"{SERVER}{name}", fill)
        finally:
            server.execute(f"drop database {name} with (force)")


@contextmanager
def sqlite(fill: Fill = taskboard.fill) -> Iterator[str]:
    """The URL of a file with the task board in it, or with other tables."""
    with tempfile.TemporaryDirectory() as folder:
        yield _filled(f"sqlite:///{Path(folder, 'board.db')}", fill)


def _filled(url: str, fill: Fill) -> str:
    db = Database(url)
    fill(db)
    db.dispose()
    return url
