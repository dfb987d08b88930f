"""The examples of the rules' pages, run on a real server."""

import re
import textwrap
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
        self.engine = sa.create_engine(url, poolclass=sa.NullPool)
        self.dialect = self.engine.dialect.name
        self.ready = False
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
            if not self.ready:
                self.empty()
                self.upgrade(HEADER + tables_before(), Capture(""), keep=True)
            # What commits nothing can be rolled back, which is quicker than tables made anew.
            keep = self.dialect == "mysql" or "autocommit_block" in text
            capture = Capture(PATH)
            facts, failed = self.upgrade(HEADER + text, capture, keep=keep)
            self.ready = not keep
            self.known[text] = (self.revision(HEADER + text, capture, failed), facts)
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

    def revision(self, text: str, capture: Capture, failed: Failed | None) -> Revision:
        source = Source(PATH, "example", text)
        start = capture.start or Snapshot()
        shared = "# env.py runs all revisions in one transaction" in text
        return Revision(source, self.dialect, start, capture.statements, failed, shared)

    def upgrade(self, text: str, capture: Capture, *, keep: bool) -> tuple[Catalog, Failed | None]:
        """Run a revision's upgrade; a rule may be about one that fails."""
        names: dict[str, object] = {}
        exec(compile(text, capture.path or "before.py", "exec"), names)
        with self.engine.connect() as connection:
            for said in re.findall(r"# env\.py says (.*)", text):
                connection.connection.cursor().execute(said)
            context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
            transaction = context.begin_transaction()
            transaction.__enter__()
            try:
                with capture.listening(), Operations.context(context):
                    names["upgrade"]()  # type: ignore[operator]
            except (SQLAlchemyError, NotImplementedError) as error:
                connection.rollback()
                failed = capture.failed or Failed(_line(error), str(error))
                return Catalog(self.dialect, {}), failed
            facts = catalog(connection)
            connection.commit() if keep else connection.rollback()
            return facts, None


def _line(error: Exception) -> int:
    lines = [one.lineno or 0 for one in extract_tb(error.__traceback__) if one.filename == PATH]
    return lines[-1]


def _no_implicit_transactions(driver: object, _: object) -> None:
    driver.isolation_level = None  # type: ignore[attr-defined]
