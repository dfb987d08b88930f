"""Alembic's files for a project: settings, environment, template, and the first revision.

They are plain Alembic: nothing in them imports Colonnade, so a project can leave it and keep its migrations.
"""

from importlib.resources import files

import colonnade.design.models as models
from colonnade.design.design import Design, Files
from colonnade.design.migration.generated import revision_of
from colonnade.design.migration.revision import first_revision

__all__ = ["environment", "first_revision", "write"]

FIRST = "migrations/versions/0001_create_tables.py"
_TEMPLATES = {
    "alembic.ini": "alembic.ini.txt",
    "migrations/env.py": "env.py.txt",
    "migrations/script.py.mako": "script.py.mako",
}


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
    texts = files(__name__) / "templates"
    return {path: (texts / name).read_text(encoding="utf-8") for path, name in _TEMPLATES.items()}
