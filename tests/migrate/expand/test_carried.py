"""What stands on a column goes along through all phases, and each phase taken back leaves the catalogue as it was."""

import pytest
import sqlalchemy as sa

from colonnade.migrate.roundtrip.differences import differences
from colonnade.migrate.roundtrip.state import Looks
from colonnade.schema.catalog import Catalog
from tests.migrate.expand.writers import through_all_phases
from tests.migrate.projects import Project

pytestmark = pytest.mark.only("postgresql", "mariadb")

POSTGRESQL = """
CREATE TABLE team (region integer, number integer, title varchar(50), PRIMARY KEY (region, number));
CREATE TABLE people (
    region integer, id integer, name varchar(50) NOT NULL DEFAULT 'No One', level integer DEFAULT 1,
    meta json, note text COLLATE "C", team integer, mark serial,
    PRIMARY KEY (region, id),
    CONSTRAINT ck_level CHECK (level > 0 AND level < 100), CONSTRAINT ck_both CHECK (level < id + 1000),
    CONSTRAINT ck_name CHECK (name <> ''), CONSTRAINT uq_name UNIQUE (region, id, name) DEFERRABLE,
    CONSTRAINT fk_team FOREIGN KEY (region, team) REFERENCES team ON UPDATE CASCADE ON DELETE SET NULL
);
CREATE INDEX ix_people_name ON people (lower(name), level DESC) WHERE name <> 'x';
CREATE UNIQUE INDEX ix_people_level ON people (region, id, level);
CREATE INDEX ix_people_note ON people (note text_pattern_ops);
COMMENT ON COLUMN people.level IS 'the level: 1 is "low", it''s so';
COMMENT ON COLUMN people.note IS ':colon %percent';
GRANT SELECT (level), UPDATE (level) ON people TO PUBLIC;
"""
MARIADB = """
CREATE TABLE team (region integer, number integer, title varchar(50), PRIMARY KEY (region, number));
CREATE TABLE people (
    region integer, id integer, name varchar(50) NOT NULL DEFAULT 'No One', level integer DEFAULT 1 COMMENT 'it''s: 1',
    meta json, note varchar(90) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'a NULL' CHECK (note <> ''),
    team integer, mark timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
    PRIMARY KEY (region, id),
    CONSTRAINT ck_level CHECK (level > 0 AND level < 100), CONSTRAINT ck_both CHECK (level < id + 1000),
    CONSTRAINT ck_name CHECK (name <> ''), UNIQUE KEY uq_name (region, id, name),
    KEY ix_people_name (name(5), level DESC), UNIQUE KEY ix_people_level (region, id, level),
    CONSTRAINT fk_team FOREIGN KEY (region, team) REFERENCES team (region, number) ON UPDATE CASCADE ON DELETE CASCADE
);
"""
ROWS = """
INSERT INTO team VALUES (1, 1, 'one');
INSERT INTO people (region, id, name, level, meta, note, team) VALUES (1, 1, 'Ann Lee', 5, '{"a": 1}', 'n', 1);
INSERT INTO people (region, id, level, note) VALUES (1, 2, NULL, NULL), (2, 1, 7, 'm');
"""


@pytest.fixture
def people(project: Project) -> Project:
    """A project with a table of a few rows, on whose columns much stands."""
    project.create_tables()
    kind = sa.make_url(project.url).get_backend_name()
    with project.engine().begin() as connection:
        for one in ((POSTGRESQL if kind == "postgresql" else MARIADB) + ROWS).split(";\n"):
            if one.strip():
                connection.exec_driver_sql(one.replace("%", "%%"))
    return project


def split(project: Project) -> tuple[str, ...]:
    postgresql = "postgresql" in project.url
    place = "strpos({}, ' ')" if postgresql else "locate(' ', {})"
    first, last = f"first=substr({{}}, 1, {place} - 1)", f"last=substr({{}}, {place} + 1)"
    back = "{first} || ' ' || {last}" if postgresql else "concat({first}, ' ', {last})"
    return ("split", "people.name", first, last, "--back", back)


NAMES = ("note", "meta", "team", "mark")
TOGETHER = {
    "names": [("rename", f"people.{name}=fresh_{name}") for name in NAMES],
    "a name": [("rename", "people.level=rank_no"), ("require", "people.meta", "--fill", "'{}'")],
    "values": [
        ("retype", "people.level=rank_no", "VARCHAR(20)"),
        ("move", "people.meta,note=notes"),
    ],
    "parts": [],
}


def facts(project: Project) -> Catalog:
    return Looks(project.engine(), "alembic_version").facts()


def rows(project: Project) -> list[tuple[object, ...]]:
    """What the rows say, but for what `require` gives to those that say nothing."""
    meta = "CASE WHEN level = 5 THEN meta END"
    columns = f"region, id, name, level, note, team, mark, {meta}"
    with project.engine().connect() as connection:
        found = connection.exec_driver_sql(f"SELECT {columns} FROM people ORDER BY region, id")
        return [tuple(row) for row in found]


@pytest.mark.parametrize("together", TOGETHER)
def test_each_phase_taken_back_leaves_the_catalogue_as_it_was(people, together):
    changes = TOGETHER[together] or [split(people)]
    for change in changes:
        people.do("expand", *change)
    seen, before = [facts(people)], rows(people)
    for _ in range(4 * len(changes)):
        people.do("upgrade", "+1")
        seen.append(facts(people))
    for state in reversed(seen[:-1]):
        people.do("downgrade", "-1", "--yes")
        assert differences(state, facts(people)) == ([], [])
    assert rows(people) == before


STANDING = {
    "postgresql": """
        SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'people'::regclass
        UNION SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'people'::regclass""",
    "mysql": "SHOW CREATE TABLE people",
}


def standing(project: Project) -> str:
    """What stands on the table, as the server says it."""
    with project.engine().connect() as connection:
        found = connection.exec_driver_sql(STANDING[connection.dialect.name])
        lines = "\n".join(str(row[-1]) for row in found).splitlines()
        return "\n".join(sorted(line.rstrip(",") for line in lines))


def test_what_stands_on_a_column_stands_on_what_takes_its_place(people):
    people.do("expand", "rename", "people.level=rank_no")
    wanted = standing(people)
    people.do("upgrade")
    for name in ("ck_both", "ix_people_name"):
        wanted = wanted.replace(name, f"{name}_rank_no")
    assert sorted(standing(people).splitlines()) == sorted(
        wanted.replace("level", "rank_no").splitlines()
    )


OLD = (
    "INSERT INTO people (region, id, name, note) VALUES (8, :n, 'old', 'n')",
    "UPDATE people SET level = 9, meta = '{}' WHERE region = 8 AND id = :n",
)
NEW = {
    ("rename", "people.level=fresh"): ("INSERT INTO people (region, id, fresh) VALUES (9, :n, 5)",),
    ("move", "people.meta,note=notes"): (
        "INSERT INTO people (region, id) VALUES (9, :n)",
        "INSERT INTO notes (region, id, meta) VALUES (9, :n, '{}')",
        "UPDATE notes SET note = 'm' WHERE region = 9 AND id = :n",
    ),
}


TOLD = {
    "rename": "people WHERE (region, fresh) IN ((8, 9), (9, 5))",
    "move": "notes WHERE (region, note) IN ((8, 'n'), (9, 'm')) AND meta IS NOT NULL",
}


@pytest.mark.parametrize("change", NEW, ids=lambda change: change[0])
def test_both_versions_write_rows_of_a_key_of_two_columns(people, change):
    people.do("expand", *change)
    written = through_all_phases(people, OLD, NEW[change])
    assert people.scalar(f"SELECT count(*) FROM {TOLD[change[0]]}") == len(written)
