"""The writer of `app/database.py`."""

from colonnade.design.design import Design, Files
from colonnade.schema.traits import ownership

DATABASE = '''\
"""The database of the application; every session comes from here.

    with db.session({owner}) as session: ...                 # commits at the end, rolls back on an error
    async with db.async_session({owner}) as session: ...
"""

from app.models import metadata
from app.settings import settings
from colonnade import Database

db = Database(settings=settings, metadata=metadata)
'''


def write(design: Design) -> Files:
    """The database of the application."""
    owner = "owner=user_id" if ownership(design.metadata) else ""
    return {"app/database.py": DATABASE.format(owner=owner)}
