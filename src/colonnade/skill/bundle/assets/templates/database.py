"""The database and its sessions. Copy to app/database.py.

    with db.session(owner=user_id) as session: ...              # one unit of work: commits at the end
    async with db.async_session(owner=user_id) as session: ...

The URL is DATABASE_URL, or sqlite:///app.db; DATABASE_POOL_SIZE, DATABASE_STATEMENT_TIMEOUT and others set the rest.
"""

from collections.abc import Iterator

from app.models import metadata
from sqlmodel import Session

from colonnade import Database

db = Database(metadata=metadata)


def get_session() -> Iterator[Session]:
    """A session without an owner, for a FastAPI route: `Depends(get_session, scope="function")`.

    With this scope it commits before the answer is sent. `session_of(db, owner=current_user_id)` gives one with an owner.
    """
    with db.session() as session:
        yield session


def create_db_and_tables() -> None:
    """Make the tables for tests and first tries; elsewhere `colonnade migrate upgrade` makes them."""
    db.create_all(metadata)
