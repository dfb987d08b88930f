"""Names that need quotes, and a schema of its own on PostgreSQL."""

import pytest

from colonnade.migrate.roundtrip.differences import differences
from colonnade.migrate.roundtrip.state import Looks
from tests.migrate.projects import Project

pytestmark = pytest.mark.only("postgresql", "mariadb")

TABLES = (
    'CREATE TABLE {schema}"Order Lines" ("Id" integer PRIMARY KEY, "Full Name" varchar(50) NOT NULL, "select" integer)',
    'CREATE INDEX "The Index" ON {schema}"Order Lines" ("Full Name", "select")',
    'CREATE UNIQUE INDEX "order" ON {schema}"Order Lines" ("Full Name")',
    "INSERT INTO {schema}\"Order Lines\" VALUES (1, 'a:b %', 2)",
)
CHANGES = {
    "rename": ("rename", "Order Lines.Full Name=New Name"),
    "retype": ("retype", "Order Lines.select=Or", "BIGINT"),
    "move": ("move", "Order Lines.select,Full Name=Other Lines"),
    "key": ("key", "Order Lines.Id=Uid"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_names_that_need_quotes_go_through_all_phases(project: Project, change):
    project.create_tables()
    postgresql = "postgresql" in project.url
    with project.engine().begin() as connection:
        connection.exec_driver_sql('CREATE SCHEMA "My Sales"' if postgresql else "SELECT 1")
        for statement in TABLES:
            said = statement.replace("{schema}", '"My Sales".' if postgresql else "")
            said = said if postgresql else said.replace('"', "`")
            connection.exec_driver_sql(said.replace("%", "%%"))
    verb, place, *rest = CHANGES[change]
    project.do("expand", verb, f"My Sales.{place}" if postgresql else place, *rest)
    looks = Looks(project.engine(), "alembic_version")
    before = looks.facts()
    project.do("upgrade", *(("+3",) if change == "key" else ()))
    project.do("downgrade", "-3" if change == "key" else "-4", "--yes")
    assert differences(before, looks.facts()) == ([], [])
