"""SQLite's entries, signed by the connection that caused them.

The triggers of a table are stored in the file, where nothing may depend on a connection: any other program that writes
would fail. So they write entries without an actor, and each connection of `Database` has a temporary trigger, which
exists for it alone and puts its own names into the entries on their way into the table.
"""

from typing import Any

from colonnade.data.history.table import NAME

_SIGNED = "colonnade.signs"
_COLUMNS = "at, table_name, row_key, action, owner, old_values, new_values"
_TRIGGER = f"""\
CREATE TEMP TRIGGER IF NOT EXISTS sign_{NAME} BEFORE INSERT ON main.{NAME}
WHEN NEW.transaction_id IS NULL AND colonnade_transaction_id() IS NOT NULL
BEGIN
    INSERT INTO {NAME} ({_COLUMNS}, actor, request_id, transaction_id)
    VALUES ({", ".join(f"NEW.{name}" for name in _COLUMNS.split(", "))},
        colonnade_actor(), colonnade_request_id(), colonnade_transaction_id());
    SELECT RAISE(IGNORE);
END"""


def sign_entries(connection: Any, record: Any, proxy: object) -> None:
    """Make the temporary trigger, once for each connection and as soon as there is a table for it.

    A listener of the pool: in a transaction, the look at the tables would keep it from writing once others have written.
    """
    if record.info.get(_SIGNED):
        return
    cursor: Any = connection.cursor()
    try:
        cursor.execute("SELECT 1 FROM main.sqlite_master WHERE name = ?", (NAME,))
        if cursor.fetchone():
            cursor.execute(_TRIGGER)
            record.info[_SIGNED] = True
    finally:
        cursor.close()
