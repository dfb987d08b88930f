"""The database of the application; every session comes from here.

with db.session(owner=user_id) as session: ...                 # commits at the end, rolls back on an error
async with db.async_session(owner=user_id) as session: ...
"""

from colonnade import Database

from app.models import metadata
from app.settings import settings

db = Database(settings=settings, metadata=metadata)
