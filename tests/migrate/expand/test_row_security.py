"""Tables with row security: no fill leaves rows out, and what moves is seen by whoever saw it before."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.databases import unique
from tests.migrate.projects import Project

pytestmark = pytest.mark.only("postgresql")

MINE = "owner = current_setting('app.owner', true)"
TABLES = (
    "CREATE ROLE {role} LOGIN",
    "GRANT ALL ON SCHEMA public TO {role}",
    "CREATE TABLE notes (id integer PRIMARY KEY, owner text NOT NULL, body text)",
    "ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY own ON notes TO {{role}} USING ({MINE}) WITH CHECK ({MINE})",
    "GRANT SELECT, INSERT, UPDATE ON notes TO {role}",
    "INSERT INTO notes VALUES (1, 'ann', 'a'), (2, 'bob', 'b')",
)


@pytest.fixture
def role(project: Project) -> Iterator[str]:
    """A role that sees the rows of the owner it says; a project has a table of such rows."""
    project.create_tables()
    role = unique("expand")
    run(project, *(statement.replace("{role}", role) for statement in TABLES))
    yield role
    run(project, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def run(project: Project, *statements: str) -> None:
    with project.engine().begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def as_ann(project: Project, role: str, statement: str) -> list[tuple[object, ...]]:
    """What a statement of the application gives, which has said whose rows it asks for."""
    engine = sa.create_engine(project.engine().url.set(username=role), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET app.owner = 'ann'")
        found = connection.exec_driver_sql(statement)
        return [tuple(row) for row in found] if found.returns_rows else []


def test_what_moves_is_seen_by_its_owner_only(project, role):
    project.do("expand", "move", "notes.body=bodies")
    for _ in range(3):
        project.do("upgrade", "+1")
        as_ann(project, role, "UPDATE notes SET body = body || '!' WHERE id = 1")
    assert as_ann(project, role, "SELECT id, body FROM bodies") == [(1, "a!!!")]
    as_ann(project, role, "UPDATE bodies SET body = 'new'")
    assert project.scalar("SELECT string_agg(body, ' ' ORDER BY id) FROM notes") == "new b"


def test_policies_look_at_what_is_new(project, role):
    project.do("expand", "rename", "notes.owner=of")
    project.do("upgrade")
    assert as_ann(project, role, "SELECT id, of FROM notes") == [(1, "ann")]
    project.do("downgrade", "-1", "--yes")
    assert as_ann(project, role, "SELECT id, owner, of FROM notes") == [(1, "ann", "ann")]


def test_a_role_from_which_rows_are_hidden_fills_nothing(project, role):
    project.do("expand", "rename", "notes.body=words")
    project.do("upgrade", "+1")
    owned = ("notes", "alembic_version")
    run(project, *(f"ALTER TABLE {table} OWNER TO {role}" for table in owned))
    project.url = project.url.replace("//postgres@", f"//{role}@")
    refused = project.run("upgrade", "+1")
    project.url = project.url.replace(f"//{role}@", "//postgres@")
    assert refused.exit_code == 1
    assert "a superuser, one with BYPASSRLS" in refused.stderr
    run(project, *(f"ALTER TABLE {table} OWNER TO postgres" for table in owned))
