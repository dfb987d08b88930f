"""The first connection says what is wrong with the database, and goes no further."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import make_url, text

from colonnade import Database
from colonnade.data.isolation.row_security import advice, catalog
from colonnade.errors import ConfigurationError, NotProtected
from tests.data.isolation.models import metadata
from tests.data.isolation.row_security.conftest import Protected

Changed = Callable[[str, str], AbstractContextManager[None]]


@pytest.fixture
def changed(made: Protected) -> Changed:
    """Change the database for a while."""

    def run(statement: str) -> None:
        with made.admin.begin() as connection:
            connection.execute(text(statement.replace("APP", made.role)))

    @contextmanager
    def change(statement: str, undo: str) -> Iterator[None]:
        run(statement)
        try:
            yield
        finally:
            run(undo)

    return change


def complaint(url: str) -> str:
    """What the first connection complains of."""
    db = Database(url, metadata=metadata, row_security=True)
    with pytest.raises(NotProtected) as caught, db.session(owner=1) as session:
        session.connection()
    db.dispose()
    return caught.value.remedy


CHANGES = {
    "ROLE_BYPASSRLS": ("ALTER ROLE APP BYPASSRLS", "ALTER ROLE APP NOBYPASSRLS"),
    "NO_EVERYONE_ROLE": ("REVOKE APP_everyone FROM APP", "GRANT APP_everyone TO APP"),
    "ROW_SECURITY_OFF": (
        "ALTER TABLE tasks DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE tasks ENABLE ROW LEVEL SECURITY",
    ),
    "ROW_SECURITY_NOT_FORCED": (
        "ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE tasks FORCE ROW LEVEL SECURITY",
    ),
    "NO_POLICY": (
        "ALTER POLICY everyone ON tasks RENAME TO other",
        "ALTER POLICY other ON tasks RENAME TO everyone",
    ),
    "POLICY_DIFFERS": (
        "ALTER POLICY everyone ON tasks USING (id > 5)",
        "ALTER POLICY everyone ON tasks USING (true)",
    ),
    "POLICY_UNDECLARED": (
        "CREATE POLICY hole ON tasks FOR SELECT USING (true)",
        "DROP POLICY hole ON tasks",
    ),
    "ROLE_OWNS_TABLE": (
        "ALTER TABLE labels OWNER TO APP",
        "ALTER TABLE labels OWNER TO postgres; GRANT ALL ON labels TO APP; REVOKE"
        " TRUNCATE, REFERENCES, TRIGGER ON labels FROM APP",
    ),
    "TRUNCATE_GRANTED": (
        "GRANT TRUNCATE ON tasks TO APP",
        "REVOKE TRUNCATE ON tasks FROM APP",
    ),
    "REFERENCES_GRANTED": (
        "GRANT REFERENCES ON tasks TO PUBLIC",
        "REVOKE REFERENCES ON tasks FROM PUBLIC",
    ),
    "UPDATE_GRANTED": (
        "GRANT UPDATE ON countries TO APP",
        "REVOKE UPDATE ON countries FROM APP",
    ),
    "SELECT_GRANTED": (
        "GRANT SELECT ON unclassified TO APP",
        "REVOKE SELECT ON unclassified FROM APP",
    ),
    "VIEW_NOT_SECURITY_INVOKER": (
        "ALTER VIEW v_tasks SET (security_invoker = false)",
        "ALTER VIEW v_tasks SET (security_invoker = true)",
    ),
    "MATERIALISED_VIEW": (
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM tasks; GRANT SELECT ON m TO APP",
        "DROP MATERIALIZED VIEW m",
    ),
    "SECURITY_DEFINER": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "DROP FUNCTION f()",
    ),
    "ROLE_IS_EVERYONE": (
        "ALTER ROLE APP INHERIT; REVOKE APP_everyone FROM APP; GRANT APP_everyone TO APP",
        "ALTER ROLE APP NOINHERIT; REVOKE APP_everyone FROM APP; GRANT APP_everyone TO APP",
    ),
}


@pytest.mark.parametrize("code", CHANGES)
def test_complains(made: Protected, changed: Changed, code: str) -> None:
    with changed(*CHANGES[code]):
        assert complaint(made.url).startswith(f"{code}: ")


def test_superuser(made: Protected) -> None:
    url = make_url(made.url).set(username=made.admin.url.username)
    assert complaint(str(url)).startswith("ROLE_SUPERUSER")


def test_well_protected(made: Protected) -> None:
    db = made.database()
    with db.session(owner=1) as session:
        session.connection()
    db.dispose()


def test_another_database_has_none() -> None:
    with pytest.raises(ConfigurationError, match="Row security is asked of mysql"):
        Database("mysql+pymysql://localhost/shop", row_security=True)


def test_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_ROW_SECURITY", "true")
    assert Database("postgresql://localhost/shop").settings.row_security


def test_what_tables_tell(made: Protected) -> None:
    with made.database().engine.connect() as connection:
        found = catalog.read(lambda query: connection.exec_driver_sql(query).all())
    codes = {(said.code, said.message.partition("'")[2]) for said in advice.of(found, metadata)}
    assert ("UNIQUE_WITHOUT_OWNER", "tasks' is unique for all owners together.") in codes
