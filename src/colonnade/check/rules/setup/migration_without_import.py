"""A migration that names SQLModel's types imports `sqlmodel`.

Alembic writes `sqlmodel.sql.sqltypes.AutoString()` into migrations and no import for it, so the first upgrade is a
`NameError`. With `import sqlmodel` in `script.py.mako` every new migration has it.

Bad:

    from alembic import op
    import sqlalchemy as sa

    revision = "a1"
    down_revision = None

    def upgrade() -> None:
        op.add_column("task", sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200)))

Good:

    import sqlmodel
    from alembic import op
    import sqlalchemy as sa

    revision = "a1"
    down_revision = None

    def upgrade() -> None:
        op.add_column("task", sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200)))

Fine:

    from alembic import op
    import sqlalchemy as sa

    revision = "a1"
    down_revision = None

    def upgrade() -> None:
        op.add_column("task", sa.Column("title", sa.String(length=200)))
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL912"
NEEDS = ("alembic", "sqlmodel")


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report the first `sqlmodel` of a migration that does not import it."""
    if "alembic.op" not in source.names.values() or "sqlmodel" in source.names:
        return
    first = next((one for one in source.nodes(ast.Name) if one.id == "sqlmodel"), None)
    if first is not None:
        yield Problem(
            first,
            "`sqlmodel` is not imported, so this migration is a `NameError`.",
            "Add `import sqlmodel`, here and in `script.py.mako`.",
            source.imports("sqlmodel"),
        )
