"""PostgreSQL: `pg_dump` in its own format, and `pg_restore`."""

import secrets
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from colonnade.migrate.backup.programs import run

_MAGIC = b"PGDMP"


def dump(url: URL, path: Path) -> None:
    """Write a database into a file."""
    run(
        ["pg_dump", "--format=custom", "--no-password", f"--file={path}", *_named(url)],
        _secret(url),
    )


def load(url: URL, path: Path) -> None:
    """Fill an empty database from a file, all of it or nothing."""
    options = ["--no-password", "--no-owner", "--single-transaction", "--exit-on-error"]
    run(["pg_restore", *options, *_named(url), str(path)], _secret(url))


def replace(url: URL, path: Path) -> None:
    """Put the contents of a file in place of a database: filled under another name, then both are renamed."""
    name = str(url.database)
    fresh, old = (
        f"{name[:40]}_new_{secrets.token_hex(4)}",
        f"{name[:40]}_old_{secrets.token_hex(4)}",
    )
    with _server(url) as server:
        is_there = server.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        server.execute(_sql("create database {} template template0", fresh))
        try:
            load(url.set(database=fresh), path)
        except BaseException:
            server.execute(_sql("drop database {} with (force)", fresh))
            raise
        if is_there:
            server.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
            )
            server.execute(_sql("alter database {} rename to {}", name, old))
        server.execute(_sql("alter database {} rename to {}", fresh, name))
        if is_there:
            server.execute(_sql("drop database {} with (force)", old))


def is_ours(path: Path) -> bool:
    """Whether a file is one of `pg_dump`'s own format."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _server(url: URL) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection beside the database: one cannot be renamed while somebody is in it."""
    beside = url.set(drivername="postgresql", database="postgres")
    return psycopg.connect(beside.render_as_string(hide_password=False), autocommit=True)


def _sql(template: str, *names: str) -> sql.Composed:
    return sql.SQL(template).format(*map(sql.Identifier, names))


def _named(url: URL) -> list[str]:
    """Which database, in an argument without user and password; what the URL says of TLS comes along."""
    plain = URL.create(
        "postgresql", host=url.host, port=url.port, database=url.database, query=url.query
    )
    return [f"--dbname={plain.render_as_string()}"]


def _secret(url: URL) -> dict[str, str]:
    values = {"PGUSER": url.username, "PGPASSWORD": url.password}
    return {name: str(value) for name, value in values.items() if value is not None}
