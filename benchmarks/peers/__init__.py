"""The libraries that are compared: one module each, with every operation in the form its own documentation leads to.

A module is imported only by the process that measures it, so that none pays for the imports of another.
"""

from benchmarks.peers.peer import Peer

RAW = "raw psycopg"
"""The peer that all ratios are to, and whose answers the others' are compared with."""

PEERS = {
    RAW: "raw_psycopg:Psycopg",
    "raw psycopg, autocommit": "raw_psycopg:Autocommit",
    "raw asyncpg": "raw_asyncpg:Asyncpg",
    "Core, prebuilt statements": "core_prebuilt:Core",
    "Colonnade, models": "colonnade:Models",
    "Colonnade, schema": "colonnade_schema:Schemas",
    "Colonnade, schema, async": "colonnade_schema:AsyncSchemas",
    "SQLModel by hand": "sqlmodel_by_hand:ByHand",
    "SQLModel as in its guides": "sqlmodel_guides:Guides",
    "advanced-alchemy": "advanced_alchemy:Services",
    "FastCRUD": "fastcrud:Cruds",
    "Django": "django:Django",
    "Piccolo": "piccolo:Piccolo",
    "Tortoise": "tortoise:Tortoise",
}
"""Name: module and class."""

BULK_PEERS = {name: home for name, home in PEERS.items() if "_schema:" not in home}
"""Those that write many rows; such writes answer with no row, so Colonnade has one form of them."""

RAW_SQLITE = "sqlite3"
SQLITE_PEERS = {
    RAW_SQLITE: "raw_sqlite:Sqlite",
    "Core, prebuilt statements": "core_prebuilt:Core",
    "Colonnade, models": "colonnade:Models",
    "Colonnade, schema": "colonnade_schema:Schemas",
    "SQLModel by hand": "sqlmodel_by_hand:ByHand",
}
"""The same on SQLite, for our own forms."""

__all__ = ["BULK_PEERS", "PEERS", "RAW", "RAW_SQLITE", "SQLITE_PEERS", "Peer"]
