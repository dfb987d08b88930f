"""What is written is read back the same."""

from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from colonnade.schema.dbml import read_dbml, write_dbml

from .schemas import facts, schemas


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schemas())
def test_any_schema_survives(metadata: sa.MetaData) -> None:
    assert facts(read_dbml(write_dbml(metadata), "again.dbml")) == facts(metadata)


def test_the_task_board_survives() -> None:
    text = Path("examples/taskboard/taskboard.dbml").read_text("utf-8")
    metadata = read_dbml(text, "taskboard.dbml")
    assert facts(read_dbml(write_dbml(metadata), "again.dbml")) == facts(metadata)
