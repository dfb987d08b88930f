"""Following the code base around a project: what its habits change in a design, and what they do not."""

import re
from collections.abc import Iterator

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, PrimaryKeyConstraint, UniqueConstraint

from colonnade.design.words import many, one, snake, words_of
from colonnade.schema.habits import Habits
from colonnade.schema.habits.naming import kind_of, made_by
from colonnade.schema.info import schema_info

NAMED = (PrimaryKeyConstraint, ForeignKeyConstraint, UniqueConstraint, Index)
"""What has a name of its columns; a check has one of its meaning, which a person gives."""


def follow(metadata: MetaData, habits: Habits) -> list[str]:
    """Give constraints and indexes without a name the names that the code around gives to its own.

    A schema that was read from a database keeps every name. Names of tables and columns are the schema's own in any
    case; where they differ from the code around, a sentence says so.

    Returns:
        What was found, and whether the schema does the same, one sentence each.
    """
    return [*_names(metadata, habits), *_spelling(metadata, habits), *_surroundings(habits)]


def _names(metadata: MetaData, habits: Habits) -> Iterator[str]:
    templates = {**_templates(habits), **habits.naming_convention}
    if not templates:
        return
    if schema_info(metadata).dialect is not None:
        yield "The code around names constraints in its own way; the database's names are kept."
        return
    for table in metadata.tables.values():
        for item in [*table.constraints, *table.indexes]:
            if isinstance(item, NAMED) and item.name is None and kind_of(item) in templates:
                item.name = made_by(templates[kind_of(item)], item)
    named = ", ".join(f"`{template}`" for _, template in sorted(templates.items()))
    yield f"Constraints and indexes are named as in the code around: {named}."


def _templates(habits: Habits) -> dict[str, str]:
    """A naming convention from what names start or end with."""
    whole = "%(table_name)s_%(column_0_N_name)s"
    bodies = dict.fromkeys(("fk", "uq", "ix"), whole) | {"pk": "%(table_name)s"}
    return {
        kind: f"{affix}{bodies[kind]}" if affix.endswith("_") else f"{bodies[kind]}{affix}"
        for kind, affix in habits.affixes.items()
        if kind in bodies
    }


def _spelling(metadata: MetaData, habits: Habits) -> Iterator[str]:
    tables = [table.name for table in metadata.tables.values()]
    if habits.number and habits.table_style:
        found = f"names tables in the {habits.number}, in {habits.table_style}"
        same = [name for name in tables if _number(name) == habits.number]
        yield _compared(found, len(same) * 2 > len(tables))
    if habits.column_style == "snake_case":
        columns = [column.name for table in metadata.tables.values() for column in table.columns]
        same = [name for name in columns if re.fullmatch(r"[a-z0-9_]+", name)]
        yield _compared("names columns in snake_case", len(same) == len(columns))


def _number(table: str) -> str:
    words = words_of(table)
    return "plural" if snake(many(one(words))) == snake(words) else "singular"


def _compared(found: str, is_same: bool) -> str:
    same = "so does the schema" if is_same else "the schema's own names are kept"
    return f"The code around {found}; {same}."


def _surroundings(habits: Habits) -> Iterator[str]:
    if habits.variable and habits.variable != "DATABASE_URL":
        yield f"The code around keeps its database's URL in `{habits.variable}`; this project reads `DATABASE_URL`."
    if habits.migrations:
        yield f"The code around keeps its migrations in `{habits.migrations.as_posix()}`; this project has its own in `migrations`."
