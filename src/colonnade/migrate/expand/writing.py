"""Phases as revisions in Alembic's folder."""

import textwrap
from pathlib import Path
from typing import Any

from alembic.util import rev_id

from colonnade.errors import MigrationError
from colonnade.migrate.expand.phases import Phase
from colonnade.migrate.project import Migrations, explained
from colonnade.migrate.undisturbed import unsaid


def write(migrations: Migrations, phases: list[Phase]) -> list[Path]:
    """Write a revision for each phase, each behind the one before.

    Raises:
        MigrationError: the folder has several heads.
    """
    heads = migrations.script.get_heads()
    if len(heads) > 1:
        raise MigrationError(
            f"There are {len(heads)} heads.",
            'Bring them together: colonnade migrate merge "Merge".',
        )
    return [_write(migrations, phase) for phase in phases]


def _write(migrations: Migrations, phase: Phase) -> Path:
    template: dict[str, Any] = {
        "upgrades": _body(phase.upgrade),
        "downgrades": _body(phase.downgrade),
        "imports": "",
    }
    with explained(), unsaid():
        script = migrations.script.generate_revision(
            rev_id(), phase.title, refresh=True, head="head", **template
        )
    if script is None:
        raise MigrationError("Alembic wrote no revision.")
    return Path(script.path)


def _body(lines: list[str]) -> str:
    return textwrap.indent("\n".join(lines), "    ").strip() or "pass"
