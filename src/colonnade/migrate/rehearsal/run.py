"""The revisions, run under load."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from alembic.runtime.migration import MigrationStep
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Engine, Table
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from colonnade.errors import ColonnadeError, ConfigurationError
from colonnade.migrate.project import Migrations
from colonnade.migrate.rehearsal.busy import busy
from colonnade.migrate.rehearsal.load.crew import Crew
from colonnade.migrate.rehearsal.load.errors import name_of
from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.observer import Observer
from colonnade.migrate.rehearsal.request import Request, Told
from colonnade.migrate.rehearsal.result import Span
from colonnade.migrate.rehearsal.sampler import Sampler
from colonnade.migrate.rehearsal.stopping import stopped
from colonnade.migrate.run import upgrade


@dataclass
class Run:
    """What was seen, by the monotonic clock.

    Attributes:
        observer: the statements.
        load: when the load began and ended.
        old: what the old version saw.
        new: what the new version saw.
        revisions: when each revision ran.
        largest: the most bytes that the database took.
        attempts: how often a revision was begun.
        error: why the migration failed; empty when it did not.
        again: why a second run failed, behind one that was stopped.
    """

    observer: Observer
    load: Span = field(default_factory=lambda: Span(0.0, 0.0))
    old: Seen = field(default_factory=Seen)
    new: Seen = field(default_factory=Seen)
    revisions: dict[str, Span] = field(default_factory=dict)
    largest: int = 0
    attempts: int = 0
    error: str = ""
    again: str = ""

    @property
    def migration(self) -> Span:
        """From the first statement to the end of the last revision."""
        spans = list(self.revisions.values())
        first = [one.began for one in self.observer.executed][:1] or [spans[0].began]
        return Span(first[0], spans[-1].ended)


@dataclass(frozen=True)
class Stage:
    """What revisions are rehearsed on.

    Attributes:
        engine: of the database.
        migrations: the project's.
        scripts: the revisions, in order.
        crews: the old and the new version, at work.
        request: what is wanted.
        told: is told what is going on.
        touched: the tables that the revisions speak of.
        count: how many statements they have.
    """

    engine: Engine
    migrations: Migrations
    scripts: list[Script]
    crews: tuple[Crew, Crew]
    request: Request
    told: Told
    touched: list[Table]
    count: int


def run(run: Run, stage: Stage) -> None:
    """Run the revisions while both versions work, and note what was seen.

    Args:
        run: takes the notes.
        stage: what is there.
    """
    began = time.monotonic()
    stage.told("Watching both versions", 0, 0)
    time.sleep(stage.request.seconds)
    sampler = Sampler(run.observer)
    with sampler.watching(stage.engine), busy(stage.engine, stage.touched, stage.request.busy):
        _through(run, stage)
    stage.told("Watching both versions", 0, 0)
    time.sleep(stage.request.seconds)
    run.largest = sampler.largest
    run.old, run.new = (one.stop() for one in stage.crews)
    run.load = Span(began, time.monotonic())


def _through(run: Run, stage: Stage) -> None:
    if not stage.request.stop:
        run.error = _all(run, stage)
        return
    with stopped(run.observer, stage.count):
        _all(run, stage)
    stage.told("Running them again", 0, 0)
    run.again = _all(run, stage)


def _all(run: Run, stage: Stage) -> str:
    """Run all revisions that have not run; why that fails, empty when it does not."""
    if stage.request.alembic:
        return _reason(partial(_by_alembic, run, stage))
    for script in stage.scripts:
        stage.told(f"Running {script.revision}", 0, 0)
        if said := _reason(partial(_revision, run, stage, script)):
            return said
    return ""


def _reason(work: Callable[[], None]) -> str:
    try:
        work()
    except ConfigurationError:
        raise
    except SQLAlchemyError as error:
        return name_of(error) if isinstance(error, DBAPIError) else type(error).__name__
    except ColonnadeError as error:
        return error.message
    return ""


def _revision(run: Run, stage: Stage, script: Script) -> None:
    def waited(seconds: float) -> None:
        run.attempts += 1

    with _noted(run, script):
        upgrade(stage.migrations, script.revision, stage.request.patience, waited)


def _by_alembic(run: Run, stage: Stage) -> None:
    revisions = stage.migrations.script

    def steps(heads: Any) -> Generator[MigrationStep]:
        for script in (one for one in stage.scripts if not _has(revisions, heads, one)):
            with _noted(run, script):
                yield MigrationStep.upgrade_from_script(revisions.revision_map, script)

    with ExitStack() as stack:

        def plan(heads: Any, context: Any) -> Iterator[MigrationStep]:
            # A step that fails leaves the generator where it is.
            return stack.enter_context(closing(steps(heads)))

        stage.migrations.run(plan, destination_rev="heads")


def _has(revisions: ScriptDirectory, heads: Any, script: Script) -> bool:
    done = revisions.iterate_revisions(heads, "base") if heads else ()
    return any(one.revision == script.revision for one in done)


@contextmanager
def _noted(run: Run, script: Script) -> Iterator[None]:
    """Listen to a revision, and note when it ran; from its first attempt to the end of its last."""
    before = run.revisions.get(script.revision)
    began = before.began if before else time.monotonic()
    run.attempts += 1
    try:
        with run.observer.around(script):
            yield
    finally:
        run.revisions[script.revision] = Span(began, time.monotonic())
