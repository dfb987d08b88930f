"""The way back: the revisions are taken back over the rows that both versions have left, and run again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from alembic.script import Script
from sqlalchemy import Engine

from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.losses import Looked, looked, losses
from colonnade.migrate.rehearsal.losses.loss import Loss
from colonnade.migrate.rehearsal.preview import tables_of
from colonnade.migrate.roundtrip.steps import Failure, Steps


@dataclass(frozen=True)
class Back:
    """How the way back went.

    Attributes:
        down: why a downgrade failed; empty when none did.
        refused: whether a downgrade says itself that there is none.
        losses: what the downgrades have lost of what was there behind the upgrades.
        up: why an upgrade behind them failed; empty when none did.
    """

    down: str = ""
    refused: bool = False
    losses: list[Loss] = field(default_factory=list)
    up: str = ""


def back(engine: Engine, steps: Steps, scripts: Sequence[Script]) -> Back:
    """Take revisions back, and run them again.

    Args:
        engine: of the database, which is behind the revisions.
        steps: runs revisions.
        scripts: the revisions, in order.
    """
    before = _look(engine, steps)
    for script in reversed(scripts):
        if failed := steps.down(script):
            return Back(down=failed.said, refused=failed.refused)
    with engine.connect() as connection:
        after = tables_of(connection, steps.version_table)
    lost = [one for one in losses(engine, before, after, Seen()) if one.what in ("rows", "values")]
    again = (steps.up(script) for script in scripts)
    failure = next((one for one in again if isinstance(one, Failure)), None)
    return Back(losses=lost, up=failure.said if failure else "")


def _look(engine: Engine, steps: Steps) -> Looked:
    with engine.connect() as connection:
        metadata = tables_of(connection, steps.version_table)
    return looked(engine, metadata, {})
