"""A migration makes the triggers and takes them away."""

import pytest
from sqlalchemy import text

from colonnade import Crud, Database, drop_history_triggers, history_triggers
from tests.data.history import models
from tests.data.history.models import Task


def test_there_and_back(db: Database) -> None:
    for make in (drop_history_triggers, history_triggers):
        with db.engine.begin() as connection:
            for table in (models.history, Task.__table__):
                for statement in make(table, connection.dialect):
                    connection.execute(text(statement.replace(":", "\\:")))
        with db.session(owner=1) as session:
            Crud(Task, session).create({"title": "a"})
    with db.engine.connect() as connection:
        written = connection.execute(models.history.select().where(text("table_name = 'task'")))
        assert [row.action for row in written] == ["insert"]


@pytest.mark.only("sqlite")
def test_other_programs_may_write(db: Database) -> None:
    import sqlite3

    with sqlite3.connect(db.url.database or "") as plain:
        plain.execute(
            "INSERT INTO task (id, title, done, urgency, user_id) VALUES (1, 'a', 0, 'LOW', 1)"
        )
    with db.session(owner=1) as session:
        assert [e.actor for e in Crud(Task, session).history(1).items] == [None]
