"""PostgreSQL as `MetaData`."""

from sqlalchemy import Connection, MetaData, event, text

from colonnade.schema.database.postgresql import columns, constraints, indexes, omissions, relations


def read(connection: Connection, metadata: MetaData) -> None:
    """Reflect every schema of the database into `metadata`, then correct it from the catalogue."""
    default = connection.scalar(text("select coalesce(current_schema(), 'public')"))
    # Names are written without a schema exactly when they are in the default one.
    quoted = connection.dialect.identifier_preparer.quote_identifier(default)
    connection.execute(text(f"set local search_path to {quoted}"))
    connection.dialect.default_schema_name = default
    found = relations.read(connection, default)
    correct = columns.Correction(connection, metadata, found)
    event.listen(metadata, "column_reflect", correct)
    for schema, names in found.tables_by_schema().items():
        # Without extend_existing a table is passed over when another schema has one of its name.
        metadata.reflect(
            connection, schema=schema, only=names, resolve_fks=False, extend_existing=True
        )
    event.remove(metadata, "column_reflect", correct)
    correct.tables()
    constraints.correct(connection, metadata, found)
    indexes.correct(connection, metadata, found)
    omissions.note(connection, metadata, found)
