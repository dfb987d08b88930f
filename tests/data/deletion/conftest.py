"""Databases with the tables of these tests and two users' rows in them."""

import pytest

from colonnade import EVERYONE, Database
from tests.data.conftest import BACKENDS
from tests.data.deletion.models import File, Folder, Label, Note, User, metadata
from tests.data.kept import Kept


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """Two users, each with a tree of three folders, a file in each, a note and a label on each file."""
    database = kept(request.param, metadata)
    with database.session(owner=EVERYONE) as session:
        for user in (User(id=1, name="ann"), User(id=2, name="bob")):
            session.add(user)
            session.flush()
            above = None
            for name in ("top", "mid", "low"):
                folder = Folder(name=name, user_id=user.id, parent_id=above)
                session.add(folder)
                session.flush()
                above = folder.id
                file = File(name=f"{name}.txt", folder_id=above)
                session.add(file)
                session.flush()
                session.add_all(
                    [Note(text=name, file_id=file.id), Label(word="x", file_id=file.id)]
                )
    return database
