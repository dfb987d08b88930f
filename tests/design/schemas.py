"""Schemas for the tests of the document and the page."""

import random
from pathlib import Path

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, Table, Text

from colonnade.schema.dbml import read_dbml

TASKBOARD = Path(__file__).resolve().parents[2] / "examples" / "taskboard" / "taskboard.dbml"


def taskboard() -> MetaData:
    """The schema of the task board."""
    return read_dbml(TASKBOARD.read_text(encoding="utf-8"), "taskboard.dbml")


def made_up(count: int, seed: int = 1) -> MetaData:
    """A schema of `count` tables: a hub, cycles, a reference to itself, and a wide table."""
    chance = random.Random(seed)
    metadata = MetaData()
    for number in range(count):
        columns = [Column("id", Integer, primary_key=True)]
        parents = {chance.randrange(count) for _ in range(chance.choice((0, 1, 1, 2)))}
        if number and chance.random() < 0.5:
            parents.add(0)
        for parent in sorted(parents):
            key = ForeignKey(f"table_{parent}.id", use_alter=True, name=f"fk_{number}_{parent}")
            columns.append(Column(f"parent_{parent}_id", Integer, key, nullable=parent % 2 == 0))
        wide = 60 if number == 3 else chance.randrange(2, 12)
        columns += [
            Column(f"value_{place}", chance.choice((Text, Boolean, String(40))))
            for place in range(wide)
        ]
        Table(f"table_{number}", metadata, *columns)
    return metadata
