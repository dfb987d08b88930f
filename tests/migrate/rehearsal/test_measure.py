from colonnade.migrate.rehearsal.measure import statements_of
from colonnade.migrate.rehearsal.observer import Observer
from colonnade.migrate.rehearsal.result import Span
from colonnade.migrate.rehearsal.run import Run
from colonnade.migrate.rehearsal.server.sqlite import SQLite


def test_a_revision_may_execute_nothing():
    run = Run(Observer(SQLite(), "shop", "alembic_version"), revisions={"aaaa": Span(1.0, 2.0)})
    assert statements_of(run, [], {}) == []
    assert run.migration == Span(1.0, 2.0)
