"""The examples of the rules' pages, run on a real server."""

import re
import textwrap
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import SQLAlchemyError

from colonnade.check.source import Source
from colonnade.migrate.check import rules
from colonnade.migrate.check.capture import Capture
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.snapshot import Snapshot
from colonnade.schema.catalog import Catalog, catalog

HEADER = "import sqlalchemy as sa\nfrom alembic import op\n\n\n"
PATH = "example.py"
_BEFORE = re.compile(r"^Before:\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def tables_before() -> str:
    """The revision that makes the tables of the examples."""
    found = _BEFORE.search(f"{rules.__doc__}\n\n")
    assert found
    return textwrap.dedent(found[1])


class Runner:
    """Runs examples on one database, each on the tables of the examples."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, poolclass=sa.NullPool)
        self.dialect = self.engine.dialect.name
        self.known: dict[str, tuple[Revision, Catalog]] = {}
        if self.dialect == "sqlite":
            sa.event.listen(self.engine, "connect", _no_implicit_transactions)
            sa.event.listen(self.engine, "begin", lambda one: one.exec_driver_sql("BEGIN"))

    def run(self, text: str) -> Revision:
        """Run an example, which is the whole of a revision."""
        return self.ran(text)[0]

    def ran(self, text: str) -> tuple[Revision, Catalog]:
        """Run an example, and see what the database has afterwards."""
        if text not in self.known:
            self.empty()
            self.upgrade(HEADER + tables_before(), Capture("before.py"))
            capture = Capture(PATH)
            with suppress(SQLAlchemyError):  # a rule may be about a revision that fails
                self.upgrade(HEADER + text, capture)
            self.known[text] = (self.revision(HEADER + text, capture), catalog(self.engine))
        return self.known[text]

    def empty(self) -> None:
        """Drop everything that is there."""
        name = self.engine.url.database
        if self.dialect == "sqlite":
            Path(str(name)).unlink(missing_ok=True)
            return
        words = {
            "postgresql": ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"],
            "mysql": [f"DROP DATABASE `{name}`", f"CREATE DATABASE `{name}`"],
        }
        with self.engine.connect() as connection:
            for statement in words[self.dialect]:
                connection.exec_driver_sql(statement)
            connection.commit()

    def revision(self, text: str, capture: Capture) -> Revision:
        source = Source(PATH, "example", text)
        start = capture.start or Snapshot()
        return Revision(source, self.dialect, start, capture.statements, capture.failed)

    def upgrade(self, text: str, capture: Capture) -> None:
        names: dict[str, object] = {}
        exec(compile(text, capture.path, "exec"), names)
        with self.engine.connect() as connection:
            for said in re.findall(r"# env\.py says (.*)", text):
                connection.connection.cursor().execute(said)
            context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
            with capture.listening(), context.begin_transaction(), Operations.context(context):
                names["upgrade"]()  # type: ignore[operator]


def _no_implicit_transactions(driver: object, _: object) -> None:
    driver.isolation_level = None  # type: ignore[attr-defined]
