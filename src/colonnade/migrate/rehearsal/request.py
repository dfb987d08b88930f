"""What a rehearsal is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from colonnade.migrate.run import Patience

Told = Callable[[str, int, int], None]
"""Is told what is done now, how much of it, and how much there is; 0 when nobody knows."""


@dataclass(frozen=True)
class Request:
    """What a rehearsal is asked for.

    Attributes:
        revision: the one to rehearse, alone; without one, those that the database does not have, or the newest.
        rows: how many rows the tables get that the revisions speak of.
        dump: a file of `colonnade migrate backup`, whose rows are used instead of made-up ones.
        seconds: how long the load runs before the revisions begin, and after they end.
        threads: how many of each version there are: old, new.
        patience: how long the migration waits for locks.
        busy: seconds for which a transaction of somebody else, which uses the tables that the revisions speak of, stays
            open when they begin.
        role: the role that the load has; the one that migrates, when empty.
        alembic: whether the revisions run as `alembic upgrade` runs them: without limits and second tries, and in one
            transaction where `env.py` says so.
        stop: whether the upgrade is stopped in its last statement, and run a second time.
        old: the version that runs now, a folder of the project or a revision of git, whose models say which columns it
            uses; without it, one that uses all of them.
        workload: the folder of a record of the version that runs now, whose statements are sent instead of made-up ones.
        back: whether the revisions are taken back and run again, when all is over.
        seed: of the load's choices.
    """

    revision: str | None = None
    rows: int = 100_000
    dump: Path | None = None
    seconds: float = 2.0
    threads: tuple[int, int] = (4, 2)
    patience: Patience = field(default_factory=Patience)
    busy: float = 0.0
    role: str = ""
    alembic: bool = False
    stop: bool = False
    back: bool = False
    old: str = ""
    workload: Path | None = None
    seed: int = 1


OTHERS = 1_000
"""How many rows at most a table gets that no revision speaks of."""
