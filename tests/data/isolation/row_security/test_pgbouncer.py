"""Behind PgBouncer in transaction mode nobody takes over another transaction's owner."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import URL, make_url, text

from colonnade import EVERYONE, Database, DatabaseSettings
from colonnade.data.isolation.trusted import trusted
from colonnade.errors import InvalidValue
from tests.data.isolation.models import metadata
from tests.data.isolation.row_security.conftest import Protected
from tests.data.isolation.row_security.wire import address
from tests.data.isolation.world import ALICE, BOB, fill
from tests.databases import missing

TITLES = trusted(text("SELECT title FROM tasks ORDER BY 1"))
SERVER = trusted(text("SELECT pg_backend_pid()"))
SEEN = {
    ALICE: ["a1", "a2"],
    BOB: ["BOB1", "BOB2"],
    None: [],
    EVERYONE: ["BOB1", "BOB2", "a1", "a2"],
}
CONFIGURATION = """\
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
auth_type = trust
auth_file = {folder}/users.txt
unix_socket_dir =
pool_mode = transaction
default_pool_size = 1
log_connections = 0
log_disconnections = 0
ignore_startup_parameters = extra_float_digits,options
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def start(folder: Path, url: URL) -> tuple[subprocess.Popen, int]:
    """A PgBouncer with one connection to the server, and its port."""
    program = shutil.which("pgbouncer")
    if program is None:
        missing("pgbouncer is not installed")
    listen = free_port()
    host, port = address(url)
    said = CONFIGURATION.format(host=host, port=port, listen=listen, folder=folder)
    (folder / "users.txt").write_text(f'"{url.username}" ""')
    (folder / "pgbouncer.ini").write_text(said)
    folder.chmod(0o755)
    as_user = ["-u", "nobody"] if os.getuid() == 0 else []
    command = [program, *as_user, str(folder / "pgbouncer.ini")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    log = list(takewhile(lambda line: "process up" not in line, process.stderr))
    assert process.poll() is None, log
    return process, listen


@pytest.fixture(scope="module")
def bouncer(made: Protected) -> Iterator[str]:
    """The URL of the database by way of PgBouncer."""
    url = make_url(made.url)
    fill(made.admin)
    with TemporaryDirectory() as folder:
        process, port = start(Path(folder), url)
        yield str(url.set(host="127.0.0.1", port=port, query={}))
        process.terminate()
        process.communicate()


def database(url: str, driver: str) -> Database:
    settings = DatabaseSettings(poolclass="NullPool", row_security=True)
    url = url.replace("postgresql", f"postgresql+{driver}")
    return Database(url, metadata=metadata, settings=settings)


def test_units_share_one_connection_and_no_owner(bouncer):
    db = database(bouncer, "psycopg")
    servers = set()
    for owner, titles in [*SEEN.items()] * 3:
        with db.session(owner=owner) as session:
            assert session.scalars(TITLES).all() == titles
            servers.add(session.scalar(SERVER))
    assert len(servers) == 1


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_concurrent_units(bouncer, driver):
    async def seen(owner):
        async with db.async_session(owner=owner) as session:
            return [(await session.exec(TITLES)).scalars().all() for _ in range(8)]

    async def all_seen():
        owners = [*SEEN] * 5
        found = await asyncio.gather(*map(seen, owners))
        await db.aclose()
        return zip(owners, found, strict=True)

    db = database(bouncer, driver)
    assert all(
        titles == SEEN[owner] for owner, found in asyncio.run(all_seen()) for titles in found
    )


def test_two_processes_prepare_the_same_statement(bouncer, monkeypatch):
    """Each counts its statements from one."""

    async def process():
        db = database(bouncer, "asyncpg")
        async with db.async_session(owner=ALICE) as session:
            (await session.exec(TITLES)).all()
        await db.aclose()

    for _ in range(2):
        monkeypatch.setattr("asyncpg.connection._uid", 0)
        asyncio.run(process())


def test_a_failed_unit_leaves_no_owner(bouncer):
    db = database(bouncer, "psycopg")
    with pytest.raises(InvalidValue), db.session(owner=ALICE) as session:
        session.execute(trusted(text("SELECT 1 / 0")))
    with db.session() as session:
        assert session.scalars(TITLES).all() == []
