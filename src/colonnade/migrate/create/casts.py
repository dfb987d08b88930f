"""Changes of types in which a database casts a value to another one: done in steps where they can be, else refused."""

from copy import copy

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import Statement


def complete(change: Change) -> None:
    """Keep what values mean.

    Raises:
        UsageError: the database would make other values of them.
    """
    _refuse_uuids(change)
    if change.backend == "sqlite":
        _refuse_dates(change)
        _without_dashes(change)
    if change.backend == "mysql":
        for modified in change.of_tables():
            modified.ops[:] = [part for one in modified.ops for part in _by_label(one)]


def _refuse_uuids(change: Change) -> None:
    """No database makes a UUID of a number, and other tables would refer to the numbers."""
    for modified in change.of_tables():
        for one in modified.ops:
            old, new = (getattr(one, side, None) for side in ("existing_type", "modify_type"))
            if isinstance(new, sa.Uuid) and isinstance(old, sa.Integer):
                raise UsageError(
                    f"{modified.table_name}.{getattr(one, 'column_name', '')} cannot become a UUID: its values are numbers.",
                    "Add a column for UUIDs and fill it; for a key: colonnade migrate expand key TABLE.OLD=NEW, which"
                    " PostgreSQL and MariaDB have.",
                )


def _refuse_dates(change: Change) -> None:
    """Batch mode casts, and SQLite makes the number 2024 of the text "2024-01-31"."""
    for modified in change.of_tables():
        for one in modified.ops:
            old, new = (getattr(one, side, None) for side in ("existing_type", "modify_type"))
            kinds = {type_._type_affinity for type_ in (old, new) if type_ is not None}
            if len(kinds) > 1 and kinds & {sa.Date, sa.DateTime, sa.Time}:
                name = f"{modified.table_name}.{getattr(one, 'column_name', '')}"
                raise UsageError(
                    f"{name} cannot change from {old} to {new}: SQLite would make numbers of its values.",
                    "Add a column of the new type under another name, fill it, and drop the old one in a later revision.",
                )


def _without_dashes(change: Change) -> None:
    """SQLite has a UUID as a text without dashes, where an application finds it by its value."""
    for modified in change.of_tables():
        for one in modified.ops:
            old, new = (getattr(one, side, None) for side in ("existing_type", "modify_type"))
            if isinstance(new, sa.Uuid) and isinstance(old, sa.String):
                table = Name(modified.table_name)
                name = change.quote(getattr(one, "column_name", ""))
                update = f"UPDATE {change.sql(table)} SET {name} ="
                parts = " || '-' || ".join(
                    f"substr({name}, {start}, {length})"
                    for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
                )
                remove, insert = f"{update} lower(replace({name}, '-', ''))", f"{update} {parts}"
                change.last(Statement(remove, insert if (old.length or 36) >= 36 else "", table))


def _by_label(one: ops.MigrateOperation) -> list[ops.MigrateOperation]:
    """MariaDB takes the place of a label in its enum for the number that it is; so labels become text between the two."""
    if not isinstance(one, ops.AlterColumnOp) or one.modify_type is None:
        return [one]
    types = (one.existing_type, one.modify_type)
    labels, texts = ([isinstance(type_, kind) for type_ in types] for kind in (sa.Enum, sa.String))
    if labels[0] == labels[1] or all(texts):
        return [one]
    first, then = copy(one), copy(one)
    first.modify_type = then.existing_type = sa.String(255)
    first.modify_server_default = first.modify_comment = False
    first.modify_nullable = None
    return [first, then]
