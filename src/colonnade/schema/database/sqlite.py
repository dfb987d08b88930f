"""Not yet."""

from sqlalchemy import Connection, MetaData


def read(connection: Connection, metadata: MetaData) -> None:
    metadata.reflect(connection)
