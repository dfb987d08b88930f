"""One rehearsal, from an empty database to what was seen."""

from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from colonnade.errors import UsageError
from colonnade.migrate.backup import load
from colonnade.migrate.project import Migrations
from colonnade.migrate.rehearsal.back import Back, back
from colonnade.migrate.rehearsal.chosen import Chosen, at_of
from colonnade.migrate.rehearsal.hot import Hot, hot
from colonnade.migrate.rehearsal.intervals import blocked
from colonnade.migrate.rehearsal.load.crew import Crew, Orders, crew
from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.losses import Looked, looked, losses
from colonnade.migrate.rehearsal.measure import calls_of, errors_of, slow_of, statements_of
from colonnade.migrate.rehearsal.observer import Observer
from colonnade.migrate.rehearsal.preview import Preview, preview, tables_of
from colonnade.migrate.rehearsal.request import Request, Told
from colonnade.migrate.rehearsal.result import Disk, Rehearsal, Span
from colonnade.migrate.rehearsal.rows.filling import counted, fill
from colonnade.migrate.rehearsal.rows.growth import refreshed
from colonnade.migrate.rehearsal.run import Run, Stage, run
from colonnade.migrate.rehearsal.running import Running
from colonnade.migrate.rehearsal.server import server_of
from colonnade.migrate.rehearsal.versions import Version, columns_of
from colonnade.migrate.roundtrip.steps import Steps
from colonnade.schema.database.scratch import Scratch


@dataclass
class Play:
    """A rehearsal.

    Attributes:
        made: its database, which is empty.
        migrations: the project's, on that database.
        chosen: the revisions.
        request: what is wanted.
        told: is told what is going on.
        running: what is known of the version that runs now.
    """

    made: Scratch
    migrations: Migrations
    chosen: Chosen
    request: Request
    told: Told
    running: Running = field(default_factory=Running)

    def __post_init__(self) -> None:
        self._engine = self.made.engine
        self._server = server_of(self._engine)
        self._steps = Steps(self.migrations, self.made.url)

    def played(self) -> Rehearsal:
        """Rehearse, and say what was seen."""
        with crew() as old, crew() as new:
            seen = self.previewed()
            self.made.reset()
            rows = self.filled(seen)
            with self._engine.connect() as connection:
                known = hot(connection, seen.old.metadata)
                orders = self._orders(known, seen)
            self.told("Summing up the rows", 0, 0)
            before = looked(self._engine, seen.old.metadata, known.keys)
            size = self._size()
            old.begin(orders[0])
            new.begin(orders[1])
            done = self._run((old, new), seen)
        return self._result(done, before, rows, size)

    def _run(self, crews: tuple[Crew, Crew], seen: Preview) -> Run:
        database, version_table = str(self.made.url.database), self._steps.version_table
        done = Run(Observer(self._server, database, version_table))
        stage = Stage(
            engine=self._engine,
            migrations=self.migrations,
            scripts=self.chosen.rehearsed,
            crews=crews,
            request=self.request,
            told=self.told,
            touched=[seen.old.metadata.tables[key] for key in sorted(seen.touched)],
            count=seen.count,
        )
        run(done, stage)
        return done

    def previewed(self) -> Preview:
        """Run the revisions on empty tables."""
        self.told("Trying the revisions on empty tables", 0, 0)
        return preview(self._steps, self._engine, self.chosen)

    def filled(self, seen: Preview) -> dict[str, int]:
        """Bring the empty database to where the revisions begin, and fill it; how many rows each table has."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # as applications have it
        if self.request.dump is not None:
            return self._restored(self.request.dump, seen)
        self.begin()
        return fill(self._engine, seen, self.request.rows, self.told)

    def begin(self) -> None:
        """Run the revisions that come before."""
        self._steps.begin()
        self._steps.all_up(self.chosen.before)

    def _restored(self, dump: Path, seen: Preview) -> dict[str, int]:
        self.told(f"Restoring {dump.name}", 0, 0)
        load(self.made.url, dump)
        at, wanted = set(at_of(self.migrations, self.made.url) or ()), self.chosen.begins_at
        if at != wanted:
            raise UsageError(
                f"{dump} is at {_names(at)}, and the rehearsal begins at {_names(wanted)}.",
                "Make a backup of a database that is there.",
            )
        refreshed(self._engine, seen.old.metadata.tables)
        return counted(self._engine, seen.old.metadata)

    def _orders(self, known: Hot, seen: Preview) -> tuple[Orders, Orders]:
        olds, news = self.request.threads
        old = self._orders_of(self.old_version(seen), known, seen, range(olds))
        if self.running.sent:
            old = replace(old, workloads=[self.running.sent] * olds)
        return (
            old,
            self._orders_of(self.new_version(seen), known, seen, range(olds, olds + news)),
        )

    def old_version(self, seen: Preview) -> Version:
        """The version that runs now: one that uses everything that is there, or what its models know."""
        columns = self.running.columns
        schema = replace(seen.old, views=[]) if columns else seen.old
        return Version(schema, columns, self._engine.dialect.name, seen.old.metadata)

    def new_version(self, seen: Preview) -> Version:
        """The version of the models, which know no views; of a revision before the newest, everything that is there."""
        models = columns_of(self._steps.metadata) if self.chosen.newest else {}
        schema = replace(seen.new, views=[]) if models else seen.new
        return Version(schema, models, self._engine.dialect.name, seen.old.metadata)

    def _orders_of(self, version: Version, known: Hot, seen: Preview, threads: range) -> Orders:
        workloads = version.workloads(known, seen, threads, sum(self.request.threads))
        seed = self.request.seed + threads.start
        return Orders(self.made.url, workloads, seed, self.request.role)

    def _size(self) -> int:
        with closing(self._engine.raw_connection()) as connection:
            return self._server.size(connection.cursor())

    def _result(self, done: Run, before: Looked, rows: dict[str, int], size: int) -> Rehearsal:
        self.told("Looking for what is lost", 0, 0)
        end = self._size()
        migration, load = done.migration, done.load
        zero, calls = load.began, calls_of(done)
        paths = {script.revision: script.path for script in self.chosen.rehearsed}
        written = Seen()
        written.add(done.old)
        written.add(done.new)
        with self._engine.connect() as connection:
            after = tables_of(connection, self._steps.version_table)
        with closing(self._engine.raw_connection()) as driver:
            version = self._server.version(driver.cursor())
            invalid = self._server.invalid(driver.cursor())
        lost = list(losses(self._engine, before, after, written))
        return Rehearsal(
            server=version,
            revisions={name: _since(zero, span) for name, span in done.revisions.items()},
            paths=paths,
            rows=rows,
            statements=statements_of(done, calls, paths),
            migration=_since(zero, migration),
            quiet=blocked(calls, load.began, migration.began),
            blocked=blocked(calls, migration.began, migration.ended),
            old=errors_of(done.old, migration, load.began, is_new=False),
            new=errors_of(done.new, migration, load.began, is_new=True),
            losses=lost,
            disk=Disk(size, max(size, done.largest, end), end),
            attempts=done.attempts,
            error=done.error,
            again=done.again,
            invalid=invalid,
            back=self._back(done),
            unfilled=sorted(name for name, count in rows.items() if not count),
            slow=slow_of(done),
            ended=load.seconds,
        )

    def _back(self, done: Run) -> Back | None:
        if not self.request.back or done.error or done.again:
            return None
        self.told("Taking the revisions back", 0, 0)
        return back(self._engine, self._steps, self.chosen.rehearsed)


def _names(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions)) or "no revision"


def _since(zero: float, span: Span) -> Span:
    return Span(span.began - zero, span.ended - zero)
