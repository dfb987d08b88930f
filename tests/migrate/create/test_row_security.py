"""Revisions make row security as plain SQL, take it back, and mend what the database has instead."""

import re
from collections.abc import Iterator

import pytest

from colonnade.data.isolation.row_security.statements import role_statements
from tests.databases import PostgreSQL, unique
from tests.migrate.projects import Project

MODELS = """\
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Model, Owned, Owner
from colonnade.data.isolation.row_security.creation import keep_row_security


class Base(Model, registry=registry()):
    pass


class User(Owner, Base, table=True):
    __tablename__ = "users"
    id: int | None = Field(default=None, primary_key=True)


class Note(Owned, Base, table=True):
    __tablename__ = "notes"
    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(max_length=50)
    user_id: int = Owned.by("users.id")


{more}
"""
DRIFT = (
    "ALTER TABLE users NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY everyone ON users",
    "ALTER POLICY owner ON notes USING (true)",
    "CREATE POLICY more ON users FOR SELECT USING (true)",
    "GRANT TRUNCATE ON users TO {role}",
    "REVOKE SELECT ON notes FROM {role}",
)
STATE = """
SELECT polname::text, pg_get_expr(polqual, polrelid), polrelid::regclass::text FROM pg_policy
UNION ALL SELECT relname, relrowsecurity::text || relforcerowsecurity::text, relacl::text FROM pg_class
WHERE relname IN ('users', 'notes') ORDER BY 1, 2, 3"""


@pytest.fixture(scope="module")
def role(postgresql: PostgreSQL) -> Iterator[str]:
    name = unique("app")
    with postgresql.connect() as connection:
        for statement in role_statements(name):
            connection.execute(statement)
    yield name
    with postgresql.connect() as connection:
        connection.execute(f"DROP ROLE {name}; DROP ROLE {name}_everyone")


@pytest.fixture(scope="module")
def secured(
    postgresql: PostgreSQL, role: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """A project whose tables were there before they were protected."""
    url = postgresql.create()
    project = Project(tmp_path_factory.mktemp("secured") / "project", url)
    project.do("init", "--models", "app.models")
    project.models(MODELS.format(more=""))
    project.do("create", "Create tables")
    project.do("upgrade")
    project.models(MODELS.format(more=f'keep_row_security(Base.metadata, "{role}")'))
    project.do("create", "Protect rows")
    yield project
    postgresql.drop(url)


def state(project: Project) -> list[tuple[object, ...]]:
    with project.engine().connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(STATE)]


def test_a_revision_protects_and_takes_it_back(secured: Project) -> None:
    before = state(secured)
    secured.do("upgrade")
    assert {one[0] for one in state(secured)} == {"everyone", "owner", "notes", "users"}
    secured.do("downgrade", "--yes")
    assert [one[:2] for one in state(secured)] == [one[:2] for one in before]


def test_a_revision_needs_nothing_but_alembic(secured: Project) -> None:
    for path in (secured.root / "migrations/versions").glob("*.py"):
        assert not re.search(r"^(import|from) colonnade", path.read_text(), re.MULTILINE)


def test_what_differs_is_mended(secured: Project, role: str) -> None:
    secured.do("upgrade")
    right = state(secured)
    with secured.engine().begin() as connection:
        for statement in DRIFT:
            connection.exec_driver_sql(statement.format(role=role))
    assert state(secured) != right
    secured.run("create", "Mend")  # where nobody changed anything by hand, it has nothing to drop
    secured.do("upgrade")
    assert sorted(map(str, state(secured))) == sorted(map(str, right))


def test_a_step_that_a_policy_would_filter_fails(secured: Project) -> None:
    secured.do("upgrade")
    head = secured.do("heads").split()[0]
    look = "SELECT 1 / (current_setting('row_security') = 'off')::int"
    secured.revision("looks", head, f'op.execute("{look}")')
    secured.do("upgrade")
