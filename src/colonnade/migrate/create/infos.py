"""What is noted beside tables for the running application; a revision says what the database holds."""

from colonnade.migrate.create.change import Change


def complete(change: Change) -> None:
    """Leave the notes of models out of the tables that are made: some have no words in Python."""
    for table in change.created():
        table.info = {}
