"""Alembic's files for a project: settings, environment, template, and the first revision.

They are plain Alembic: nothing in them imports Colonnade, so a project can leave it and keep its migrations.
"""

import colonnade.design.models as models
from colonnade.design.design import Design, Files
from colonnade.design.migration.generated import revision_of
from colonnade.design.migration.revision import first_revision
from colonnade.migrate.environment import GENERATED, environment_files

__all__ = ["environment", "first_revision", "write"]

FIRST = "migrations/versions/0001_create_tables.py"


def write(design: Design) -> Files:
    """Write `alembic.ini` and `migrations/`, with a first revision that creates what the generated models say.

    The models are written to a temporary folder and imported by another Python process.

    Args:
        design: the schema; its back end is the dialect of expressions that have no form common to all databases.

    Raises:
        ModelError: the generated models cannot be imported.
    """
    return {**environment(), FIRST: revision_of(models.write(design), design.backend)}


def environment() -> Files:
    """Alembic's settings, environment and template; the same for every project."""
    return environment_files(GENERATED)
