"""What a person asks to be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import Script

from colonnade.check.settings import settings
from colonnade.errors import SourceError, UsageError
from colonnade.migrate.project import Migrations
from colonnade.migrate.state import pending
from colonnade.schema.database.connect import connected


@dataclass(frozen=True)
class Asked:
    """What is to be checked.

    Attributes:
        first: the first revision; without it, and without `every`, the first that the database does not have.
        last: the last revision.
        every: whether all revisions are checked, whatever the database has.
        select, ignore: rules by code, beginning of code, family or name.
        fix: whether the revisions are rewritten to their safe forms.
    """

    first: str = ""
    last: str = ""
    every: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False

    def wants(self, code: str) -> bool:
        """Whether a finding that no rule of this folder makes is wanted."""
        return (not self.select or code.startswith(self.select)) and not (
            self.ignore and code.startswith(self.ignore)
        )


def configured(
    start: Path, select: tuple[str, ...], ignore: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that are selected and ignored, with what `[tool.colonnade.migrate.check]` of pyproject.toml says.

    Args:
        start: where to look for the file: here and above.
        select: takes the place of the configured selection, when not empty.
        ignore: is added to what is ignored.

    Raises:
        UsageError: the file is wrong.
    """
    said = settings(start, "migrate.check", {"select", "ignore"})
    return select or said.names("select"), (*said.names("ignore"), *ignore)


def parted(
    migrations: Migrations, scripts: list[Script], asked: Asked, at: Sequence[str]
) -> tuple[list[Script], list[Script]]:
    """The revisions that only run, and those that are checked.

    Args:
        migrations: the project's.
        scripts: all revisions, each behind those that it builds on.
        asked: what is to be checked.
        at: the revisions that the database is at.

    Raises:
        UsageError: there is no such revision.
    """
    end = _place(scripts, asked.last) + 1 if asked.last else len(scripts)
    if asked.first:
        start = _place(scripts, asked.first)
        return scripts[:start], scripts[start:end]
    known = {script.revision for script in scripts}
    if asked.every or not known.issuperset(at):
        return [], scripts[:end]
    missing = {script.revision for script in pending(migrations, at)}
    checked = [script for script in scripts[:end] if script.revision in missing]
    return [script for script in scripts[:end] if script not in checked], checked


def revisions_of(url: str, version_table: str) -> tuple[str, ...]:
    """The revisions that a database is at; none when it is not there yet.

    Args:
        url: the database, which is only read.
        version_table: Alembic's own table.
    """
    try:
        with connected(url) as connection:
            context = MigrationContext.configure(connection, opts={"version_table": version_table})
            return context.get_current_heads()
    except SourceError:
        return ()


def _place(scripts: list[Script], name: str) -> int:
    for place, script in enumerate(scripts):
        if script.revision.startswith(name):
            return place
    raise UsageError(f"There is no revision {name}.", "List them: colonnade migrate history.")
