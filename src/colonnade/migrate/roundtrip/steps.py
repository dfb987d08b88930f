"""One revision at a time, up or down, by the project's own `env.py`."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from traceback import extract_tb
from typing import Any

from alembic.runtime.migration import MigrationStep
from alembic.script import Script
from sqlalchemy import URL, Connection, Engine, MetaData, event
from sqlalchemy.exc import DBAPIError

from colonnade.errors import ConfigurationError
from colonnade.migrate.project import Migrations


@dataclass(frozen=True)
class Failure:
    """A revision that did not run.

    Attributes:
        said: what the database, or Python, said, in one line.
        line: the line of the revision's file, 0 where none is known.
        refused: whether the revision itself refuses, by `NotImplementedError`.
    """

    said: str
    line: int = 0
    refused: bool = False


@dataclass
class Steps:
    """Runs revisions on the scratch database.

    Attributes:
        migrations: the project's.
        url: the scratch database; a connection to another one is refused.
        metadata: what `env.py` says the models are.
        version_table: Alembic's own table.
        one_transaction: whether `env.py` runs all revisions of a command in one transaction.
        statements: what the last revision executed.
    """

    migrations: Migrations
    url: URL
    metadata: list[MetaData] = field(default_factory=list)
    version_table: str = "alembic_version"
    one_transaction: bool = False
    statements: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._inside = False
        self._error: Exception | None = None

    def begin(self) -> None:
        """Make Alembic's own table, and learn what `env.py` says."""

        def look(heads: Any, context: Any) -> list[MigrationStep]:
            given = context.opts.get("target_metadata") or []
            self.metadata = [given] if isinstance(given, MetaData) else list(given)
            self.version_table = context.version_table
            each = context.opts.get("transaction_per_migration", False)
            self.one_transaction = context.impl.transactional_ddl and not each
            return []

        with self._watched():
            self.migrations.run(look, destination_rev="heads")

    def up(self, script: Script) -> Failure | None:
        """Upgrade by one revision."""
        return self._run(
            script, MigrationStep.upgrade_from_script(self.migrations.script.revision_map, script)
        )

    def down(self, script: Script) -> Failure | None:
        """Downgrade by one revision."""
        return self._run(
            script, MigrationStep.downgrade_from_script(self.migrations.script.revision_map, script)
        )

    def all_up(self, scripts: list[Script]) -> None:
        """Upgrade by revisions that have run before."""
        map_ = self.migrations.script.revision_map
        steps = [MigrationStep.upgrade_from_script(map_, script) for script in scripts]
        with self._watched():
            self.migrations.run(lambda heads, context: steps, destination_rev="heads")

    def stamp(self, script: Script) -> None:
        """Count a revision as run, and run nothing."""
        step = MigrationStep.upgrade_from_script(self.migrations.script.revision_map, script)
        step.migration_fn = lambda **options: None
        with self._watched():
            self.migrations.run(lambda heads, context: [step], destination_rev="heads")

    def _run(self, script: Script, step: MigrationStep) -> Failure | None:
        began = False

        def plan(heads: Any, context: Any) -> Iterator[MigrationStep]:
            nonlocal began
            began = True
            yield step

        self.statements, self._error = [], None
        step.migration_fn = self._inner(step.migration_fn)
        try:
            with self._watched():
                self.migrations.run(plan, destination_rev="heads")
        except ConfigurationError:
            raise
        except Exception as error:
            if not began:
                raise
            return _failure(self._error or error, script)
        return None

    def _inner(self, function: Callable[..., None]) -> Callable[..., None]:
        """The function of a revision, whose statements and errors are noted."""

        @functools.wraps(function)
        def watched(**options: Any) -> None:
            self._inside = True
            try:
                function(**options)
            except Exception as error:
                self._error = error
                raise
            finally:
                self._inside = False

        return watched

    @contextmanager
    def _watched(self) -> Iterator[None]:
        listeners: dict[str, Callable[..., None]] = {
            "engine_connect": self._connected,
            "before_cursor_execute": self._executed,
        }
        for name, listener in listeners.items():
            event.listen(Engine, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners.items():
                event.remove(Engine, name, listener)

    def _connected(self, connection: Connection) -> None:
        """Refuse any database but the scratch one, before the first statement."""
        if connection.engine.url.database != self.url.database:
            raise ConfigurationError(
                "The env.py of the migrations connects to a database of its own choice, so nothing was tested.",
                "Let it read DATABASE_URL, or sqlalchemy.url of Alembic's configuration.",
            )

    def _executed(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if self._inside:
            self.statements.append(statement)


def _failure(error: Exception, script: Script) -> Failure:
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename == script.path]
    original = error.orig if isinstance(error, DBAPIError) else None
    words = original.args[-1] if original is not None and original.args else error
    said = str(words).strip().partition("\n")[0].rstrip(".")
    return Failure(
        said if original is not None or not said else f"{type(error).__name__}: {said}",
        (frames[-1].lineno or 0) if frames else 0,
        isinstance(error, NotImplementedError),
    )
