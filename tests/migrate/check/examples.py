"""The examples of the rules' pages, run on a real server."""

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import SQLAlchemyError

from colonnade.check.source import Source
from colonnade.migrate.check import rules
from colonnade.migrate.check.capture import Capture
from colonnade.migrate.check.revision import Failed, Revision
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
        quick = {"options": "-c synchronous_commit=off"} if url.startswith("postgresql") else {}
        self.engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=quick)
        self.dialect = self.engine.dialect.name
        self.ready = False
        self.known: dict[str, Revision] = {}
        if self.dialect == "sqlite":
            sa.event.listen(self.engine, "connect", _no_implicit_transactions)
            sa.event.listen(self.engine, "begin", lambda one: one.exec_driver_sql("BEGIN"))

    def run(self, text: str) -> Revision:
        """Run an example, which is the whole of a revision; the same one only once."""
        if text not in self.known:
            capture = Capture(PATH)
            with self.upgraded(text, capture) as (_, failed):
                self.known[text] = self.revision(HEADER + text, capture, failed)
        return self.known[text]

    def catalog(self, text: str) -> Catalog:
        """What the database has behind an example."""
        with self.upgraded(text, Capture("")) as (connection, _):
            return catalog(connection)

    @contextmanager
    def upgraded(
        self, text: str, capture: Capture
    ) -> Iterator[tuple[sa.Connection, Failed | None]]:
        """The database behind an example."""
        if not self.ready:
            self.empty()
            with self.engine.connect() as connection:
                self.upgrade(connection, HEADER + tables_before(), Capture(""))
                connection.commit()
        # What commits nothing is rolled back, which is quicker than tables made anew.
        self.ready = self.dialect != "mysql" and "autocommit_block" not in text
        with self.engine.connect() as connection:
            failed = self.upgrade(connection, HEADER + text, capture)
            yield connection, failed
            connection.rollback() if self.ready or failed else connection.commit()

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

    def revision(self, text: str, capture: Capture, failed: Failed | None) -> Revision:
        source = Source(PATH, "example", text)
        start = capture.start or Snapshot()
        shared = "# env.py runs all revisions in one transaction" in text
        return Revision(source, self.dialect, start, capture.statements, failed, shared)

    def upgrade(self, connection: sa.Connection, text: str, capture: Capture) -> Failed | None:
        """Run the upgrade of a revision; a rule may be about one that fails."""
        names: dict[str, object] = {}
        exec(compile(text, PATH if capture.path else "before.py", "exec"), names)
        for said in re.findall(r"# env\.py says (.*)", text):
            connection.connection.cursor().execute(said)
        context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
        context.begin_transaction().__enter__()
        try:
            with capture.listening(), Operations.context(context):
                names["upgrade"]()  # type: ignore[operator]
        except (SQLAlchemyError, NotImplementedError) as error:
            return capture.failed or Failed(_line(error), str(error))
        return None


def _line(error: Exception) -> int:
    lines = [one.lineno or 0 for one in extract_tb(error.__traceback__) if one.filename == PATH]
    return lines[-1]


def _no_implicit_transactions(driver: object, _: object) -> None:
    driver.isolation_level = None  # type: ignore[attr-defined]
