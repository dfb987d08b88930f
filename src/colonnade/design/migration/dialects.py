"""The databases that a revision runs on, and code that runs on some of them only."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.ddl import DDLIf

# `named`, because drivers with another style have percent signs doubled in the text.
DIALECTS: dict[str, sa.Dialect] = {
    name: registry.load(name)(paramstyle="named") for name in ("sqlite", "postgresql", "mysql")
}


def where_made(item: sa.Constraint | sa.Index, table: sa.Table) -> set[str]:
    """The dialects on which `ddl_if` has a constraint or an index made."""
    condition: DDLIf | None = item._ddl_if
    if condition is None:
        return set(DIALECTS)
    statement = CreateTable(table)
    return {
        name
        for name, dialect in DIALECTS.items()
        if condition._should_execute(
            statement,
            item,
            None,
            compiler=dialect.ddl_compiler(dialect, None),  # type: ignore[arg-type]
        )
    }


def with_aliases(names: Iterable[str]) -> tuple[str, ...]:
    """The names as a dialect may call itself: a URL says mysql:// or mariadb://, and these are two dialects."""
    return tuple(
        alias
        for name in sorted(names)
        for alias in (("mysql", "mariadb") if name == "mysql" else (name,))
    )


def condition(names: Iterable[str]) -> str:
    """Python code that is true on these databases."""
    first, *others = with_aliases(names)
    comparison = f"in {(first, *others)!r}" if others else f"== {first!r}"
    return f"op.get_context().dialect.name {comparison}"
