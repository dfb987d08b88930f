"""The revisions, run under load."""

import time
from dataclasses import dataclass, field

from alembic.script import Script
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from colonnade.errors import ColonnadeError, ConfigurationError
from colonnade.migrate.project import Migrations
from colonnade.migrate.rehearsal.load.crew import Crew
from colonnade.migrate.rehearsal.load.errors import name_of
from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.observer import Observer
from colonnade.migrate.rehearsal.request import Request, Told
from colonnade.migrate.rehearsal.result import Span
from colonnade.migrate.rehearsal.sampler import Sampler
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
    """

    observer: Observer
    load: Span = field(default_factory=lambda: Span(0.0, 0.0))
    old: Seen = field(default_factory=Seen)
    new: Seen = field(default_factory=Seen)
    revisions: dict[str, Span] = field(default_factory=dict)
    largest: int = 0
    attempts: int = 0
    error: str = ""

    @property
    def migration(self) -> Span:
        """From the first statement to the end of the last revision."""
        spans = list(self.revisions.values())
        first = [one.began for one in self.observer.executed][:1] or [spans[0].began]
        return Span(first[0], spans[-1].ended)


def run(
    run: Run,
    engine: Engine,
    migrations: Migrations,
    scripts: list[Script],
    crews: tuple[Crew, Crew],
    request: Request,
    told: Told,
) -> None:
    """Run the revisions while both versions work, and note what was seen.

    Args:
        run: takes the notes.
        engine: of the database.
        migrations: the project's.
        scripts: the revisions, in order.
        crews: the old and the new version, at work.
        request: how long the load runs before and after, and how patient the migration is.
        told: is told what is going on.
    """
    began = time.monotonic()
    told("Watching both versions", 0, 0)
    time.sleep(request.seconds)
    sampler = Sampler(run.observer)
    with sampler.watching(engine):
        for script in scripts:
            told(f"Running {script.revision}", 0, 0)
            if not _revision(run, migrations, script, request):
                break
    told("Watching both versions", 0, 0)
    time.sleep(request.seconds)
    run.largest = sampler.largest
    run.old, run.new = (one.stop() for one in crews)
    run.load = Span(began, time.monotonic())


def _revision(run: Run, migrations: Migrations, script: Script, request: Request) -> bool:
    began = time.monotonic()
    run.attempts += 1

    def waited(seconds: float) -> None:
        run.attempts += 1

    try:
        with run.observer.around(script):
            upgrade(migrations, script.revision, request.patience, waited)
    except ConfigurationError:
        raise
    except SQLAlchemyError as error:
        run.error = name_of(error) if isinstance(error, DBAPIError) else type(error).__name__
    except ColonnadeError as error:
        run.error = error.message
    finally:
        run.revisions[script.revision] = Span(began, time.monotonic())
    return not run.error
