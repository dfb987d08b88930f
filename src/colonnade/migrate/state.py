"""Where a database is, said plainly, and the one command that is right.

The rule here: nobody is told to downgrade after a failed upgrade. A revision that failed is rolled back, and the revision
before it is good; or it is half done, and goes on when it is mended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import Script
from sqlalchemy import inspect

from colonnade.migrate.journal import half_done
from colonnade.migrate.project import Migrations
from colonnade.migrate.risk import risk_of


@dataclass(frozen=True)
class State:
    """Where a database is.

    Attributes:
        at: the revisions that it is at.
        heads: the newest revisions of the folder.
        pending: how many revisions would be run by `upgrade`.
        half_done: the statements that are done of each revision that is half done, by direction and number.
        unknown: revisions that the database is at and the folder does not have.
        risk: what the first of the pending revisions does that may lose something; empty when none does.
        tables: the models' tables that are there although no revision was run.
    """

    at: tuple[str, ...]
    heads: tuple[str, ...]
    pending: int
    half_done: dict[str, list[str]]
    unknown: tuple[str, ...] = ()
    risk: str = ""
    tables: tuple[str, ...] = ()

    def advice(self) -> str:
        """What to do, in one sentence."""
        if self.unknown:
            names = ", ".join(self.unknown)
            return f"The folder has no revision {names}: check out the code that was deployed last."
        if self.half_done:
            (what, done), *_ = self.half_done.items()
            direction, revision = what.split(" ", 1)
            return (
                f"Revision {revision} stopped, with {len(done)} of its statements run. If one failed, mend it. Run:"
                f" colonnade migrate {direction}. It goes on from there."
            )
        if not self.heads:
            return 'There is no revision yet: colonnade migrate create "Create tables".'
        if len(self.heads) > 1:
            return 'There are several heads: colonnade migrate merge "Bring branches together".'
        if self.tables:
            return (
                f"Made without a revision: {_listed(self.tables)}. If these tables are what the revisions make, run:"
                " colonnade migrate stamp head."
            )
        if self.risk:
            return (
                f"Nothing is half done. Revision {self.risk}, so make a backup on the way. Run:"
                " colonnade migrate upgrade --backup backups."
            )
        if self.pending:
            return "Nothing is half done. Run: colonnade migrate upgrade."
        return "Up to date."


def state_of(migrations: Migrations) -> State:
    """Where the database is.

    Raises:
        MigrationError: `env.py` is wrong.
    """
    seen: list[State] = []

    def look(at: Any, context: Any) -> list[Any]:
        seen.append(_state(migrations, tuple(at), context))
        return []

    migrations.run(look, dont_mutate=True)
    return seen[0]


def _state(migrations: Migrations, at: tuple[str, ...], context: MigrationContext) -> State:
    script, connection = migrations.script, context.connection
    assert connection is not None
    known = {one.revision for one in script.walk_revisions()}
    unknown = tuple(revision for revision in at if revision not in known)
    waiting = [] if unknown else pending(migrations, at)
    risks = (f"{one.revision} {risk}" for one in waiting if (risk := risk_of(one)))
    return State(
        at=at,
        heads=tuple(script.get_heads()),
        pending=len(waiting),
        half_done=half_done(connection),
        unknown=unknown,
        risk=next(risks, ""),
        tables=_tables(context) if waiting and not at else (),
    )


def _tables(context: MigrationContext) -> tuple[str, ...]:
    """The models' tables that the database has."""
    said: Any = context.opts["target_metadata"] or ()
    found = {
        (table.schema, table.name)
        for metadata in (said if isinstance(said, Sequence) else [said])
        for table in metadata.tables.values()
    }
    look = inspect(context.connection)
    return tuple(sorted(name for schema, name in found if look.has_table(name, schema=schema)))


def _listed(names: Sequence[str]) -> str:
    others = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {others} more" if others > 0 else "")


_NAMED = 3


def pending(migrations: Migrations, at: Sequence[str]) -> list[Script]:
    """The revisions that an upgrade would run, in order."""
    steps: Any = migrations.script._upgrade_revs("heads", tuple(at) or ())  # type: ignore[arg-type]
    return [step.revision for step in steps]
