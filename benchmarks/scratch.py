"""Databases that live as long as a measurement."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from benchmarks import taskboard
from colonnade import Database

SERVER = "postgresql://postgres@127.0.0.1:5432/"


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a database with the task board in it."""
    name = f"bench_{uuid4().hex[:8]}"
    with psycopg.connect(f"{SERVER}postgres", autocommit=True) as server:
        server.execute(f"create database {name}")
        try:
            yield _filled(f"{SERVER}{name}")
        finally:
            server.execute(f"drop database {name} with (force)")


@contextmanager
def sqlite() -> Iterator[str]:
    """The URL of a file with the task board in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield _filled(f"sqlite:///{Path(folder, 'board.db')}")


def _filled(url: str) -> str:
    db = Database(url)
    taskboard.fill(db)
    db.dispose()
    return url
