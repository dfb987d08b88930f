"""What constraints and indexes say beside their columns, and whether a column's own line can say it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Constraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.sql.elements import ClauseElement

from colonnade.design.models.code import call, listing, text
from colonnade.design.models.ddl import DIALECTS
from colonnade.schema.habits import name_to_write

CONSTRAINT = ("onupdate", "ondelete", "deferrable", "initially", "match")


def constraint_options(constraint: Constraint, name: str | None) -> dict[str, str]:
    """Keywords of a constraint, as source.

    Args:
        constraint: the constraint.
        name: its name where the convention does not give it.
    """
    found = {} if name is None else {"name": text(name)}
    for option in CONSTRAINT:
        value = getattr(constraint, option, None)
        if value is not None and value is not False and str(value).upper() != "NO ACTION":
            found[option] = text(value)
    if isinstance(constraint, ForeignKeyConstraint) and constraint.use_alter:
        found["use_alter"] = "True"
    return found | dialect_options(constraint.dialect_kwargs)


def dialect_options(options: Mapping[str, Any]) -> dict[str, str]:
    """The keywords that belong to one database, as `postgresql_using="gin"`."""
    return {
        str(name).replace(" ", "_"): option_source(value)
        for name, value in options.items()
        if value is not None and value is not False and value != [] and value != {}
    }


def option_source(value: object) -> str:
    """An option's value as source; SQL becomes `sa.text`."""
    if isinstance(value, ClauseElement):
        return call("sa.text", text(sql(value)))
    if isinstance(value, (list, tuple)):
        return listing(text(getattr(one, "name", one)) for one in value)
    if isinstance(value, dict):
        items = (f"{text(str(key))}: {option_source(one)}" for key, one in value.items())
        return "{" + ", ".join(items) + "}"
    return text(value)


def sql(clause: ClauseElement, dialect: str = "postgresql") -> str:
    """A clause as text, with its values in place."""
    options = {"literal_binds": True, "include_table": False}
    compiled = clause.compile(dialect=DIALECTS[dialect], compile_kwargs=options)
    return str(compiled)


def is_plain_index(index: Index, column: Column[Any], context: Any) -> bool:
    """Whether `index=True` at the column makes this index."""
    return (
        [id(item) for item in index.expressions] == [id(column)]
        and name_to_write(index, context.convention) is None
        and not dialect_options(index.dialect_kwargs)
    )


def is_plain_unique(constraint: Constraint, column: Column[Any], context: Any) -> bool:
    """Whether `unique=True` at the column makes this constraint."""
    return (
        isinstance(constraint, UniqueConstraint)
        and [one.name for one in constraint.columns] == [column.name]
        and not constraint_options(constraint, name_to_write(constraint, context.convention))
    )
