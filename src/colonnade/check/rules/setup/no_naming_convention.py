"""Constraints have names once the metadata has a naming convention.

Without one SQLAlchemy leaves the names to the database: PostgreSQL makes them up, SQLite has none, and a migration that
wants to drop such a constraint does not know what to call it. A convention is set before the first model is made; one that
comes after the first revisions names nothing that is there.

Bad:

    # file: migrations/env.py
    from alembic import context
    from app.models import Task
    from sqlmodel import SQLModel

    target_metadata = SQLModel.metadata
    context.configure(target_metadata=target_metadata)

    # file: app/models.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    # file: migrations/env.py
    from alembic import context
    from app.models import Task
    from sqlmodel import SQLModel

    target_metadata = SQLModel.metadata
    context.configure(target_metadata=target_metadata)

    # file: app/models.py
    from sqlmodel import Field, SQLModel

    SQLModel.metadata.naming_convention = {
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    # file: migrations/env.py
    from alembic import context
    from app.models import Task
    from sqlmodel import SQLModel

    target_metadata = SQLModel.metadata
    context.configure(target_metadata=target_metadata)

    # file: migrations/versions/a1_tasks.py
    import sqlalchemy as sa
    import sqlmodel
    from alembic import op

    def upgrade() -> None:
        op.create_table("task", sa.Column("id", sa.Integer(), primary_key=True))

    # file: app/models.py
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from colonnade.check.environments import is_environment
from colonnade.check.project import Project
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL913"
SEVERITY = Severity.ADVICE
NEEDS = (MODELS, "SQLModel")


def check(node: ast.Assign, source: Source) -> Iterator[Problem]:
    """Report `target_metadata` in an `env.py` of a project that sets no naming convention."""
    if source.resolve(node.value) != "sqlmodel.SQLModel.metadata":
        return
    project = source.project
    if not is_environment(source) or len(project.modules) < 2 or _has_revisions(project):
        return
    if not (project.says("naming_convention") or project.says("NAMING_CONVENTION")):
        yield Problem(
            node,
            "No file of the project gives its metadata a naming convention.",
            "Set `SQLModel.metadata.naming_convention` before the first model is made.",
        )


def _has_revisions(project: Project) -> bool:
    """Whether tables are made already: a convention that comes later names nothing that is there."""
    return any("versions" in Path(one.path).parts for one in project.modules.values())
