"""Databases that are kept for the whole session: making one takes a hundred times as long as emptying it."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, MetaData

from colonnade import Database


class Kept:
    """A database for each back end and `MetaData`, made when it is first asked for.

    Args:
        create: makes an empty database of a back end; its URL.
    """

    def __init__(self, create: Callable[[str], str]) -> None:
        self._create = create
        self._databases: dict[tuple[str, MetaData], Database] = {}

    def __call__(self, backend: str, metadata: MetaData) -> Database:
        """The database, with the tables of the `MetaData`: no rows are in them, and keys begin at 1."""
        if (backend, metadata) in self._databases:
            database = self._databases[backend, metadata]
            empty(database, metadata)
        else:
            database = Database(self._create(backend), metadata=metadata)
            database.create_all(metadata)
            self._databases[backend, metadata] = database
        return database

    def dispose(self) -> None:
        for database in self._databases.values():
            database.dispose()


def empty(database: Database, metadata: MetaData) -> None:
    """Delete all rows; faster than TRUNCATE, which makes new files."""
    names = [table.name for table in reversed(metadata.sorted_tables)]
    with database.engine.begin() as connection:
        for statement in _EMPTYING[connection.dialect.name](connection, names):
            connection.exec_driver_sql(statement)


def _sqlite(connection: Connection, names: list[str]) -> Iterator[str]:
    yield from (f'DELETE FROM "{name}"' for name in names)


def _postgresql(connection: Connection, names: list[str]) -> Iterator[str]:
    yield from (f'DELETE FROM "{name}"' for name in names)
    yield "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"


def _mysql(connection: Connection, names: list[str]) -> Iterator[str]:
    yield "SET FOREIGN_KEY_CHECKS = 0"
    yield from (f"DELETE FROM `{name}`" for name in names)
    counted = (
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = database() AND auto_increment > 1"
    )
    for name in connection.exec_driver_sql(counted).scalars().all():
        yield f"ALTER TABLE `{name}` AUTO_INCREMENT = 1"
    yield "SET FOREIGN_KEY_CHECKS = 1"


_EMPTYING = {"sqlite": _sqlite, "postgresql": _postgresql, "mysql": _mysql}
