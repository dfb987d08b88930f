"""What is judged: statements as they are executed, whoever has built them, and no more than what does harm."""

from textwrap import indent

import pytest

from colonnade.errors import UsageError
from colonnade.migrate.check.judging import judge, rules_for
from tests.migrate.check.examples import Runner

SAFE = {
    "a column that may be NULL": "ALTER TABLE task ADD due date",
    "a column with a constant default": "ALTER TABLE task ADD rank int NOT NULL DEFAULT 0",
    "a column with the time of the statement": "ALTER TABLE task ADD seen timestamptz DEFAULT now()",
    "a longer text": "ALTER TABLE task ALTER note TYPE varchar(500)",
    "a text without a limit": "ALTER TABLE task ALTER note TYPE text",
    "more digits": "ALTER TABLE task ALTER price TYPE numeric(12, 2)",
    "a number without a limit": "ALTER TABLE task ALTER price TYPE numeric",
    "a time zone where the session has UTC": "ALTER TABLE task ALTER made_at TYPE timestamptz",
    "a default": "ALTER TABLE task ALTER points SET DEFAULT 0",
    "a comment": "COMMENT ON COLUMN task.note IS 'as it came'",
    "another name of an index": "ALTER INDEX ix_task_note RENAME TO task_note",
    "statistics": "ALTER TABLE task ALTER note SET STATISTICS 500",
    "rows of a new table": "CREATE TABLE label AS SELECT title FROM task; UPDATE label SET title = ''",
    "a reference from a new table": "CREATE TABLE mark (task_id int REFERENCES task)",
    "a function": "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a row": "INSERT INTO team (name) VALUES ('ours')",
}

FOUND = {
    "DO $$ BEGIN CREATE INDEX ix ON task (title);END $$": {"COLM101"},
    "SET TimeZone = 'America/New_York'; ALTER TABLE task ALTER made_at TYPE timestamptz": {
        "COLM201"
    },
    "ALTER TABLE task ADD team int REFERENCES team": {"COLM107"},
    "ALTER TABLE task ADD CHECK (points > 0)": {"COLM108"},
    "CREATE SCHEMA old; ALTER TABLE step SET SCHEMA old": {"COLM303"},
    "VACUUM FULL task": {"COLM103"},
    "WITH every AS (SELECT 1) UPDATE task SET points = 0": {"COLM206"},
    "ALTER TABLE task ALTER points TYPE smallint": {"COLM201", "COLM403"},
    "DROP INDEX ix_task_note; CREATE INDEX ix ON task (note)": {"COLM101", "COLM102", "COLM113"},
}


def codes(runner: Runner, *statements: str) -> set[str]:
    """The codes of what is found in a revision of statements."""
    lines = "\n".join(f"op.execute({statement!r})" for statement in statements)
    revision = runner.run(f"def upgrade():\n{indent(lines, '    ')}\n")
    assert revision.failed is None or revision.failed.state
    return {found.code for found in judge(revision, rules_for(runner.dialect))}


@pytest.mark.parametrize("what", SAFE)
def test_what_is_safe_is_not_accused(runners, what):
    runner = runners["postgresql"]
    assert codes(runner, *SAFE[what].split("; ")) == set()


@pytest.mark.parametrize("sql", FOUND)
def test_what_does_harm_is_found_however_it_is_said(runners, sql):
    assert codes(runners["postgresql"], *sql.split("; ")) == FOUND[sql]


MARIADB = {
    "ALTER TABLE task RENAME COLUMN note TO remark": "COLM302",
    "ALTER TABLE task CHANGE title heading varchar(200) NOT NULL": "COLM302",
    "ALTER TABLE task DROP COLUMN points": "COLM301",
    "ALTER TABLE step RENAME part": "COLM303",
    "DROP TABLE team": "COLM304",
    "ALTER TABLE task ADD seats bigint NOT NULL": "COLM305",
    "ALTER TABLE task MODIFY size varchar(10) NOT NULL": "COLM308",
    "ALTER TABLE task MODIFY made_at date": "COLM403",
    "ALTER TABLE task ADD due date": "",
    "CREATE INDEX ix_points ON task (price)": "",
}


def test_mariadb_tells_as_much_as_postgresql(runners):
    lines = "\n".join(f"    op.execute({sql!r})" for sql in MARIADB)
    revision = runners["mysql"].run(f"def upgrade():\n{lines}\n")
    found = judge(revision, rules_for("mysql", ("versions", "data")))
    expected = [(code, line) for line, code in enumerate(MARIADB.values(), 6) if code]
    assert [(one.code, one.place.line) for one in found] == expected


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_statements_with_parameters_are_read(runners, dialect):
    text = "def upgrade():\n    task = sa.table('task', sa.column('points'), sa.column('id'))\n"
    text += "    op.execute(task.update().values(points=0))\n"
    text += "    op.execute(task.update().where(task.c.id == 7).values(points=0))\n"
    found = judge(runners[dialect].run(text), rules_for(dialect))
    assert [(one.code, one.place.line) for one in found] == [("COLM206", 7)]


@pytest.mark.parametrize(
    ("sql", "options"),
    [
        ("points = 0 WHERE points IS NULL", '--set "points=0" --where "points IS NULL"'),
        ("note = 'private'", '--set "note=..."'),
    ],
)
def test_the_remedy_is_the_command_to_run(runners, sql, options):
    text = f'def upgrade():\n    op.execute("UPDATE task SET {sql}")\n'
    (found,) = judge(runners["postgresql"].run(text), rules_for("postgresql"))
    assert found.remedy.endswith(f": colonnade migrate backfill task {options}")


def test_a_line_is_the_one_of_the_revision_that_led_to_the_statement(runners):
    text = (
        "def upgrade():\n    for name in ['title']:\n        change(name)\n\n\ndef change(name):\n"
    )
    text += '    op.create_index(\n        f"ix_{name}",\n        "task",\n        [name],\n    )\n'
    found = judge(runners["postgresql"].run(text), rules_for("postgresql"))
    assert [one.place.line for one in found] == [11]


def test_rules_are_selected_and_ignored_by_code_family_and_name():
    assert {code[:5] for code in rules_for("postgresql", ("locks",))} == {"COLM1"}
    assert "COLM101" not in rules_for("postgresql", (), ("COLM101",))
    assert [*rules_for("postgresql", ("no-lock-timeout",))] == ["COLM112"]


def test_a_rule_that_is_opt_in_has_to_be_named():
    assert "COLM112" not in rules_for("postgresql")


def test_a_rule_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="There is no rule 'COLM999'"):
        rules_for("postgresql", ("COLM999",))
