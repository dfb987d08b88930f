"""How the text looks, and what becomes of what DBML cannot say."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from colonnade.schema.dbml import read_dbml, write_dbml
from colonnade.schema.info import Omission, schema_info

TIDY = """\
Project shop {
  Note: 'Sells things'
}

Enum status {
  open
  "sent back"
}

TablePartial stamps {
  created_at timestamptz [not null, default: `now()`]
}

Table users [headercolor: #fff] {
  id   integer      [pk, increment]
  mail varchar(255) [not null, unique]
  ~stamps
}

Table core.orders {
  id      uuid          [pk]
  user_id integer       [not null]
  status  status        [not null, default: 'open']
  total   decimal(10,2) [default: 0, note: 'With tax']
  tags    varchar(10)[]

  indexes {
    (user_id, `id desc`) [name: 'newest']
  }

  checks {
    `total >= 0` [name: 'total']
  }

  Note: 'What users order'
}

Ref owner: core.orders.user_id > users.id [delete: cascade, update: set null]

TableGroup all {
  users
  core.orders
}
"""


def test_a_tidy_text_is_written_as_it_was_read() -> None:
    assert write_dbml(read_dbml(TIDY, "shop.dbml")) == TIDY


def test_a_note_of_several_lines_is_indented_with_its_table() -> None:
    text = "Table t {\n  id integer\n\n  Note: '''\n  one\n\n    two\n  '''\n}\n"
    assert write_dbml(read_dbml(text, "t.dbml")) == text


def test_an_empty_schema_is_an_empty_text() -> None:
    assert write_dbml(sa.MetaData()) == ""


def written(*items: sa.schema.SchemaItem) -> str:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), *items)
    return write_dbml(metadata)


def test_a_partial_index_becomes_a_comment() -> None:
    column = sa.Column("a", sa.Integer)
    text = written(column, sa.Index("ix", column, postgresql_where=sa.text("a > 0")))
    assert "// a [name: 'ix']  DBML cannot say: postgresql_where=a > 0" in text
    assert not read_dbml(text, "t.dbml").tables["t"].indexes


def test_a_database_s_cast_is_left_out_of_a_default() -> None:
    text = written(
        sa.Column("a", postgresql.VARCHAR, server_default=sa.text("'x''y'::character varying"))
    )
    assert r"default: 'x\'y'" in text


def test_a_sequence_is_increment() -> None:
    text = written(
        sa.Column("a", sa.Integer, server_default=sa.text("nextval('t_a_seq'::regclass)"))
    )
    assert "a  integer [increment]" in text


def test_what_the_source_held_and_no_table_carries_is_named_at_the_end() -> None:
    metadata = sa.MetaData()
    schema_info(metadata).omissions.append(Omission("view", "totals"))
    assert write_dbml(metadata) == "// Not in this file:\n// view totals\n"
