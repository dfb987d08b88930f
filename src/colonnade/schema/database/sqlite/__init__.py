"""SQLite as `MetaData`: columns from PRAGMAs, and what only the text of the statements says."""

import re

from sqlalchemy import Connection, MetaData, text

from colonnade.schema.database.sqlite.keys import add_foreign_keys
from colonnade.schema.database.sqlite.statement import table_text
from colonnade.schema.database.sqlite.tables import add_index, add_table, parts_of_virtual_tables
from colonnade.schema.info import Omission, schema_info

BY_HAND = "it stays in the database; a migration has to make it elsewhere"
VIRTUAL = re.compile(r"\s*create\s+virtual\b", re.IGNORECASE)
OBJECTS = """
    select type, name, tbl_name, sql from sqlite_master
    where name not like 'sqlite~_%' escape '~' and sql is not null order by rowid
"""


def read(connection: Connection, metadata: MetaData) -> None:
    """Read the main database of a connection into `metadata`."""
    objects = list(connection.execute(text(OBJECTS)))
    parts = parts_of_virtual_tables(connection)
    omissions = schema_info(metadata).omissions
    texts = {}
    for kind, name, _, sql in objects:
        if kind == "table" and (name in parts or VIRTUAL.match(sql)):
            if VIRTUAL.match(sql):
                omissions.append(Omission("virtual table", name, BY_HAND))
        elif kind == "table":
            texts[name] = table_text(sql)
            add_table(connection, metadata, name, texts[name])
        elif kind in ("view", "trigger"):
            omissions.append(Omission(kind, name, BY_HAND))
    for name, found in texts.items():
        add_foreign_keys(connection, metadata.tables[name], found)
    for kind, name, table, sql in objects:
        if kind == "index" and table in metadata.tables:
            add_index(metadata.tables[table], name, sql)
