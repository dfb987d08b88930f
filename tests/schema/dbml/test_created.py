"""What was read can be created on every database."""

from pathlib import Path

import sqlalchemy as sa

from colonnade.schema.dbml import read_dbml

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}
KEYS_AND_DEFAULTS = """
Enum grade { "A+"
 "it's" }
Table a {
  id   integer     [pk, increment]
  at   timestamp   [not null, default: `now()`]
  on   boolean     [not null, default: true]
  mark grade       [not null, default: "A+"]
  size integer     [default: `1 + 1`, check: `size > 0`]
  tags varchar(9)[]
  net  inet
  data jsonb
}
Table b { code char(3) [pk]
 a_id int [ref: - a.id] }
Ref: a.id <> b.code [delete: cascade]
"""


def created(url: str, text: str) -> tuple[sa.Engine, sa.MetaData]:
    metadata = sa.MetaData(naming_convention=CONVENTION)
    for table in read_dbml(text, "x.dbml").sorted_tables:
        table.to_metadata(metadata)
    engine = sa.create_engine(url)
    metadata.create_all(engine)
    return engine, metadata


def test_the_task_board_is_created(scratch: str) -> None:
    engine, _ = created(scratch, Path("examples/taskboard/taskboard.dbml").read_text("utf-8"))
    indexes = {index["name"] for index in sa.inspect(engine).get_indexes("tasks")}
    assert "ix_tasks_user_id_created_at" in indexes
    engine.dispose()


def test_defaults_fill_a_row(scratch: str) -> None:
    engine, metadata = created(scratch, KEYS_AND_DEFAULTS)
    a = metadata.tables["a"]
    with engine.begin() as connection:
        connection.execute(sa.insert(a).values(tags=["x"], data={"k": 1}))
        row = connection.execute(sa.select(a)).one()
    assert (row.id, row.on, row.mark, row.size, row.tags, row.data) == (
        1,
        True,
        "A+",
        2,
        ["x"],
        {"k": 1},
    )
    assert row.at is not None
    engine.dispose()
