"""Revisions of what changed in the models: what Alembic finds, and what it misses."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command

from colonnade.errors import SourceError, UsageError
from colonnade.migrate.create import renaming, schemas
from colonnade.migrate.create import wishes as deciding
from colonnade.migrate.create.comparison import (
    at_newest,
    compared,
    connection_of,
    metadata_of,
    seen_with,
)
from colonnade.migrate.create.completion import complete
from colonnade.migrate.create.names import Renames
from colonnade.migrate.create.rendering import imports, read_back
from colonnade.migrate.create.selection import pruned
from colonnade.migrate.create.sides import Sides, sides, unwritten
from colonnade.migrate.create.verification import Unverified, verified
from colonnade.migrate.create.wishes import Wishes
from colonnade.migrate.project import Migrations, explained
from colonnade.migrate.undisturbed import unsaid


@dataclass(frozen=True)
class Created:
    """A new revision.

    Attributes:
        path: its file.
        wrong: what it does not do, or does not take back.
        unverified: why it could not be tried; empty when it was.
    """

    path: Path
    wrong: tuple[str, ...] = ()
    unverified: str = ""


def create_empty(migrations: Migrations, message: str) -> Created:
    """Write a revision to fill in by hand; nothing is compared.

    Args:
        migrations: the project's.
        message: what it does.
    """
    with explained(), unsaid():
        written: Any = command.revision(migrations.config, message=message)
    return Created(Path(written.path))


def create(migrations: Migrations, message: str, wishes: Wishes | None = None) -> Created | None:
    """Write a revision of what changed in the models, and try it on a scratch database.

    Args:
        migrations: the project's.
        message: what it does.
        wishes: what was decided about renames, drops and rows that are there.

    Returns:
        The revision; None when there is nothing to change.

    Raises:
        MigrationError: the database is not at the newest revision, or `env.py` is wrong.
        UsageError: nobody can say whether something is renamed or dropped, or rows that are there would need values.
    """
    wishes = wishes or Wishes()
    renames = _renames(migrations, wishes)
    draft = _Draft(migrations, wishes, renames)
    with ExitStack() as draft.stack, seen_with(renames):
        with explained(), unsaid():
            written: Any = command.revision(
                migrations.config,
                message=message,
                autogenerate=True,
                process_revision_directives=draft.process,
            )
        return draft.tried(written) if written else None


class _Draft:
    """A revision while it is written."""

    stack: ExitStack

    def __init__(self, migrations: Migrations, wishes: Wishes, renames: Renames) -> None:
        self.migrations, self.wishes, self.renames = migrations, wishes, renames
        self.sides: Sides | None = None
        self.unverified = ""

    def process(self, context: Any, at: Any, directives: list[Any]) -> None:
        """What Alembic calls with what it found."""
        at_newest(self.migrations, at)
        read_back(context.impl)
        directives[0].imports |= imports(metadata_of(context), at_dialect=context.dialect.name)
        connection, upgrade = connection_of(context), directives[0].upgrade_ops
        metadata = metadata_of(context)
        try:
            self.sides = self.stack.enter_context(sides(connection, metadata, self.renames))
        except SourceError as error:
            self.unverified = error.message
        before = complete(upgrade, connection, metadata, self.wishes, self.sides)
        self.wishes.refuse_unused()
        self.wishes.refuse_unknown(metadata)
        upgrade.ops[:0] = [*before, *renaming.operations(self.renames, connection)]
        if self.sides is not None:
            upgrade.ops[:0] = schemas.operations(self.sides)
        directives[0].downgrade_ops = upgrade.reverse()
        for side in (upgrade, directives[0].downgrade_ops):
            side.ops[:] = pruned(side.ops)
        if upgrade.is_empty():
            self._refuse_difference()
            directives[:] = []

    def _refuse_difference(self) -> None:
        """Nothing to write has to mean that the database has all."""
        if self.unverified:
            raise UsageError(
                f"Alembic finds nothing to write, and what it misses could not be compared: {self.unverified}",
                'Mend that; or write a revision by hand: colonnade migrate create "..." --empty.',
            )
        found = [*unwritten(self.sides)] if self.sides else []
        if found:
            raise UsageError(
                f"The models and the database differ in what no revision of Colonnade changes: {found[0]}.",
                'Write it by hand: colonnade migrate create "..." --empty.',
            )

    def tried(self, written: Any) -> Created:
        """The revision, tried on a scratch database."""
        path = Path(written.path)
        if self.sides is None:
            return Created(path, unverified=self.unverified)
        try:
            empty = self.sides.emptied()
            found = verified(self.migrations, empty, written.revision, self.sides.wants)
        except (Unverified, SourceError) as error:
            return Created(path, unverified=str(error))
        return Created(path, tuple(found))


def _renames(migrations: Migrations, wishes: Wishes) -> Renames:
    """What is renamed: tables first, because their columns are compared after that."""
    renames = Renames()
    upgrade, connection = compared(migrations, renames)
    renames.tables = deciding.tables(wishes, upgrade)
    if renames.tables:
        upgrade, connection = compared(migrations, renames)
    renames.columns = deciding.columns(wishes, upgrade, renames, connection.dialect)
    return renames
