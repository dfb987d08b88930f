"""Indexes of tables that are made or dropped whole: MariaDB drops none that a foreign key needs, but drops it with its table."""

from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import OneWay


def complete(change: Change) -> None:
    """Leave the drop of such an index to the drop of its table."""
    if change.backend != "mysql":
        return
    new = {Name(one.table_name, one.schema) for one in change.created()}
    gone = set(change.dropped())
    for modified in change.of_tables():
        table = Name(modified.table_name, modified.schema)
        for place, part in enumerate(modified.ops):
            if isinstance(part, ops.CreateIndexOp) and table in new:
                modified.ops[place] = OneWay(part)
            elif isinstance(part, ops.DropIndexOp) and table in gone:
                modified.ops[place] = OneWay(None, part.reverse())
