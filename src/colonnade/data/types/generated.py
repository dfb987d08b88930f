"""Computed columns on MariaDB, which takes no NOT NULL for them: their values follow from other columns."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn


@compiles(CreateColumn, "mysql", "mariadb")
def create_column(create: CreateColumn, compiler: Any, **options: Any) -> Any:
    """The column as SQLAlchemy writes it, a computed one of MariaDB without NOT NULL."""
    column: Any = create.element
    if column.computed is None or column.nullable or not compiler.dialect.is_mariadb:
        return compiler.visit_create_column(create, **options)
    column.nullable = True
    try:
        return compiler.visit_create_column(create, **options)
    finally:
        column.nullable = False
