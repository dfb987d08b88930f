"""Alembic's `env.py` imports the models before it compares them.

A table belongs to the metadata once its module was imported. Without that the metadata is empty, and `--autogenerate`
writes a migration that drops every table.

Bad:

    # file: migrations/env.py
    from alembic import context
    from sqlmodel import SQLModel

    target_metadata = SQLModel.metadata
    context.configure(target_metadata=target_metadata)

    # file: app/models.py
    from sqlmodel import Field, SQLModel

    SQLModel.metadata.naming_convention = {"ix": "ix_%(table_name)s_%(column_0_name)s"}

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    # file: migrations/env.py
    from alembic import context
    from app import models
    from sqlmodel import SQLModel

    target_metadata = SQLModel.metadata
    context.configure(target_metadata=target_metadata)

    # file: app/models.py
    from sqlmodel import Field, SQLModel

    SQLModel.metadata.naming_convention = {"ix": "ix_%(table_name)s_%(column_0_name)s"}

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

import ast
import sys
from collections.abc import Iterator

from colonnade.check.environments import is_environment
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL911"
NEEDS = (MODELS, "SQLModel")
_LIBRARIES = frozenset({"alembic", "sqlalchemy", "sqlmodel", "pydantic", "dotenv", "decouple"})


def check(node: ast.Assign, source: Source) -> Iterator[Problem]:
    """Report `target_metadata` of SQLModel in an `env.py` that imports nothing which could hold models."""
    if source.resolve(node.value) != "sqlmodel.SQLModel.metadata":
        return
    if not is_environment(source) or "import_module" in source.text:
        return
    tables = [model for model in source.project.models.values() if model.is_table]
    if tables and not any(_may_hold_models(name, source) for name in _imported(source)):
        yield Problem(
            node,
            f"No model is imported here, so Alembic sees no table, not even `{tables[0].name}`.",
            f"Import the modules with the models, such as `{tables[0].cls.name.rpartition('.')[0]}`.",
        )


def _imported(source: Source) -> Iterator[str]:
    for one in source.nodes(ast.Import):
        yield from (alias.name for alias in one.names)
    for two in source.nodes(ast.ImportFrom):
        home = "." * two.level + (two.module or "")
        yield from (f"{home}.{alias.name}" for alias in two.names)


def _may_hold_models(name: str, source: Source) -> bool:
    """Whether an import may be of models: unless it is of a library, or of a module of the project that knows none."""
    first = name.partition(".")[0]
    if first in sys.stdlib_module_names | _LIBRARIES:
        return False
    project = source.project
    facts = project.modules.get(name) or project.modules.get(name.rpartition(".")[0])
    if facts is None:
        return True
    outside = {one.partition(".")[0] for one in facts.names.values()}
    return bool(facts.classes and any(cls.says_table for cls in facts.classes)) or bool(
        outside - sys.stdlib_module_names - _LIBRARIES - {"pydantic_settings"}
    )
