"""What the relationships of models delete."""

from typing import Any

from sqlalchemy import MetaData, inspect
from sqlalchemy.orm import Mapper, RelationshipDirection

from colonnade.schema.info import column_info


def note_cascades(metadata: MetaData, cls: type[Any]) -> None:
    """Note at foreign keys that a relationship of a class has the session delete their rows.

    Args:
        metadata: the tables, as they were copied.
        cls: a class that is mapped.
    """
    mapper: Mapper[Any] = inspect(cls)
    for relationship in mapper.relationships:
        if relationship.direction is not RelationshipDirection.ONETOMANY:
            continue
        for _, key in relationship.local_remote_pairs if relationship.cascade.delete else ():
            table = metadata.tables.get(getattr(key.table, "key", ""))
            if table is not None and key.name in table.columns:
                column_info(table.columns[key.name]).deleted_by_session = True
