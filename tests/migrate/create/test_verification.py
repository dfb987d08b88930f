"""A new revision is tried on a scratch database before anybody runs it."""

import pytest

TABLE = """\
from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData()
task = Table("task", metadata, Column("id", Integer, primary_key=True){more})
"""
PARENT = 'parent = Table("parent", metadata, Column("id", Integer, primary_key=True))\n'


@pytest.mark.only("postgresql")
def test_what_nobody_can_write_is_reported(project):
    project.models(TABLE.format(more="") + PARENT)
    project.do("create", "Keep tasks")
    project.do("upgrade")
    inherited = TABLE.format(more=', Column("rank", Integer), postgresql_inherits="parent"')
    project.models(inherited.replace("task =", PARENT + "task ="))
    reported = project.run("create", "Inherit tasks")
    assert reported.exit_code == 1
    assert "inheritance public.task" in reported.stderr


@pytest.mark.only("sqlite")
def test_an_env_py_with_its_own_connection_is_not_run(created):
    env = created.root / "migrations/env.py"
    env.write_text(
        env.read_text()
        .replace('attributes.get("connection")', 'attributes.get("no")')
        .replace('os.environ["DATABASE_URL"]', repr(created.url))
    )
    created.models(TABLE.format(more=', Column("rank", Integer)'))
    assert "was not tried" in created.run("create", "Rank tasks").stderr


@pytest.mark.only("mariadb")
def test_a_foreign_key_that_the_primary_key_serves_can_be_taken_back(project):
    head = TABLE.format(more="").replace("import", "import ForeignKey,") + PARENT
    key = 'Column("a", ForeignKey("parent.id"{more}), primary_key=True)'
    link = f'Table("link", metadata, {key}, Column("b", Integer, primary_key=True))\n'
    project.create_tables(head + link.format(more=""))
    project.models(head + link.format(more=', ondelete="CASCADE"'))
    assert "cannot be taken back" not in project.run("create", "Cascade").stderr
