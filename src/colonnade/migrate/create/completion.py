"""What Alembic found, completed: one module for each kind of change that it misses or gets wrong."""

import sqlalchemy as sa
from alembic.operations.ops import MigrateOperation, UpgradeOps

from colonnade.migrate.create import (
    autoincrement,
    checks,
    collations,
    computed,
    constraint_names,
    constraint_renames,
    copies,
    counted,
    cycles,
    domains,
    enum_values,
    enums,
    exclusions,
    identity,
    index_drops,
    index_renames,
    indexes,
    infos,
    keys,
    narrowing,
    objects,
    order,
    required,
    row_security,
    same,
    sequences,
    storage,
    types,
)
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Renames
from colonnade.migrate.create.renamed import renamed
from colonnade.migrate.create.sides import Sides
from colonnade.migrate.create.wishes import Wishes

KINDS = (
    *(same, identity, types, narrowing, required, constraint_renames, constraint_names, cycles),
    *(
        counted,
        keys,
        checks,
        exclusions,
        indexes,
        index_renames,
        enum_values,
        enums,
        domains,
        storage,
    ),
    *(sequences, computed, copies, objects, row_security, infos, index_drops, order),
    *(collations, autoincrement),
)
"""In this order: what comes later may put something before or after what is there."""


def complete(
    upgrade: UpgradeOps,
    connection: sa.Connection,
    metadata: list[sa.MetaData],
    wishes: Wishes,
    sides: Sides | None,
) -> list[MigrateOperation]:
    """Add to the operations what is missing, and mend what would fail.

    Args:
        upgrade: what Alembic found.
        connection: to the database.
        metadata: what the models say.
        wishes: what was decided.
        sides: what the database has and what the models say; None when there is no scratch database.

    Returns:
        What has to be done before tables and columns are renamed.

    Raises:
        UsageError: rows that are there would need values, or a value of theirs would be lost.
    """
    seen = renamed(connection, sides.renames if sides else Renames())
    change = Change(upgrade, connection, seen, metadata, wishes, sides)
    for kind in KINDS:
        kind.complete(change)
    return change.before
